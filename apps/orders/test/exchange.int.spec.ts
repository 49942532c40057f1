import { exchangeGoods, message, settlementsOf, type Inbound, type Outbound, type Placement } from '@onefront/contracts';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork, verifyOrders } from '../src/index.js';
import type { WorkOutcome } from '@onefront/outbox';
import type { BackgroundParts } from '../src/orders.change.js';
import { pay, storeAnswers, type AnsweredCall } from '../src/orders.payments.js';
import { moveExchange, type ExchangeWork } from '../src/orders.exchanges.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { LocalPaymentProvider } from '../src/payments/local-provider.js';
import { loadBatch } from '../src/persistence/load.js';
import { storeBatch, type PaymentWork } from '../src/persistence/store.js';
import type { OrdersAtWork } from '../src/messages/order-batch.js';
import { placementOf } from './orders.js';
import { advance, consumed, of, place, priced, rejected, reserved, returned } from './script.js';

const clock = { now: () => new Date('2026-11-01T09:00:00.000Z') };
let owner: Owner;
let parts: BackgroundParts;

beforeAll(async () => {
  owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy, clock) });
  parts = { database: owner.database, provider: new LocalPaymentProvider(owner.database, { slowMs: 1, unknownMs: 0 }), policy: defaultPolicy, clock };
}, 240_000);
afterEach(async () => expect((await verifyOrders(owner.database)).filter((check) => !check.ok && !check.name.includes('minutes'))).toEqual([]));
afterAll(() => owner?.close());

const lamp = (quantity: number) => ({ lineId: '1', sku: 'LAMP', quantity, location: 'leeds' });
const stateOf = async (id: string) => (await owner.database.pool.query('select * from orders."order" where id = $1', [id])).rows[0];

/** Does the work of a kind that waits, as an executor would; `times` at once, each with the item as it found it. */
async function run<T>(kind: string, handle: (item: T & { id: string; attempts: number }) => ReturnType<typeof moveExchange> | Promise<WorkOutcome<AnsweredCall>>, times = 1): Promise<Inbound[]> {
  const { rows } = await owner.database.pool.query<{ id: string; payload: T }>(`select id, payload from messaging.work_item where kind = $1`, [kind]);
  await Promise.all(Array.from({ length: times }, async () => {
    for (const { id, payload } of rows) {
      const outcome = await handle({ ...payload, id, attempts: 1 });
      await owner.database.transact(async (tx, emit) => {
        if (outcome === 'done') return;
        if ('result' in outcome) await storeAnswers(parts)(tx, emit, [outcome.result]);
        else await outcome.store?.(tx, emit);
      });
    }
  }));
  await owner.database.pool.query(`delete from messaging.work_item where kind = $1`, [kind]);
  return owner.deliver();
}
const runPayments = () => run<PaymentWork>('payment', (item) => pay(parts, item));
const runExchanges = (times = 1) => run<ExchangeWork>('exchange', (item) => moveExchange(async (tx, ids, decide) => {
  const work: OrdersAtWork = { batch: await loadBatch(tx, { ids, returnIds: ids }, { now: clock.now(), policy: defaultPolicy }), told: [] };
  decide(work);
  storeBatch(tx, work.batch);
  return work;
}, item), times);

/** An order of two lamps that has left, paid by card. */
async function sent(): Promise<string> {
  const placement = placementOf({ payments: [{ method: 'card' }] });
  const { orderId } = placement;
  await owner.deliver(place(placement));
  await owner.deliver(reserved(orderId, [lamp(2)]), priced(placement));
  await runPayments();
  for (const verb of ['accept', 'pick', 'pack'] as const) await owner.settle(advance(orderId, `${orderId}-f1`, verb, verb === 'pick' ? { lines: [] } : {}));
  await owner.deliver(advance(orderId, `${orderId}-f1`, 'ship', { carrier: 'Post', tracking: 'T' }));
  await owner.deliver(consumed(orderId, `${orderId}-h1`, [lamp(2)]));
  await runPayments();
  expect((await stateOf(orderId)).status).toBe('fulfilled');
  return orderId;
}

const settled = (told: readonly Inbound[], operationId: string) => told.flatMap(settlementsOf).find((one) => one.operationId === operationId);
const exchanging = (orderId: string, placement: Placement, name: string): Outbound => ({
  ...message(exchangeGoods, { key: orderId, data: { orderId, returnId: `ret-${name}`, exchangeId: `x-${name}`, location: 'leeds', lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }], placement, at: '2026-11-05T09:00:00.000Z' } }),
  operationId: `op-${name}`,
});
const given = (id: string) => placementOf({ id, lines: [{ sku: 'LAMP', quantity: 1 }], payments: [] });

describe('S7 an exchange on PostgreSQL', () => {
  it('is one transaction at the start, and one at the end, however often both are done', async () => {
    const old = await sent();
    const placement = given('new-1');
    const command = exchanging(old, placement, 'one');
    const first = await owner.deliver(command);
    expect(of(first, 'order-placed').map((one) => (one.data as { placement: Placement }).placement.payments)).toEqual([[{ method: 'exchange', amount: { amount: '1000', currency: 'GBP' } }]]);
    expect(of(await owner.deliver({ ...exchanging(old, placement, 'one'), operationId: undefined } as Outbound), 'order-placed')).toEqual([]);
    await owner.deliver(reserved('new-1', [lamp(1)]), priced(placement));
    expect((await stateOf('new-1')).status).toBe('confirmed');
    expect((await stateOf(old)).state.lines[0].returned).toBe(0);
    const end = await runExchanges(3);
    expect(of(end, 'goods-returned').map((one) => (one.data as { returnId: string }).returnId)).toEqual(['ret-one']);
    const done = await owner.deliver(returned(old, 'ret-one'));
    expect(settled(done, 'op-one')).toMatchObject({ outcome: 'done', status: 201, body: { id: 'x-one', order: 'new-1', return: 'ret-one' } });
    const row = await stateOf(old);
    expect([row.state.lines[0].returned, row.state.tenders[0].refunded, row.state.announced]).toEqual([1, '0', []]);

    // Verify sees value that one order has and the other has not let go.
    const client = await owner.database.pool.connect();
    try {
      await client.query('begin');
      await client.query(`update orders."order" set state = jsonb_set(state, '{returns,0,exchange,taken}', '"999"') where id = $1`, [old]);
      const found = await verifyOrders({ read: (statement: { text: string }) => client.query(statement.text) } as never);
      expect(found.filter((one) => !one.ok).map((one) => one.name).join()).toContain('goods of an exchange');
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('leaves the order untouched when the new one is refused', async () => {
    const old = await sent();
    const placement = given('new-2');
    await owner.deliver(exchanging(old, placement, 'two'));
    await owner.deliver(priced(placement), rejected('new-2'));
    const end = await runExchanges(3);
    expect(settled(end, 'op-two')).toMatchObject({ outcome: 'refused', status: 409, problem: { type: expect.stringMatching(/out-of-stock$/) } });
    const row = await stateOf(old);
    expect([row.state.lines[0].returned, row.state.returns, row.state.announced, row.state.waiters]).toEqual([0, [], [], []]);
  });
});
