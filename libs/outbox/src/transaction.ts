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
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const outbound: Outbound[] = [];
    const tx = transactionOf(client);
    const result = await work(tx, (...messages) => void outbound.push(...messages));
    const emitted = await writeOutbox(tx, service, outbound);
    await client.query('commit');
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

function transactionOf(client: PoolClient): Tx {
  return {
    query<R extends QueryResultRow>(statement: Statement | string, values?: unknown[]): Promise<QueryResult<R>> {
      return typeof statement === 'string' ? client.query<R>(statement, values) : client.query<R>(statement);
    },
  };
}
