import type { BusDriver } from '@onefront/bus';
import { catalogWork } from '@onefront/catalog';
import { customersWork } from '@onefront/customers';
import { projector } from '@onefront/gateway';
import { inventoryWork } from '@onefront/inventory';
import { ordersWork } from '@onefront/orders';
import { promotionsWork } from '@onefront/promotions';
import { topicSpecs } from '@onefront/service';
import { waitFor } from '@onefront/testing';
import { openShop, orders, startWorld, stockProduct, type World } from '../src/index.js';

/** What each consumer group has in its subscription: a message of another type passes it unhandled. */
const groups = { catalog: catalogWork, inventory: inventoryWork(), orders: ordersWork(), customers: customersWork, promotions: promotionsWork(), gateway: projector };
const deliveriesOf = (type: string): number => Object.values(groups).filter((work) => work.types.includes(type)).length;

const ORDERS = 100;
/** Goes to connectors, coalesced per SKU, and is no part of the order's own way. */
const APART = 'inventory.availability-changed.v1';
/** design.md section 3. */
const BUDGET = { messages: 6, deliveries: 14 };

describe('the budget of a confirmed order', () => {
  let world: World;
  let bus: BusDriver;
  const counts = new Map<string, number>();
  const topics = topicSpecs().map(({ name }) => name);

  beforeAll(async () => {
    world = await startWorld();
    await openShop(world.till);
    await stockProduct(world.till, 'BUDGET-1', { derby: 1000 });
    await stockProduct(world.till, 'BUDGET-2', { derby: 1000 });
    await world.till.must('PUT', '/v1/promotions/budget', { name: 'Budget', channels: ['web'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
    await world.till.must('POST', '/v1/coupons', { promotion: 'budget', code: 'BUDGET', limit: 100_000 });
    bus = world.openBus();
    await bus.consume({
      group: 'budget', topics,
      onBatch: async ({ records }) => {
        for (const { headers } of records) counts.set(headers['ce_type'] ?? 'none', (counts.get(headers['ce_type'] ?? 'none') ?? 0) + 1);
      },
    });
  }, 120_000);
  afterAll(async () => {
    await bus?.close();
    await world?.close();
  }, 60_000);

  /** Ends of all topics, once nobody writes any more. */
  async function ends(): Promise<bigint> {
    const admin = await bus.admin();
    const read = async () => (await admin.lag('budget', topics)).reduce((sum, { end }) => sum + end, 0n);
    let before = await read();
    const still = await waitFor(async () => {
      await new Promise((resolve) => setTimeout(resolve, 700));
      const now = await read();
      const quiet = now === before && { end: now };
      before = now;
      return quiet;
    }, { timeoutMs: 30_000, what: 'the log to be quiet' });
    await admin.close();
    return still.end;
  }

  const heard = () => [...counts.values()].reduce((sum, count) => sum + count, 0);

  it('holds: at most 6 messages and 14 deliveries, with buyer, coupon and two lines', async () => {
    const before = await ends();
    await waitFor(() => BigInt(heard()) === before, { timeoutMs: 30_000, what: 'the listener to have heard all of the log' });
    const earlier = new Map(counts);
    const lines = [{ sku: 'BUDGET-1', quantity: 1 }, { sku: 'BUDGET-2', quantity: 1 }];
    const placed = await Promise.all(Array.from({ length: ORDERS }, (_, n) => world.till.order(orders.web(lines, 0, { coupons: ['BUDGET'], customer: { email: `budget-${n}@example.com`, name: 'Buyer' } }))));
    expect(placed.every((answer) => answer.status === 201 && answer.body.status === 'confirmed' && answer.body.customer)).toBe(true);

    const after = await ends();
    await waitFor(() => BigInt(heard()) === after, { timeoutMs: 30_000, what: 'the listener to have heard all of the log' });
    const types = [...counts].map(([type, count]) => ({ type, count: count - (earlier.get(type) ?? 0) })).filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
    const own = types.filter(({ type }) => type !== APART);
    const messages = own.reduce((sum, { count }) => sum + count, 0) / ORDERS;
    const deliveries = own.reduce((sum, { type, count }) => sum + count * deliveriesOf(type), 0) / ORDERS;
    const apart = (types.find(({ type }) => type === APART)?.count ?? 0) / ORDERS;
    process.stderr.write(`${world.bus}: ${messages} messages and ${deliveries} deliveries per confirmed order; ${apart} availability-changed\n${own.map(({ type, count }) => `  ${count / ORDERS} ${type} to ${deliveriesOf(type)}`).join('\n')}\n`);
    expect(Number(after - before)).toBe(types.reduce((sum, { count }) => sum + count, 0));
    expect(messages).toBeLessThanOrEqual(BUDGET.messages);
    expect(deliveries).toBeLessThanOrEqual(BUDGET.deliveries);
  }, 120_000);
});
