import type { Outbound } from '@onefront/contracts';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { writeOutbox } from './outbox-rows.js';
import type { Statement, Tx } from './work.js';

/** Transactions that enqueued work, so that executors of this process are woken after the commit. */
const enqueuing = new WeakSet<Tx>();

export function noteEnqueued(tx: Tx): void {
  enqueuing.add(tx);
}

export type Emit = (...messages: Outbound[]) => void;

export interface Committed<T> {
  readonly result: T;
  /** Messages that are now in the outbox. */
  readonly emitted: number;
  readonly enqueued: boolean;
}

/**
 * Runs `work` in one READ COMMITTED transaction. What it emits is encoded and inserted by one statement after the work,
 * so that outbox ids are drawn under the row locks that the work has taken (R15). Anything thrown rolls everything back.
 */
export async function inTransaction<T>(pool: Pool, service: string, work: (tx: Tx, emit: Emit) => Promise<T>): Promise<Committed<T>> {
  const client = await pool.connect();
  const tx = new PipelinedTx(client);
  let broken: Error | undefined;
  try {
    tx.write('begin');
    const outbound: Outbound[] = [];
    const result = await work(tx, (...messages) => void outbound.push(...messages));
    const emitted = writeOutbox(tx, service, outbound);
    await tx.query('commit');
    return { result, emitted, enqueued: enqueuing.has(tx) };
  } catch (error) {
    broken = await rollBack(client);
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Longer than any rollback takes: a connection that says nothing for so long is lost. Milliseconds. */
const ROLLBACK = { text: 'rollback', query_timeout: 5_000 };

/** The error of a connection that could not even roll back: it must not return to the pool. */
async function rollBack(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query(ROLLBACK);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/**
 * The connection works through its statements in the order in which they were sent (`pipeline` of the pg client), so that one whose answer nobody needs
 * costs no round trip. After the first that fails PostgreSQL refuses the rest, a commit included: the first failure is what everybody is told.
 */
class PipelinedTx implements Tx {
  private failure: { readonly error: unknown } | undefined;

  constructor(private readonly client: PoolClient) {}

  write(statement: Statement | string): void {
    this.send(statement).catch(() => undefined);
  }

  async query<R extends QueryResultRow>(statement: Statement | string, values?: unknown[]): Promise<QueryResult<R>> {
    const result = await this.send<R>(statement, values);
    // A commit of a transaction that has failed is answered like one that has not.
    if (this.failure) throw this.failure.error;
    return result;
  }

  private async send<R extends QueryResultRow>(statement: Statement | string, values?: unknown[]): Promise<QueryResult<R>> {
    try {
      return await (typeof statement === 'string' ? this.client.query<R>(statement, values) : this.client.query<R>(statement));
    } catch (error) {
      this.failure ??= { error };
      throw this.failure.error;
    }
  }
}
