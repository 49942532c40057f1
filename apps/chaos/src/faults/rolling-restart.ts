import type { Fault, Member, Stage } from '../types.js';
import { seconds } from './choose.js';

const SHUTDOWN_MS = 25_000;

/** What a deployment does: every process is asked to end and started again, one after the other. */
export const rollingRestart: Fault = {
  name: 'rolling-restart',
  about: 'every process gets SIGTERM and is started again, one after the other: each ends in order within 25 s, and no caller notices',
  async strike(stage) {
    const members = [...stage.cluster.members];
    let slowest = 0;
    for (const member of members) slowest = Math.max(slowest, await again(stage, member));
    return `${members.length} processes were restarted one after the other; the slowest took ${seconds(slowest)} to end`;
  },
};

async function again(stage: Stage, member: Member): Promise<number> {
  try {
    const { code, ms } = await member.terminate();
    if (code !== 0) throw new Error(`${member.name} ended with ${code === null ? 'a signal' : `code ${code}`} after SIGTERM; in order would be 0`);
    if (ms > SHUTDOWN_MS) throw new Error(`${member.name} took ${seconds(ms)} to end; at most ${seconds(SHUTDOWN_MS)} are allowed`);
    return ms;
  } finally {
    await member.restart();
    stage.say(`${member.name} is back`);
  }
}
