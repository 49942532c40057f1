import { enqueueWork, type Tx } from '@onefront/outbox';
import type { PopupEvidence, PopupLine } from '../domain/popup.js';
import type { StockBook } from '../domain/stock-book.js';
import { sorted, type Needs } from './needs.js';

/** Work: a pop-up whose time is over stops selling. */
export const END_POPUP = 'end-popup';

/** SKUs that ever lay at the pop-ups of the batch: whoever moves one on locks all of them. */
export async function skusOfPopups(tx: Tx, { popups }: Needs): Promise<string[]> {
  if (popups.size === 0) return [];
  const { rows } = await tx.query<{ sku: string }>({ name: 'popup-skus', text: 'select distinct sku from inventory.stock_level where location = any($1) order by sku', values: [sorted(popups)] });
  return rows.map((row) => row.sku);
}

type LineRow = PopupLine & { location: string };

/** Under those locks: what is needed to decide about each. */
export async function readPopups(tx: Tx, { popups }: Needs, now: Date): Promise<ReadonlyMap<string, Omit<PopupEvidence, 'lying'>>> {
  const evidence = new Map<string, Omit<PopupEvidence, 'lying'>>();
  if (popups.size === 0) return evidence;
  const ids = sorted(popups);
  const { rows: lines } = await tx.query<LineRow>({
    name: 'popup-lines',
    text: `select l.location, l.sku, coalesce(sum(l.on_hand) filter (where l.reason in ('transfer-in', 'arrival', 'receipt')), 0)::float8 as transferred, coalesce(-sum(l.on_hand) filter (where l.reason in ('sale', 'return')), 0)::float8 as sold,
        coalesce(-sum(l.on_hand) filter (where l.reason = 'transfer-out'), 0)::float8 as returned, coalesce(-sum(l.on_hand) filter (where l.reason not in ('transfer-in', 'arrival', 'receipt', 'sale', 'return', 'transfer-out')), 0)::float8 as variance
      from inventory.stock_level v join inventory.stock_ledger l on l.sku = v.sku and l.location = v.location
      where v.location = any($1) and l.at > coalesce((select max(closed_at) from inventory.popup_report r where r.location = v.location), '-infinity') group by l.location, l.sku order by l.location, l.sku collate "C"`,
    values: [ids],
  });
  const { rows } = await tx.query<{ id: string; counted: boolean; devices: string[]; leases: string[] }>({
    name: 'popup-evidence',
    text: `select p.id, array(select device from inventory.device_queue d where d.location = p.id and d.acknowledged < d.last_sequence order by device) as devices,
        array(select distinct l.till from inventory.stock_lease l join inventory.stock_lease_line n using (till) where l.location = p.id and n.granted > n.sold + n.returned order by 1) as leases,
        exists (select from inventory.stock_count c where c.location = p.id and c.whole and c.status = 'closed' and c.uncounted = '{}' and c.opened_at >= (p.document -> 'popup' ->> 'closingAt')::timestamptz) as counted
      from inventory.location p where p.id = any($1)`,
    values: [ids],
  });
  for (const { id, counted, devices, leases } of rows) {
    const own = lines.filter((line) => line.location === id).map(({ location: _location, ...line }) => line);
    evidence.set(id, { now, counted, openDevices: devices, openLeases: leases, lines: own });
  }
  return evidence;
}

export function storePopups(tx: Tx, { popupReports, popupsToEnd }: StockBook): void {
  enqueueWork(tx, ...[...popupsToEnd].map(([id, dueAt]) => ({ kind: END_POPUP, id, payload: null, dueAt })));
  const lines = popupReports.flatMap(({ location, closedAt, lines: own }) => own.map((line) => ({ location, closedAt, ...line })));
  if (lines.length === 0) return;
  tx.write({
    name: 'popup-report-store',
    text: `insert into inventory.popup_report (location, closed_at, sku, transferred, sold, returned, variance) select * from unnest($1::text[], $2::timestamptz[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])`,
    values: [
      lines.map((one) => one.location), lines.map((one) => one.closedAt), lines.map((one) => one.sku), lines.map((one) => one.transferred), lines.map((one) => one.sold), lines.map((one) => one.returned), lines.map((one) => one.variance),
    ],
  });
}
