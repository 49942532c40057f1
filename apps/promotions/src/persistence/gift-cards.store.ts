import type { Tx } from '@onefront/outbox';
import type { CardBooks, CardEntry, CardHold, CardRow } from '../domain/gift-cards.js';
import type { Reader } from './rules-cache.js';

/** What a batch needs of gift cards: by the index of the code, by id, by the order that bought them; holds and calls by theirs. */
export interface CardRefs {
  readonly indexes: readonly string[];
  readonly ids?: readonly string[];
  readonly orders?: readonly string[];
  readonly tenders?: readonly string[];
  readonly calls?: readonly string[];
}

interface Stored extends Record<string, unknown> {
  id: string; index: string; ending: string; kind: CardRow['kind']; currency: string; customer: string | null; order: string | null; line: string | null;
  issuedAt: Date; expiresAt: Date | null; status: CardRow['status']; loaded: string; held: string; captured: string; refunded: string; expired: string; version: string;
}

const COLUMNS = `id, code_index as "index", ending, kind, currency, customer, order_id as "order", line_id as "line", issued_at as "issuedAt", expires_at as "expiresAt", status,
      loaded, held, captured, refunded, expired, version`;

/** Locks cards in sorted order, after codes that are about to be given away; with the holds and the calls that are asked about. */
export async function loadCards(tx: Reader & Pick<Tx, 'write'>, books: CardBooks, { indexes, ids = [], orders = [], tenders = [], calls = [] }: CardRefs): Promise<void> {
  if (indexes.length > 0) tx.write({
    name: 'gift-card-code-lock', values: [[...indexes]],
    text: 'select pg_advisory_xact_lock(n) from (select distinct hashtextextended(key, 7104) as n from unnest($1::text[]) as wanted(key) order by 1) as sorted',
  });
  const found = await tx.query<Stored>({
    name: 'gift-card-lock', text: `select ${COLUMNS} from promotions.gift_card where code_index = any($1::text[]) or id = any($2::text[]) or order_id = any($3::text[]) order by id for update`,
    values: [[...indexes], [...ids], [...orders]],
  });
  for (const row of found.rows) books.cards.set(row.index, cardOf(row));
  if (calls.length > 0) await loadCalls(tx, books, { tenders, calls });
  // An order that bought no card is the usual case: one look, and no more.
  if (found.rows.length === 0 && indexes.length === 0) return;
  const { rows } = await tx.query<{ now: Date }>({ name: 'gift-card-now', text: 'select clock_timestamp() as now' });
  books.now = rows[0]!.now;
}

async function loadCalls(tx: Reader, books: CardBooks, { tenders, calls }: { tenders: readonly string[]; calls: readonly string[] }): Promise<void> {
  const holds = await tx.query<Omit<CardHold, 'held' | 'captured' | 'refunded'> & { held: string; captured: string; refunded: string } & Record<string, unknown>>({
    name: 'gift-card-holds', text: 'select tender, card, order_id as "orderId", held, captured, refunded from promotions.gift_card_hold where tender = any($1::text[])', values: [[...tenders]],
  });
  for (const row of holds.rows) books.holds.set(row.tender, { tender: row.tender, card: row.card, orderId: row.orderId, held: BigInt(row.held), captured: BigInt(row.captured), refunded: BigInt(row.refunded) });
  const entries = await tx.query<Omit<CardEntry, 'amount'> & { amount: string } & Record<string, unknown>>({
    name: 'gift-card-calls', text: 'select id, card, action, tender, amount, refused from promotions.gift_card_entry where id = any($1::text[])', values: [[...calls]],
  });
  for (const row of entries.rows) books.entries.set(row.id, { ...row, amount: BigInt(row.amount) });
}

/** Cards whose time is over, locked; those that somebody else holds right now are left for the next look. */
export async function loadOver(tx: Tx, books: CardBooks, limit: number): Promise<void> {
  const { rows } = await tx.query<Stored & { now: Date }>({
    name: 'gift-card-over', values: [limit],
    text: `select ${COLUMNS}, clock_timestamp() as now from promotions.gift_card where status = 'active' and expires_at <= clock_timestamp() order by expires_at limit $1 for update skip locked`,
  });
  for (const row of rows) books.cards.set(row.index, cardOf(row));
  if (rows[0]) books.now = rows[0].now;
}

/** Cards after an id, locked so that no newer state is told before this one. */
export async function restateCards(tx: Tx, after: string, { key, limit }: { key?: string; limit: number }): Promise<CardRow[]> {
  const { rows } = await tx.query<Stored>(`select ${COLUMNS} from promotions.gift_card where id > $1 and ($2::text is null or id = $2) order by id limit $3 for share`, [after, key ?? null, limit]);
  return rows.map(cardOf);
}

function cardOf({ loaded, held, captured, refunded, expired, version, ...row }: Stored): CardRow {
  const { id, index, ending, kind, currency, customer, order, line, issuedAt, expiresAt, status } = row;
  return { id, index, ending, kind, currency, customer, order, line, issuedAt, expiresAt, status, loaded: BigInt(loaded), held: BigInt(held), captured: BigInt(captured), refunded: BigInt(refunded), expired: BigInt(expired), version: Number(version) };
}

/** Writes what has changed, one statement per table. */
export function storeCards(tx: Tx, { cards, holds, entries }: CardBooks): void {
  storeRows(tx, [...cards.values()].filter((one) => one.change).sort((a, b) => (a.id < b.id ? -1 : 1)));
  storeHolds(tx, [...holds.values()].filter((one) => one.change));
  storeEntries(tx, [...entries.values()].filter((one) => one.change));
}

function storeRows(tx: Tx, rows: readonly CardRow[]): void {
  if (rows.length === 0) return;
  const of = <T>(member: (one: CardRow) => T): T[] => rows.map(member);
  tx.write({
    name: 'gift-card-store',
    text: `insert into promotions.gift_card as c (id, code_index, ending, kind, currency, customer, order_id, line_id, issued_at, expires_at, status, loaded, held, captured, refunded, expired, version)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[], $11::text[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[])
      on conflict (id) do update set expires_at = excluded.expires_at, status = excluded.status, held = excluded.held, captured = excluded.captured, refunded = excluded.refunded, expired = excluded.expired, version = excluded.version`,
    values: [
      of((one) => one.id), of((one) => one.index), of((one) => one.ending), of((one) => one.kind), of((one) => one.currency), of((one) => one.customer), of((one) => one.order), of((one) => one.line), of((one) => one.issuedAt), of((one) => one.expiresAt),
      of((one) => one.status), ...(['loaded', 'held', 'captured', 'refunded', 'expired'] as const).map((name) => of((one) => one[name].toString())), of((one) => one.version),
    ],
  });
}

function storeHolds(tx: Tx, holds: readonly CardHold[]): void {
  if (holds.length === 0) return;
  tx.write({
    name: 'gift-card-hold-store',
    text: `insert into promotions.gift_card_hold as h (tender, card, order_id, held, captured, refunded) select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
      on conflict (tender) do update set held = excluded.held, captured = excluded.captured, refunded = excluded.refunded`,
    values: [holds.map((one) => one.tender), holds.map((one) => one.card), holds.map((one) => one.orderId), ...(['held', 'captured', 'refunded'] as const).map((name) => holds.map((one) => one[name].toString()))],
  });
}

function storeEntries(tx: Tx, entries: readonly CardEntry[]): void {
  if (entries.length === 0) return;
  tx.write({
    name: 'gift-card-entries', text: 'insert into promotions.gift_card_entry (id, card, action, tender, amount, refused) select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[])',
    values: [entries.map((one) => one.id), entries.map((one) => one.card), entries.map((one) => one.action), entries.map((one) => one.tender), entries.map((one) => one.amount.toString()), entries.map((one) => one.refused)],
  });
}
