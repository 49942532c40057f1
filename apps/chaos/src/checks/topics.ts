import { randomUUID } from 'node:crypto';
import type { BusDriver, IncomingRecord } from '@onefront/bus';
import { topicSpecs } from '@onefront/service';

const READ_WITHIN_MS = 300_000;

export type TakeRecords = (records: readonly IncomingRecord[]) => void | Promise<void>;

/** All topics of the contracts, by name. */
export const topicNames = (): string[] => topicSpecs().map(({ name }) => name);

/**
 * Reads every record of every topic, from the beginning to where the log ends now, batches of one partition at a time and in their order.
 * Resolves with how many there were. Rejects when that takes longer than five minutes without progress.
 */
export async function readTopics(bus: BusDriver, take: TakeRecords, topics: readonly string[] = topicNames()): Promise<number> {
  const group = `chaos-check-${randomUUID()}`;
  const left = await endsOf(bus, group, topics);
  let count = 0;
  let progress = performance.now();
  if (left.size === 0) return 0;
  let done: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const finished = new Promise<void>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  // Records come partition by partition, several at once: what is made of them is told one batch after the other.
  let last: Promise<void> = Promise.resolve();
  const consumer = await bus.consume({
    group, topics: [...topics], onFatal: fail,
    onBatch: (batch) => {
      last = last.then(async () => {
        const place = `${batch.topic}/${batch.partition}`;
        const end = left.get(place);
        if (end === undefined) return;
        const records = batch.records.filter((record) => record.offset < end);
        await take(records);
        count += records.length;
        progress = performance.now();
        if (batch.records.at(-1)!.offset + 1n >= end) left.delete(place);
        if (left.size === 0) done();
      });
      last.catch(fail);
      return last;
    },
  });
  const watch = setInterval(() => {
    if (performance.now() - progress > READ_WITHIN_MS) fail(new Error(`the topics were not read to their ends; left are ${[...left.keys()].join(', ')}`));
  }, 1_000);
  try {
    await finished;
    return count;
  } finally {
    clearInterval(watch);
    await consumer.close(1_000);
  }
}

/** Where each partition that has records ends, by `topic/partition`. */
async function endsOf(bus: BusDriver, group: string, topics: readonly string[]): Promise<Map<string, bigint>> {
  const admin = await bus.admin();
  try {
    const lags = await admin.lag(group, topics);
    return new Map(lags.filter(({ lag }) => lag > 0n).map(({ topic, partition, end }) => [`${topic}/${partition}`, end]));
  } finally {
    await admin.close();
  }
}
