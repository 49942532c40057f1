import type { ServiceName } from '@onefront/cli';
import type { Fault, Member } from '../types.js';
import { anyMember, OWNERS, present, seconds } from './choose.js';

const OFF_MS = 600_000;
const WITH_CLOCKS: readonly ServiceName[] = [...OWNERS, 'gateway'];

/** What a machine without time service does to the processes on it. */
export const clockOff: Fault = {
  name: 'clock-off',
  about: 'the clock of one service jumps by ten minutes and back: leases, holds and tokens go by the clock of the database',
  async strike(stage) {
    const { cluster, random } = stage;
    const one = anyMember(stage, present(cluster, WITH_CLOCKS));
    const off: Member[] = random.int(0, 1) === 1 ? [one] : cluster.membersOf(one.service).filter((member) => member.alive);
    const by = random.pick([-1, 1]) * OFF_MS;
    const ms = random.int(5_000, 10_000) * stage.scale;
    try {
      for (const member of off) await member.inside.clockOff(by);
      await stage.hold(ms);
    } finally {
      // A process that ended over it has its right time again when it is restarted.
      for (const member of off) if (member.alive) await member.inside.clockOff(0);
    }
    const ended = off.filter((member) => !member.alive).map((member) => member.name);
    for (const name of ended) await off.find((member) => member.name === name)!.restart();
    if (ended.length > 0) throw new Error(`${ended.join(', ')} ended because the clock was ${by > 0 ? 'fast' : 'slow'}`);
    return `the clock of ${off.map((member) => member.name).join(' and ')} was ${by > 0 ? 'ten minutes fast' : 'ten minutes slow'} for ${seconds(ms)}`;
  },
};
