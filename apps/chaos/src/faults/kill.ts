import type { Fault } from '../types.js';

/** Nothing is flushed, no lease is given back, no group is left: the other process of the service goes on alone. */
export const kill: Fault = {
  name: 'kill',
  about: 'SIGKILL of a member under load, started again two seconds later: what it had begun must be finished by others, once',
  async strike({ cluster, random, scale, hold, say }) {
    const member = random.pick(cluster.members.filter(({ alive }) => alive));
    say(`kill -9 of ${member.name}`);
    try {
      await member.kill9();
      await hold(2_000 * scale);
    } finally {
      await member.restart();
    }
    return `${member.name} was killed and started again ${2 * scale} s later`;
  },
};
