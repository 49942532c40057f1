import type { BusConsumer, BusDriver } from '@onefront/bus';
import * as c from '@onefront/contracts';
import { createConsumer, openDatabase, runMigrations, startRelay, type BatchWork, type Tx } from '@onefront/outbox';
import { testDatabase } from '@onefront/testing';

/**
 * Stands in for the five services: takes commands off the bus and settles each once, through a real inbox and outbox.
 * It keeps a version per row and has no rules but one: of an order whose first line asks for 666 units it says out of stock.
 */
export interface TestOwner {
  /** How often each command was taken, by type. */
  readonly taken: Map<string, number>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  close(): Promise<void>;
}

interface State { readonly versions: Map<string, { version: number; levels: Record<string, number> }>; readonly told: c.Outbound[] }
type Reaction = (state: State, inbound: c.Inbound<never>) => void;

const at = () => new Date().toISOString();
const next = (state: State, key: string) => {
  const row = state.versions.get(key) ?? { version: 0, levels: {} };
  state.versions.set(key, { ...row, version: row.version + 1 });
  return row.version + 1;
};
const settles = (inbound: c.Inbound, settlement: Omit<c.Settlement, 'operationId' | 'outcome'>): c.Settlement[] => (inbound.operationId ? [{ operationId: inbound.operationId, outcome: 'done', ...settlement }] : []);

function document(view: c.ViewName, definition: c.MessageDefinition<never>, dataOf: (data: never, version: number) => object) {
  return (state: State, inbound: c.Inbound<never>) => {
    const data = inbound.data as { id?: string; sku?: string };
    const key = data.id ?? data.sku!;
    const version = next(state, `${view}/${key}`);
    state.told.push(c.message(definition, { key, version, cause: inbound, data: dataOf(inbound.data, version) as never, settles: settles(inbound, { status: version === 1 ? 201 : 200, resource: { view, key }, effects: [{ view, key, version }] }) }));
  };
}

const reactions = new Map<string, Reaction>([
  [c.putProduct.type, document('product', c.variantChanged as never, ({ sku, product }: { sku: string; product: unknown }, version) => ({ sku, version, product, at: at() }))],
  [c.putLocation.type, document('location', c.locationChanged as never, ({ id, location }: { id: string; location: unknown }, version) => ({ id, version, location, at: at() }))],
  [c.putChannel.type, document('channel', c.channelChanged as never, ({ id, channel }: { id: string; channel: unknown }, version) => ({ id, version, channel, at: at() }))],
  [c.putPromotion.type, document('promotion', c.promotionChanged as never, ({ id, promotion }: { id: string; promotion: unknown }, version) => ({ id, version, promotion, at: at() }))],
  [c.recordMovements.type, (state: State, inbound: c.Inbound<c.DataOf<typeof c.recordMovements>>) => {
    const stock = inbound.data.movements.map((movement) => move(state, movement.sku, movement.location, movement.quantity));
    const effects = stock.map((one) => ({ view: 'stock' as const, key: one.sku, version: one.version }));
    state.told.push(c.message(c.stockAdjusted, { key: inbound.data.movementId, cause: inbound, data: { movementId: inbound.data.movementId, stock }, settles: settles(inbound, { status: 201, effects }) }));
  }],
  [c.placeOrder.type, (state: State, inbound: c.Inbound<c.DataOf<typeof c.placeOrder>>) => {
    const { placement } = inbound.data;
    const refused = placement.lines[0]!.quantity === 666;
    const order = orderOf(placement, refused);
    const key = placement.orderId;
    const told = { key, cause: inbound };
    const effects = [{ view: 'order' as const, key, version: 2 }];
    state.told.push(c.message(c.orderPlaced, { ...told, version: 1, data: { orderId: key, version: 1, order: { ...order, status: 'pending' }, placement } }));
    const problem = { type: 'https://onefront.dev/problems/out-of-stock', title: 'Out of stock', status: 409, detail: 'none left', errors: [{ path: '/lines/0', message: 'short' }], retryAfter: 1 };
    if (refused) state.told.push(c.message(c.orderRefused, { ...told, version: 2, data: { orderId: key, version: 2, order, problem }, settles: [{ operationId: inbound.operationId!, outcome: 'refused', status: 409, problem, effects }] }));
    else state.told.push(c.message(c.orderConfirmed, { ...told, version: 2, data: { orderId: key, version: 2, order }, settles: settles(inbound, { status: 201, resource: { view: 'order', key }, effects }) }));
  }],
  [c.askAboutPayment.type, (state: State, inbound: c.Inbound<c.DataOf<typeof c.askAboutPayment>>) => {
    for (const one of settles(inbound, { status: 200, effects: [] })) state.told.push(c.message(c.operationSettled('orders'), { key: one.operationId, cause: inbound, data: one }));
  }],
  [c.registerCustomer.type, (state: State, inbound: c.Inbound<c.DataOf<typeof c.registerCustomer>>) => {
    const { customerId: id, customer } = inbound.data;
    const version = next(state, `customer/${id}`);
    const known: c.CustomerDocument = { ...customer, id, version, mergedFrom: [], mergedInto: null, erased: false, registeredAt: at(), timeline: [] };
    state.told.push(c.message(c.customerChanged, { key: id, version, cause: inbound, data: { customer: known }, settles: settles(inbound, { status: 201, resource: { view: 'customer', key: id }, effects: [{ view: 'customer', key: id, version }] }) }));
  }],
] as never);

function move(state: State, sku: string, location: string, quantity: number): c.SkuStock {
  const version = next(state, `stock/${sku}`);
  const row = state.versions.get(`stock/${sku}`)!;
  row.levels[location] = (row.levels[location] ?? 0) + quantity;
  return { sku, version, asOf: at(), levels: Object.entries(row.levels).map(([id, onHand]) => ({ location: id, onHand, unavailable: 0, reserved: 0 })), entries: [{ location, reason: 'receipt', onHand: quantity, unavailable: 0, reserved: 0 }] };
}

function orderOf(placement: c.Placement, refused: boolean): c.Order {
  const zero = { amount: '0', currency: placement.channel.currency };
  const lines = placement.lines.map((line) => {
    const total = { amount: (BigInt(line.product.price.amount) * BigInt(line.quantity)).toString(), currency: placement.channel.currency };
    return { id: line.lineId, sku: line.sku, name: line.product.name, quantity: line.quantity, unitPrice: line.product.price, discounts: [], total, quantities: { open: line.quantity, shipped: 0, cancelled: 0, returned: 0 } };
  });
  const items = { amount: lines.reduce((sum, line) => sum + BigInt(line.total.amount), 0n).toString(), currency: placement.channel.currency };
  return {
    id: placement.orderId, channel: placement.channel.id, externalId: placement.externalId ?? null, status: refused ? 'refused' : 'confirmed', attention: null, placedAt: placement.placedAt, customer: placement.buyer?.id ? { id: placement.buyer.id } : null, lines,
    totals: { items, discount: zero, shipping: zero, tax: zero, grand: items }, payments: [], coupons: placement.coupons, timeline: [], sourcing: null, amounts: { cancelled: zero, returned: zero, refunded: zero },
    fulfillments: refused ? [] : [{ id: `${placement.orderId}-f`, location: placement.location ?? null, method: placement.method, status: 'open', lines: placement.lines.map((line) => ({ lineId: line.lineId, sku: line.sku, quantity: line.quantity })) }],
    ...(refused ? { refusal: { type: 'out-of-stock', errors: [{ path: '/lines/0', message: 'short' }] } } : {}),
  };
}

export async function startOwner(bus: BusDriver, group: string): Promise<TestOwner> {
  const fresh = await testDatabase('owner');
  const database = await openDatabase({ url: fresh.url, service: 'orders' });
  await runMigrations(database);
  await database.pool.query('create table row_version (key text primary key, version int not null, levels jsonb not null)');
  const taken = new Map<string, number>();
  const consumer = createConsumer(database, { name: group, work: workOf(taken) });
  const relay = startRelay(database, await bus.producer());
  const topics = [...new Set(c.allMessages().filter((one) => one.kind === 'command').map((one) => one.topic))];
  let running: BusConsumer | undefined;
  const resume = async () => { running = await bus.consume({ group, topics, onBatch: consumer.onBatch }); };
  const pause = async () => { await running?.close(); running = undefined; };
  await resume();
  return { taken, pause, resume, close: async () => { await pause(); await consumer.stop(); await relay.stop(); await database.close(); await fresh.drop(); } };
}

function workOf(taken: Map<string, number>): BatchWork<State> {
  return {
    types: [...reactions.keys()],
    async load(tx: Tx) {
      // One lock for everything: this owner is for tests of the gateway, not for speed.
      await tx.query('lock table row_version in exclusive mode');
      const { rows } = await tx.query<{ key: string; version: number; levels: Record<string, number> }>('select key, version, levels from row_version');
      return { versions: new Map(rows.map((row) => [row.key, { version: row.version, levels: row.levels }])), told: [] };
    },
    apply(state, inbound) {
      reactions.get(inbound.type)!(state, inbound as c.Inbound<never>);
    },
    async store(tx, state) {
      const rows = [...state.versions];
      await tx.query(`insert into row_version (key, version, levels) select key, version, levels::jsonb from unnest($1::text[], $2::int[], $3::text[]) as r(key, version, levels) on conflict (key) do update set version = excluded.version, levels = excluded.levels`,
        [rows.map(([key]) => key), rows.map(([, row]) => row.version), rows.map(([, row]) => JSON.stringify(row.levels))]);
      for (const one of state.told) count(taken, one);
      return state.told;
    },
  };
}

function count(taken: Map<string, number>, told: c.Outbound): void {
  taken.set(told.definition.type, (taken.get(told.definition.type) ?? 0) + 1);
}
