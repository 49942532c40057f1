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
/** About a SKU's or a coupon's own state, not steps of the order: counted apart, and shown. */
const APART = ['inventory.availability-changed.v1', 'promotions.coupon-changed.v1'];
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

  it.each([
    ['with buyer data and two lines', {}],
    ['with a coupon as well', { coupons: ['BUDGET'] }],
  ])('holds %s: at most 6 messages and 14 deliveries', async (what, more) => {
    const before = await ends();
    await waitFor(() => BigInt(heard()) === before, { timeoutMs: 30_000, what: 'the listener to have heard all of the log' });
    const earlier = new Map(counts);
    const lines = [{ sku: 'BUDGET-1', quantity: 1 }, { sku: 'BUDGET-2', quantity: 1 }];
    const placed = await Promise.all(Array.from({ length: ORDERS }, (_, n) => world.till.order(orders.web(lines, 0, { ...more, customer: { email: `budget-${n}-${what.length}@example.com`, name: 'Buyer' } }))));
    expect(placed.every((answer) => answer.status === 201 && answer.body.status === 'confirmed' && answer.body.customer)).toBe(true);

    const after = await ends();
    await waitFor(() => BigInt(heard()) === after, { timeoutMs: 30_000, what: 'the listener to have heard all of the log' });
    const types = [...counts].map(([type, count]) => ({ type, count: count - (earlier.get(type) ?? 0) })).filter(({ count }) => count > 0);
    expect(Number(after - before)).toBe(types.reduce((sum, { count }) => sum + count, 0));
    const own = types.filter(({ type }) => !APART.includes(type));
    const messages = own.reduce((sum, { count }) => sum + count, 0) / ORDERS;
    const deliveries = own.reduce((sum, { type, count }) => sum + count * deliveriesOf(type), 0) / ORDERS;
    process.stderr.write(`${world.bus}, ${what}: ${messages} messages and ${deliveries} deliveries per confirmed order\n${types.map(({ type, count }) => `  ${count / ORDERS} ${type} to ${deliveriesOf(type)}${APART.includes(type) ? ' (apart)' : ''}`).join('\n')}\n`);
    expect(messages).toBeLessThanOrEqual(BUDGET.messages);
    expect(deliveries).toBeLessThanOrEqual(BUDGET.deliveries);
  }, 120_000);
});
