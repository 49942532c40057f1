import { Client } from 'pg';
import { copyIn, copyValue } from './copy-in.js';

/**
 * Lays history: rows that one real example has left in a database are written again and again under other ids, by COPY. The example was
 * made through the API, so rows are as the services write them, whatever their tables look like by then.
 */
export interface Example {
  /** Finds the example's rows: a text that stands in each of them, such as its id. */
  readonly marker: string;
  /** Turns the text of a row of the example into that of the n-th copy; n counts from 1. */
  readonly copyOf: (row: string, n: number) => string;
  /** Tables that only mention the example: rows of something else. */
  readonly butNot?: RegExp;
}

/** Messages on their way, logs of what happened, what is still to be done, and leases are no state that a look-up would go through. */
const NOT_STATE = /^(messaging\.(?!stream_position)|audit\.|payment_provider\.|public\.(migration|feed_|import_|operation|idempotency|intake|webhook|token|rate|lease))|lease|quota|pending|deadline/;
const LINES = 2_000;

export interface Laid {
  readonly table: string;
  readonly rows: number;
}

/** Writes `copies` of the example's rows into every table that holds state of it, and brings statistics up to date. Throws the database's error, with the table. */
export async function multiply(connectionString: string, example: Example, copies: number): Promise<Laid[]> {
  const client = new Client({ connectionString });
  await client.connect();
  const laid: Laid[] = [];
  try {
    // History is no experiment on triggers and foreign keys: what refers to each other is copied together.
    await client.query('set session_replication_role = replica');
    for (const table of (await tablesOf(client)).filter((name) => !example.butNot?.test(name))) {
      const columns = await columnsOf(client, table);
      const rows = await rowsOf(client, { table, columns, marker: example.marker });
      if (rows.length === 0) continue;
      try {
        await copyIn(client, `${table} (${columns.join(', ')})`, linesOf(rows, example, copies));
      } catch (error) {
        throw new Error(`copies of ${example.marker} do not go into ${table}: ${(error as Error).message}`);
      }
      laid.push({ table, rows: rows.length * copies });
    }
    for (const { table } of laid) await client.query(`vacuum (analyze) ${table}`);
    return laid;
  } finally {
    await client.end();
  }
}

async function tablesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; plain: string }>(`
    select format('%I.%I', n.nspname, c.relname) as name, n.nspname || '.' || c.relname as plain from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema') order by 1`);
  return rows.filter(({ plain }) => !NOT_STATE.test(plain)).map(({ name }) => name);
}

/** All but the columns that the database makes by itself. */
async function columnsOf(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`select format('%I', attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`, [table]);
  return rows.map(({ name }) => name);
}

/** Rows as lines of COPY's text format. */
async function rowsOf(client: Client, { table, columns, marker }: { readonly table: string; readonly columns: readonly string[]; readonly marker: string }): Promise<string[]> {
  const texts = columns.map((name) => `t.${name}::text`).join(', ');
  const { rows } = await client.query<{ row: Array<string | null> }>(`select array[${texts}] as row from ${table} t where t::text like '%' || $1 || '%'`, [marker]);
  return rows.map(({ row }) => row.map(copyValue).join('\t'));
}

function* linesOf(rows: readonly string[], { copyOf }: Example, copies: number): Generator<string> {
  let chunk: string[] = [];
  for (let n = 1; n <= copies; n++) {
    for (const row of rows) chunk.push(copyOf(row, n));
    if (chunk.length < LINES) continue;
    yield `${chunk.join('\n')}\n`;
    chunk = [];
  }
  if (chunk.length > 0) yield `${chunk.join('\n')}\n`;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;

/** Every UUIDv7 of the text becomes another one of the same moment, the same wherever it stands: its last twelve digits say which of the example's ids it was, and n. */
export function freshIds(row: string, n: number, known: Map<string, number>): string {
  return row.replace(UUID, (id) => {
    const index = known.get(id) ?? known.size;
    known.set(id, index);
    return `${id.slice(0, 24)}${index.toString(16).padStart(3, '0')}${n.toString(16).padStart(9, '0')}`;
  });
}
