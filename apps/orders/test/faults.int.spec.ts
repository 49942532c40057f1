import { settlementsOf, type Inbound, type Outbound } from '@onefront/contracts';
import type { BatchWork, Tx } from '@onefront/outbox';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork, verifyOrders } from '../src/index.js';
import type { BackgroundParts } from '../src/orders.change.js';
import { pay, storeAnswers } from '../src/orders.payments.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { LocalPaymentProvider } from '../src/payments/local-provider.js';
import type { PaymentWork } from '../src/persistence/store.js';
import { placementOf } from './orders.js';
import { advance, cancel, consumed, giveBack, identified, place, priced, recorded, released, reserved, returned } from './script.js';

/** Ends the transaction as a killed connection would, at a place of choice; each place once per message. */
class Failpoints {
  readonly places: ('before-load' | 'after-load' | 'before-store' | 'after-store')[] = [];
  statements = 0;

  hit(place: Failpoints['places'][number]): void {
    if (this.places[0] !== place) return;
    this.places.shift();
    throw Object.assign(new Error(`killed ${place}`), { code: '57P01' });
  }

  around<S>(work: BatchWork<S>): BatchWork<S> {
    const counted = (tx: Tx): Tx => ({
      query: ((...args: Parameters<Tx['query']>) => (this.statements++, tx.query(...args))) as Tx['query'],
      write: (statement) => (this.statements++, tx.write(statement)),
    });
    return {
      types: work.types,
      load: async (tx, messages) => {
        this.hit('before-load');
        const state = await work.load(counted(tx), messages);
        this.hit('after-load');
        return state;
      },
      apply: (state, message) => work.apply(state, message),
      store: async (tx, state) => {
        this.hit('before-store');
        const told = await work.store(counted(tx), state);
        this.hit('after-store');
        return told;
      },
    };
  }
}

const fail = new Failpoints();
let owner: Owner;
let parts: BackgroundParts;
const lamp = (quantity: number) => ({ lineId: '1', sku: 'LAMP', quantity, location: 'leeds' });

beforeAll(async () => {
  owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: fail.around(ordersWork(defaultPolicy, { now: () => new Date() })) });
  parts = { database: owner.database, provider: new LocalPaymentProvider(owner.database, { slowMs: 1, unknownMs: 0 }), policy: defaultPolicy };
});
afterAll(() => owner?.close());

/** Killed at every place, then redelivered until it takes; then delivered once more. */
async function survive(...messages: Outbound[]): Promise<Inbound[]> {
  const fixed = messages.map((one, index) => ({ ...one, id: one.id ?? `${one.key}-${one.definition.type}-${index}-${Math.random()}` }));
  fail.places.push('before-load', 'after-load', 'before-store', 'after-store');
  for (let deaths = 0; deaths < 4; deaths++) await expect(owner.deliver(...fixed)).rejects.toThrow('killed');
  const told = await owner.deliver(...fixed);
  expect((await owner.deliver(...fixed)).filter((one) => one.version !== undefined)).toEqual([]);
  return told;
}

async function payWithDeaths(orderId: string): Promise<Inbound[]> {
  const { rows } = await owner.database.pool.query<{ id: string; payload: PaymentWork }>(`select id, payload from messaging.work_item where kind = 'payment' and payload ->> 'orderId' = $1`, [orderId]);
  for (const row of rows) {
    // The call has its effect, and the process dies before it can say so: the second attempt asks instead of calling.
    await pay(parts, { ...row.payload, id: row.id, attempts: 1 });
    const outcome = await pay(parts, { ...row.payload, id: row.id, attempts: 2 });
    await owner.database.transact(async (tx, emit) => {
      await storeAnswers(parts)(tx, emit, [outcome.result]);
      await tx.query(`delete from messaging.work_item where kind = 'payment' and id = $1`, [row.id]);
    });
  }
  return owner.deliver();
}

const good = async () => expect((await verifyOrders(owner.database)).filter((check) => !check.ok)).toEqual([]);

describe('killed between any two steps', () => {
  it('tells everything once, and money moves once', async () => {
    const placement = placementOf({ buyer: true, payments: [{ method: 'card' }] });
    const { orderId } = placement;
    const id = `${orderId}-f1`;
    const told: Inbound[] = [];
    const step = async (...messages: Outbound[]) => void told.push(...(await survive(...messages)));
    await step({ ...place(placement), operationId: 'f-place' });
    await step(reserved(orderId, [lamp(2)]));
    await step(priced(placement));
    await step(identified(orderId));
    told.push(...(await payWithDeaths(orderId)));
    for (const verb of ['accept', 'pick', 'pack'] as const) await step(advance(orderId, id, verb, verb === 'pick' ? { lines: [] } : {}));
    await step({ ...advance(orderId, id, 'ship', { carrier: 'a', tracking: 'b', lines: [{ lineId: '1', quantity: 1 }] }), operationId: 'f-ship' });
    await step(consumed(orderId, `${orderId}-h1`, [lamp(1)]));
    told.push(...(await payWithDeaths(orderId)));
    await step({ ...cancel(orderId, { lines: [{ lineId: '1', quantity: 1 }] }), operationId: 'f-cancel' });
    await step(released(orderId, `${orderId}-r1`));
    told.push(...(await payWithDeaths(orderId)));
    await step({ ...giveBack(orderId, `${orderId}-back`, [{ lineId: '1', quantity: 1, disposition: 'restock' }]), operationId: 'f-return' });
    await step(returned(orderId, `${orderId}-back`));
    told.push(...(await payWithDeaths(orderId)));
    expect(told.flatMap((one) => (one.version === undefined ? [] : [one.version]))).toEqual([...told.filter((one) => one.version !== undefined).keys()].map((index) => index + 1));
    expect(told.filter((one) => one.type === 'orders.order-confirmed.v1')).toHaveLength(1);
    const answers = told.flatMap(settlementsOf).filter((one) => one.operationId.startsWith('f-'));
    expect(answers.map((one) => [one.operationId, one.status])).toEqual([['f-place', 201], ['f-ship', 200], ['f-cancel', 200], ['f-return', 201]]);
    const { rows } = await owner.database.pool.query('select authorised, captured, refunded from payment_provider.account where authorisation = $1', [`${orderId}-p1`]);
    expect(rows).toEqual([{ authorised: '1000', captured: '1000', refunded: '1000' }]);
    await good();
  });

  it('records a return without an order once', async () => {
    await survive(recorded('lone-1', { buyer: { externalId: 'b' } }));
    await survive(returned('lone-1', 'lone-1'));
    expect((await survive(identified('lone-1'))).map((one) => one.type)).toEqual(['orders.return-recorded.v1']);
    await good();
  });
});

it('handles a batch of 500 messages with a handful of statements', async () => {
  const many = Array.from({ length: 500 }, (_, index) => placementOf({ payments: [{ method: 'cash' }], externalId: `many-${index}`, lines: [{ sku: 'LAMP', quantity: 2 }, { sku: 'CUP', quantity: 1 }] }));
  const count = async (messages: Outbound[]) => {
    fail.statements = 0;
    await owner.deliver(...messages);
    return fail.statements;
  };
  const placing = await count(many.map(place));
  const reserving = await count(many.map(({ orderId }) => reserved(orderId, [lamp(2), { lineId: '2', sku: 'CUP', quantity: 1, location: 'leeds' }])));
  const confirming = await count(many.map((placement) => priced(placement)));
  expect([placing, reserving, confirming].every((statements) => statements <= 8)).toBe(true);
  expect((await owner.database.pool.query(`select count(*)::int as n from orders."order" where status = 'confirmed'`)).rows[0].n).toBe(500);
  await good();
});

describe('verify', () => {
  const corruptions: [string, string, string][] = [
    ['an event that was lost', 'life of every order', `delete from orders.order_event where order_id = $1 and version = 1`],
    ['an order that was lost', 'life of every order', `insert into orders.order_event values ('ghost', 1, 'order-placed', 'pending', now(), '', '{}')`],
    ['a status that its events do not know', 'decided as its events say', `update orders."order" set status = 'refused' where id = $1`],
    ['a status that quantities do not give', 'status is what quantities', `update orders."order" set status = 'fulfilled' where id = $1`],
    ['a line that is not what was placed', 'quantities add up', `update orders.order_line set quantity = quantity + 1, open = open + 1 where order_id = $1 and line_id = '1'`],
    ['a cancellation that never was', 'quantities add up', `insert into orders.order_event select order_id, version + 1, 'order-changed', status, at, '', '{"1": [1, 0, 0, 0]}' from orders.order_event where order_id = $1 and version = 2`],
    ['a payment beside its entries', 'sum of its entries', `update orders.payment set captured = captured - 1 where order_id = $1`],
    ['money taken beyond what is due', 'money is conserved', `insert into orders.payment_entry select 'x', payment_id, order_id, 'capture', 1, 'done', now(), now() from orders.payment_entry where order_id = $1 limit 1`],
    ['a charge that nobody asked for', 'provider has every answer', `insert into payment_provider.request values ('stray', 'capture', 'x', 1, 'done', null, now())`],
    ['a payment that no order stands for', 'kept without an order', `insert into payment_provider.account values ('ghost-p1', 'tok_ok', 'GBP', 5, 5, 0, false); insert into payment_provider.request values ('ghost-c1', 'authorise', 'ghost-p1', 5, 'done', null, now(), now() - interval '2 days')`],
    ['a card that was charged and nobody was asked', 'provider has every answer', `update orders.payment set method = 'card' where order_id = $1`],
    ['a call that nobody waits for', 'who waits has a deadline', `insert into orders.payment_entry select 'y', payment_id, order_id, 'capture', 0, 'asked', now(), null from orders.payment_entry where order_id = $1 limit 1`],
    ['a return of what was never sent', 'announced to come back', `update orders."order" set state = jsonb_set(state, '{announced}', '[{"id": "r", "stage": "authorised", "lines": [{"lineId": "1", "sku": "LAMP", "quantity": 1}]}]') where id = $1`],
    ['an order that is never decided', 'is pending for more', `insert into orders."order" (id, channel, fingerprint, version, status, placed_at, currency, state, placement, created_at) select 'old', channel, '', 1, 'pending', placed_at, currency, state, placement, now() - interval '2 hours' from orders."order" where id = $1`],
  ];
  it.each(corruptions)('finds %s', async (_what, check, corruption) => {
    const placement = placementOf({ payments: [{ method: 'cash' }] });
    await owner.deliver(place(placement), reserved(placement.orderId, [lamp(2)]), priced(placement));
    await good();
    const client = await owner.database.pool.connect();
    try {
      await client.query('begin');
      await client.query(corruption, corruption.includes('$1') ? [placement.orderId] : []);
      const found = await verifyOrders({ read: (statement: { text: string }) => client.query(statement.text) } as never);
      expect(found.filter((one) => !one.ok).map((one) => one.name).join()).toContain(check);
    } finally {
      await client.query('rollback');
      client.release();
    }
  });

  it('is held up by constraints where it matters most', async () => {
    const bad = async (text: string) => expect(owner.database.pool.query(text)).rejects.toThrow(/violates|duplicate/);
    await bad(`update orders.order_line set shipped = shipped + 1`);
    await bad(`update orders.order_line set returned = 9`);
    await bad(`update orders.payment set refunded = captured + 1`);
    await bad(`update orders.payment set captured = authorised + 1`);
    await bad(`update orders."order" set external_id = 'one', channel = 'web'`);
    await bad(`insert into orders.order_event select order_id, 99, 'order-confirmed', status, at, detail, quantities from orders.order_event where type = 'order-confirmed' limit 1`);
  });
});
