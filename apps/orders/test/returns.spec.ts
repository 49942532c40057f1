import fc from 'fast-check';
import { advanceReturn, announce, returnSteps, type ReturnVerb } from '../src/domain/announced-return.js';
import { moneyOf } from '../src/domain/money.js';
import type { OrderState } from '../src/domain/order.js';
import { allQuantities, announcedUnits } from '../src/domain/quantities.js';
import { placementOf, type Wish } from './orders.js';
import { World } from './participants.js';

/** An order that has left, by what it was paid. */
function shipped(wish: Wish = {}): World {
  const placement = placementOf({ id: 'o', lines: [{ sku: 'LAMP', quantity: 3, price: '333' }, { sku: 'CUP', quantity: 2, price: '100' }], payments: [{ method: 'cash', amount: { amount: '500', currency: 'GBP' } }, { method: 'card' }], ...wish });
  const world = new World({ placement, stock: { 'LAMP@leeds': 3, 'CUP@leeds': 2 }, price: 'priced', payment: 'authorised' });
  world.begin();
  world.drain();
  const { id } = world.order.fulfillments[0]!;
  for (const verb of ['accept', 'pick', 'pack', 'ship'] as const) world.advance({ fulfillmentId: id, verb, carrier: 'Post', tracking: 'T' });
  world.drain();
  return world;
}

const at = '2026-11-05T09:00:00.000Z';
const request = (returnId: string, lines: { lineId: string; quantity: number }[], more: object = {}) => ({ returnId, location: 'york', lines, refund: 'original' as const, refundWhen: 'inspected' as const, at, ...more });
const ask = (world: World, returnId: string, verb: ReturnVerb, more: object = {}) => world.command((step) => advanceReturn(world.order, { returnId, verb, at, ...more }, `op-${world.facts.length}`, step));
const told = (world: World) => world.facts.flatMap((fact) => (fact.kind === 'lifecycle' && fact.return ? [fact.return] : []));
const refunded = ({ tenders }: OrderState) => tenders.reduce((sum, one) => sum + BigInt(one.refunded), 0n);
const captured = ({ tenders }: OrderState) => tenders.reduce((sum, one) => sum + BigInt(one.captured), 0n);

/** Refuses as the engine does: what was changed before is thrown away. */
function attempt(world: World, run: () => void): string | undefined {
  const before = JSON.stringify(world.order);
  try {
    run();
    return undefined;
  } catch (error) {
    if ((error as Error).name !== 'DomainError') throw error;
    world.order = JSON.parse(before) as OrderState;
    return (error as { code?: string }).code;
  }
}

describe('S6 a return by mail', () => {
  it('is requested, authorised, on its way, received, inspected and closed, and is told at each', () => {
    const world = shipped();
    world.command((step) => announce(world.order, request('r-1', [{ lineId: '1', quantity: 2 }], { reason: 'too dark', fee: '100' }), 'op-r', step));
    for (const [verb, more] of [['authorise', {}], ['send', { carrier: 'Post', tracking: 'R1' }], ['receive', { location: 'leeds' }]] as const) ask(world, 'r-1', verb, more);
    world.drain();
    expect([refunded(world.order), allQuantities(world.order)[0]!.returned]).toEqual([0n, 0]);
    ask(world, 'r-1', 'inspect', { lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }, { lineId: '1', quantity: 1, disposition: 'damaged' }] });
    world.drain();
    expect(told(world).map((one) => [one.status, one.location, one.total.amount])).toEqual([
      ['requested', 'york', '666'], ['authorised', 'york', '666'], ['in-transit', 'york', '666'], ['received', 'leeds', '666'], ['closed', 'leeds', '666'],
    ]);
    expect(told(world).at(-1)).toMatchObject({ reason: 'too dark', fee: { amount: '100' }, tracking: { carrier: 'Post', number: 'R1' }, refund: { amount: { amount: '566' }, status: 'refunded' } });
    expect([refunded(world.order), allQuantities(world.order)[0]!.returned, world.stock.get('LAMP@leeds')]).toEqual([566n, 2, 1]);
    expect(world.facts.filter((fact) => fact.kind === 'lifecycle' && fact.type === 'order-returned')).toHaveLength(1);
    expect(world.settled.filter((one) => one.operationId !== 'op-place').map((one) => one.status)).toEqual([201, 200, 200, 200, 200]);
  });

  it('may be refunded when it is here, once, whatever the inspection says', () => {
    const world = shipped();
    world.command((step) => announce(world.order, request('r-1', [{ lineId: '1', quantity: 2 }, { lineId: '2', quantity: 1 }], { refundWhen: 'received', shipping: '395' }), undefined, step));
    ask(world, 'r-1', 'authorise');
    ask(world, 'r-1', 'receive', { lines: [{ lineId: '1', quantity: 2 }] });
    world.drain();
    expect(refunded(world.order)).toBe(666n + 395n);
    ask(world, 'r-1', 'inspect', { lines: [{ lineId: '1', quantity: 2, disposition: 'damaged' }] });
    world.drain();
    expect([refunded(world.order), world.stock.get('LAMP@york')]).toEqual([666n + 395n, undefined]);
    expect(told(world).at(-1)).toMatchObject({ status: 'closed', shipping: { amount: '395' }, refund: { amount: { amount: '1061' }, status: 'refunded' } });
  });

  it('S15 becomes store credit by choice: loaded once, when it is inspected, less the fee; nobody else is paid back', () => {
    const world = shipped();
    const credit = { cardId: 'gc-1', index: 'x', ending: 'ABCD' };
    world.command((step) => announce(world.order, request('r-1', [{ lineId: '1', quantity: 2 }], { refund: 'store-credit', credit, fee: '66' }), 'op-r', step));
    for (const verb of ['authorise', 'receive'] as const) ask(world, 'r-1', verb);
    world.drain();
    expect([world.card.credited, refunded(world.order)]).toEqual([0n, 0n]);
    ask(world, 'r-1', 'inspect', { lines: [{ lineId: '1', quantity: 2, disposition: 'restock' }] });
    world.drain();
    expect([world.card.credited, refunded(world.order), world.order.waiters]).toEqual([600n, 0n, []]);
    expect(told(world).at(-1)).toMatchObject({ status: 'closed', refund: { to: 'store-credit', amount: { amount: '600' }, status: 'refunded' } });
  });

  it('takes its units into account from the request on, and frees them when it is declined', () => {
    const world = shipped();
    world.command((step) => announce(world.order, request('r-1', [{ lineId: '1', quantity: 2 }]), undefined, step));
    const again = (quantity: number) => attempt(world, () => world.command((step) => announce(world.order, request('r-2', [{ lineId: '1', quantity }]), undefined, step)));
    const atTheCounter = () => attempt(world, () => world.takeBack({ returnId: 'r-3', location: 'york', lines: [{ lineId: '1', quantity: 2, disposition: 'restock' }], refund: 'original', at }));
    expect([again(2), atTheCounter()]).toEqual(['not-returnable', 'not-returnable']);
    ask(world, 'r-1', 'decline', { reason: 'after the thirty days' });
    expect(told(world).at(-1)).toMatchObject({ status: 'declined', reason: 'after the thirty days' });
    expect([atTheCounter(), again(2), again(1)]).toEqual([undefined, 'not-returnable', undefined]);
  });

  it('refuses a fee above the refund, and more shipping than was paid', () => {
    const world = shipped();
    const wants = (returnId: string, more: object) => attempt(world, () => world.command((step) => announce(world.order, request(returnId, [{ lineId: '2', quantity: 1 }], more), undefined, step)));
    expect([wants('r-1', { fee: '101' }), wants('r-2', { shipping: '396' }), wants('r-3', { shipping: '300' }), wants('r-4', { shipping: '96' })]).toEqual(['invalid-request', 'invalid-request', undefined, 'invalid-request']);
  });

  it('wants a disposition for each unit that came, and no more', () => {
    const world = shipped();
    world.command((step) => announce(world.order, request('r-1', [{ lineId: '1', quantity: 2 }]), undefined, step));
    ask(world, 'r-1', 'authorise');
    ask(world, 'r-1', 'receive');
    const inspect = (quantity: number) => attempt(world, () => ask(world, 'r-1', 'inspect', { lines: [{ lineId: '1', quantity, disposition: 'vendor-return' }] }));
    expect([inspect(1), inspect(3), inspect(2), inspect(2)]).toEqual(['invalid-request', 'too-many-units', undefined, 'illegal-transition']);
  });
});

const verbs = Object.keys(returnSteps) as ReturnVerb[];
const dispositions = ['restock', 'damaged', 'open-box', 'vendor-return', 'dispose'] as const;
const act = fc.record({
  what: fc.constantFrom<(ReturnVerb | 'request' | 'counter')[]>('request', 'counter', ...verbs, ...verbs), which: fc.nat(3), line: fc.constantFrom('1', '2'), quantity: fc.integer({ min: 1, max: 2 }),
  disposition: fc.constantFrom(...dispositions), early: fc.boolean(), fee: fc.nat(120), shipping: fc.nat(200), credited: fc.boolean(),
});

describe('S6 returns, whatever is asked', () => {
  const start = shipped();
  const saved = JSON.stringify({ order: start.order, stock: [...start.stock], consumed: start.consumed });

  it('never refund more than was captured, never take back more than was shipped, and damaged units never raise what can be sold', () => {
    fc.assert(fc.property(fc.array(act, { minLength: 2, maxLength: 10 }), (acts) => {
      const { order, stock, consumed } = JSON.parse(saved) as { order: OrderState; stock: [string, number][]; consumed: World['consumed'] };
      const world = Object.assign(new World(start.scenario), { order, consumed, stock: new Map(stock), ticks: 200 });
      Object.assign(world.provider, { authorised: start.provider.authorised, captured: start.provider.captured, refunded: start.provider.refunded });
      let restocked = 0;
      for (const [index, one] of acts.entries()) {
        const { which, line: lineId, quantity, disposition } = one;
        const returnId = `r-${which}`;
        const came = world.order.announced?.find((known) => known.id === returnId)?.lines ?? [];
        const refused = attempt(world, () => {
          if (one.what === 'request') world.command((step) => announce(world.order, request(returnId, [{ lineId, quantity }], { ...(one.credited ? { refund: 'store-credit', credit: { cardId: `gc-${index}`, index: `x-${index}`, ending: 'ABCD' } } : { refundWhen: one.early ? 'received' : 'inspected' }), fee: `${one.fee}`, shipping: `${one.shipping}` }), undefined, step));
          else if (one.what === 'counter') world.takeBack({ returnId: `c-${index}`, location: 'york', lines: [{ lineId, quantity, disposition }], refund: 'original', at });
          else ask(world, returnId, one.what, one.what === 'inspect' ? { lines: came.map((units) => ({ lineId: units.lineId, quantity: units.quantity, disposition })) } : { reason: 'no' });
        });
        if (!refused && disposition === 'restock' && (one.what === 'counter' || one.what === 'inspect')) restocked += one.what === 'counter' ? quantity : came.reduce((sum, units) => sum + units.quantity, 0);
        world.drain();
        check(world, restocked);
      }
    }), { numRuns: 10_000, seed: 20261123 });
  }, 300_000);

  function check({ order, stock, provider, card }: World, restocked: number): void {
    const wrong = order.lines.some((line, index) => allQuantities(order)[index]!.returned + announcedUnits(order, line) > allQuantities(order)[index]!.shipped);
    const [taken, back] = [captured(order), refunded(order)];
    const money = moneyOf(order);
    const sellable = [...stock.values()].reduce((sum, one) => sum + one, 0);
    if (wrong || back + card.credited > taken || provider.refunded > provider.captured || taken - back < money.grand - money.cancelled - money.toRefund - 1n || sellable !== restocked || order.waiters.length > 0) {
      throw new Error(JSON.stringify({ wrong, taken: `${taken}`, back: `${back}`, toRefund: `${money.toRefund}`, sellable, restocked, waiters: order.waiters, returns: order.returns, announced: order.announced }));
    }
  }
});
