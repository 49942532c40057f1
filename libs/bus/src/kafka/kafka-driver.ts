import type { Admin, Kafka } from 'kafkajs';
import type { KafkaConfig } from '../config.js';
import type { BusAdmin, BusConsumer, BusDriver, BusProducer, ConsumerOptions, PartitionLag } from '../driver.js';
import { logToStderr } from '../log.js';
import { requireThere } from '../topics.js';
import { KafkaAdmin } from './kafka-admin.js';
import { kafkaClient } from './kafka-client.js';
import { KafkaConsumer } from './kafka-consumer.js';
import { KafkaProducer } from './kafka-producer.js';

/** Apache Kafka through kafkajs. Each producer and consumer has its own connections; administration calls share one. */
export class KafkaDriver implements BusDriver {
  readonly name = 'kafka';
  private readonly kafka: Kafka;
  private readonly open = new Set<{ close(): Promise<void> }>();
  private shared: Promise<Admin> | null = null;

  constructor(private readonly config: KafkaConfig) {
    this.kafka = kafkaClient(config);
  }

  async producer(): Promise<BusProducer> {
    const producer = new KafkaProducer(this.kafka);
    await producer.connect();
    this.open.add(producer);
    return producer;
  }

  async consume(options: ConsumerOptions): Promise<BusConsumer> {
    const counts = await this.partitionCounts(options.topics);
    requireThere(options.topics, counts);
    const consumer = new KafkaConsumer({ kafka: this.kafka, options, log: this.config.log ?? logToStderr, lag: (group, topics) => this.lag(group, topics) });
    this.open.add(consumer);
    await consumer.start([...counts.values()].reduce((sum, count) => sum + count, 0));
    return consumer;
  }

  async admin(): Promise<BusAdmin> {
    const client = this.kafka.admin();
    await client.connect();
    const admin = new KafkaAdmin(this.kafka, client, () => client.disconnect());
    this.open.add(admin);
    return admin;
  }

  async close(): Promise<void> {
    const open = [...this.open];
    this.open.clear();
    await Promise.allSettled(open.map((one) => one.close()));
    await this.dropShared();
  }

  private async lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    return this.withShared((admin) => admin.lag(group, topics));
  }

  private async partitionCounts(topics: readonly string[]): Promise<Map<string, number>> {
    return this.withShared((admin) => admin.partitionCounts(topics));
  }

  /** After a failure the connection is made anew: the library may keep waiting on a dead one. */
  private async withShared<T>(ask: (admin: KafkaAdmin) => Promise<T>): Promise<T> {
    this.shared ??= this.connectShared();
    try {
      return await ask(new KafkaAdmin(this.kafka, await this.shared, async () => undefined));
    } catch (error) {
      await this.dropShared();
      throw error;
    }
  }

  private async connectShared(): Promise<Admin> {
    const client = this.kafka.admin({ retry: { retries: 2 } });
    await client.connect();
    return client;
  }

  private async dropShared(): Promise<void> {
    const shared = this.shared;
    this.shared = null;
    await shared?.then((client) => client.disconnect()).catch(() => undefined);
  }
}
