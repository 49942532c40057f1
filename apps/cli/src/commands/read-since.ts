import { randomUUID } from 'node:crypto';
import type { BusDriver, IncomingRecord, RecordBatch } from '@onefront/bus';

const PATIENCE_MS = 60_000;

/**
 * Hands over all records of a topic from a time (milliseconds since the epoch) to the end as it is now, in order per partition. Under a group of
 * its own, which the log forgets after a while. Rejects when it gets nowhere for a minute.
 */
export async function readSince(bus: BusDriver, { topic, time }: { readonly topic: string; readonly time: number }, take: (record: IncomingRecord) => void): Promise<void> {
  const admin = await bus.admin();
  const group = `onefront-read-${randomUUID()}`;
  const from = await admin.offsetsAt(topic, time);
  const left = new Map<number, bigint>();
  for (const { partition, end } of await admin.lag(group, [topic])) if (from.get(partition)! < end) left.set(partition, end);
  if (left.size === 0) return;
  await admin.resetOffsets(group, topic, from);
  await untilEnd(bus, { group, topic, left, take });
}

interface Reading {
  readonly group: string;
  readonly topic: string;
  /** The end of each partition that has not been reached yet. */
  readonly left: Map<number, bigint>;
  readonly take: (record: IncomingRecord) => void;
}

async function untilEnd(bus: BusDriver, { group, topic, left, take }: Reading): Promise<void> {
  let progress = Date.now();
  let done: () => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    [done, failed] = [resolve, reject];
  });
  ended.catch(() => undefined);
  const watch = setInterval(() => {
    if (Date.now() - progress > PATIENCE_MS) failed(new Error(`${topic} could not be read: nothing came for a minute`));
  }, 1_000);
  const onBatch = async ({ partition, records }: RecordBatch): Promise<void> => {
    progress = Date.now();
    const end = left.get(partition);
    if (end === undefined) return;
    for (const record of records) if (record.offset < end) take(record);
    if (records.at(-1)!.offset + 1n >= end) left.delete(partition);
    if (left.size === 0) done();
  };
  try {
    const consumer = await bus.consume({ group, topics: [topic], onFatal: failed, onBatch });
    await ended.finally(() => consumer.close());
  } finally {
    clearInterval(watch);
  }
}
