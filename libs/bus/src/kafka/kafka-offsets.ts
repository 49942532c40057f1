import type { Kafka } from 'kafkajs';
import { pause } from '../wait.js';
import { RETRY } from './kafka-client.js';

const JOIN_TIMEOUT_MS = 30_000;

export interface OffsetsToSet {
  readonly group: string;
  readonly topic: string;
  readonly offsets: ReadonlyArray<{ partition: number; offset: bigint }>;
}

/**
 * Joins an empty group for a moment to commit offsets for it. The library's own `setOffsets` does the same, but sits through
 * a fetch of five seconds. Rejects when the group cannot be joined within 30 s.
 */
export async function commitAsOnlyMember(kafka: Kafka, { group, topic, offsets }: OffsetsToSet): Promise<void> {
  const consumer = kafka.consumer({ groupId: group, sessionTimeout: 10_000, heartbeatInterval: 1_000, maxWaitTimeInMs: 20, allowAutoTopicCreation: false, retry: { ...RETRY, restartOnFailure: async () => false } });
  const failed = new Promise<never>((_, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
  });
  const timer = new AbortController();
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    const joined = new Promise<void>((resolve) => consumer.on(consumer.events.GROUP_JOIN, () => resolve()));
    const late = pause(JOIN_TIMEOUT_MS, timer.signal).then(() => Promise.reject(new Error(`group ${group} could not be joined within ${JOIN_TIMEOUT_MS} ms`)));
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => undefined });
    late.catch(() => undefined);
    await Promise.race([joined, failed, late]);
    consumer.pause([{ topic }]);
    await consumer.commitOffsets(offsets.map(({ partition, offset }) => ({ topic, partition, offset: offset.toString() })));
  } finally {
    timer.abort();
    failed.catch(() => undefined);
    await consumer.disconnect();
  }
}
