import { settlementsOf, type Inbound, type Order, type Outbound, type Placement } from '@onefront/contracts';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork, republishOrders, verifyOrders } from '../src/index.js';
import { sweepDeadlines } from '../src/orders.background.js';
import type { BackgroundParts } from '../src/orders.change.js';
import { hearWebhook, pay, storeAnswers } from '../src/orders.payments.js';
import { LocalPaymentProvider } from '../src/payments/local-provider.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import type { PaymentWork } from '../src/persistence/store.js';
import { placementOf } from './orders.js';
import { advance, cancel, consumed, freed, gbp, giveBack, identified, noCoupon, of, place, priced, recorded, rejected, released, reserved, returned } from './script.js';

const time = { at: new Date('2026-11-01T09:00:00.000Z') };
const clock = { now: () => time.at };
const lamp = (quantity: number, location = 'leeds') => ({ lineId: '1', sku: 'LAMP', quantity, location });
let owner: Owner;
let parts: BackgroundParts;
let alarms: string[] = [];

const asking = (command: Outbound, operationId: string): Outbound => ({ ...command, operationId });
const settled = (told: readonly Inbound[], operationId: string) => told.flatMap(settlementsOf).find((one) => one.operationId === operationId);
const last = (told: readonly Inbound[]): Order => told.filter((one) => (one.data as { order?: Order }).order).map((one) => (one.data as { order: Order }).order).at(-1)!;
const stateOf = async (id: string) => (await owner.database.pool.query('select * from orders."order" where id = $1', [id])).rows[0];
const told = async () => owner.deliver();

/** Does the calls to the provider that wait, as the executor would; `attempts` as on the list. */
async function runPayments(orderId: string): Promise<Inbound[]> {
  const { rows } = await owner.database.pool.query<{ id: string; payload: PaymentWork; attempts: number }>(`update messaging.work_item set attempts = attempts + 1 where kind = 'payment' and payload ->> 'orderId' = $1 returning id, payload, attempts`, [orderId]);
  for (const row of rows) {
    const outcome = await pay(parts, { ...row.payload, id: row.id, attempts: row.attempts });
    await owner.database.transact(async (tx, emit) => {
      await storeAnswers(parts)(tx, emit, [outcome.result]);
      if (!outcome.retryAt) await tx.query(`delete from messaging.work_item where kind = 'payment' and id = $1`, [row.id]);
    });
  }
  return told();
}

/** An order that is confirmed and open at Leeds, ready to be worked on. */
async function confirmed(wish: Parameters<typeof placementOf>[0] = {}, pricing: Parameters<typeof priced>[1] = {}): Promise<Placement> {
  const placement = placementOf({ payments: [{ method: 'invoice' }], ...wish });
  await owner.deliver(place(placement));
  const lines = placement.lines.map((line) => ({ lineId: line.lineId, sku: line.sku, quantity: line.quantity, location: wish.location ?? 'leeds', ...(wish.method === 'carry-out' ? { consumed: true } : {}) }));
  await owner.deliver(reserved(placement.orderId, lines), priced(placement, pricing));
  if (placement.payments.some((one) => one.method === 'card')) await runPayments(placement.orderId);
  expect(['confirmed', 'fulfilled']).toContain((await stateOf(placement.orderId)).status);
  return placement;
}

async function atWork(orderId: string, ...verbs: ('accept' | 'pick' | 'pack' | 'ready')[]): Promise<string> {
  const id = `${orderId}-f1`;
  for (const verb of verbs) await owner.settle(advance(orderId, id, verb, verb === 'pick' ? { lines: [] } : {}));
  return id;
}

beforeAll(async () => {
  owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy, clock) });
  parts = { database: owner.database, provider: new LocalPaymentProvider(owner.database, { slowMs: 1, unknownMs: 0 }), policy: defaultPolicy, clock, alarm: (orderId, what) => alarms.push(`${orderId} ${what}`) };
});
beforeEach(() => { time.at = new Date('2026-11-01T09:00:00.000Z'); alarms = []; });
afterEach(async () => expect((await verifyOrders(owner.database)).filter((check) => !check.ok && !check.name.includes('minutes'))).toEqual([]));
afterAll(() => owner?.close());

describe('placing an order', () => {
  it('tells it whole, waits for all answers, and settles once it is confirmed with everything that the caller must see', async () => {
    const placement = placementOf({ buyer: true, payments: [{ method: 'invoice' }] });
    const { orderId } = placement;
    const first = await owner.deliver(asking(place(placement), 'p1'));
    expect(first.map((one) => [one.type, one.version, one.settles])).toEqual([['orders.order-placed.v1', 1, undefined]]);
    expect(first[0]!.data).toMatchObject({ placement, order: { id: orderId, status: 'pending', totals: null } });
    expect(await owner.deliver(reserved(orderId, [lamp(2)]), priced(placement, { shipping: 395 }))).toEqual([]);
    const end = await owner.deliver(identified(orderId));
    expect(end.map((one) => [one.type, one.version])).toEqual([['orders.order-confirmed.v1', 2]]);
    expect(settled(end, 'p1')).toMatchObject({ outcome: 'done', status: 201, resource: { view: 'order', key: orderId }, effects: [{ view: 'stock', key: 'LAMP', version: 2 }, { view: 'customer', key: 'c-1', version: 3 }, { view: 'order', key: orderId, version: 2 }] });
    expect(last(end)).toMatchObject({
      status: 'confirmed', customer: { id: 'c-1' }, totals: { grand: gbp(2395) }, payments: [{ method: 'invoice', status: 'authorised', authorised: gbp(2395), captured: gbp(0) }],
      fulfillments: [{ id: `${orderId}-f1`, location: 'leeds', method: 'ship', status: 'open', lines: [{ lineId: '1', sku: 'LAMP', quantity: 2 }] }], amounts: { cancelled: gbp(0), returned: gbp(0), refunded: gbp(0) },
    });
    expect((await owner.database.pool.query('select 1 from orders.deadline where subject_id = $1', [orderId])).rowCount).toBe(0);
  });

  it('hands a carry-out sale over at once, paid', async () => {
    const placement = await confirmed({ method: 'carry-out', location: 'leeds', payments: [{ method: 'cash' }] });
    const row = await stateOf(placement.orderId);
    expect([row.status, row.state.fulfillments[0].status, row.state.tenders[0].captured]).toEqual(['fulfilled', 'collected', '2000']);
  });

  it('keeps a refused order with all its reasons; the coupon wins over stock', async () => {
    const placement = placementOf({ coupons: ['TEN'] });
    await owner.deliver(asking(place(placement), 'r1'));
    expect(of(await owner.deliver(rejected(placement.orderId, true)), 'order-refused')).toEqual([]);
    const end = await owner.deliver(noCoupon(placement.orderId));
    expect(settled(end, 'r1')).toMatchObject({ outcome: 'refused', status: 409, problem: { type: expect.stringMatching(/coupon-exhausted$/) } });
    expect(last(end)).toMatchObject({ status: 'refused', refusal: { type: expect.stringMatching(/coupon-exhausted$/), errors: [{ path: '/coupons/0' }, { path: '/lines/0', message: 'LAMP: 1 of 2 available' }] } });
  });

  it('answers out-of-stock with Retry-After where the units are contested', async () => {
    const placement = placementOf();
    await owner.deliver(asking(place(placement), 'r2'));
    const end = await owner.deliver(priced(placement), rejected(placement.orderId, true));
    expect(settled(end, 'r2')).toMatchObject({ status: 409, problem: { type: expect.stringMatching(/out-of-stock$/), retryAfter: 2, errors: [{ path: '/lines/0' }] } });
  });

  it('gives back stock and coupons before it refuses for a declined card', async () => {
    const placement = placementOf({ coupons: ['TEN'], payments: [{ method: 'card', token: 'tok_declined' }] });
    const { orderId } = placement;
    await owner.deliver(asking(place(placement), 'r3'));
    await owner.deliver(reserved(orderId, [lamp(2)]), priced(placement, { coupons: ['TEN'] }));
    const asked = await runPayments(orderId);
    expect(of(asked, 'release-requested')[0]!.data).toEqual({ orderId, releaseId: `${orderId}-r1`, stock: true, coupons: true });
    expect(await owner.deliver(released(orderId, `${orderId}-r1`))).toEqual([]);
    const end = await owner.deliver(freed(orderId, `${orderId}-r1`));
    expect(settled(end, 'r3')).toMatchObject({ outcome: 'refused', status: 402, effects: expect.arrayContaining([{ view: 'stock', key: 'LAMP', version: 7 }, { view: 'coupon', key: 'TEN', version: 4 }]) });
  });

  it('knows an equal repeat of an external id, settles it with the pending one, and refuses another', async () => {
    const one = placementOf({ externalId: 'E-1', payments: [{ method: 'invoice' }] });
    const two = { ...placementOf({ externalId: 'E-1' }), fingerprint: one.fingerprint };
    expect(of(await owner.deliver(asking(place(one), 'e1'), asking(place(two), 'e2')), 'order-placed')).toHaveLength(1);
    const end = await owner.deliver(reserved(one.orderId, [lamp(2)]), priced(one));
    expect([settled(end, 'e1')?.status, settled(end, 'e2')?.status, settled(end, 'e2')?.resource]).toEqual([201, 200, { view: 'order', key: one.orderId }]);
    expect(await owner.settle(place({ ...placementOf({ externalId: 'E-1' }) }))).toMatchObject({ status: 200, resource: { key: one.orderId } });
    expect(await owner.settle(place(placementOf({ externalId: 'E-1', fingerprint: 'other' })))).toMatchObject({ outcome: 'refused', status: 409, problem: { type: expect.stringMatching(/external-id-reused$/) } });
  });

  it('takes the external id of a refused order anew', async () => {
    const one = placementOf({ externalId: 'E-2' });
    await owner.deliver(place(one), rejected(one.orderId), priced(one));
    const two = placementOf({ externalId: 'E-2', fingerprint: 'other' });
    expect(of(await owner.deliver(place(two)), 'order-placed')).toHaveLength(1);
    await owner.deliver(rejected(two.orderId), priced(two));
  });

  it('makes one order of 50 equal ones, in two processes at once', async () => {
    const second = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(), beside: owner });
    const many = Array.from({ length: 50 }, () => placementOf({ externalId: 'E-50' }));
    const told = (await Promise.all(many.map((one, index) => [owner, second][index % 2]!.deliver(asking(place(one), `many-${index}`))))).flat();
    expect(of(told, 'order-placed')).toHaveLength(1);
    const { placement } = of<{ placement: Placement }>(told, 'order-placed')[0]!.data;
    const end = await second.deliver(priced(placement), rejected(placement.orderId));
    expect(new Set(end.flatMap(settlementsOf).map((one) => one.operationId)).size).toBe(50);
    await second.consumer.stop();
    await second.database.close();
  });

  it('takes an order of hundreds of lines, and refuses one that is too large to be told', async () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ sku: `SKU-WITH-A-LONG-NAME-${index}`, quantity: 3 }));
    const large = placementOf({ lines: lines(700), payments: [{ method: 'invoice' }] });
    const promised = large.lines.map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity, location: 'leeds' }));
    const end = await owner.deliver(place(large), reserved(large.orderId, promised), priced(large));
    expect(last(end)).toMatchObject({ status: 'confirmed', fulfillments: [{ lines: { length: 700 } }] });
    expect(await owner.settle(place(placementOf({ lines: lines(2000) })))).toMatchObject({ outcome: 'refused', status: 413, problem: { type: expect.stringMatching(/order-too-large$/) } });
  });

  it('takes every message twice and does it once', async () => {
    const placement = placementOf({ buyer: true, payments: [{ method: 'cash' }] });
    const { orderId } = placement;
    const all: Outbound[] = [asking(place(placement), 'd1'), reserved(orderId, [lamp(2)]), priced(placement), identified(orderId)];
    const copies = all.flatMap((one) => [one, { ...one }, { ...one, id: `${orderId}-${one.definition.type}` }]);
    const told = await owner.deliver(...copies);
    // An operation that is asked about again is answered again; nothing else happens.
    expect(told.filter((one) => one.version !== undefined).map((one) => one.type)).toEqual(['orders.order-placed.v1', 'orders.order-confirmed.v1']);
    expect((await owner.deliver(...copies.slice(3))).filter((one) => one.version !== undefined)).toEqual([]);
  });

  it('declines a gift card, and tenders that do not cover the order', async () => {
    for (const payments of [[{ method: 'gift-card' as const }], [{ method: 'cash' as const, amount: gbp(500) }]]) {
      const placement = placementOf({ payments });
      await owner.deliver(asking(place(placement), `g-${placement.orderId}`), reserved(placement.orderId, [lamp(2)]), priced(placement));
      expect(settled(await owner.deliver(released(placement.orderId, `${placement.orderId}-r1`)), `g-${placement.orderId}`)).toMatchObject({ status: 402, problem: { type: expect.stringMatching(/payment-declined$/) } });
    }
  });
});

describe('paying', () => {
  it('authorises a card at confirmation and captures what each parcel takes, to the penny', async () => {
    const placement = await confirmed({ lines: [{ sku: 'LAMP', quantity: 3, price: '333' }], payments: [{ method: 'card' }] }, { shipping: 101 });
    const { orderId } = placement;
    const id = await atWork(orderId, 'accept', 'pick', 'pack');
    const asked = await owner.deliver(asking(advance(orderId, id, 'ship', { carrier: 'dpd', tracking: '1', lines: [{ lineId: '1', quantity: 2 }] }), 's1'));
    expect(of(asked, 'goods-handed-over')[0]!.data).toEqual({ orderId, handoverId: `${orderId}-h1`, lines: [lamp(2)] });
    expect(settled(await owner.deliver(consumed(orderId, `${orderId}-h1`, [lamp(2)])), 's1')).toBeUndefined();
    const paid = await runPayments(orderId);
    expect(settled(paid, 's1')).toMatchObject({ status: 200, effects: expect.arrayContaining([{ view: 'stock', key: 'LAMP', version: 5 }]) });
    expect(last(paid)).toMatchObject({ status: 'partially-fulfilled', payments: [{ status: 'captured', authorised: gbp(1100), captured: gbp(767) }], fulfillments: [{ id, status: 'packed', lines: [{ quantity: 1 }] }, { status: 'shipped', tracking: [{ carrier: 'dpd', number: '1' }] }] });
    await owner.deliver(advance(orderId, id, 'ship', { carrier: 'dpd', tracking: '2' }), consumed(orderId, `${orderId}-h2`, [lamp(1)]));
    expect(last(await runPayments(orderId))).toMatchObject({ status: 'fulfilled', payments: [{ captured: gbp(1100) }] });
  });

  it('finds an unknown payment out by asking, and hears the webhook twice without harm', async () => {
    const placement = placementOf({ payments: [{ method: 'card', token: 'tok_unknown' }] });
    const { orderId } = placement;
    await owner.deliver(asking(place(placement), 'u1'), reserved(orderId, [lamp(2)]), priced(placement));
    expect(await runPayments(orderId)).toEqual([]);
    expect((await stateOf(orderId)).state.calls[0].state).toBe('unknown');
    const end = await runPayments(orderId);
    expect(settled(end, 'u1')).toMatchObject({ status: 201 });
    for (let again = 0; again < 2; again++) {
      const outcome = await hearWebhook(parts, `${orderId}-c1`);
      await owner.database.transact(async (tx, emit) => (outcome === 'done' ? undefined : storeAnswers(parts)(tx, emit, outcome.result)));
    }
    expect(await told()).toEqual([]);
    expect((await owner.database.pool.query('select count(*)::int as n from payment_provider.account where authorisation = $1', [`${orderId}-p1`])).rows[0].n).toBe(1);
  });

  it('refuses after the business deadline, and voids what is authorised late', async () => {
    const placement = placementOf({ payments: [{ method: 'card' }] });
    const { orderId } = placement;
    await owner.deliver(asking(place(placement), 'o1'), reserved(orderId, [lamp(2)]), priced(placement));
    time.at = new Date('2026-11-01T09:31:00.000Z');
    await sweepDeadlines(parts);
    const asked = await told();
    await owner.deliver(released(orderId, of<{ releaseId: string }>(asked, 'release-requested')[0]!.data.releaseId));
    expect((await stateOf(orderId)).status).toBe('pending');
    await runPayments(orderId);
    const end = await runPayments(orderId);
    expect(settled(end, 'o1')).toMatchObject({ status: 402 });
    expect(last(end).payments).toMatchObject([{ status: 'voided', captured: gbp(0) }]);
  });

  it('spreads several tenders, and refunds them in reverse order', async () => {
    const placement = await confirmed({ payments: [{ method: 'cash', amount: gbp(500) }, { method: 'channel', amount: gbp(500) }, { method: 'card' }] });
    const told = await owner.deliver(asking(cancel(placement.orderId, { lines: [{ lineId: '1', quantity: 1 }] }), 't1'));
    const end = await owner.deliver(released(placement.orderId, of<{ releaseId: string }>(told, 'release-requested')[0]!.data.releaseId));
    expect(settled(end, 't1')?.status).toBe(200);
    expect(last(end)).toMatchObject({ amounts: { cancelled: gbp(1000), refunded: gbp(0) }, payments: [{ captured: gbp(500) }, { captured: gbp(500) }, { authorised: gbp(1000), captured: gbp(0) }] });
    const again = await owner.deliver(cancel(placement.orderId, { reason: 'all of it' }));
    // A wish, until everything is released.
    expect((await stateOf(placement.orderId)).status).toBe('confirmed');
    expect((await verifyOrders(owner.database)).filter((check) => !check.ok)).toEqual([]);
    await runPayments(placement.orderId);
    const over = await owner.deliver(released(placement.orderId, of<{ releaseId: string }>(again, 'release-requested')[0]!.data.releaseId));
    expect(last(over)).toMatchObject({ status: 'cancelled', amounts: { cancelled: gbp(2000), refunded: gbp(1000) }, payments: [{ status: 'refunded' }, { status: 'refunded' }, { status: 'voided' }] });
  });
});

describe('cancelling', () => {
  it('is a wish while the order is pending: answers are awaited, then undone', async () => {
    const placement = placementOf({ coupons: ['TEN'] });
    const { orderId } = placement;
    await owner.deliver(asking(place(placement), 'c1'), asking(cancel(orderId), 'c2'));
    expect((await stateOf(orderId)).status).toBe('pending');
    await owner.deliver(priced(placement, { coupons: ['TEN'] }), freed(orderId, `${orderId}-r1`));
    await owner.deliver(reserved(orderId, [lamp(2)]));
    const end = await owner.deliver(released(orderId, `${orderId}-r2`));
    expect(end.map((one) => one.type)).toEqual(['orders.order-cancelled.v1']);
    expect([settled(end, 'c1')?.status, settled(end, 'c2')?.status]).toEqual([409, 200]);
    expect(await owner.settle(cancel(orderId))).toMatchObject({ outcome: 'done', status: 200 });
  });

  it('refuses what has been shipped, and changes nothing the second time', async () => {
    const placement = await confirmed();
    const { orderId } = placement;
    const id = await atWork(orderId, 'accept', 'pick', 'pack');
    await owner.deliver(advance(orderId, id, 'ship', { carrier: 'a', tracking: 'b', lines: [{ lineId: '1', quantity: 1 }] }), consumed(orderId, `${orderId}-h1`, [lamp(1)]));
    expect(await owner.settle(cancel(orderId))).toMatchObject({ status: 409, problem: { type: expect.stringMatching(/already-shipped$/) } });
    const told = await owner.deliver(asking(cancel(orderId, { lines: [{ sku: 'LAMP', quantity: 1 }] }), 'k1'));
    expect(of(told, 'release-requested')[0]!.data).toMatchObject({ lines: [lamp(1)], stock: true, coupons: false });
    const end = await owner.deliver(released(orderId, `${orderId}-r1`));
    expect(last(end)).toMatchObject({ status: 'fulfilled', lines: [{ quantities: { open: 0, shipped: 1, cancelled: 1, returned: 0 } }], amounts: { cancelled: gbp(1000) } });
    expect(await owner.settle(cancel(orderId, { lines: [{ lineId: 'nope', quantity: 1 }] }))).toMatchObject({ status: 422, problem: { errors: [{ path: '/lines/0/lineId' }] } });
    expect(await owner.settle(cancel('nobody'))).toMatchObject({ status: 404 });
  });

  it('ends with one truth when it races the last answer in another process, ten times', async () => {
    const second = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(), beside: owner });
    for (let round = 0; round < 10; round++) {
      const placement = placementOf({ payments: [{ method: 'invoice' }] });
      const { orderId } = placement;
      await owner.deliver(asking(place(placement), `x-${round}`), reserved(orderId, [lamp(2)]));
      const told = (await Promise.all([owner.deliver(asking(cancel(orderId), `y-${round}`)), second.deliver(priced(placement))])).flat();
      const releases = [...told, ...(await owner.deliver())].filter((one) => one.type === 'orders.release-requested.v1') as (Inbound & { data: { releaseId: string } })[];
      for (const { data } of releases) await owner.deliver(released(orderId, data.releaseId));
      expect((await stateOf(orderId)).status).toBe('cancelled');
    }
    await second.consumer.stop();
    await second.database.close();
  });
});

describe('a process whose clock is off', () => {
  const others = ['nextTick', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'queueMicrotask', 'performance', 'hrtime'] as const;
  afterEach(() => void jest.useRealTimers());

  it.each([10, -10])('by %d minutes makes payments due now and meets no deadline before its time', async (minutes) => {
    const process = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(), beside: owner });
    jest.useFakeTimers({ now: Date.now() + minutes * 60_000, doNotFake: [...others] });
    const placement = placementOf({ payments: [{ method: 'card', token: 'tok_ok' }] });
    await process.deliver(place(placement), reserved(placement.orderId, [lamp(2)]), priced(placement));
    const { rows } = await owner.database.pool.query(
      `select abs(extract(epoch from due_at - clock_timestamp())) < 60 as soon from messaging.work_item where kind = 'payment' and payload ->> 'orderId' = $1`, [placement.orderId]);
    expect(rows).toEqual([{ soon: true }]);
    const deadlines = () => owner.database.pool.query('select kind, due_at from orders.deadline where subject_id = $1 order by kind', [placement.orderId]).then((result) => result.rows);
    const before = await deadlines();
    expect(before).not.toEqual([]);
    const { clock: _its, ...byDatabase } = parts;
    await sweepDeadlines({ ...byDatabase, database: process.database });
    expect(await deadlines()).toEqual(before);
    await process.consumer.stop();
    await process.database.close();
  });
});

describe('fulfilling', () => {
  it('goes by the table of steps; anything else is 409', async () => {
    const { orderId } = await confirmed({ method: 'pickup', location: 'leeds' });
    const id = `${orderId}-f1`;
    for (const verb of ['pick', 'pack', 'ship', 'ready', 'collect'] as const) expect(await owner.settle(advance(orderId, id, verb))).toMatchObject({ status: 409, problem: { type: expect.stringMatching(/illegal-transition$/) } });
    await atWork(orderId, 'accept', 'pick', 'pack');
    const ready = await owner.settle(advance(orderId, id, 'ready'));
    const { collectCode } = ready.body as { collectCode: string };
    expect(collectCode).toMatch(/^\d{6}$/);
    expect(JSON.stringify((await stateOf(orderId)).state)).not.toContain(collectCode);
    expect(await owner.settle(advance(orderId, id, 'collect', { code: collectCode === '000000' ? '1' : '000000' }))).toMatchObject({ status: 409, problem: { type: expect.stringMatching(/wrong-code$/) } });
    await owner.deliver(asking(advance(orderId, id, 'collect', { code: collectCode }), 'collect'));
    const end = await owner.deliver(consumed(orderId, `${orderId}-h1`, [lamp(2)]));
    expect(settled(end, 'collect')).toMatchObject({ status: 200, effects: [{ view: 'stock' }, { view: 'order' }] });
    expect(last(end)).toMatchObject({ status: 'fulfilled', fulfillments: [{ status: 'collected' }] });
  });

  it('finds another location for what was rejected or not found, giving back in the same question', async () => {
    const { orderId } = await confirmed();
    const asked = await owner.deliver(asking(advance(orderId, `${orderId}-f1`, 'reject', { reason: 'closed' }), 'reject'));
    expect(of(asked, 'resourcing-requested')[0]!.data).toMatchObject({ attempt: 2, excluded: ['leeds'], lines: [{ sku: 'LAMP', quantity: 2, method: 'ship' }], release: [lamp(2)] });
    const end = await owner.deliver(reserved(orderId, [lamp(2, 'york')], 2));
    expect(settled(end, 'reject')?.status).toBe(200);
    expect(last(end).fulfillments).toMatchObject([{ status: 'rejected', reason: 'closed' }, { id: `${orderId}-f2`, location: 'york', status: 'open', lines: [{ quantity: 2 }] }]);
    await owner.settle(advance(orderId, `${orderId}-f2`, 'accept'));
    const short = await owner.deliver(asking(advance(orderId, `${orderId}-f2`, 'pick', { lines: [{ lineId: '1', quantity: 1 }] }), 'short'));
    expect(of(short, 'resourcing-requested')[0]!.data).toMatchObject({ attempt: 3, excluded: ['leeds', 'york'], release: [lamp(1, 'york')] });
    const over = await owner.deliver(rejected(orderId, false, 3));
    expect(settled(over, 'short')?.status).toBe(200);
    expect(last(over)).toMatchObject({ status: 'confirmed', attention: expect.stringContaining('1 x LAMP'), lines: [{ quantities: { open: 1, cancelled: 1 } }] });
  });
});

describe('returning', () => {
  it('gives back what each unit is worth, and everything adds up', async () => {
    const placement = await confirmed({ method: 'carry-out', location: 'leeds', lines: [{ sku: 'LAMP', quantity: 3, price: '333' }], payments: [{ method: 'cash' }], taxIncluded: false }, { taxOnTop: 1 });
    const { orderId } = placement;
    expect(await owner.settle(giveBack(orderId, 'x', [{ lineId: '1', quantity: 4, disposition: 'restock' }]))).toMatchObject({ status: 409, problem: { type: expect.stringMatching(/not-returnable$/) } });
    const asked = await owner.deliver(asking(giveBack(orderId, `${orderId}-a`, [{ sku: 'LAMP', quantity: 1, disposition: 'damaged' }]), 'ret-a'));
    expect(of(asked, 'goods-returned')[0]!.data).toEqual({ returnId: `${orderId}-a`, orderId, location: 'leeds', lines: [{ sku: 'LAMP', quantity: 1, disposition: 'damaged' }] });
    const end = await owner.deliver(returned(orderId, `${orderId}-a`));
    expect(end.map((one) => one.type)).toEqual(['orders.order-returned.v1']);
    expect(settled(end, 'ret-a')).toMatchObject({ status: 201, resource: { view: 'return', key: `${orderId}-a` }, effects: expect.arrayContaining([{ view: 'return', key: `${orderId}-a`, version: 1 }, { view: 'stock', key: 'LAMP', version: 9 }]) });
    expect(end[0]!.data).toMatchObject({ return: { total: gbp(334), refund: { to: 'original', amount: gbp(334), status: 'refunded' } }, order: { amounts: { returned: gbp(334), refunded: gbp(334) }, lines: [{ quantities: { shipped: 3, returned: 1 } }] } });
    await owner.deliver(giveBack(orderId, `${orderId}-b`, [{ lineId: '1', quantity: 2, disposition: 'restock' }]), returned(orderId, `${orderId}-b`));
    expect((await stateOf(orderId)).state.tenders[0]).toMatchObject({ captured: '1000', refunded: '1000' });
  });

  it('records a return without an order once, when it is booked and its owner is known', async () => {
    const one = recorded('ret-1', { externalId: 'R-1', buyer: { externalId: 'b' } });
    const asked = await owner.deliver(asking(one, 'w1'), asking(recorded('ret-2', { externalId: 'R-1' }), 'w2'));
    expect(asked.map((message) => message.type)).toEqual(['orders.goods-returned.v1', 'orders.returner-named.v1']);
    await owner.deliver(returned('ret-1', 'ret-1'));
    const end = await owner.deliver(identified('ret-1'));
    expect(end[0]).toMatchObject({ type: 'orders.return-recorded.v1', data: { return: { id: 'ret-1', order: null, customer: { id: 'c-1' }, total: gbp(1000) } } });
    expect([settled(end, 'w1')?.status, settled(end, 'w2')?.status]).toEqual([201, 200]);
    expect(await owner.settle(recorded('ret-3', { externalId: 'R-1' }))).toMatchObject({ status: 200, resource: { key: 'ret-1' } });
    expect(await owner.settle(recorded('ret-4', { externalId: 'R-1', fingerprint: 'other' }))).toMatchObject({ status: 409 });
    expect(await owner.deliver(returned('ret-1', 'ret-1'))).toEqual([]);
  });
});

describe('when an answer is missing', () => {
  it('asks again under the same ids, tells a person, cancels nothing, and is quiet when the answer comes', async () => {
    const placement = placementOf({ payments: [{ method: 'invoice' }] });
    const { orderId } = placement;
    const [first] = await owner.deliver(place(placement));
    time.at = new Date('2026-11-01T09:01:01.000Z');
    await sweepDeadlines(parts);
    const again = await told();
    expect(alarms).toContain(`${orderId} answer`);
    expect(of(again, 'order-placed').find((one) => one.key === orderId)).toMatchObject({ id: first!.id, version: 1, data: { placement } });
    expect(await stateOf(orderId)).toMatchObject({ status: 'pending', attention: 'an answer is missing: inventory, promotions' });
    const end = await owner.deliver(reserved(orderId, [lamp(2)]), priced(placement));
    expect(last(end)).toMatchObject({ status: 'confirmed', attention: null });
  });

  it('cancels what nobody collects', async () => {
    const { orderId } = await confirmed({ method: 'pickup', location: 'leeds' });
    await atWork(orderId, 'accept', 'pick', 'pack', 'ready');
    time.at = new Date('2026-11-04T10:00:00.000Z');
    await sweepDeadlines(parts);
    await told();
    const end = await owner.deliver(released(orderId, `${orderId}-r1`));
    expect(last(end)).toMatchObject({ status: 'cancelled', fulfillments: [{ status: 'no-show' }] });
  });
});

it('tells everything again, with the versions that it has', async () => {
  const count = (await owner.database.pool.query('select (select count(*) from orders."order") + (select count(*) from orders.recorded_return where booked) as n')).rows[0].n;
  expect(await republishOrders(owner.database)).toBe(Number(count));
  expect(await told()).toHaveLength(Number(count));
  const { orderId } = await confirmed();
  expect(await republishOrders(owner.database, { key: orderId })).toBe(1);
  expect((await told())[0]).toMatchObject({ type: 'orders.order-changed.v1', key: orderId, version: 2 });
});
