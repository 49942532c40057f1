import type { Database, Tx } from '@onefront/outbox';

/** Statements outside of a transaction, in the form that repositories take. */
export function outside(database: Database): Pick<Tx, 'query'> {
  return { query: (statement, values) => database.read(typeof statement === 'string' ? { text: statement, ...(values ? { values } : {}) } : statement) };
}
