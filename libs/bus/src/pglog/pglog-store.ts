import { Pool } from 'pg';
import type { PgLogConfig } from '../config.js';
import { logToStderr, type BusLog } from '../log.js';
import { requireThere } from '../topics.js';
import { installSchema } from './pglog-schema.js';

/** How many connections a process may hold, beside one that listens. */
const MAX_CONNECTIONS = 3;
const QUERY_TIMEOUT_MS = 20_000;

/** The connections of one process to the log, and what it remembers of the topics. */
export class PgLogStore {
  readonly pool: Pool;
  readonly log: BusLog;
  readonly clientId: string;
  private ready: Promise<void> | null = null;
  /** The logs of a topic by partition number. A topic never changes its count, so this is only forgotten when it is deleted. */
  private readonly topics = new Map<string, readonly number[]>();

  constructor(readonly config: PgLogConfig) {
    this.log = config.log ?? logToStderr;
    this.clientId = config.clientId ?? 'onefront';
    this.pool = new Pool({
      connectionString: config.url,
      max: MAX_CONNECTIONS,
      application_name: `${this.clientId} bus`,
      connectionTimeoutMillis: 10_000,
      query_timeout: QUERY_TIMEOUT_MS,
      statement_timeout: QUERY_TIMEOUT_MS,
      // A plan that was made while the log was empty would read it whole for ever: all of it is looked up by key.
      options: '-c enable_seqscan=off -c jit=off',
      keepAlive: true,
    });
    this.pool.on('error', (error) => this.log('an idle connection to the log was lost', { error }));
  }

  /** Resolves when the schema is there; a failed attempt is made anew by the next caller. */
  install(): Promise<void> {
    this.ready ??= installSchema(this.pool).catch((error: unknown) => {
      this.ready = null;
      throw error;
    });
    return this.ready;
  }

  /** Runs a named (prepared once per connection) statement. */
  async run<Row extends object>(name: string, text: string, values: unknown[]): Promise<Row[]> {
    return (await this.pool.query<Row & Record<string, unknown>>({ name, text, values })).rows;
  }

  /** The logs of the topics, by partition number. Throws `TopicMismatch` for those that do not exist. */
  async logsOf(topics: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
    const unknown = topics.filter((topic) => !this.topics.has(topic));
    if (unknown.length > 0) await this.learn(unknown);
    requireThere(topics, this.topics);
    return this.topics;
  }

  forgetTopics(): void {
    this.topics.clear();
  }

  private async learn(topics: readonly string[]): Promise<void> {
    const rows = await this.run<{ topic: string; logs: number[] }>(
      'bus-logs', 'select topic, array_agg(log order by partition) as logs from bus.partition where topic = any ($1) group by topic', [topics]);
    for (const { topic, logs } of rows) this.topics.set(topic, logs);
  }
}
