import { enqueueWork, type Tx } from '@onefront/outbox';
import type { Hold } from '../domain/holds.js';
import { OpenHolds } from '../domain/open-holds.js';
import type { StockBook } from '../domain/stock-book.js';
import { sorted, type Needs } from './needs.js';

/** Work: end a hold whose lifetime is over. */
export const EXPIRE_HOLD = 'expire-hold';

interface HoldRow { id: string; version: number; client: string; channel: string; lines: Hold['lines']; location: string | null; reference: string | null; status: Hold['status']; expires_at: Date; extended: boolean; order_id: string | null }

const HOLD = 'id, version::float8 as version, client, channel, lines, location, reference, status, expires_at, extended, order_id';

/** Who counts a client's open holds locks the client, before orders and SKUs in the order of locks. */
export function lockHoldClients(tx: Tx, { holdClients }: Needs): void {
  if (holdClients.size === 0) return;
  const clients = sorted(holdClients);
  tx.write({ name: 'hold-clients-new', text: 'insert into inventory.hold_client (client) select client from unnest($1::text[]) as c(client) order by client on conflict do nothing', values: [clients] });
  tx.write({ name: 'hold-clients-lock', text: 'select client from inventory.hold_client where client = any($1) order by client for update', values: [clients] });
}

/** The database's clock, read under the locks, and the holds on these SKUs whose lifetime was over by then. One statement where nothing is due. */
export async function readNow(tx: Tx, skus: readonly string[]): Promise<{ now: Date; due: ReadonlySet<string> }> {
  const { rows } = await tx.query<{ now: Date; due: boolean }>({
    name: 'now', text: `select clock_timestamp() as now, exists (select from inventory.hold where status = 'held' and expires_at <= clock_timestamp()) as due`,
  });
  const { now, due } = rows[0]!;
  if (!due || skus.length === 0) return { now, due: new Set() };
  const found = await tx.query<{ id: string }>({
    name: 'holds-due',
    text: `select distinct h.id from inventory.hold h join inventory.reservation r on r.order_id = h.id where h.status = 'held' and h.expires_at <= $1 and r.held > 0 and r.sku = any($2)`,
    values: [now, skus],
  });
  return { now, due: new Set(found.rows.map((row) => row.id).sort()) };
}

/** The holds that the batch names (locked like orders), and how many its clients have open. */
export async function readHolds(tx: Tx, { needs, now, due }: { needs: Needs; now: Date; due: ReadonlySet<string> }): Promise<OpenHolds> {
  if (needs.holds.size === 0) return new OpenHolds([], new Map(), due);
  const { rows } = await tx.query<HoldRow>({ name: 'holds-read', text: `select ${HOLD} from inventory.hold where id = any($1) order by id`, values: [sorted(needs.holds)] });
  const open = needs.holdClients.size === 0 ? [] : (await tx.query<{ client: string; open: number }>({
    name: 'holds-open', text: `select client, count(*)::int as open from inventory.hold where client = any($1) and status = 'held' and expires_at > $2 group by client`, values: [sorted(needs.holdClients), now],
  })).rows;
  return new OpenHolds(rows.map(holdOf), new Map(open.map((row) => [row.client, row.open])), due);
}

function holdOf({ order_id, expires_at, location, reference, ...row }: HoldRow): Hold {
  return { ...row, expiresAt: expires_at, ...(location ? { location } : {}), ...(reference ? { reference } : {}), ...(order_id ? { orderId: order_id } : {}) };
}

const HOLDS_PER_PAGE = 500;

/** A page of holds as they are, or one of them; locked, so that nothing newer is told before. */
export async function holdPage(tx: Tx, { after, key }: { after: string; key?: string | undefined }): Promise<{ holds: Hold[]; next: string | undefined }> {
  const { rows } = await tx.query<HoldRow>(`select ${HOLD} from inventory.hold where id > $1 and ($2::text is null or id = $2) order by id limit ${HOLDS_PER_PAGE} for update`, [after, key ?? null]);
  return { holds: rows.map(holdOf), next: rows.length === HOLDS_PER_PAGE ? rows.at(-1)!.id : undefined };
}

/** Holds that ended long ago are no news to anybody. */
export async function dropPastHolds(tx: Tx, now: Date): Promise<void> {
  await tx.query(`delete from inventory.hold where status <> 'held' and expires_at < $1::timestamptz - interval '30 days'`, [now]);
}

/** Writes changed holds; each that is held gets its moment for the sweeper. */
export function storeHolds(tx: Tx, { holds }: StockBook): void {
  const changed = [...holds.changed].sort().map((id) => holds.get(id)!);
  if (changed.length === 0) return;
  tx.write({
    name: 'holds-store',
    text: `insert into inventory.hold (id, version, client, channel, lines, location, reference, status, expires_at, extended, order_id)
      select id, version, client, channel, lines::jsonb, location, reference, status, expires_at, extended, order_id
      from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::timestamptz[], $10::boolean[], $11::text[])
        as h(id, version, client, channel, lines, location, reference, status, expires_at, extended, order_id)
      on conflict (id) do update set version = excluded.version, status = excluded.status, expires_at = excluded.expires_at, extended = excluded.extended, order_id = excluded.order_id`,
    values: [
      changed.map((one) => one.id), changed.map((one) => one.version), changed.map((one) => one.client), changed.map((one) => one.channel), changed.map((one) => JSON.stringify(one.lines)), changed.map((one) => one.location ?? null),
      changed.map((one) => one.reference ?? null), changed.map((one) => one.status), changed.map((one) => one.expiresAt), changed.map((one) => one.extended), changed.map((one) => one.orderId ?? null),
    ],
  });
  enqueueWork(tx, ...changed.filter((one) => one.status === 'held').map((one) => ({ kind: EXPIRE_HOLD, id: one.id, payload: null, dueAt: one.expiresAt })));
}
