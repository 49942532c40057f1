import { checks, keyOf, type Row, type TableSpec } from '../table.js';

/** The tables of inventory (apps/inventory/src/persistence/migrations). */

const n = (value: unknown): number => value as number;

function isDoubleEntry(row: Row): boolean {
  const [onHand, unavailable, reserved, quality, display, transit] = ['on_hand', 'unavailable', 'reserved', 'quality', 'display', 'in_transit'].map((name) => n(row[name])) as [number, number, number, number, number, number];
  const moves = [-onHand, onHand - unavailable - reserved, reserved, unavailable - quality - display - transit, quality, display, transit];
  return moves.filter((units) => units > 0).length <= 1 && moves.filter((units) => units < 0).length <= 1;
}

export const inventoryTables: readonly TableSpec[] = [
  { name: 'network', key: () => 'only' },
  { name: 'location', key: (row) => keyOf(row['id']), check: checks({ version: (row) => n(row['version']) >= 1, safety_stock: (row) => n(row['safety_stock']) >= 0 }) },
  { name: 'channel', key: (row) => keyOf(row['id']), check: checks({ version: (row) => n(row['version']) >= 1, buffer: (row) => n(row['buffer']) >= 0 }) },
  { name: 'stock', key: (row) => keyOf(row['sku']), check: checks({ version: (row) => n(row['version']) >= 0 }) },
  {
    name: 'stock_level', key: (row) => keyOf(row['sku'], row['location']),
    check: checks({
      on_hand: (row) => n(row['on_hand']) >= 0, unavailable: (row) => n(row['unavailable']) >= 0, reserved: (row) => n(row['reserved']) >= 0,
      promised_units_exist: (row) => n(row['reserved']) <= n(row['on_hand']) - n(row['unavailable']),
      apart: (row) => n(row['quality']) >= 0 && n(row['display']) >= 0 && n(row['in_transit']) >= 0,
      unavailable_units_have_a_state: (row) => n(row['quality']) + n(row['display']) + n(row['in_transit']) <= n(row['unavailable']),
    }),
  },
  { name: 'stock_ledger', key: (row) => keyOf(row['sku'], row['version'], row['position'], row['at']), check: checks({ version: (row) => n(row['version']) >= 1, double_entry: isDoubleEntry }) },
  { name: 'order_stock', key: (row) => keyOf(row['order_id']), check: checks({ attempt: (row) => n(row['attempt']) >= 0 }) },
  {
    name: 'reservation', key: (row) => keyOf(row['order_id'], row['line_id'], row['sku'], row['location']),
    check: checks({
      parts: (row) => [row['held'], row['consumed'], row['released'], row['broken']].every((units) => n(units) >= 0), some: (row) => n(row['held']) + n(row['consumed']) + n(row['released']) + n(row['broken']) > 0,
      aside_is_held: (row) => n(row['aside']) >= 0 && n(row['aside']) <= n(row['held']),
    }),
  },
  { name: 'backorder', key: (row) => keyOf(row['order_id'], row['line_id'], row['sku']), check: checks({ quantity: (row) => n(row['quantity']) >= 0 }) },
  { name: 'backorder_total', key: (row) => keyOf(row['sku'], row['channel']), check: checks({ units: (row) => n(row['units']) >= 0, within_cap: (row) => row['cap'] === null || n(row['units']) <= n(row['cap']) }) },
  { name: 'incident', key: (row) => keyOf(row['id']) },
  { name: 'channel_availability', key: (row) => keyOf(row['sku'], row['channel']), check: checks({ available: (row) => n(row['available']) >= 0, version: (row) => n(row['version']) >= 1 }) },
  { name: 'parcel', key: (row) => keyOf(row['order_id'], row['location']) },
  {
    name: 'hold', key: (row) => keyOf(row['id']),
    check: checks({ id: (row) => (row['id'] as string).startsWith('hold-'), version: (row) => n(row['version']) >= 1, taken: (row) => (row['status'] === 'taken') === (row['order_id'] !== null) }),
  },
  { name: 'stock_lease', key: (row) => keyOf(row['till']), check: checks({ version: (row) => n(row['version']) >= 1, reclaim: (row) => n(row['reclaim_from']) >= n(row['expires_at']) }) },
  { name: 'hold_client', key: (row) => keyOf(row['client']) },
];

export const inventoryRows: readonly (readonly [string, Row])[] = [['network', { version: 1 }]];
