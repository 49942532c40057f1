import type { Tx } from '@onefront/outbox';
import { dayAfter } from '../domain/calendar.js';
import type { Network } from '../domain/network.js';
import { Parcels } from '../domain/parcels.js';
import type { StockBook } from '../domain/stock-book.js';
import { sorted, type Needs } from './needs.js';

const limited = new WeakMap<Network, ReadonlySet<string>>();

/** Locations that can send only so much in a day. Mostly there are none, and then planning costs no statement. */
function limitedOf(network: Network): ReadonlySet<string> {
  let ids = limited.get(network);
  if (!ids) limited.set(network, (ids = new Set([...network.locations.values()].filter((one) => one.dispatch?.perDay !== undefined).map((one) => one.id))));
  return ids;
}

/**
 * Locks the locations whose days a batch may fill and counts what is planned there. After the SKUs in the order of locks; together with the
 * locations that the batch itself changes, so that all of them are locked in one sorted order.
 */
export async function lockParcels(tx: Tx, { network, needs, places }: { network: Network; needs: Needs; places: ReadonlySet<string> }): Promise<Parcels> {
  if (needs.orders.size === 0) return new Parcels();
  const here = [...limitedOf(network)].filter((id) => places.has(id));
  if (here.length === 0) return new Parcels();
  tx.write({ name: 'locations-lock', text: 'select id from inventory.location where id = any($1) order by id for no key update', values: [sorted(new Set([...here, ...needs.locations]))] });
  const { rows } = await tx.query<{ location: string; day: string; count: number }>({
    name: 'parcels-planned',
    text: 'select location, day::text as day, count(*)::int as count from inventory.parcel where location = any($1) and day >= $2::date group by location, day',
    values: [here, yesterday(new Date())],
  });
  return new Parcels(rows);
}

/** Early enough for every time zone. */
function yesterday(now: Date): string {
  return dayAfter(now.toISOString().slice(0, 10), -1);
}

/** Writes planned parcels. An order that is sourced again at a location leaves it on the new day. */
export async function storeParcels(tx: Tx, { parcels: { added }, reservations }: StockBook): Promise<void> {
  const last = [...new Map(added.map((one) => [`${one.orderId}\t${one.location}`, one])).values()];
  if (last.length > 0) {
    tx.write({
      name: 'parcels-store',
      text: `insert into inventory.parcel (order_id, location, day) select * from unnest($1::text[], $2::text[], $3::date[]) on conflict (order_id, location) do update set day = excluded.day`,
      values: [last.map((one) => one.orderId), last.map((one) => one.location), last.map((one) => one.day)],
    });
  }
  const ended = [...reservations.changed].filter((one) => one.held === 0 && one.consumed === 0);
  if (ended.length === 0) return;
  tx.write({
    name: 'parcels-drop',
    text: `delete from inventory.parcel p using unnest($1::text[], $2::text[]) as e(order_id, location) where p.order_id = e.order_id and p.location = e.location
      and not exists (select from inventory.reservation r where r.order_id = p.order_id and r.location = p.location and (r.held > 0 or r.consumed > 0))`,
    values: [ended.map((one) => one.orderId), ended.map((one) => one.location)],
  });
}

/** Days that are over fill nothing any more. */
export async function dropPastParcels(tx: Tx, now: Date): Promise<void> {
  await tx.query('delete from inventory.parcel where day < $1::date - 30', [now.toISOString().slice(0, 10)]);
}
