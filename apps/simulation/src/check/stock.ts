import { keyOf, type Row } from '../store/table.js';
import { differences, n, sumBy, type Evidence, type Finding } from './finding.js';
import { isActive, isGone, isOver, ordersOf, type StoredOrder } from './order-state.js';

const place = (row: Row): string => keyOf(row['sku'], row['location']);

/** Stock is its ledger, promises are covered, and nothing is promised to anybody who does not know of it. */
export function checkStock(evidence: Evidence): Finding[] {
  const server = evidence.world.server('inventory');
  const [levels, ledger, reservations] = [server.rows('stock_level'), server.rows('stock_ledger'), server.rows('reservation')];
  const findings = (['on_hand', 'unavailable', 'reserved'] as const).flatMap((column) => differences(`${column} against its ledger`, sumBy(levels, place, (row) => n(row[column])), sumBy(ledger, place, (row) => n(row[column]))));
  findings.push(...differences('units held against units reserved', sumBy(reservations, place, (row) => n(row['held'])), sumBy(levels, place, (row) => n(row['reserved']))));
  findings.push(...steps(ledger), ...ends(reservations, ledger));
  for (const row of server.rows('order_stock')) {
    const held = reservations.filter((one) => one['order_id'] === row['order_id']).reduce((sum, one) => sum + n(one['held']), 0);
    if (row['closed'] === true && held > 0) findings.push(`order ${row['order_id'] as string} was released and holds ${held}`);
  }
  const waiting = server.rows('backorder');
  findings.push(...differences('backorder totals', sumBy(waiting, (row) => keyOf(row['sku'], row['channel']), (row) => n(row['quantity'])), sumBy(server.rows('backorder_total'), (row) => keyOf(row['sku'], row['channel']), (row) => n(row['units']))));
  const broken = (rows: readonly Row[], order: string, units: (row: Row) => number) => sumBy(rows, (row) => keyOf(row[order], place(row)), units);
  findings.push(...differences('broken promises against incidents', broken(ledger.filter((row) => row['reason'] === 'break'), 'reference', (row) => -n(row['reserved'])), broken(server.rows('incident').filter((row) => row['kind'] === 'promise-broken'), 'broken_order_id', (row) => n(row['quantity']))));
  return [...findings, ...holds(server.rows('hold'), reservations), ...parcels(server.rows('parcel'), reservations)];
}

/** No version left less than nothing, and versions count the steps. */
function steps(ledger: readonly Row[]): Finding[] {
  const findings: Finding[] = [];
  const running = new Map<string, { onHand: number; unavailable: number; reserved: number }>();
  const versions = new Map<string, number>();
  const sorted = [...ledger].sort((a, b) => n(a['version']) - n(b['version']) || n(a['position']) - n(b['position']));
  sorted.forEach((row, i) => {
    const sku = row['sku'] as string;
    const version = n(row['version']);
    const before = versions.get(sku) ?? 0;
    if (version !== before && version !== before + 1) findings.push(`${sku} went from version ${before} to ${version}`);
    versions.set(sku, version);
    const level = running.get(place(row)) ?? { onHand: 0, unavailable: 0, reserved: 0 };
    running.set(place(row), level);
    level.onHand += n(row['on_hand']);
    level.unavailable += n(row['unavailable']);
    level.reserved += n(row['reserved']);
    const last = !sorted.slice(i + 1).some((other) => other['version'] === version && place(other) === place(row));
    if (last && (level.reserved < 0 || level.unavailable < 0 || level.reserved > level.onHand - level.unavailable)) findings.push(`${place(row).replace('\u0001', ' at ')}, version ${version}: ${level.reserved} reserved of ${level.onHand} less ${level.unavailable}`);
  });
  return findings;
}

/** Every promised unit came to one end, and the ledger says which. */
function ends(reservations: readonly Row[], ledger: readonly Row[]): Finding[] {
  const of = (row: Row): string => keyOf(row['order_id'], place(row));
  const booked = (reason: string, sign: number) => sumBy(ledger.filter((row) => row['reason'] === reason && row['reserved'] !== 0), (row) => keyOf(row['reference'], place(row)), (row) => sign * n(row['reserved']));
  return [
    ...differences('units taken', sumBy(reservations, of, (row) => n(row['held']) + n(row['consumed']) + n(row['released']) + n(row['broken'])), booked('reserve', 1)),
    ...differences('units released', sumBy(reservations, of, (row) => n(row['released'])), booked('release', -1)),
    ...differences('units broken', sumBy(reservations, of, (row) => n(row['broken'])), booked('break', -1)),
  ];
}

function holds(rows: readonly Row[], reservations: readonly Row[]): Finding[] {
  return rows.flatMap((hold) => {
    const held = reservations.filter((row) => row['order_id'] === hold['id']).reduce((sum, row) => sum + n(row['held']), 0);
    return [
      ...(hold['status'] !== 'held' && held > 0 ? [`${hold['id'] as string} is ${hold['status'] as string} and keeps ${held}`] : []),
      ...(hold['status'] === 'held' ? [`${hold['id'] as string} outlives its lifetime`] : []),
    ];
  });
}

function parcels(rows: readonly Row[], reservations: readonly Row[]): Finding[] {
  return rows.filter((parcel) => !reservations.some((row) => row['order_id'] === parcel['order_id'] && row['location'] === parcel['location'] && n(row['held']) + n(row['consumed']) > 0))
    .map((parcel) => `a parcel of ${parcel['order_id'] as string} at ${parcel['location'] as string} holds nothing`);
}

/** What inventory keeps for an order is what the order knows of: no unit is leaked, none is sold twice. */
export function checkUnits({ world }: Evidence): Finding[] {
  const server = world.server('inventory');
  const orders = ordersOf(world);
  const reservations = server.rows('reservation').filter((row) => !/^(hold|lease|escrow)-/.test(row['order_id'] as string));
  const of = (row: Row): string => keyOf(row['order_id'], row['line_id'], row['sku'], row['location']);
  const known = new Map<string, number>();
  const gone = new Map<string, number>();
  const standing = new Set(orders.filter((order) => !isOver(order)).map((order) => order.id));
  const add = (sums: Map<string, number>, key: string, units: number) => sums.set(key, (sums.get(key) ?? 0) + units);
  for (const order of orders) for (const [kind, key, units] of unitsOf(order)) add(kind === 'held' ? known : gone, key, units);
  return [
    ...differences('units that inventory keeps against those that the order knows of', sumBy(reservations, of, (row) => n(row['held'])), known),
    ...orders.filter(isOver).flatMap((order) => keeps(order, server.rows('stock_ledger'))),
    ...differences('units that inventory lets wait against those that the order knows of', sumBy(server.rows('backorder'), (row) => keyOf(row['order_id'], row['line_id'], row['sku']), (row) => n(row['quantity'])), waitingUnits(orders)),
    ...differences('units that have left against those that the order handed over', sumBy(server.rows('stock_ledger').filter((row) => row['reason'] === 'sale' && standing.has(row['reference'] as string)), (row) => keyOf(row['reference'], row['sku'], row['location']), (row) => -n(row['on_hand'])), gone),
  ];
}

function unitsOf(order: StoredOrder): ['held' | 'gone', string, number][] {
  const { id, state } = order;
  const stocked = new Set(state.lines.filter((line) => line.stocked).map((line) => line.id));
  const key = (unit: { lineId: string; sku: string }, location: string | null | undefined) => keyOf(id, unit.lineId, unit.sku, location);
  const units: ['held' | 'gone', string, number][] = [];
  for (const unit of state.promised) if (!unit.consumed && stocked.has(unit.lineId)) units.push(['held', key(unit, unit.location), unit.quantity]);
  for (const unit of state.unplaced) if (unit.heldAt) units.push(['held', key(unit, unit.heldAt), unit.quantity]);
  for (const one of state.fulfillments) {
    for (const unit of one.lines) if (stocked.has(unit.lineId) && (isActive(one) || (isGone(one) && !isOver(order)))) units.push(isActive(one) ? ['held', key(unit, one.location), unit.quantity] : ['gone', keyOf(id, unit.sku, one.location), unit.quantity]);
  }
  return units;
}

function waitingUnits(orders: readonly StoredOrder[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const { id, state } of orders) for (const { lineId, sku, quantity } of state.backordered) units.set(keyOf(id, lineId, sku), (units.get(keyOf(id, lineId, sku)) ?? 0) + quantity);
  return units;
}

/** What a sale on the spot took for an order that did not come about is back on its shelf. */
function keeps({ id }: StoredOrder, ledger: readonly Row[]): Finding[] {
  const own = ledger.filter((row) => row['reference'] === id || (row['reference'] as string).startsWith(`${id}-u`));
  const left = own.filter((row) => row['reason'] === 'sale').reduce((sum, row) => sum + n(row['on_hand']), 0);
  const back = own.filter((row) => row['reason'] === 'return').reduce((sum, row) => sum + n(row['on_hand']), 0);
  return left + back === 0 ? [] : [`order ${id} did not come about, and ${-left} units left of which ${back} came back`];
}
