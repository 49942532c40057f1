import { Client, type QueryResultRow } from 'pg';

export type Databases = Readonly<Record<string, string>>;

/** The services whose databases hold the tables of delivery. */
export const SERVICES = ['gateway', 'catalog', 'inventory', 'orders', 'customers', 'promotions'] as const;

/** Opens a database for looking only, past every proxy, does the work and closes it. Every transaction is read-only. */
export async function reading<T>(url: string, work: (read: Read) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, options: '-c default_transaction_read_only=on -c statement_timeout=300000', application_name: 'chaos checks' });
  // A server that is crashed under us ends the query as well, which is what we report.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(async (text, values) => (await client.query(text, values as unknown[])).rows as never);
  } finally {
    await client.end();
  }
}

export type Read = <R extends QueryResultRow>(text: string, values?: readonly unknown[]) => Promise<R[]>;

const PAGE = 20_000;

/** All rows of a statement that takes the last key and a limit as $1 and $2 and gives a column `key`, page by page, so that a million rows fit into memory. */
export async function* pages<R extends { key: string }>(read: Read, text: string): AsyncGenerator<R[]> {
  for (let after = ''; ;) {
    const rows = await read<R>(text, [after, PAGE]);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.key;
  }
}
