import { newId } from '@onefront/kernel';
import type { Tx } from '@onefront/outbox';
import { free, type Level } from '../domain/level.js';
import { Reservations, type Reservation } from '../domain/reservations.js';
import { isLease } from '../domain/stock-lease.js';
import { StockBook, type OrderState, type SkuPage } from '../domain/stock-book.js';
import { readBackorders } from './backorder.repository.js';
import { readConfirmations } from './confirmation.repository.js';
import { readExpected } from './expected.repository.js';
import { lockHoldClients, readHolds, readNow } from './hold.repository.js';
import { sorted, type Needs } from './needs.js';
import { readTills, skusOfLeases } from './lease.repository.js';
import { lockNetwork, readDocuments, readLain, type NetworkMemory } from './network.repository.js';
import { lockParcels } from './parcel.repository.js';
import { readPolicyDocuments } from './policy.repository.js';
import { lockWork, readForWork } from './stock-work.repository.js';
import type { Unit } from './unit.js';

/**
 * Locks and reads all that a batch needs, in one order for everybody: network (when it changes), orders by id, transfers and counts by id, SKUs by name.
 * The lock of a SKU covers its levels, its reservations and what waits for it.
 */
export async function loadUnit(tx: Tx, needs: Needs, memory: NetworkMemory): Promise<Unit> {
  const locked = needs.changesNetwork ? await lockNetwork(tx) : undefined;
  const documents = await readDocuments(tx, needs);
  const lain = await readLain(tx, needs, documents.locations);
  lockHoldClients(tx, needs);
  const { orders, known, storedOrders } = await lockOrders(tx, needs);
  const work = await lockWork(tx, needs);
  // A sale locks what it sells, not all that its till has on lease.
  const skus = new Set([...needs.skus, ...(work?.skus ?? []), ...(await skusOfOrders(tx, known.filter((id) => !isLease(id)))), ...(await skusOfLeases(tx, needs))]);
  const pages = await lockSkus(tx, sorted(skus));
  // Under the locks of the SKUs: whoever changes the network later tells connectors about these SKUs after us.
  const network = locked ?? (await memory.read(tx));
  const places = new Set([...pages.values()].flatMap((page) => [...page.levels.keys()]));
  const parcels = await lockParcels(tx, { network, needs, places });
  const { now, due } = await readNow(tx, [...pages.keys()]);
  const { backorders, policies, escrows, computed, expecting } = await readBackorders(tx, known, [...pages.keys()]);
  const waiting = backorders.waitingSkus().flatMap((sku) => backorders.queue(sku));
  const reservations = new Reservations(await readReservations(tx, { known, due, needs, pages, waiting, kept: escrows.ids() }));
  const expected = await readExpected(tx, needs, expecting);
  const ofPolicies = await readPolicyDocuments(tx, needs);
  const holds = await readHolds(tx, { needs, now, due });
  const tills = await readTills(tx, needs);
  const book = new StockBook({ now, newId, network, pages: [...pages.values()], orders, reservations, backorders, policies, escrows, computed, expected, parcels, holds, work: await readForWork(tx, { needs, locked: work, now }), tills });
  const confirmations = await readConfirmations(tx, needs);
  return { book, confirmations, documents: { ...documents, policies: ofPolicies }, lain, changedLocations: new Set(), changedChannels: new Set(), changedBuffers: new Set(), changedPolicies: new Map(), storedOrders };
}

interface LockedOrders { orders: OrderState[]; known: string[]; storedOrders: Map<string, { attempt: number; closed: boolean; ahead: number }> }

/** A row per order: who holds it decides about the order's stock. New orders are inserted as answered, which is what mostly comes true. */
async function lockOrders(tx: Tx, needs: Needs): Promise<LockedOrders> {
  const storedOrders: LockedOrders['storedOrders'] = new Map();
  if (needs.orders.size === 0) return { orders: [], known: [], storedOrders };
  const ids = sorted(needs.orders.keys());
  const inserted = await tx.query<{ order_id: string; attempt: number }>({
    name: 'orders-new',
    text: `insert into inventory.order_stock (order_id, attempt, channel, placed_at) select id, attempt, channel, placed_at
      from unnest($1::text[], $2::int[], $3::text[], $4::timestamptz[]) as o(id, attempt, channel, placed_at) order by id on conflict (order_id) do nothing returning order_id, attempt`,
    values: [ids, ids.map((id) => needs.orders.get(id)!), ids.map((id) => needs.placed.get(id)?.channel ?? null), ids.map((id) => needs.placed.get(id)?.placedAt ?? null)],
  });
  const fresh = new Map(inserted.rows.map((row) => [row.order_id, row.attempt]));
  const known = ids.filter((id) => !fresh.has(id));
  const orders: OrderState[] = [...fresh.keys()].map((orderId) => ({ orderId, attempt: 0, closed: false, ahead: [] }));
  for (const [orderId, attempt] of fresh) storedOrders.set(orderId, { attempt, closed: false, ahead: 0 });
  if (known.length > 0) {
    const locked = await tx.query<{ order_id: string; attempt: number; closed: boolean; ahead: OrderState['ahead'] | null; recalled: OrderState['recalled'] | null }>({
      name: 'orders-lock', text: 'select order_id, attempt, closed, ahead, recalled from inventory.order_stock where order_id = any($1) order by order_id for update', values: [known],
    });
    for (const { order_id: orderId, attempt, closed, ahead, recalled } of locked.rows) {
      orders.push({ orderId, attempt, closed, ahead: ahead ?? [], ...(recalled ? { recalled } : {}) });
      storedOrders.set(orderId, { attempt, closed, ahead: ahead?.length ?? 0 });
    }
  }
  return { orders, known, storedOrders };
}

/** Nobody else can add to what a locked order holds, so this list cannot grow before its SKUs are locked. */
async function skusOfOrders(tx: Tx, known: readonly string[]): Promise<string[]> {
  if (known.length === 0) return [];
  const { rows } = await tx.query<{ sku: string }>({
    name: 'orders-skus',
    text: 'select sku from inventory.reservation where order_id = any($1) and held > 0 union select sku from inventory.backorder where order_id = any($1)',
    values: [known],
  });
  return rows.map((row) => row.sku);
}

/** Rows that are missing are made first, so that there is something to lock; then all are locked by one sorted statement. */
export async function lockSkus(tx: Tx, skus: readonly string[]): Promise<Map<string, SkuPage>> {
  if (skus.length === 0) return new Map();
  tx.write({
    name: 'stock-ensure',
    text: `insert into inventory.stock (sku) select sku from unnest($1::text[]) as wanted(sku) where not exists (select from inventory.stock where stock.sku = wanted.sku) order by sku on conflict do nothing`,
    values: [skus],
  });
  const locked = await tx.query<{ sku: string; version: number; last: number | null }>({
    name: 'stock-lock',
    text: `select sku, version::float8 as version, (extract(epoch from last_reserved_at) * 1000)::float8 as last from inventory.stock where sku = any($1) order by sku for update`,
    values: [skus],
  });
  const pages = new Map(locked.rows.map(({ sku, version, last }): [string, SkuPage] => [sku, { sku, version, lastReservedAt: last, levels: new Map() }]));
  const levels = await tx.query<{ sku: string; location: string } & Record<'on_hand' | 'unavailable' | 'reserved' | 'quality' | 'display' | 'in_transit', number>>({
    name: 'stock-levels',
    text: `select sku, location, on_hand::float8 as on_hand, unavailable::float8 as unavailable, reserved::float8 as reserved,
      quality::float8 as quality, display::float8 as display, in_transit::float8 as in_transit from inventory.stock_level where sku = any($1) order by sku, location`,
    values: [skus],
  });
  for (const { sku, location, on_hand: onHand, unavailable, reserved, quality, display, in_transit: inTransit } of levels.rows) {
    pages.get(sku)!.levels.set(location, { onHand, unavailable, reserved, ...(quality ? { quality } : {}), ...(display ? { display } : {}), ...(inTransit ? { inTransit } : {}) });
  }
  return pages;
}

type ReservationRow = Omit<Reservation, 'orderId' | 'lineId'> & { order_id: string; line_id: string; seq: number };
const RESERVATION = 'order_id, line_id, sku, location, held::float8 as held, consumed::float8 as consumed, released::float8 as released, broken::float8 as broken, aside::float8 as aside, seq::float8 as seq';

interface ReservationsWanted { known: readonly string[]; due: ReadonlySet<string>; needs: Needs; pages: ReadonlyMap<string, SkuPage>; waiting: ReadonlyArray<{ orderId: string; sku: string }>; /** Escrows on these SKUs. */ kept: readonly string[] }

/** What the batch's orders hold, and where units may leave, the youngest promises there: as many as could have to be broken. */
async function readReservations(tx: Tx, { known, due, needs, pages, waiting, kept }: ReservationsWanted): Promise<Reservation[]> {
  const rows = new Map<string, ReservationRow>();
  const keep = (row: ReservationRow): unknown => rows.set(`${row.order_id}\t${row.line_id}\t${row.sku}\t${row.location}`, row);
  if (known.length > 0) {
    (await tx.query<ReservationRow>({ name: 'reservations-of-orders', text: `select ${RESERVATION} from inventory.reservation where order_id = any($1)`, values: [known] })).rows.forEach(keep);
  }
  if (due.size > 0) {
    // Of these holds only what lies under the locks of this batch: the sweeper ends the rest.
    (await tx.query<ReservationRow>({ name: 'reservations-due', text: `select ${RESERVATION} from inventory.reservation where order_id = any($1) and sku = any($2) and held > 0`, values: [[...due], [...pages.keys()]] })).rows.forEach(keep);
  }
  // More may be set aside where an order holds some already.
  await readOfWaiting(tx, waiting, keep);
  if (kept.length > 0) {
    (await tx.query<ReservationRow>({ name: 'reservations-of-escrows', text: `select ${RESERVATION} from inventory.reservation where order_id = any($1) and sku = any($2)`, values: [kept, [...pages.keys()]] })).rows.forEach(keep);
  }
  const places = [...needs.leaving.values()].map(({ sku, location, units, counted }) => {
    const own = [...rows.values()].reduce((sum, row) => (row.sku === sku && row.location === location ? sum + row.held : sum), 0);
    return { sku, location, counted, limit: own + mayBreak(pages.get(sku)?.levels.get(location), units, counted) };
  }).filter((place) => place.limit > 0);
  if (places.length > 0) {
    (await tx.query<ReservationRow>({
      name: 'reservations-youngest',
      text: `select r.* from unnest($1::text[], $2::text[], $3::bigint[]) as place(sku, location, units)
        cross join lateral (select ${RESERVATION} from inventory.reservation where sku = place.sku and location = place.location and held > 0 order by seq desc limit place.units) r`,
      values: [places.map((one) => one.sku), places.map((one) => one.location), places.map((one) => one.limit)],
    })).rows.forEach(keep);
  }
  await readLeased(tx, places.filter((one) => one.counted !== undefined), keep);
  // What is set aside and breaks here waits again, and may be set aside where the order holds some already.
  if (places.length > 0) await readOfWaiting(tx, [...rows.values()].filter((row) => row.aside > 0).map((row) => ({ orderId: row.order_id, sku: row.sku })), keep);
  return [...rows.values()].sort((a, b) => a.seq - b.seq).map(({ order_id, line_id, seq: _seq, ...rest }) => ({ orderId: order_id, lineId: line_id, ...rest }));
}

async function readOfWaiting(tx: Tx, waiting: ReservationsWanted['waiting'], keep: (row: ReservationRow) => unknown): Promise<void> {
  if (waiting.length === 0) return;
  (await tx.query<ReservationRow>({
    name: 'reservations-of-waiting', text: `select ${RESERVATION} from inventory.reservation where order_id = any($1) and sku = any($2)`, values: [waiting.map((one) => one.orderId), sorted(new Set(waiting.map((one) => one.sku)))],
  })).rows.forEach(keep);
}

/** A count takes from leases of tills first, however old they are. */
async function readLeased(tx: Tx, places: ReadonlyArray<{ readonly sku: string; readonly location: string }>, keep: (row: ReservationRow) => unknown): Promise<void> {
  if (places.length === 0) return;
  (await tx.query<ReservationRow>({
    name: 'reservations-leased', text: `select ${RESERVATION} from unnest($1::text[], $2::text[]) as place(sku, location) join inventory.reservation using (sku, location) where held > 0 and order_id like 'lease-%'`,
    values: [places.map((one) => one.sku), places.map((one) => one.location)],
  })).rows.forEach(keep);
}

/** At most so many promised units may lose what is behind them: a count may take all of it away, other facts first use up what is free. */
function mayBreak(level: Level | undefined, units: number, counted: number | undefined): number {
  if (!level || level.reserved === 0) return 0;
  const most = counted === undefined ? units - free(level) : units + level.reserved + level.unavailable - counted;
  return Math.min(level.reserved, Math.max(0, most));
}
