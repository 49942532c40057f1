import { fact, command, message, type Inbound, type Outbound } from '@onefront/contracts';
import type { BusDriver, IncomingRecord, OnBatch, RecordBatch } from '@onefront/bus';
import { encode } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { testDatabase, uniqueName } from '@onefront/testing';
import { z } from 'zod';
import { NotYetHere, openDatabase, runMigrations, type BatchWork, type Database, type Tx } from '../src/index.js';

/** Topics of this run: a Kafka is shared by all suites. */
const topic = uniqueName('onefront.outboxtest');
/** A small service of notes, for the suites of this library: a table with one row per key and a list of what was applied. */
const note = z.object({ n: z.int(), say: z.enum(['ok', 'bug', 'bad-row', 'refuse', 'not-yet', 'dirty-refuse', 'huge']).default('ok') });
export const noted = fact('outboxtest.noted.v1', { keyedBy: 'note', summary: 'a note', schema: note, sample: { n: 1, say: 'ok' }, topic });
export const ignored = fact('outboxtest.ignored.v1', { keyedBy: 'note', summary: 'nobody hears it', schema: note, sample: { n: 1, say: 'ok' }, topic });
export const takeNote = command('outboxtest.take-note.v1', { keyedBy: 'note', summary: 'take it', schema: note, sample: { n: 1, say: 'ok' } });
export const told = fact('outboxtest.told.v1', { keyedBy: 'note', summary: 'told', schema: z.object({ n: z.int(), k: z.string().optional(), fill: z.string().optional() }), sample: { n: 1 }, topic });

export const TOPIC = noted.topic;

/** A database with our tables and those of the notes. */
export async function notesDatabase(service = 'orders'): Promise<{ database: Database; drop: () => Promise<void>; url: string }> {
  const test = await testDatabase('outbox');
  const database = await openDatabase({ url: test.url, service, log: () => undefined });
  await runMigrations(database);
  await database.pool.query(`
    create table applied (position bigint generated always as identity, message_id text not null, key text not null, n int not null);
    create table tally (key text primary key, n bigint not null check (n < 1000000));
    create table present (key text primary key);`);
  return { database, url: test.url, drop: async () => { await database.close(); await test.drop(); } };
}

interface State {
  readonly tallies: Map<string, number>;
  readonly present: Set<string>;
  readonly applied: Inbound<{ n: number }>[];
}

/** Applies notes as their data says. `tell` makes one message per note. */
export const notesWork: BatchWork<State> = {
  types: [noted.type, takeNote.type],
  async load(tx, messages) {
    const keys = [...new Set(messages.map((one) => one.key))].sort();
    await tx.query(`insert into tally (key, n) select k, 0 from unnest($1::text[]) k order by k on conflict do nothing`, [keys]);
    const tallies = await tx.query<{ key: string; n: string }>(`select key, n from tally where key = any($1::text[]) order by key for update`, [keys]);
    const present = await tx.query<{ key: string }>(`select key from present where key = any($1::text[])`, [keys]);
    return { tallies: new Map(tallies.rows.map((row) => [row.key, Number(row.n)])), present: new Set(present.rows.map((row) => row.key)), applied: [] };
  },
  apply(state, inbound) {
    const { n, say } = inbound.data as z.infer<typeof note>;
    if (say === 'bug') throw new TypeError('a bug of ours');
    if (say === 'refuse') throw new DomainError('no-notes', 'conflict', 'no notes today');
    if (say === 'not-yet' && !state.present.has(inbound.key)) throw new NotYetHere(`${inbound.key} is not here`);
    state.tallies.set(inbound.key, say === 'bad-row' ? 1_000_000 : state.tallies.get(inbound.key)! + n);
    if (say === 'dirty-refuse') throw new DomainError('too-late', 'conflict', 'changed the state, then refused');
    state.applied.push(inbound as Inbound<{ n: number }>);
  },
  async store(tx, state) {
    const { applied, tallies } = state;
    await tx.query(`update tally t set n = u.n from unnest($1::text[], $2::bigint[]) as u(key, n) where t.key = u.key`, [[...tallies.keys()], [...tallies.values()]]);
    await tx.query(`insert into applied (message_id, key, n) select id, key, n from unnest($1::text[], $2::text[], $3::int[]) with ordinality as a(id, key, n, position) order by position`,
      [applied.map((one) => one.id), applied.map((one) => one.key), applied.map((one) => one.data.n)]);
    return applied.map((one) => tell(one));
  },
};

function tell(cause: Inbound<{ n: number }>): Outbound {
  const { operationId } = cause;
  const settles = operationId ? [{ operationId, outcome: 'done' as const, status: 201, effects: [] }] : undefined;
  return message(told, { key: cause.key, data: { n: cause.data.n }, cause, ...(settles ? { settles } : {}) }) as Outbound;
}

/** The record of a message as the log would hand it over. Offsets count up from `from`. */
export function recordsOf(outbound: readonly Outbound[], from = 0): IncomingRecord[] {
  return outbound.map((one, index) => {
    const { topic, key, headers, value } = encode(one, 'test');
    return { topic, key, headers, value, partition: 0, offset: BigInt(from + index), timestamp: Date.now() };
  });
}

/** Hands records to a consumer as one batch. */
export function deliver(onBatch: OnBatch, records: readonly IncomingRecord[]): Promise<void> {
  const batch: RecordBatch = {
    group: 'notes', topic: records[0]!.topic, partition: 0, records, highWatermark: BigInt(records.length), heartbeat: async () => undefined, signal: new AbortController().signal,
  };
  return onBatch(batch);
}

export async function count(database: Database, table: string): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]!.n;
}

export type { BusDriver, Tx };
