import { EventEmitter } from 'node:events';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { DataSource, type EntitySchema, type MigrationInterface } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { Messaging1700000000000 } from './migrations/messaging-1700000000000.js';
import { logToStderr, type OutboxLog } from './log.js';
import { inTransaction, type Emit } from './transaction.js';
import type { Statement, Tx } from './work.js';

export type MigrationClass = new () => MigrationInterface;

export interface DatabaseOptions {
  readonly url: string;
  /** Source of messages (`/onefront/<service>`), and owner of the answers to its commands. */
  readonly service: string;
  /** The service's own, hand-written and forward only; names end in a timestamp. Run by `runMigrations`, never at connect. */
  readonly migrations?: readonly MigrationClass[];
  readonly entities?: readonly EntitySchema[];
  /** Default 6 (design.md section 4). */
  readonly maxConnections?: number;
  readonly applicationName?: string;
  /** Milliseconds; default 30 s. A statement that takes longer is cancelled, which counts as transient. */
  readonly statementTimeoutMs?: number;
  /** For tools that add up whole tables (verify): plans of any kind. Default: none that reads a table whole where an index can be used. */
  readonly wholeTables?: boolean;
  readonly log?: OutboxLog;
}

/**
 * Named statements keep the plan of the day they were prepared. Made while a table was small or unknown, that plan reads the whole table, and goes on
 * doing so as the table grows: waiting for settled operations cost nine times as much. Services look things up by key, so they plan for indexes only.
 */
const KEYED_PLANS = '-c enable_seqscan=off -c jit=off';

/** So long after the limit of a statement its connection is taken for lost. Milliseconds. */
const SILENT_MS = 5_000;

/** One database of one service: the only pool of this process, shared with TypeORM. */
export interface Database {
  readonly service: string;
  readonly pool: Pool;
  readonly dataSource: DataSource;
  readonly log: OutboxLog;
  /** After the commit, within this process: `told` wakes the relay, `enqueued` the executors. Never a promise, only a hint. */
  readonly signals: EventEmitter<{ told: []; enqueued: [] }>;
  /**
   * One transaction. `emit` may be called any time; the messages become outbox rows by one insert at the end, then commit,
   * then the relay of this process is woken. Throws what `work` throws, `MessageTooLarge`, or an error of the database.
   */
  transact<T>(work: (tx: Tx, emit: Emit) => Promise<T>): Promise<T>;
  /** One statement outside of a transaction. */
  read<R extends QueryResultRow = Record<string, unknown>>(statement: Statement): Promise<QueryResult<R>>;
  /** Wakes the relay of this process, for rows that came into the outbox by another way. */
  wake(): void;
  close(): Promise<void>;
}

/** Connects. Fails when the database cannot be reached. Creates nothing: see `runMigrations`. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const log = options.log ?? logToStderr;
  const dataSource = await sourceOf(options, log).initialize();
  const pool = (dataSource.driver as PostgresDriver).master as Pool;
  outliveBrokenConnections(pool, log);
  return databaseOver({ service: options.service, pool, dataSource, log });
}

/** The database behind a pool that is open already: what `openDatabase` makes of its own, and the simulation of a store in memory. */
export function databaseOver({ service, pool, dataSource, log }: Pick<Database, 'service' | 'pool' | 'dataSource' | 'log'>): Database {
  const signals = new EventEmitter<{ told: []; enqueued: [] }>().setMaxListeners(100);
  return {
    service,
    pool,
    dataSource,
    log,
    signals,
    async transact(work) {
      const { result, emitted, enqueued } = await inTransaction(pool, service, work);
      if (emitted > 0) signals.emit('told');
      if (enqueued) signals.emit('enqueued');
      return result;
    },
    read: (statement) => pool.query(statement),
    wake: () => void signals.emit('told'),
    close: () => dataSource.destroy(),
  };
}

/** A connection that dies while it is checked out emits an error that would end the process; the query that it carried fails as well, and is handled there. */
function outliveBrokenConnections(pool: Pool, log: OutboxLog): void {
  const heard = new WeakSet<PoolClient>();
  pool.on('acquire', (client) => {
    if (heard.has(client)) return;
    heard.add(client);
    client.on('error', (error: Error) => log('a database connection broke', { error }));
  });
}

function sourceOf(options: DatabaseOptions, log: OutboxLog): DataSource {
  const { url, service, migrations = [], entities = [], maxConnections = 6, applicationName = service, statementTimeoutMs = 30_000, wholeTables = false } = options;
  return new DataSource({
    type: 'postgres',
    url,
    applicationName,
    poolSize: maxConnections,
    connectTimeoutMS: 10_000,
    synchronize: false,
    migrationsRun: false,
    installExtensions: false,
    logging: false,
    entities: [...entities],
    migrations: [Messaging1700000000000, ...migrations],
    migrationsTableName: 'migration',
    // Said, because a role named like one of its schemas would otherwise look for the table there, and migrate again.
    schema: 'public',
    poolErrorHandler: (error: unknown) => log('an idle database connection broke', { error }),
    extra: {
      statement_timeout: statementTimeoutMs,
      // The server keeps to its own limit, if it is there: behind a cut nobody says so, and TCP gives up after a quarter of an hour.
      query_timeout: statementTimeoutMs + SILENT_MS,
      // Less than the statement's own, so that waiting for a lock is told apart from a slow statement. Both are transient.
      lock_timeout: Math.ceil(statementTimeoutMs / 3),
      idle_in_transaction_session_timeout: statementTimeoutMs * 2,
      ...(wholeTables ? {} : { options: KEYED_PLANS }),
      idleTimeoutMillis: 30_000,
      keepAlive: true,
      // Statements are sent without waiting for the answers to those before them: see PipelinedTx.
      pipeline: true,
    },
  });
}
