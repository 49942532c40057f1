import fc from 'fast-check';
import { firstUnits, moneyOf, shareGrand } from '../src/domain/money.js';
import type { OrderState } from '../src/domain/order.js';
import { allQuantities } from '../src/domain/quantities.js';
import { authorisationLapses } from '../src/domain/renewal.js';
import { cover } from '../src/domain/tenders.js';
import { placementOf } from './orders.js';
import { World } from './participants.js';

const gbp = (amount: string) => ({ amount, currency: 'GBP' });
const at = '2026-11-05T09:00:00.000Z';
const sum = (list: readonly bigint[]) => list.reduce((total, one) => total + one, 0n);

/** An order of 15.94 with its goods packed, paid by cash, gift card and card. */
function packed(): World {
  const placement = placementOf({ id: 'o', lines: [{ sku: 'LAMP', quantity: 3, price: '333' }, { sku: 'CUP', quantity: 2, price: '100' }], payments: [{ method: 'cash', amount: gbp('300') }, { method: 'gift-card', amount: gbp('500'), card: 'x' }, { method: 'card' }] });
  const world = new World({ placement, stock: { 'LAMP@leeds': 3, 'CUP@leeds': 2 }, price: 'priced', payment: 'authorised', card: 900n });
  world.begin();
  world.drain();
  for (const verb of ['accept', 'pick', 'pack'] as const) world.advance({ fulfillmentId: 'o-f1', verb });
  world.drain();
  return world;
}

const act = fc.record({ what: fc.constantFrom('ship', 'ship', 'cancel', 'cancel-all', 'return', 'return', 'credit', 'lapse', 'lapse-refused'), line: fc.constantFrom('1', '2'), quantity: fc.integer({ min: 1, max: 3 }), rest: fc.boolean() });
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

function perform(world: World, { what, line: lineId, quantity }: Act, index: number): void {
  const fulfillment = world.order.fulfillments.find((one) => one.status === 'packed');
  const lines = [{ lineId, quantity }];
  const goods = { returnId: `r-${index}`, location: 'york', lines: [{ lineId, quantity, disposition: 'restock' as const }], at };
  switch (what) {
    case 'ship': return fulfillment ? world.advance({ fulfillmentId: fulfillment.id, verb: 'ship', carrier: 'Post', tracking: 'T', lines }) : undefined;
    case 'cancel': return world.cancel(`op-${index}`, { lines });
    case 'cancel-all': return world.cancel(`op-${index}`);
    case 'return': return world.takeBack({ ...goods, refund: 'original' });
    case 'credit': return world.takeBack({ ...goods, refund: 'store-credit', credit: { cardId: `gc-${index}`, index: `x-${index}`, ending: 'ABCD' } });
    default: {
      world.refusesRenewals = what === 'lapse-refused';
      const card = world.order.tenders.findLast((one) => one.method === 'card' && one.status === 'authorised');
      return card && world.command((step) => void authorisationLapses(world.order, card.id, new Date(at), step));
    }
  }
}

describe('S14 payments, whatever is asked and however answers come', () => {
  const start = packed();
  const saved = JSON.stringify({ order: start.order, stock: [...start.stock], held: start.held });

  it('refunded <= captured <= authorised, of each payment and at who has the money; what is kept is what stands', () => {
    let renewed = 0;
    fc.assert(fc.property(fc.array(act, { minLength: 2, maxLength: 4 }), fc.nat(1000), (acts, salt) => {
      const { order, stock, held } = JSON.parse(saved) as { order: OrderState; stock: [string, number][]; held: World['held'] };
      const world = Object.assign(new World(start.scenario), { order, held, stock: new Map(stock), ticks: 200, attempt: 1 });
      Object.assign(world.provider, { authorised: start.provider.authorised });
      Object.assign(world.card, start.card);
      let turn = salt;
      for (const [index, one] of acts.entries()) {
        attempt(world, () => perform(world, one, index));
        if (one.rest) world.drain((count) => (turn = (turn * 31 + 7) % 10_007) % count);
        check(world, false);
      }
      world.drain();
      check(world, true);
      renewed += world.order.tenders.some((one) => one.replaces && one.status !== 'failed') ? 1 : 0;
    }), { numRuns: 10_000, seed: 20261123 });
    expect(renewed).toBeGreaterThan(500);
  }, 120_000);

  function check({ order, provider, card }: World, rests: boolean): void {
    const of = (pick: 'authorised' | 'captured' | 'refunded', method?: string) => sum(order.tenders.filter((one) => !method || one.method === method).map((one) => BigInt(one[pick])));
    const within = order.tenders.every((one) => BigInt(one.refunded) <= BigInt(one.captured) && BigInt(one.captured) <= BigInt(one.authorised));
    const there = provider.refunded <= provider.captured && provider.captured <= provider.authorised && card.held >= 0n && card.refunded <= card.captured;
    const money = moneyOf(order);
    const kept = of('captured') - of('refunded');
    const due = money.grand - money.cancelled - money.toRefund;
    const gone = allQuantities(order).every((one) => one.open === 0);
    const settled = !rests || (kept >= money.handedOver - money.toRefund && kept <= due && (!gone || (kept === due && provider.authorised === provider.captured && card.held === 0n))
      && provider.captured === of('captured', 'card') && provider.refunded === of('refunded', 'card') && card.captured === of('captured', 'gift-card') && card.refunded === of('refunded', 'gift-card') && order.waiters.length === 0);
    // At every moment what is still to be handed over is covered.
    const covered = order.process.wish === 'cancel' || provider.authorised - provider.captured + card.held + kept + money.toRefund >= money.handedOver;
    if (!within || !there || !settled || !covered || kept > money.grand) throw new Error(JSON.stringify({ within, there, settled, covered, kept: `${kept}`, due: `${due}`, handedOver: `${money.handedOver}`, tenders: order.tenders, calls: order.calls, status: order.process }));
  }
});

/** Refuses as the engine does: what was changed before is thrown away. */
function attempt(world: World, run: () => void): void {
  const before = JSON.stringify(world.order);
  try {
    run();
  } catch (error) {
    if ((error as Error).name !== 'DomainError') throw error;
    world.order = JSON.parse(before) as OrderState;
  }
}

describe('S14 sums that are split', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 12n });

  it('units of a line: in any portions, they are worth the line to the penny, and no two differ by more than one', () => {
    fc.assert(fc.property(amount, fc.integer({ min: 1, max: 60 }), fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 30 }), (total, units, portions) => {
      let [taken, worth] = [0, 0n];
      for (const portion of [...portions, units]) {
        const to = Math.min(units, taken + portion);
        worth += firstUnits(total, units, to) - firstUnits(total, units, taken);
        taken = to;
      }
      const each = Array.from({ length: units }, (_, unit) => firstUnits(total, units, unit + 1) - firstUnits(total, units, unit));
      return worth === total && each.every((one) => one === total / BigInt(units) || one === total / BigInt(units) + 1n) && each.every((one, unit) => unit === 0 || one <= each[unit - 1]!);
    }), { numRuns: 10_000 });
  });

  it('a grand total over its lines: nothing is lost, and what no line explains stays apart', () => {
    fc.assert(fc.property(fc.array(amount, { minLength: 1, maxLength: 8 }), fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }), (owed, more) => {
      const all = sum(owed);
      const grand = all + more < 0n ? 0n : all + more;
      const { lines, rest } = shareGrand(grand, owed);
      return sum(lines) + rest === grand && rest >= 0n && (more < 0n || lines.every((one, index) => one === owed[index])) && lines.every((one, index) => one >= 0n && (more >= 0n || one <= owed[index]! + 1n));
    }), { numRuns: 10_000 });
  });

  it('a total over tenders: each pays no more than it offers, all of it is covered or what is missing is said', () => {
    const tender = fc.record({ method: fc.constantFrom('card' as const, 'gift-card' as const, 'cash' as const), amount: fc.option(fc.bigInt({ min: 0n, max: 3000n }), { nil: undefined }) });
    fc.assert(fc.property(fc.array(tender, { minLength: 1, maxLength: 5 }), fc.bigInt({ min: 0n, max: 6000n }), (offered, grand) => {
      const tenders = offered.map((one) => ({ ...one, amount: one.amount?.toString() ?? '' }));
      const order = { ...start(), tenders, totals: { grand: gbp(grand.toString()) }, recorded: false } as unknown as OrderState;
      const left = cover(order);
      const paid = order.tenders.map((one) => BigInt(one.amount));
      return sum(paid) + left === grand && left >= 0n && paid.every((one, index) => one >= 0n && (offered[index]!.amount === undefined || one <= offered[index]!.amount!)) && (left === 0n || offered.every((one) => one.amount !== undefined));
    }), { numRuns: 10_000 });
  });

  const start = () => ({ rest: '0', lines: [], returns: [], fulfillments: [], promised: [], backordered: [], unplaced: [] });
});
