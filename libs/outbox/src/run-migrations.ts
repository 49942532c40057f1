import { MigrationExecutor } from 'typeorm';
import type { Database } from './database.js';

/** Any number that nothing else in a service's database locks. */
const MIGRATION_LOCK = 7_103_001;

/**
 * Brings the database up to date: our tables, then the service's. All pending migrations are one transaction, under an advisory
 * lock that ends with it, so that several processes may start at once. Returns the names of what was done.
 */
export async function runMigrations(database: Database): Promise<string[]> {
  const runner = database.dataSource.createQueryRunner();
  const restoreLimit = liftReadLimit(await runner.connect());
  try {
    await runner.startTransaction();
    // Waiting for another process, or building a large index, is no failure here.
    await runner.query(`set local statement_timeout = 0; set local lock_timeout = 0; set local idle_in_transaction_session_timeout = 0`);
    await runner.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const executor = new MigrationExecutor(database.dataSource, runner);
    executor.transaction = 'none';
    const done = await executor.executePendingMigrations();
    await runner.commitTransaction();
    return done.map((migration) => migration.name);
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw error;
  } finally {
    restoreLimit();
    await runner.release();
  }
}

/** The client's own limit on the answer to a statement: what the server is allowed, the client waits for. Returns what sets it again. */
function liftReadLimit(client: { connectionParameters: { query_timeout: number | false } }): () => void {
  const { connectionParameters: limits } = client;
  const before = limits.query_timeout;
  limits.query_timeout = false;
  return () => void (limits.query_timeout = before);
}
