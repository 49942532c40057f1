import { Client } from 'pg';

/** One question to a peer's own books, on a connection of its own. */
export async function ask<Row extends Record<string, unknown>>(connectionString: string, sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** What autovacuum would do within minutes: without it the first round would be planned without statistics. */
export async function settle(connectionString: string): Promise<void> {
  await ask(connectionString, 'vacuum analyze');
}
