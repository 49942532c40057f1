import fc from 'fast-check';
import { paymentAnswered } from '../src/domain/answers.js';
import { beginExchange, endExchange, giveCreditBack, outcomeOf, type ExchangeRequest } from '../src/domain/exchange.js';
import type { OrderState } from '../src/domain/order.js';
import { allQuantities } from '../src/domain/quantities.js';
import { newStep } from '../src/domain/step.js';
import { defaultPolicy as policy } from '../src/orders.subscriptions.js';
import { placementOf, type Wish } from './orders.js';
import { World, type Scenario } from './participants.js';

const at = '2026-11-05T09:00:00.000Z';
const prices = { LAMP: '333', CUP: '100', VASE: '500' };
type Sku = keyof typeof prices;

function worldOf(wish: Wish, more: Partial<Scenario> = {}): World {
  return new World({ placement: placementOf({ payments: [{ method: 'card' }], ...wish }), stock: { 'LAMP@leeds': 9, 'CUP@leeds': 9, 'VASE@leeds': 9 }, price: 'priced', payment: 'authorised', ...more });
}

/** An order that has left and is paid by card: 999 for lamps, 200 for cups, 395 for shipping. */
function shipped(): World {
  const world = worldOf({ id: 'old', lines: [{ sku: 'LAMP', quantity: 3, price: prices.LAMP }, { sku: 'CUP', quantity: 2, price: prices.CUP }] });
  world.begin();
  world.drain();
  for (const verb of ['accept', 'pick', 'pack', 'ship'] as const) world.advance({ fulfillmentId: world.order.fulfillments[0]!.id, verb, carrier: 'Post', tracking: 'T' });
  world.drain();
  return world;
}

type Back = { lineId: string; quantity: number };
type Given = { sku: Sku; quantity: number };

/** The two orders of an exchange; the new one is decided as its participants say. Null: refused before anything was set aside. */
function exchange(old: World, back: readonly Back[], given: readonly Given[], more: { insteadOf?: ExchangeRequest['insteadOf']; scenario?: Partial<Scenario>; pay?: boolean; id?: string } = {}): World | null {
  const { insteadOf, scenario = {}, pay = true, id = 'new' } = more;
  const placement = placementOf({ id, lines: given.map((one) => ({ ...one, price: prices[one.sku] })), payments: pay ? [{ method: 'card' }] : [] });
  const request: ExchangeRequest = { orderId: 'old', returnId: `ret-${id}`, exchangeId: `x-${id}`, location: 'leeds', lines: back.map((one) => ({ ...one, disposition: 'restock' })), placement, at, ...(insteadOf ? { insteadOf } : {}) };
  const before = JSON.stringify(old.order);
  let made: ReturnType<typeof beginExchange>;
  try {
    old.command((step) => { made = beginExchange(old.order, request, `op-${id}`, step); });
  } catch (error) {
    if ((error as Error).name !== 'DomainError') throw error;
    old.order = JSON.parse(before) as OrderState;
    return null;
  }
  const fresh = new World({ placement: made!, stock: { 'LAMP@leeds': 9, 'CUP@leeds': 9, 'VASE@leeds': 9 }, price: 'priced', payment: 'authorised', ...scenario });
  fresh.begin();
  fresh.order.exchange = { id: request.exchangeId, order: 'old', returnId: request.returnId };
  fresh.drain();
  return fresh;
}

function end(old: World, fresh: World): void {
  for (let times = 0; times < 2; times++) old.command((step) => endExchange(old.order, fresh.order.exchange!.returnId, outcomeOf(fresh.order), step));
  old.drain();
}

const taken = ({ provider }: World) => provider.captured - provider.refunded;
const returnedOf = ({ order }: World) => allQuantities(order).map((one) => one.returned);
const answer = (old: World, id = 'new') => old.settled.find((one) => one.operationId === `op-${id}`);

describe('S7 an exchange', () => {
  it('that is even moves no money: the price that was paid is kept, and nobody is charged or refunded', () => {
    const old = shipped();
    const before = taken(old);
    const fresh = exchange(old, [{ lineId: '1', quantity: 2 }], [{ sku: 'VASE', quantity: 2 }], { insteadOf: { '1': '1' }, pay: false })!;
    expect(fresh.scenario.placement).toMatchObject({ coupons: [], channel: { pricing: 'ours' }, lines: [{ kept: { total: { amount: '666' } } }], payments: [{ method: 'exchange', amount: { amount: '666' } }] });
    end(old, fresh);
    expect([fresh.order.process.outcome, fresh.order.totals?.grand.amount, fresh.order.tenders.map((one) => [one.method, one.captured])]).toEqual(['confirmed', '666', [['exchange', '666']]]);
    expect([returnedOf(old), taken(old), fresh.provider.authorised, old.order.calls.some((one) => one.kind === 'refund')]).toEqual([[2, 0], before, 0n, false]);
  });

  it('S13 that is even keeps the tax that was paid on top, at the rate of then, to the penny', () => {
    const paid = fc.tuple(fc.bigInt({ min: 1n, max: 100_000n }), fc.bigInt({ min: 0n, max: 30_000n }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }), fc.boolean());
    const start = shipped().order;
    fc.assert(fc.property(paid, ([total, tax, units, before, included]) => {
      const order = structuredClone(start) as OrderState & { taxIncluded: boolean };
      const line = order.lines[0]!;
      order.taxIncluded = false;
      Object.assign(line, { total: { amount: total.toString(), currency: 'GBP' }, paid: (total + tax).toString(), returned: Math.min(before, 3 - units) });
      const placement = { ...placementOf({ id: 'new', lines: [{ sku: 'VASE', quantity: units, price: '500' }], payments: [], taxIncluded: included }) };
      const made = beginExchange(order, { orderId: 'old', returnId: 'r', exchangeId: 'x', location: 'leeds', lines: [{ lineId: '1', quantity: units, disposition: 'restock' }], placement, insteadOf: { '1': '1' }, at }, undefined, newStep(new Date(at), policy))!;
      const { kept } = made.lines[0]!;
      const asked = BigInt(kept!.total.amount) + BigInt(kept!.tax?.amount ?? '0');
      return asked === BigInt(made.payments.find((one) => one.method === 'exchange')?.amount?.amount ?? '0');
    }), { numRuns: 10_000, seed: 20261124 });
  });

  it('keeps the price for no more than comes back', () => {
    const swap = (back: readonly Back[], given: readonly Given[], insteadOf: Record<string, string>) => exchange(shipped(), back, given, { insteadOf });
    expect(swap([{ lineId: '1', quantity: 1 }], [{ sku: 'VASE', quantity: 2 }], { '1': '1' })).toBeNull();
    expect(swap([{ lineId: '1', quantity: 1 }], [{ sku: 'VASE', quantity: 1 }], { '1': '2' })).toBeNull();
    expect(swap([{ lineId: '1', quantity: 2 }], [{ sku: 'VASE', quantity: 1 }, { sku: 'CUP', quantity: 1 }], { '1': '1', '2': '1' })).not.toBeNull();
  });

  it('keeps the price of the lines that take the place of others, and asks that of today for the rest', () => {
    const old = shipped();
    const fresh = exchange(old, [{ lineId: '1', quantity: 2 }], [{ sku: 'VASE', quantity: 1 }, { sku: 'CUP', quantity: 2 }], { insteadOf: { '1': '1' } })!;
    expect(fresh.scenario.placement.lines.map((line) => line.kept?.total.amount)).toEqual(['333', undefined]);
    end(old, fresh);
    // 333 of then, 200 for cups and 395 for sending them; 666 came back.
    expect(fresh.order.tenders.map((one) => [one.method, one.authorised])).toEqual([['exchange', '666'], ['card', '262']]);
    expect([returnedOf(old), old.provider.refunded]).toEqual([[2, 0], 0n]);
  });

  it('takes the goods back when the new order stands, and refunds once what is left over', () => {
    const old = shipped();
    const fresh = exchange(old, [{ lineId: '1', quantity: 3 }], [{ sku: 'VASE', quantity: 1 }])!;
    expect([returnedOf(old), fresh.order.process.outcome]).toEqual([[0, 0], 'confirmed']);
    expect(fresh.order.tenders.map((one) => [one.method, one.captured])).toEqual([['exchange', '895'], ['card', '0']]);
    end(old, fresh);
    expect([returnedOf(old), old.provider.refunded, fresh.provider.captured]).toEqual([[3, 0], 999n - 895n, 0n]);
    expect(answer(old)).toMatchObject({ outcome: 'done', status: 201, body: { id: 'x-new', order: 'new', return: 'ret-new' } });
    const told = old.facts.flatMap((fact) => (fact.kind === 'lifecycle' && fact.type === 'order-returned' ? [fact.return] : []));
    expect(told).toEqual([expect.objectContaining({ status: 'closed', exchange: { id: 'x-new', order: 'new', amount: { amount: '895', currency: 'GBP' } } })]);
  });

  it('is answered when the order that the goods came from can be read with its return', () => {
    const old = shipped();
    end(old, exchange(old, [{ lineId: '1', quantity: 1 }], [{ sku: 'VASE', quantity: 1 }], { insteadOf: { '1': '1' }, pay: false })!);
    const told = old.facts.findLast((fact) => fact.kind === 'lifecycle' && fact.type === 'order-returned');
    expect(answer(old)?.effects).toContainEqual({ view: 'order', key: 'old', version: (told as { version: number }).version });
  });

  it('collects a difference once, with the new order', () => {
    const old = shipped();
    const fresh = exchange(old, [{ lineId: '2', quantity: 1 }], [{ sku: 'VASE', quantity: 1 }])!;
    end(old, fresh);
    expect(fresh.order.tenders.map((one) => [one.method, one.authorised])).toEqual([['exchange', '100'], ['card', '795']]);
    expect([old.provider.refunded, returnedOf(old)]).toEqual([0n, [0, 1]]);
  });

  it.each([['its goods cannot be had', { stock: {} }, 409], ['the difference is not paid', { payment: 'declined' as const }, 402]])('leaves everything as it was when %s, and says why', (_why, scenario, status) => {
    const old = shipped();
    const money = taken(old);
    const fresh = exchange(old, [{ lineId: '2', quantity: 1 }], [{ sku: 'VASE', quantity: 1 }], { scenario })!;
    expect(fresh.order.process.outcome).toBe('refused');
    end(old, fresh);
    expect([returnedOf(old), taken(old), old.order.announced, old.order.returns]).toEqual([[0, 0], money, [], []]);
    expect(answer(old)).toMatchObject({ outcome: 'refused', status });
    // The units can be returned as before.
    old.takeBack({ returnId: 'r', location: 'leeds', lines: [{ lineId: '2', quantity: 2, disposition: 'restock' }], refund: 'original', at });
    old.drain();
    expect(returnedOf(old)).toEqual([0, 2]);
  });

  it('sets the units aside meanwhile: they cannot be returned or exchanged a second time', () => {
    const old = shipped();
    expect(exchange(old, [{ lineId: '2', quantity: 2 }], [{ sku: 'VASE', quantity: 1 }])).not.toBeNull();
    expect(exchange(old, [{ lineId: '2', quantity: 1 }], [{ sku: 'VASE', quantity: 1 }], { id: 'second' })).toBeNull();
    expect(() => old.takeBack({ returnId: 'r', location: 'leeds', lines: [{ lineId: '2', quantity: 1, disposition: 'restock' }], refund: 'original', at })).toThrow(/not come back/);
  });

  it('gives the value back to who paid first, when the new order is cancelled in its turn', () => {
    const old = shipped();
    const fresh = exchange(old, [{ lineId: '1', quantity: 3 }], [{ sku: 'VASE', quantity: 1 }])!;
    end(old, fresh);
    fresh.cancel('op-cancel');
    fresh.drain();
    const call = fresh.order.calls.find((one) => one.by === 'exchange')!;
    expect([call.kind, call.amount, call.state]).toEqual(['refund', '895', 'asked']);
    old.command((step) => giveCreditBack(old.order, 'ret-new', BigInt(call.amount), step));
    fresh.command((step) => paymentAnswered(fresh.order, { callId: call.id, answer: { outcome: 'done' } }, step));
    old.drain();
    fresh.drain();
    expect([old.provider.refunded, fresh.order.process.outcome, fresh.settled.find((one) => one.operationId === 'op-cancel')?.status]).toEqual([999n, 'cancelled', 200]);
  });

  it('conserves money and units whatever is exchanged for whatever', () => {
    const start = shipped();
    const saved = JSON.stringify({ order: start.order, consumed: start.consumed });
    const back = fc.array(fc.record({ lineId: fc.constantFrom('1', '2'), quantity: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 2 });
    const given = fc.array(fc.record({ sku: fc.constantFrom<Sku[]>('LAMP', 'CUP', 'VASE'), quantity: fc.integer({ min: 1, max: 2 }) }), { minLength: 1, maxLength: 2 });
    fc.assert(fc.property(back, given, fc.constantFrom<Partial<Scenario>[]>({}, {}, { payment: 'declined' }, { stock: {} }), fc.boolean(), fc.constantFrom<Record<string, string>[]>({}, {}, { '1': '1' }, { '2': '1' }, { '1': '2', '2': '1' }), (comes, goes, scenario, pay, insteadOf) => {
      const { order, consumed } = JSON.parse(saved) as { order: OrderState; consumed: World['consumed'] };
      const old = Object.assign(new World(start.scenario), { order, consumed, ticks: 200 });
      Object.assign(old.provider, { authorised: start.provider.authorised, captured: start.provider.captured, refunded: 0n });
      const fresh = exchange(old, comes, goes, { scenario, pay, insteadOf });
      if (!fresh) return;
      end(old, fresh);
      const stands = fresh.order.process.outcome === 'confirmed';
      const credit = BigInt(fresh.order.tenders.find((one) => one.method === 'exchange')?.captured ?? '0');
      const value = old.order.returns.reduce((sum, one) => sum + BigInt(one.document.total.amount), 0n);
      const came = returnedOf(old).reduce((sum, one) => sum + one, 0);
      const grand = BigInt(fresh.order.totals!.grand.amount);
      const card = fresh.order.tenders.filter((one) => one.method === 'card' && one.status === 'authorised').reduce((sum, one) => sum + BigInt(one.authorised), 0n);
      const right = stands
        ? came === comes.reduce((sum, one) => sum + one.quantity, 0) && old.provider.refunded === value - credit && credit + card === grand && credit <= value && (value <= grand || card === 0n)
        : came === 0 && old.provider.refunded === 0n && fresh.provider.captured === 0n;
      if (!right || old.order.waiters.length > 0 || (old.order.announced ?? []).length > 0) throw new Error(JSON.stringify({ stands, came, credit: `${credit}`, value: `${value}`, refunded: `${old.provider.refunded}`, card: `${card}`, grand: `${grand}`, waiters: old.order.waiters }));
    }), { numRuns: 10_000, seed: 20261123 });
  }, 300_000);
});
