import type { Tx } from '@onefront/outbox';
import { ComputedBuffers } from '../domain/computed-buffers.js';
import { Backorders, type Backorder, type BackorderTotal } from '../domain/backorders.js';
import type { Figure } from '../domain/escrow.js';
import { Escrows } from '../domain/escrows.js';
import { SkuPolicies } from '../domain/oversell.js';
import type { StockBook } from '../domain/stock-book.js';
import { skuPolicyOf, type PolicyRow } from './policy.repository.js';

/** Of the lines that wait for a SKU so many are looked at by a batch, the next in turn; the rest is served by the batch after. */
const LINES_PER_BATCH = 2_000;

interface BackorderRow extends Omit<Backorder, 'placedAt' | 'promisedBy' | 'pickupAt' | 'ended'> { placed_at: Date; promised_by: Date | null; pickup_at: string | null }
type WaitingRow = BackorderTotal & Pick<PolicyRow, 'limit' | 'until' | 'eta'> & { policy: PolicyRow['policy'] | 'escrow' | 'buffer' | 'expected' | null; exposed?: number | null; settled?: number; open?: Figure[] };

const BACKORDER = 'order_id as "orderId", line_id as "lineId", sku, channel, quantity::float8 as quantity, placed_at, promised_by, pickup_at';

/** What waits, how much may, what channels have to themselves, what is computed to be kept back from them, and which SKUs are expected: one statement reads all of it, since mostly there is none. Lines of other orders are read where something has ever waited. */
export async function readBackorders(tx: Tx, known: readonly string[], skus: readonly string[]): Promise<{ backorders: Backorders; policies: SkuPolicies; escrows: Escrows; computed: ComputedBuffers; expecting: string[] }> {
  const lines = known.length === 0 ? [] : (await tx.query<BackorderRow>({ name: 'backorders-of-orders', text: `select ${BACKORDER} from inventory.backorder where order_id = any($1)`, values: [known] })).rows;
  const rows = skus.length === 0 ? [] : (await tx.query<WaitingRow>({
    name: 'backorder-totals',
    text: `select channel, sku, units::float8 as units, cap::float8 as cap, null::text as policy, null::float8 as "limit", null::timestamptz as until, null::timestamptz as eta,
          null::float8 as exposed, null::float8 as settled, null::jsonb as open
        from inventory.backorder_total where sku = any($1)
      union all select channel, sku, 0, null, policy, cap::float8, until, eta, null, null, null from inventory.channel_policy where sku = any($1) and policy is not null
      union all select channel, sku, 0, null, 'escrow', units_limit::float8, null, null, exposed::float8, settled::float8, open from inventory.channel_escrow where sku = any($1)
      union all select channel, sku, units, null, 'buffer', null, null, null, null, null, null from inventory.computed_buffer where sku = any($1) and units > 0
      union all select distinct '', sku, 0, null::float8, 'expected', null::float8, null::timestamptz, null::timestamptz, null::float8, null::float8, null::jsonb from inventory.expected_receipt where sku = any($1) and status = 'expected'`,
    values: [skus],
  })).rows;
  const totals = rows.filter((row) => row.policy === null).map(({ channel, sku, units, cap }) => ({ channel, sku, units, cap }));
  const queues = await readQueues(tx, [...new Set(totals.map((one) => one.sku))].sort());
  const policies = new SkuPolicies(rows.flatMap((row) => (row.policy === null || row.policy === 'escrow' || row.policy === 'buffer' || row.policy === 'expected' ? [] : [skuPolicyOf(row as PolicyRow)])));
  const escrows = new Escrows(rows.flatMap(({ policy, channel, sku, limit, exposed = null, settled = 0, open = [] }) => (policy === 'escrow' ? [{ channel, sku, limit: limit ?? 0, exposed, settled, open }] : [])));
  const computed = new ComputedBuffers(rows.filter((row) => row.policy === 'buffer'));
  const expecting = rows.filter((row) => row.policy === 'expected').map((row) => row.sku);
  return { expecting, backorders: new Backorders([...lines, ...queues].map(lineOf), totals), policies, escrows, computed };
}

/** Who waits for these SKUs, in turn, and lines of which all was set aside. Protected by the locks of the SKUs. */
async function readQueues(tx: Tx, skus: readonly string[]): Promise<BackorderRow[]> {
  if (skus.length === 0) return [];
  const { rows } = await tx.query<BackorderRow>({
    name: 'backorders-of-skus',
    text: `select q.* from unnest($1::text[]) as s(wanted) cross join lateral (
        (select ${BACKORDER} from inventory.backorder where sku = s.wanted and quantity > 0 order by promised_by, placed_at, order_id, line_id limit ${LINES_PER_BATCH})
        union all select ${BACKORDER} from inventory.backorder where sku = s.wanted and quantity = 0) q`,
    values: [skus],
  });
  return rows;
}

/** SKUs that somebody waits for on a channel, by name after one; no locks. */
export async function waitingSkus(tx: Tx, { channel, after, limit }: { channel: string; after: string; limit: number }): Promise<string[]> {
  const { rows } = await tx.query<{ sku: string }>({ name: 'backorder-waiting-skus', text: 'select sku from inventory.backorder_total where channel = $1 and sku > $2 and units > 0 order by sku limit $3', values: [channel, after, limit] });
  return rows.map((row) => row.sku);
}

function lineOf({ placed_at: placedAt, promised_by: promised, pickup_at: pickupAt, ...row }: BackorderRow): Backorder {
  return { ...row, placedAt, ...(promised ? { promisedBy: promised } : {}), ...(pickupAt === null ? {} : { pickupAt }) };
}

export function storeBackorders(tx: Tx, { backorders }: StockBook): void {
  const rows = [...backorders.changed];
  if (rows.length === 0) return;
  const waiting = rows.filter((one) => !one.ended);
  const ended = rows.filter((one) => one.ended);
  tx.write({
    name: 'backorders-end',
    text: 'delete from inventory.backorder using unnest($1::text[], $2::text[], $3::text[]) as b(order_id, line_id, sku) where backorder.order_id = b.order_id and backorder.line_id = b.line_id and backorder.sku = b.sku',
    values: [ended.map((one) => one.orderId), ended.map((one) => one.lineId), ended.map((one) => one.sku)],
  });
  tx.write({
    name: 'backorders-store',
    text: `insert into inventory.backorder (order_id, line_id, sku, channel, quantity, placed_at, promised_by, pickup_at)
      select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::timestamptz[], $8::text[])
      on conflict (order_id, line_id, sku) do update set quantity = excluded.quantity`,
    values: [
      waiting.map((one) => one.orderId), waiting.map((one) => one.lineId), waiting.map((one) => one.sku), waiting.map((one) => one.channel), waiting.map((one) => one.quantity),
      waiting.map((one) => one.placedAt), waiting.map((one) => one.promisedBy ?? null), waiting.map((one) => one.pickupAt ?? null),
    ],
  });
  const totals = [...backorders.changedTotals];
  tx.write({
    name: 'backorder-totals-store',
    text: `insert into inventory.backorder_total (channel, sku, units, cap) select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
      on conflict (sku, channel) do update set units = excluded.units, cap = excluded.cap`,
    values: [totals.map((one) => one.channel), totals.map((one) => one.sku), totals.map((one) => one.units), totals.map((one) => one.cap)],
  });
}
