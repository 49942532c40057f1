import type { Inbound, Outbound } from '@onefront/contracts';
import type { QueryResult, QueryResultRow } from 'pg';

/** A statement with a name is prepared once per connection; hot paths always name theirs. */
export interface Statement {
  readonly name?: string;
  readonly text: string;
  readonly values?: unknown[];
}

/** One open transaction (READ COMMITTED). Never call another service or the bus inside it. */
export interface Tx {
  query<R extends QueryResultRow = Record<string, unknown>>(statement: Statement | string, values?: unknown[]): Promise<QueryResult<R>>;
  /** A statement whose answer nobody needs: sent behind the others without waiting for it. If it fails, so does the next `query`, or the commit. */
  write(statement: Statement | string): void;
}

/**
 * How a service handles a batch: one transaction, five steps (design.md section 4).
 * The engine has parsed the messages, put parked keys aside and taken out duplicates (inbox) before `load`.
 */
export interface BatchWork<S> {
  /** Types that are handled. Other known types pass unhandled; unknown types are quarantined. */
  readonly types: readonly string[];
  /** Locks and reads all that the messages need, rows of one table by one statement in sorted order. */
  load(tx: Tx, messages: readonly Inbound[]): Promise<S>;
  /**
   * Decides one message on the evolving state: synchronous, no I/O, called in arrival order (order per key is kept).
   * A business "no" is a normal answer, put into the state. A thrown `DomainError` on a command settles it as refused;
   * `NotYetHere` parks the key until what is missing has come (at most 30 s); anything else parks the message and its key,
   * and the batch is done again without them. State changed before a throw is thrown away.
   */
  apply(state: S, message: Inbound): void;
  /** Writes the changed rows set-based and returns what is to be told. */
  store(tx: Tx, state: S): Promise<readonly Outbound[]>;
}

/** A reference that the gateway let pass is not known here yet: wait, do not refuse (design.md section 3). */
export class NotYetHere extends Error {
  override readonly name = 'NotYetHere';
}
