import { TopicMismatch, type BusProducer, type OutgoingRecord } from '../driver.js';
import { chunksOf } from '../limits.js';
import { Partitioner } from '../partitioner.js';
import { UNKNOWN_PARTITION } from './pglog-schema.js';
import type { PgLogStore } from './pglog-store.js';
import type { PgLogTail } from './pglog-tail.js';

/** Appends one request after the other, in the order of the calls. */
export class PgLogProducer implements BusProducer {
  private readonly partitioner = new Partitioner();
  private tail: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly store: PgLogStore,
    private readonly growth: PgLogTail,
  ) {}

  send(records: readonly OutgoingRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    const result = this.tail.then(() => this.sendNow(records));
    this.tail = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.tail;
  }

  private async sendNow(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.closed) throw new Error('the producer is closed');
    for (const chunk of chunksOf(records, Number.POSITIVE_INFINITY)) {
      const logs = await this.store.logsOf([...new Set(chunk.map((record) => record.topic))]);
      const rows = await this.append(chunk, chunk.map(({ topic, key }) => this.logOf(logs.get(topic)!, key)));
      this.growth.announce(new Map(rows.map((row) => [row.log, BigInt(row.next_offset)])));
    }
  }

  private logOf(logs: readonly number[], key: string | null): number {
    return logs[this.partitioner.choose(key, logs.length)]!;
  }

  private async append(records: readonly OutgoingRecord[], logs: readonly number[]): Promise<Array<{ log: number; next_offset: string }>> {
    const values = [
      logs,
      records.map(({ key }) => (key === null ? null : Buffer.from(key, 'utf8'))),
      records.map(({ value }) => value),
      records.map(({ headers }) => JSON.stringify(headers)),
    ];
    try {
      return await this.store.run('bus-append', 'select log, next_offset from bus.append($1::int[], $2::bytea[], $3::bytea[], $4::json[])', values);
    } catch (error) {
      if ((error as { code?: unknown }).code !== UNKNOWN_PARTITION) throw error;
      this.store.forgetTopics();
      throw new TopicMismatch('a topic of this batch was deleted', { cause: error });
    }
  }
}
