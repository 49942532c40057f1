import { encode, message, type Outbound } from '@onefront/contracts';
import type { IncomingRecord } from '@onefront/bus';
import { bucketOf, type Database } from '../src/index.js';
import { told } from './notes.js';

export const tell = (key: string, n: number, fill?: string) => message(told, { key, data: { n, k: key, ...(fill ? { fill } : {}) } }) as Outbound;

/** Writers that bump the counter of a hot key and tell its new value, until told to stop. Resolves with the last value per key. */
export async function write(database: Database, writers: number, keys: number, until: (told: number) => boolean): Promise<Map<string, number>> {
  await database.pool.query(`create table if not exists counter (key text primary key, n int not null)`);
  await database.pool.query(`insert into counter select 'key-' || g, 0 from generate_series(1, $1::int) g on conflict do nothing`, [keys]);
  let told = 0;
  await Promise.all(Array.from({ length: writers }, async () => {
    while (!until(told++)) {
      await database.transact(async (tx, emit) => {
        const key = `key-${1 + Math.floor(Math.random() * keys)}`;
        const { rows } = await tx.query<{ n: number }>(`update counter set n = n + 1 where key = $1 returning n`, [key]);
        emit(tell(key, rows[0]!.n));
      });
    }
  }));
  const { rows } = await database.pool.query<{ key: string; n: number }>(`select key, n from counter where n > 0`);
  return new Map(rows.map((row) => [row.key, row.n]));
}

/** The planted bug: ids of the outbox drawn before the lock of the key. A suite that cannot see it proves nothing. */
export async function writeWithEarlyIds(database: Database, writers: number, until: () => boolean): Promise<Map<string, number>> {
  await database.pool.query(`create table early (key text primary key, n int not null); insert into early values ('hot', 0)`);
  await Promise.all(Array.from({ length: writers }, async () => {
    while (!until()) {
      await database.transact(async (tx) => {
        const id = await tx.query<{ id: string }>(`select nextval(pg_get_serial_sequence('messaging.outbox', 'id')) as id`);
        const { rows } = await tx.query<{ n: number }>(`update early set n = n + 1 where key = 'hot' returning n`);
        const { topic, key, headers, value } = encode(tell('hot', rows[0]!.n), 'orders');
        await tx.query(`insert into messaging.outbox (bucket, id, topic, key, headers, value) overriding system value values ($1, $2, $3, $4, $5, $6)`,
          [bucketOf(key), id.rows[0]!.id, topic, key, headers, value]);
      });
    }
  }));
  const { rows } = await database.pool.query<{ key: string; n: number }>(`select key, n from early`);
  return new Map(rows.map((row) => [row.key, row.n]));
}

/** What a consumer with an inbox would make of these records: the first delivery of each id counts. */
export function judge(records: readonly IncomingRecord[], expected: ReadonlyMap<string, number>): { lost: number; inversions: number; duplicates: number; told: number } {
  const ids = new Set<string>();
  const last = new Map<string, number>();
  let [inversions, duplicates] = [0, 0];
  for (const record of records) {
    const id = record.headers['ce_id']!;
    if (ids.has(id)) {
      duplicates++;
      continue;
    }
    ids.add(id);
    const { n, k } = JSON.parse(record.value!.toString()) as { n: number; k: string };
    if (n !== (last.get(k) ?? 0) + 1) inversions++;
    last.set(k, n);
  }
  const total = [...expected.values()].reduce((sum, n) => sum + n, 0);
  return { lost: total - ids.size, inversions, duplicates, told: total };
}
