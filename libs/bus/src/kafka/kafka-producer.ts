import type { Kafka, Message, Producer, TopicMessages } from 'kafkajs';
import type { BusProducer, OutgoingRecord } from '../driver.js';
import { chunksOf } from '../limits.js';
import { Partitioner } from '../partitioner.js';
import { SendQueue } from '../send-queue.js';
import { translated } from './kafka-errors.js';

/** How long a broker may take to have a batch on all in-sync replicas. */
const ACK_TIMEOUT_MS = 10_000;

export class KafkaProducer implements BusProducer {
  private readonly partitioner = new Partitioner();
  private readonly queue = new SendQueue((records) => this.append(records));
  private client: Promise<Producer> | null = null;

  constructor(private readonly kafka: Kafka) {}

  send(records: readonly OutgoingRecord[]): Promise<void> {
    return this.queue.send(records);
  }

  async close(): Promise<void> {
    await this.queue.close();
    await this.discard();
  }

  /** Connects ahead of the first send, so that a wrong address shows at start. */
  async connect(): Promise<void> {
    await this.connected();
  }

  /** All records of one partition become one batch on the wire, which the broker measures as a whole: hence the chunks. */
  private async append(records: readonly OutgoingRecord[]): Promise<void> {
    try {
      const client = await this.connected();
      for (const chunk of chunksOf(records, Number.POSITIVE_INFINITY)) {
        await client.sendBatch({ acks: -1, timeout: ACK_TIMEOUT_MS, topicMessages: messagesOf(chunk) });
      }
    } catch (error) {
      await this.discard();
      throw translated(error);
    }
  }

  private connected(): Promise<Producer> {
    this.client ??= this.connectNew();
    return this.client;
  }

  private async connectNew(): Promise<Producer> {
    const producer = this.kafka.producer({
      allowAutoTopicCreation: false,
      idempotent: false,
      maxInFlightRequests: 1,
      // None of the library's own: it skips every broker that has already answered in the first try, and so, when a leader has moved to one
      // of those, loses the records of that partition and reports success. Whoever called sends everything again, through a new client.
      retry: { retries: 0 },
      createPartitioner: () => ({ message, partitionMetadata }) => this.partitioner.choose((message.key ?? null) as Buffer | string | null, partitionMetadata.length),
    });
    try {
      await producer.connect();
      return producer;
    } catch (error) {
      await producer.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private async discard(): Promise<void> {
    const client = this.client;
    this.client = null;
    await client?.then((producer) => producer.disconnect()).catch(() => undefined);
  }
}

function messagesOf(records: readonly OutgoingRecord[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, key, value, headers } of records) {
    const messages = topics.get(topic) ?? [];
    topics.set(topic, messages);
    messages.push({ key, value, headers: { ...headers } });
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
