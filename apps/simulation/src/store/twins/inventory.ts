import { keyOf, type Row } from '../table.js';
import { big, json, ms, orderBy, time, unnest, isPresent, type Twins } from '../twin.js';
import type { Query } from '../query.js';

/** The statements of inventory (apps/inventory/src/persistence). */

type Names = readonly string[];
const n = (value: unknown): number => value as number;
const pick = (row: Row, ...names: readonly string[]): Record<string, unknown> => Object.fromEntries(names.map((name) => [name, row[name]]));

const network: Twins = {
  'network-version': { reads: (q) => q.all('network').map((row) => ({ version: row['version'] })) },
  'network-lock': (q) => [q.lock('network', 'only')!].map((row) => ({ version: row['version'] })),
  'network-locations': { reads: (q) => q.all('location').map((row) => ({ ...row, dispatch: json(row['dispatch']) })) },
  'network-channels': { reads: (q) => orderBy(q.all('channel'), 'id').map((row) => ({
    ...pick(row, 'id', 'buffer', 'connector'), locations: [...(row['locations'] as string[])], policy: row['oversell_policy'], limit: row['oversell_limit'], until: time(row['oversell_until']), sourcing: json(row['sourcing']), auto_buffer: json(row['auto_buffer'] ?? null),
  })) },
  'documents-location': { reads: (q, [ids]: [Names]) => ids.map((id) => q.get('location', keyOf(id))).filter(isPresent).map((row) => ({ id: row['id'], version: row['version'], document: json(row['document']) })) },
  'documents-channel': { reads: (q, [ids]: [Names]) => ids.map((id) => q.get('channel', keyOf(id))).filter(isPresent).map((row) => ({ id: row['id'], version: row['version'], document: json(row['document']) })) },
  'update inventory.network set version': (q) => void q.update('network', 'only', { version: n(q.lock('network', 'only')!['version']) + 1 }),
  'location-store': (q, values: readonly unknown[]) => {
    const row = rowOf(['id', 'version', 'document', 'sellable', 'ships_orders', 'pickup', 'safety_stock', 'country', 'lat', 'lon', 'dispatch', 'ownership', 'held_for'], values);
    q.upsert('location', row, () => row);
  },
  'channel-store': (q, values: readonly unknown[]) => {
    const read = rowOf(['id', 'version', 'document', 'locations', 'buffer', 'oversell_policy', 'oversell_limit', 'oversell_until', 'connector', 'sourcing', 'auto_buffer'], values);
    const row = { ...read, oversell_until: ms(read['oversell_until']) };
    q.upsert('channel', row, () => row);
  },
  'refresh-skus': { reads: (q, [locations, after, channel]: [Names, string, string]) => {
    const levels = q.where('stock_level', (row) => locations.includes(row['location'] as string) && (row['sku'] as string) > after);
    const told = q.where('channel_availability', (row) => row['channel'] === channel && (row['sku'] as string) > after);
    return [...new Set([...levels, ...told].map((row) => row['sku'] as string))].sort().slice(0, 500).map((sku) => ({ sku }));
  } },
  'availability-told': { reads: (q, [skus, channels]: [Names, Names]) => q.where('channel_availability', (row) => skus.includes(row['sku'] as string) && channels.includes(row['channel'] as string)) },
  'availability-store': (q, columns: [Names]) => {
    for (const row of unnest(['sku', 'channel', 'available', 'version'], columns)) q.upsert('channel_availability', row, () => ({ available: row.available, version: row.version }));
  },
  'select inventory.ensure_ledger_months': { reads: () => [] },
  'delete from inventory.parcel where day': () => undefined,
  "delete from inventory.hold where status <> 'held'": () => undefined,
};

function waitingLine(row: Row): Record<string, unknown> {
  return { orderId: row['order_id'], lineId: row['line_id'], ...pick(row, 'sku', 'channel', 'quantity', 'pickup_at'), placed_at: time(row['placed_at']), promised_by: time(row['promised_by']) };
}

function rowOf(names: readonly string[], values: readonly unknown[]): Row {
  return Object.fromEntries(names.map((name, i) => [name, values[i] ?? null]));
}

const loading: Twins = {
  'orders-new': (q, columns: [Names, Names]) => orderBy(unnest(['order_id', 'attempt', 'channel', 'placed_at'], columns), 'order_id').filter((row) => q.tryInsert('order_stock', { ...row, closed: false, ahead: null })),
  'orders-lock': (q, [ids]: [Names]) => [...ids].sort().map((id) => q.lock('order_stock', keyOf(id))).filter(isPresent).map((row) => ({ ...row, ahead: json(row['ahead']) })),
  'orders-skus': { reads: (q, [ids]: [Names]) => {
    const held = q.where('reservation', (row) => ids.includes(row['order_id'] as string) && n(row['held']) > 0);
    const waiting = q.where('backorder', (row) => ids.includes(row['order_id'] as string));
    return [...new Set([...held, ...waiting].map((row) => row['sku']))].map((sku) => ({ sku }));
  } },
  'stock-ensure': (q, [skus]: [Names]) => {
    for (const sku of [...skus].sort()) if (!q.get('stock', keyOf(sku))) q.tryInsert('stock', { sku, version: 0, last_reserved_at: null });
  },
  'stock-lock': (q, [skus]: [Names]) => [...skus].sort().map((sku) => q.lock('stock', keyOf(sku))).filter(isPresent).map((row) => ({ sku: row['sku'], version: row['version'], last: row['last_reserved_at'] })),
  'stock-levels': { reads: (q, [skus]: [Names]) => orderBy(q.where('stock_level', (row) => skus.includes(row['sku'] as string)), 'sku', 'location') },
  'reservations-of-orders': { reads: (q, [ids]: [Names]) => q.where('reservation', (row) => ids.includes(row['order_id'] as string)) },
  'reservations-of-waiting': { reads: (q, [ids, skus]: [Names, Names]) => q.where('reservation', (row) => ids.includes(row['order_id'] as string) && skus.includes(row['sku'] as string)) },
  'reservations-due': { reads: (q, [ids, skus]: [Names, Names]) => q.where('reservation', (row) => ids.includes(row['order_id'] as string) && skus.includes(row['sku'] as string) && n(row['held']) > 0) },
  'reservations-youngest': { reads: (q, columns: [Names, Names, Names]) => unnest(['sku', 'location', 'units'], columns).flatMap((place) =>
    orderBy(q.where('reservation', (row) => row['sku'] === place.sku && row['location'] === place.location && n(row['held']) > 0), 'seq').reverse().slice(0, Number(place.units))) },
  'reservations-leased': { reads: (q, columns: [Names, Names]) => unnest(['sku', 'location'], columns).flatMap((place) =>
    q.where('reservation', (row) => row['sku'] === place.sku && row['location'] === place.location && n(row['held']) > 0 && (row['order_id'] as string).startsWith('lease-'))) },
  'backorders-of-orders': { reads: (q, [ids]: [Names]) => q.where('backorder', (row) => ids.includes(row['order_id'] as string)).map(waitingLine) },
  // No queue is longer there than what a batch looks at.
  'backorders-of-skus': { reads: (q, [skus]: [Names]) => q.where('backorder', (row) => skus.includes(row['sku'] as string)).map(waitingLine) },
  // No policies of single SKUs are put there, and no channel asks for computed buffers.
  'backorder-waiting-skus': { reads: (q, [channel, after, limit]: [string, string, number]) =>
    orderBy(q.where('backorder_total', (row) => row['channel'] === channel && (row['sku'] as string) > after && n(row['units']) > 0), 'sku').slice(0, limit).map((row) => ({ sku: row['sku'] })) },
  'backorder-totals': { reads: (q, [skus]: [Names]) => q.where('backorder_total', (row) => skus.includes(row['sku'] as string)).map((row) => ({ ...row, policy: null, limit: null, until: null, eta: null })) },
  'locations-lock': (q, [ids]: [Names]) => [...ids].sort().map((id) => q.lock('location', keyOf(id), 'no-key-update')).filter(isPresent).map((row) => ({ id: row['id'] })),
  'parcels-planned': { reads: (q, [here, from]: [Names, string]) => {
    const counts = new Map<string, { location: unknown; day: unknown; count: number }>();
    for (const row of q.where('parcel', (one) => here.includes(one['location'] as string) && (one['day'] as string) >= from)) {
      const key = keyOf(row['location'], row['day']);
      counts.set(key, { location: row['location'], day: row['day'], count: (counts.get(key)?.count ?? 0) + 1 });
    }
    return [...counts.values()];
  } },
};

const holds: Twins = {
  'leases-counted': { reads: (q, [locations, now]: [Names, Date]) => orderBy(q.where('stock_lease', (row) => locations.includes(row['location'] as string) && n(row['expires_at']) <= now.getTime()), 'till')
    .map((row) => ({ till: row['till'], at: time(Math.max(n(row['reclaim_from']), now.getTime())) })) },
  'hold-clients-new': (q, [clients]: [Names]) => [...clients].sort().forEach((client) => q.tryInsert('hold_client', { client })),
  'hold-clients-lock': (q, [clients]: [Names]) => [...clients].sort().map((client) => q.lock('hold_client', keyOf(client))).filter(isPresent),
  now: { reads: (q) => [{ now: time(q.now), due: q.where('hold', (row) => row['status'] === 'held' && n(row['expires_at']) <= q.now).length > 0 }] },
  'holds-due': { reads: (q, [now, skus]: [Date, Names]) => q.where('hold', (row) => row['status'] === 'held' && n(row['expires_at']) <= now.getTime()
    && q.where('reservation', (one) => one['order_id'] === row['id'] && n(one['held']) > 0 && skus.includes(one['sku'] as string)).length > 0).map((row) => ({ id: row['id'] })) },
  'holds-read': { reads: (q, [ids]: [Names]) => [...ids].sort().map((id) => q.get('hold', keyOf(id))).filter(isPresent).map((row) => ({ ...row, lines: json(row['lines']), expires_at: time(row['expires_at']) })) },
  'holds-open': { reads: (q, [clients, now]: [Names, Date]) => clients.flatMap((client) => {
    const open = q.where('hold', (row) => row['client'] === client && row['status'] === 'held' && n(row['expires_at']) > now.getTime()).length;
    return open > 0 ? [{ client, open }] : [];
  }) },
  'holds-store': (q, columns: [Names]) => {
    for (const one of unnest(['id', 'version', 'client', 'channel', 'lines', 'location', 'reference', 'status', 'expires_at', 'extended', 'order_id'], columns)) {
      const row = { ...one, expires_at: ms(one.expires_at) };
      q.upsert('hold', row, () => pick(row, 'version', 'status', 'expires_at', 'extended', 'order_id'));
    }
  },
};

const storing: Twins = {
  'orders-store': (q, columns: [Names]) => {
    for (const { order_id: id, ...changes } of unnest(['order_id', 'attempt', 'closed', 'ahead'], columns)) q.update('order_stock', keyOf(id), changes);
  },
  'stock-store': (q, columns: [Names]) => unnest(['sku', 'version', 'last'], columns).filter((one) => {
    const row = q.lock('stock', keyOf(one.sku), 'no-key-update');
    return row && n(row['version']) < n(one.version) && q.update('stock', keyOf(one.sku), { version: one.version, last_reserved_at: one.last });
  }).length,
  'levels-store': (q, columns: [Names]) => {
    for (const row of unnest(['sku', 'location', 'on_hand', 'unavailable', 'reserved', 'quality', 'display', 'in_transit'], columns)) q.upsert('stock_level', row, () => pick(row, 'on_hand', 'unavailable', 'reserved', 'quality', 'display', 'in_transit'));
  },
  'ledger-append': (q, values: [Names]) => {
    for (const row of unnest(['sku', 'version', 'position', 'location', 'reason', 'on_hand', 'unavailable', 'reserved', 'reference', 'quality', 'display', 'in_transit', 'actor'], values)) q.insert('stock_ledger', { ...row, at: ms(values[13 as 0]) });
  },
  'reservations-store': (q, columns: [Names]) => {
    for (const row of unnest(['order_id', 'line_id', 'sku', 'location', 'held', 'consumed', 'released', 'broken', 'aside'], columns)) {
      const seq = q.next('reservation_seq');
      q.upsert('reservation', { ...row, seq }, (old) => ({ ...pick(row, 'held', 'consumed', 'released', 'broken', 'aside'), seq: n(old['held']) === 0 && n(row.held) > 0 ? seq : old['seq'] }));
    }
  },
  'backorders-end': (q, columns: [Names]) => unnest(['order_id', 'line_id', 'sku'], columns).forEach((one) => q.remove('backorder', keyOf(one.order_id, one.line_id, one.sku))),
  'backorders-store': (q, columns: [Names]) => {
    for (const row of unnest(['order_id', 'line_id', 'sku', 'channel', 'quantity', 'placed_at', 'promised_by', 'pickup_at'], columns)) q.upsert('backorder', { ...row, placed_at: ms(row.placed_at), promised_by: ms(row.promised_by) }, () => ({ quantity: row.quantity }));
  },
  'backorder-totals-store': (q, columns: [Names]) => {
    for (const one of unnest(['channel', 'sku', 'units', 'cap'], columns)) q.upsert('backorder_total', { ...one, cap: big(one.cap) }, () => ({ units: one.units, cap: big(one.cap) }));
  },
  'incidents-store': (q, values: [Names]) => {
    for (const row of unnest(['id', 'kind', 'detail', 'sku', 'location', 'order_id', 'broken_order_id', 'quantity'], values)) q.insert('incident', { ...row, at: ms(values[8 as 0]) });
  },
  'parcels-store': (q, columns: [Names]) => {
    for (const row of unnest(['order_id', 'location', 'day'], columns)) q.upsert('parcel', row, () => ({ day: row.day }));
  },
  'parcels-drop': (q, columns: [Names]) => unnest(['order_id', 'location'], columns).forEach((one) => {
    if (!standsFor(q, one)) q.remove('parcel', keyOf(one.order_id, one.location));
  }),
};

function standsFor(q: Query, { order_id: order, location }: { order_id: unknown; location: unknown }): boolean {
  return q.where('reservation', (row) => row['order_id'] === order && row['location'] === location && (n(row['held']) > 0 || n(row['consumed']) > 0)).length > 0;
}

export const inventory: Twins = { ...network, ...loading, ...holds, ...storing };
