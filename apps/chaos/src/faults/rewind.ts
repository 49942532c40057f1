import type { BusAdmin } from '@onefront/bus';
import type { Fault, Member, Stage } from '../types.js';
import { untilSeen } from './ask.js';
import { OWNERS, present } from './choose.js';
import { topics, withBus } from './recorded.js';

/** A whole group forgets how far it was. */
export const rewind: Fault = {
  name: 'rewind',
  about: 'a service is stopped, the offsets of its group are set back by up to 10,000 in every partition, and it is started again: all that is delivered a second time must do nothing',
  missing: (cluster) => (present(cluster, OWNERS).length > 0 ? undefined : 'no service with a consumer group runs here'),
  async strike(stage) {
    const service = stage.random.pick(present(stage.cluster, OWNERS));
    const members = stage.cluster.membersOf(service);
    const by = BigInt(stage.random.int(1_000, 10_000));
    let again: bigint;
    try {
      await Promise.all(members.map(stop));
      again = await withBus(stage, async (bus) => setBack(stage, await bus.admin(), service, by));
    } finally {
      await Promise.all(members.map((member) => member.restart()));
    }
    return `the group ${service} was set back by ${by} offsets in every partition where it was that far: ${again} records are delivered again`;
  },
};

async function stop(member: Member): Promise<void> {
  if (member.alive) await member.terminate();
}

/** Resolves with how many records that makes. Only a group without members can be set back; one that ended the hard way is a member until its session ends. */
async function setBack(stage: Stage, admin: BusAdmin, group: string, by: bigint): Promise<bigint> {
  const consumed = (await admin.lag(group, topics())).filter(({ committed }) => committed > 0n);
  let again = 0n;
  for (const topic of new Set(consumed.map((one) => one.topic))) {
    const to = new Map(consumed.filter((one) => one.topic === topic).map(({ partition, committed }) => [partition, committed > by ? committed - by : 0n]));
    await untilSeen(stage, `the group ${group} without members`, () => admin.resetOffsets(group, topic, to).then(() => true, (error: Error) => {
      if (!error.message.includes('running members')) throw error;
      return false;
    }), 30_000);
    for (const { partition, committed } of consumed.filter((one) => one.topic === topic)) again += committed - to.get(partition)!;
  }
  return again;
}
