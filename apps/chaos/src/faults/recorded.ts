import { randomUUID } from 'node:crypto';
import type { BusDriver, IncomingRecord, OutgoingRecord } from '@onefront/bus';
import { topicSpecs } from '@onefront/service';
import type { Stage } from '../types.js';
import { untilSeen } from './ask.js';

/** Topics of the house, as services call them. */
export const topics = (): string[] => topicSpecs().map(({ name }) => name);

/** Records that stand in the log now, by topic. */
export async function recordsIn(bus: BusDriver): Promise<Map<string, number>> {
  const admin = await bus.admin();
  const counts = new Map<string, number>();
  for (const { topic, end } of await admin.lag(`chaos-${randomUUID()}`, topics())) counts.set(topic, (counts.get(topic) ?? 0) + Number(end));
  await admin.close();
  return counts;
}

/** The last records of a topic, at most about so many, by partition and offset. */
export async function recorded(stage: Stage, bus: BusDriver, topic: string, most: number): Promise<IncomingRecord[]> {
  const group = `chaos-${randomUUID()}`;
  const admin = await bus.admin();
  const ends = new Map((await admin.lag(group, [topic])).map(({ partition, end }) => [partition, end]));
  const each = BigInt(Math.ceil(most / Math.max(1, ends.size)));
  await admin.resetOffsets(group, topic, new Map([...ends].map(([partition, end]) => [partition, end > each ? end - each : 0n])));
  const read: IncomingRecord[] = [];
  const reached = new Map<number, bigint>();
  const consumer = await bus.consume({ group, topics: [topic], onBatch: async ({ records, partition }) => {
    read.push(...records.filter(({ offset }) => offset < ends.get(partition)!));
    reached.set(partition, records.at(-1)!.offset + 1n);
  } });
  try {
    await untilSeen(stage, `the last ${most} records of ${topic}`, () => [...ends].every(([partition, end]) => end === 0n || (reached.get(partition) ?? -1n) >= end));
  } finally {
    await consumer.close();
    await admin.close();
  }
  return read.sort((a, b) => a.partition - b.partition || (a.offset < b.offset ? -1 : 1));
}

/** As it was sent the first time: the same id, the same bytes. */
export const asSent = ({ topic, key, value, headers }: IncomingRecord): OutgoingRecord => ({ topic, key, value, headers });

/** Does something with a bus past every proxy. */
export async function withBus<T>(stage: Stage, work: (bus: BusDriver) => Promise<T>): Promise<T> {
  const bus = stage.cluster.openBus();
  try {
    return await work(bus);
  } finally {
    await bus.close();
  }
}
