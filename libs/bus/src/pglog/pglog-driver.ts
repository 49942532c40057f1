import type { PgLogConfig } from '../config.js';
import type { BusAdmin, BusConsumer, BusDriver, BusProducer, ConsumerOptions } from '../driver.js';
import { PgLogAdmin } from './pglog-admin.js';
import { PgLogConsumer } from './pglog-consumer.js';
import { PgLogProducer } from './pglog-producer.js';
import { PgLogRetention } from './pglog-retention.js';
import { PgLogStore } from './pglog-store.js';
import { PgLogTail } from './pglog-tail.js';

/**
 * A small log in PostgreSQL with Kafka's semantics, so that `npm start` needs nothing but Node. For one host and for tests:
 * not for production, and no place for features that Kafka lacks.
 */
export class PgLogDriver implements BusDriver {
  readonly name = 'pglog';
  private readonly store: PgLogStore;
  private readonly tail: PgLogTail;
  private readonly retention: PgLogRetention;
  private readonly open = new Set<{ close(): Promise<void> }>();

  constructor(config: PgLogConfig) {
    this.store = new PgLogStore(config);
    this.tail = new PgLogTail(this.store);
    this.retention = new PgLogRetention(this.store);
  }

  async producer(): Promise<BusProducer> {
    await this.store.install();
    const producer = new PgLogProducer(this.store, this.tail);
    this.open.add(producer);
    return producer;
  }

  async consume(options: ConsumerOptions): Promise<BusConsumer> {
    await this.store.install();
    await this.store.logsOf(options.topics);
    const consumer = new PgLogConsumer(this.store, this.tail, options);
    this.open.add(consumer);
    await consumer.start();
    return consumer;
  }

  async admin(): Promise<BusAdmin> {
    await this.store.install();
    return new PgLogAdmin(this.store);
  }

  async close(): Promise<void> {
    const open = [...this.open];
    this.open.clear();
    await Promise.allSettled(open.map((one) => one.close()));
    await this.retention.close();
    await this.tail.close();
    await this.store.pool.end();
  }
}
