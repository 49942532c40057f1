import type { Fault } from '../types.js';

/** What a platform does at every deployment. The service's own deadline is 25 s. */
const IN_ORDER_WITHIN_MS = 30_000;

export const terminate: Fault = {
  name: 'terminate',
  about: 'SIGTERM to a member under load: it ends in order within its deadline, with exit code 0, and nobody notices',
  async strike({ cluster, random, say }) {
    const member = random.pick(cluster.members.filter(({ alive }) => alive));
    say(`SIGTERM to ${member.name}`);
    const { code, ms } = await member.terminate().finally(() => member.restart());
    if (code !== 0 || ms > IN_ORDER_WITHIN_MS) throw new Error(`${member.name} did not end in order: exit code ${code} after ${Math.round(ms)} ms`);
    return `${member.name} ended in order after ${Math.round(ms)} ms and was started again`;
  },
};
