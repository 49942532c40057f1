import type { Evidence } from '../types.js';
import type { Check } from './check.js';
import { reading } from './reading.js';

interface Sums { key: string; units: string }
const toMap = (rows: readonly Sums[]): Map<string, number> => new Map(rows.map((row) => [row.key, Number(row.units)]));
const add = (map: Map<string, number>, key: string, units: number): unknown => map.set(key, (map.get(key) ?? 0) + units);

/** What came in, from those who sent it; `perhaps` are receipts whose outcome the sender never learned. */
function receiptsOf({ assortment, journal }: Evidence): { sure: Map<string, number>; perhaps: Map<string, number> } {
  const sure = new Map<string, number>();
  const perhaps = new Map<string, number>();
  for (const { sku, location, quantity } of assortment.received) add(sure, `${sku} at ${location}`, quantity);
  for (const one of journal.beside ?? []) {
    if (one.write !== 'receipt' || one.outcome === 'refused') continue;
    add(one.outcome === 'done' ? sure : perhaps, `${one.subject} at ${one.location}`, one.quantity ?? 0);
  }
  return { sure, perhaps };
}

/** I3 against the senders: a receipt that is redelivered has nothing but the inbox to keep it from being booked twice. */
export const receivedOnce: Check = {
  invariant: 'I3', about: 'units received, by SKU and location, are exactly those that were sent',
  async run(evidence, tally) {
    const { sure, perhaps } = receiptsOf(evidence);
    const booked = toMap(await reading(evidence.cluster.databases['inventory']!, (read) => read<Sums>(
      `select sku || ' at ' || location as key, sum(on_hand)::text as units from inventory.stock_ledger where reason = 'receipt' group by 1`)));
    for (const place of new Set([...sure.keys(), ...booked.keys()])) {
      const sent = sure.get(place) ?? 0;
      const there = booked.get(place) ?? 0;
      const most = sent + (perhaps.get(place) ?? 0);
      tally.look((there < sent || there > most) && `${place}: ${there} units were booked as received, ${sent}${most > sent ? ` to ${most}` : ''} were sent`);
    }
  },
};

/** I3 between the ledgers: what left and what came back is what orders say. */
export const soldOnce: Check = {
  invariant: 'I3', about: 'units that left and came back, by SKU: the ledger of stock says what the lines of orders say, and nothing is promised twice',
  async run({ cluster }, tally) {
    const ledger = await reading(cluster.databases['inventory']!, async (read) => ({
      sold: toMap(await read<Sums>(`select sku as key, (-sum(on_hand))::text as units from inventory.stock_ledger where reason = 'sale' group by 1`)),
      returned: toMap(await read<Sums>(`select sku as key, sum(on_hand)::text as units from inventory.stock_ledger where reason = 'return' group by 1`)),
      held: toMap(await read<Sums>(`select sku as key, sum(held)::text as units from inventory.reservation where held > 0 and order_id !~ '^(hold|lease|escrow)-' group by 1`)),
      incidents: toMap(await read<Sums>(`select sku as key, count(*)::text as units from inventory.incident where sku is not null group by 1`)),
      plain: new Set((await read<{ sku: string }>(`select distinct sku from inventory.stock_ledger`)).map((row) => row.sku)),
    }));
    const orders = await reading(cluster.databases['orders']!, async (read) => ({
      sold: toMap(await read<Sums>(`select sku as key, sum(shipped)::text as units from orders.order_line group by 1`)),
      returned: toMap(await read<Sums>(`select sku as key, sum(returned)::text as units from orders.order_line group by 1`)),
      open: toMap(await read<Sums>(`select l.sku as key, sum(l.open)::text as units from orders.order_line l join orders."order" o on o.id = l.order_id where o.status in ('pending', 'confirmed', 'backordered', 'partially-fulfilled') group by 1`)),
    }));
    for (const sku of ledger.plain) {
      const of = (map: Map<string, number>): number => map.get(sku) ?? 0;
      tally.look(of(ledger.sold) !== of(orders.sold) && `${sku}: ${of(ledger.sold)} units left by the ledger, ${of(orders.sold)} by the orders`);
      tally.look(of(ledger.returned) !== of(orders.returned) && `${sku}: ${of(ledger.returned)} units came back by the ledger, ${of(orders.returned)} by the orders`);
      // A promise that physics broke (S26) is sourced again or waits; it has its incident.
      const broken = of(ledger.incidents) > 0;
      tally.look((of(ledger.held) > of(orders.open) || (of(ledger.held) < of(orders.open) && !broken)) && `${sku}: ${of(ledger.held)} units are promised to orders, which wait for ${of(orders.open)}`);
    }
  },
};

/** I3: nothing is oversold, judged by the levels themselves. */
export const neverOversold: Check = {
  invariant: 'I3', about: 'no level is below zero and none promises more than there is; SKUs meant to run out were sold to the last unit, not beyond',
  async run({ cluster, assortment }, tally) {
    const levels = await reading(cluster.databases['inventory']!, (read) => read<{ sku: string; location: string; on_hand: string; unavailable: string; reserved: string }>(
      'select sku, location, on_hand::text, unavailable::text, reserved::text from inventory.stock_level order by 1, 2'));
    for (const { sku, location, on_hand: onHand, unavailable, reserved } of levels) {
      const free = Number(onHand) - Number(unavailable) - Number(reserved);
      tally.look((Number(onHand) < 0 || Number(reserved) < 0 || free < 0) && `${sku} at ${location}: ${onHand} on hand, ${unavailable} unavailable, ${reserved} reserved`);
    }
    for (const sku of assortment.scarce) tally.look(!levels.some((level) => level.sku === sku) && `${sku} was meant to run out and has no level at all`);
  },
};
