import type { Tx } from '@onefront/outbox';
import { Confirmations, type ToldPair } from '../domain/confirmations.js';
import { sorted, type Needs } from './needs.js';
import type { Unit } from './unit.js';

interface PairRow { channel: string; sku: string; version: number; told_at: Date | null; quantity: number | null; confirmed: number | null; read_at: Date | null; orders_up_to: Date | null }

/** What channels were told last and have confirmed of these pairs; protected by the locks of the SKUs. Nothing is asked where nothing is confirmed. */
export async function readConfirmations(tx: Tx, { confirmations }: Needs): Promise<Confirmations> {
  if (confirmations.size === 0) return new Confirmations();
  const { rows } = await tx.query<PairRow>({
    name: 'confirmations-read',
    text: `select a.channel, a.sku, a.version::float8 as version, a.told_at, c.quantity::float8 as quantity, c.version::float8 as confirmed, c.read_at, c.orders_up_to
      from inventory.channel_availability a left join inventory.channel_confirmation c on c.sku = a.sku and c.channel = a.channel
      where (a.sku, a.channel) in (select substring(pair from position('/' in pair) + 1), left(pair, position('/' in pair) - 1) from unnest($1::text[]) as p(pair))`,
    values: [sorted(confirmations)],
  });
  return new Confirmations(rows.map(pairOf));
}

function pairOf({ channel, sku, version, told_at: toldAt, quantity, confirmed, read_at: readAt, orders_up_to: ordersUpTo }: PairRow): ToldPair {
  if (quantity === null || confirmed === null || readAt === null) return { channel, sku, version, ...(toldAt ? { toldAt } : {}) };
  return { channel, sku, version, ...(toldAt ? { toldAt } : {}), confirmed: { quantity, version: confirmed, readAt, ...(ordersUpTo ? { ordersUpTo } : {}) } };
}

export function storeConfirmations(tx: Tx, { confirmations }: Unit): void {
  const rows = [...confirmations.rows()];
  if (rows.length === 0) return;
  tx.write({
    name: 'confirmations-store',
    text: `insert into inventory.channel_confirmation (sku, channel, quantity, version, read_at, orders_up_to, shown_seconds)
      select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::timestamptz[], $6::timestamptz[], $7::float8[])
      on conflict (sku, channel) do update set quantity = excluded.quantity, version = excluded.version, read_at = excluded.read_at, orders_up_to = excluded.orders_up_to,
        shown_seconds = coalesce(excluded.shown_seconds, channel_confirmation.shown_seconds)`,
    values: [
      rows.map((one) => one.sku), rows.map((one) => one.channel), rows.map((one) => one.confirmed.quantity), rows.map((one) => one.confirmed.version),
      rows.map((one) => one.confirmed.readAt), rows.map((one) => one.confirmed.ordersUpTo ?? null), rows.map((one) => one.shownSeconds ?? null),
    ],
  });
}
