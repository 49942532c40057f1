import { settlementsOf, type DataOf, type goodsReturned, type Inbound, type Outbound, type releaseRequested } from '@onefront/contracts';
import { batchOf, ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork, verifyOrders } from '../src/index.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { placementOf } from './orders.js';
import { advance, cancel, consumed, freed, giveBack, of, place, priced, released, reserved, returned } from './script.js';

/** Two processes of orders on one database, neither owning any partition. */
let one: Owner;
let two: Owner;
const service = { service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy) };
beforeAll(async () => {
  one = await ownerUnderTest(service);
  two = await ownerUnderTest({ ...service, beside: one });
}, 60_000);
afterAll(async () => {
  await two?.close();
  await one?.close();
});

/** What stumbles is delivered again, as a driver does. */
async function eventually(owner: Owner, message: Outbound): Promise<void> {
  const records = batchOf('orders', [message]);
  for (let tries = 0; ; tries++) {
    try {
      return await owner.consumer.onBatch(records);
    } catch (error) {
      if (tries > 20) throw error;
    }
  }
}

const lamps = (quantity: number) => [{ lineId: '1', sku: 'LAMP', quantity, location: 'leeds' }];

/** Three lamps of 3.33, paid in cash; two have left, one is packed. */
async function halfShipped(): Promise<string> {
  const placement = placementOf({ lines: [{ sku: 'LAMP', quantity: 3, price: '333' }], payments: [{ method: 'cash' }] });
  const { orderId } = placement;
  const task = `${orderId}-f1`;
  await one.deliver(place(placement), reserved(orderId, lamps(3)), priced(placement));
  for (const verb of ['accept', 'pick', 'pack'] as const) await one.deliver(advance(orderId, task, verb));
  const shipped = await one.deliver(advance(orderId, task, 'ship', { carrier: 'Post', tracking: 'T', lines: [{ lineId: '1', quantity: 2 }] }));
  await one.deliver(consumed(orderId, of<{ handoverId: string }>(shipped, 'goods-handed-over')[0]!.data.handoverId, lamps(2)));
  return orderId;
}

/** What inventory and promotions say to what they are asked. */
function answersTo(told: readonly Inbound[]): Outbound[] {
  return [
    ...of<DataOf<typeof releaseRequested>>(told, 'release-requested').flatMap(({ data }) => [...(data.stock ? [released(data.orderId, data.releaseId)] : []), ...(data.coupons ? [freed(data.orderId, data.releaseId)] : [])]),
    ...of<DataOf<typeof goodsReturned>>(told, 'goods-returned').map(({ data }) => returned(data.orderId!, data.returnId)),
  ];
}

describe('S6 returns against cancels', () => {
  it('on orders of which part has left, dealt to two processes at once: each unit and each cent goes one way, once', async () => {
    const orders: string[] = [];
    for (let n = 0; n < 25; n++) orders.push(await halfShipped());
    const asked = (message: Outbound, operationId: string): Outbound => ({ ...message, operationId });
    const race = orders.flatMap((id) => [
      asked(giveBack(id, `${id}-both`, [{ lineId: '1', quantity: 2, disposition: 'restock' }]), `${id}-both`),
      asked(cancel(id), `${id}-cancel`),
      asked(giveBack(id, `${id}-one`, [{ sku: 'LAMP', quantity: 1, disposition: 'damaged' }]), `${id}-one`),
      asked(cancel(id, { lines: [{ lineId: '1', quantity: 1 }] }), `${id}-line`),
      asked(giveBack(id, `${id}-again`, [{ lineId: '1', quantity: 2, disposition: 'restock' }]), `${id}-again`),
    ]);
    await Promise.all(race.map((message, i) => eventually(i % 2 ? one : two, message)));
    const told: Inbound[] = [];
    for (let fresh = await one.deliver(); fresh.length > 0; fresh = await one.deliver(...answersTo(fresh))) told.push(...fresh);
    const outcome = new Map(told.flatMap(settlementsOf).map((settlement) => [settlement.operationId, settlement.outcome]));
    const { rows } = await one.database.pool.query('select id, state, status from orders."order"');
    for (const { id, state } of rows) {
      const [line] = state.lines;
      const back = ['both', 'one', 'again'].filter((name) => outcome.get(`${id}-${name}`) === 'done');
      const units = back.reduce((sum, name) => sum + (name === 'one' ? 1 : 2), 0);
      // Two units can come back: one return of two, or a single one; and the third was cancelled once, by whoever came first.
      expect([id, line.returned, line.cancelled, outcome.size]).toEqual([id, units, 1, race.length]);
      expect(units === 1 || units === 2).toBe(true);
      expect([id, state.tenders[0].captured, state.tenders[0].refunded]).toEqual([id, '999', String(333 * (units + 1))]);
    }
    expect(rows).toHaveLength(orders.length);
    expect((await one.database.pool.query('select key, error from messaging.parked_message')).rows).toEqual([]);
    expect((await verifyOrders(one.database)).filter((check) => !check.ok && !check.name.includes('minutes'))).toEqual([]);
  }, 60_000);
});
