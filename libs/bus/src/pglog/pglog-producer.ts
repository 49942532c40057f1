import { TopicMismatch, type BusProducer, type OutgoingRecord } from '../driver.js';
import { chunksOf } from '../limits.js';
import { Partitioner } from '../partitioner.js';
import { SendQueue } from '../send-queue.js';
import { UNKNOWN_PARTITION } from './pglog-schema.js';
import type { PgLogStore } from './pglog-store.js';
import type { PgLogTail } from './pglog-tail.js';

const APPEND = 'select log, next_offset from bus.append($1::int[], $2::bytea[], $3::bytea[], $4::json[])';

export class PgLogProducer implements BusProducer {
  private readonly partitioner = new Partitioner();
  private readonly queue = new SendQueue((records) => this.append(records));

  constructor(
    private readonly store: PgLogStore,
    private readonly growth: PgLogTail,
  ) {}

  send(records: readonly OutgoingRecord[]): Promise<void> {
    return this.queue.send(records);
  }

  close(): Promise<void> {
    return this.queue.close();
  }

  private async append(records: readonly OutgoingRecord[]): Promise<void> {
    const logs = await this.store.logsOf([...new Set(records.map((record) => record.topic))]);
    for (const chunk of chunksOf(records, Number.POSITIVE_INFINITY)) {
      const rows = await this.store.run<{ log: number; next_offset: string }>('bus-append', APPEND, [
        chunk.map(({ topic, key }) => this.logOf(logs.get(topic)!, key)),
        chunk.map(({ key }) => (key === null ? null : Buffer.from(key, 'utf8'))),
        chunk.map(({ value }) => value),
        chunk.map(({ headers }) => JSON.stringify(headers)),
      ]).catch((error: unknown) => this.explain(error));
      this.growth.announce(new Map(rows.map((row) => [row.log, BigInt(row.next_offset)])));
    }
  }

  private logOf(logs: readonly number[], key: string | null): number {
    return logs[this.partitioner.choose(key, logs.length)]!;
  }

  private explain(error: unknown): never {
    if ((error as { code?: unknown }).code !== UNKNOWN_PARTITION) throw error;
    this.store.forgetTopics();
    throw new TopicMismatch('a topic of this batch was deleted', { cause: error });
  }
}
