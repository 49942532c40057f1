import { Kafka, logLevel, type EachBatchPayload } from 'kafkajs';

export interface RoundTrip {
  /** Milliseconds from `send` to the consumer's handler, ascending. */
  readonly latencies: number[];
  /** Messages per second, sent in batches of 100 with acks of all replicas and read at the same time. */
  readonly perSecond: number;
}

const BATCH = 100;

/** kafkajs alone: one topic of six partitions, one consumer, no outbox, no inbox, no handling. */
export async function kafkaRoundTrip(brokers: string, { trips, messages, topic }: { readonly trips: number; readonly messages: number; readonly topic: string }): Promise<RoundTrip> {
  const kafka = new Kafka({ clientId: 'bench', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const [admin, producer, consumer] = [kafka.admin(), kafka.producer({ allowAutoTopicCreation: false }), kafka.consumer({ groupId: topic, maxWaitTimeInMs: 50, minBytes: 1 })];
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 6 }], waitForLeaders: true });
  await Promise.all([producer.connect(), consumer.connect()]);
  try {
    let hear: (count: number) => void = () => undefined;
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({ eachBatch: async ({ batch }: EachBatchPayload) => hear(batch.messages.length) });
    const value = Buffer.alloc(1000, 'x');
    const send = (count: number): Promise<unknown> => producer.send({ topic, acks: -1, messages: Array.from({ length: count }, () => ({ key: String(Math.random()), value })) });
    const waitFor = (count: number): Promise<void> => new Promise((resolve) => {
      let left = count;
      hear = (heard) => { if ((left -= heard) <= 0) resolve(); };
    });
    await Promise.all([waitFor(1), send(1)]);
    const latencies: number[] = [];
    for (let i = 0; i < trips; i++) {
      const began = performance.now();
      await Promise.all([waitFor(1), send(1)]);
      latencies.push(performance.now() - began);
    }
    const began = performance.now();
    const all = waitFor(messages);
    for (let sent = 0; sent < messages; sent += BATCH) await send(BATCH);
    await all;
    return { latencies: latencies.sort((a, b) => a - b), perSecond: messages / ((performance.now() - began) / 1000) };
  } finally {
    await Promise.all([consumer.disconnect(), producer.disconnect()]);
    await admin.deleteTopics({ topics: [topic] }).catch(() => undefined);
    await admin.disconnect();
  }
}
