import { authorisationLapses } from '../src/domain/renewal.js';
import { isActive, isHandedOver } from '../src/domain/order.js';
import { moneyOf } from '../src/domain/money.js';
import { quantitiesOf } from '../src/domain/quantities.js';
import { statusOf } from '../src/domain/status.js';
import { isAnswerOwed, isProviderOwing } from '../src/domain/deadlines.js';
import { placementOf } from './orders.js';
import { World, type Scenario } from './participants.js';

/** The life of a confirmed order: people work on it, change their minds, bring things back, while promises break and answers come when they like. */

function dice(seed: number): (count: number) => number {
  let state = (seed * 2654435761) | 0;
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % count;
  };
}

const bundle = { sku: 'SET', quantity: 2, kind: 'bundle' as const, price: '3331', components: [{ sku: 'CUP', quantity: 3 }, { sku: 'POT', quantity: 1 }] };
const scenarios: Record<string, () => Scenario> = {
  'shipped, by card': () => scenario({ payments: [{ method: 'card' }] }),
  'shipped, by cash and card': () => scenario({ payments: [{ method: 'cash', amount: { amount: '1500', currency: 'GBP' } }, { method: 'card' }] }),
  'shipped, by gift card, card and cash': () => ({ ...scenario({ payments: [{ method: 'gift-card', amount: { amount: '3000', currency: 'GBP' }, card: 'x' }, { method: 'card', amount: { amount: '4000', currency: 'GBP' } }, { method: 'cash' }] }), card: 5000n }),
  'collected, by card that is slow to say': () => ({ ...scenario({ method: 'pickup', location: 'leeds', payments: [{ method: 'card' }] }), payment: 'unknown' }),
  'with backorders, by invoice': () => ({ ...scenario({ payments: [{ method: 'invoice' }] }), oversell: true, stock: { 'LAMP@leeds': 2, 'CUP@york': 4, 'POT@leeds': 1 } }),
};

function scenario(wish: Parameters<typeof placementOf>[0]): Scenario {
  const placement = placementOf({ id: 'o', lines: [{ sku: 'LAMP', quantity: 4, price: '999' }, bundle, { sku: 'WRAP', quantity: 1, kind: 'service', price: '250' }], ...wish });
  return { placement, stock: { 'LAMP@leeds': 5, 'LAMP@york': 3, 'CUP@leeds': 7, 'CUP@york': 7, 'POT@leeds': 3, 'POT@york': 1 }, breaks: 2, price: 'held', payment: 'authorised' };
}

type Roll = (count: number) => number;
let returns = 0;

/** Something that a person may ask for now; what is not possible is refused, and changes nothing. */
function ask(world: World, roll: Roll): void {
  const { order } = world;
  const line = order.lines[roll(order.lines.length)]!;
  const units = 1 + roll(2);
  const at = '2026-11-02T09:00:00.000Z';
  const operation = `op-${world.settled.length}-${world.delivered.length}-${roll(1_000_000)}`;
  const before = JSON.stringify(order);
  try {
    switch (roll(10)) {
      case 0: return world.cancel(operation, { lines: [{ lineId: line.id, quantity: units }] });
      case 1: {
        const credit = roll(3) === 0 ? { refund: 'store-credit' as const, credit: { cardId: `gc-${returns}`, index: `x-${returns}`, ending: 'ABCD' } } : { refund: 'original' as const };
        return world.takeBack({ returnId: `r-${++returns}`, location: 'york', lines: [{ lineId: line.id, quantity: units, disposition: 'restock' }], ...credit, at }, operation);
      }
      case 2: return roll(25) === 0 ? world.cancel(operation) : undefined;
      case 3: return world.pass('backorder');
      case 4: {
        world.refusesRenewals = roll(4) === 0;
        const lapsing = order.tenders.find((one) => one.method === 'card' && one.status === 'authorised');
        return lapsing && world.command((step) => void authorisationLapses(world.order, lapsing.id, new Date(at), step));
      }
      default: {
        const fulfillment = order.fulfillments[roll(order.fulfillments.length)]!;
        const verb = (['accept', 'reject', 'pick', 'pack', 'ship', 'ready', 'collect', 'accept', 'pick', 'pack', 'ship'] as const)[roll(11)]!;
        const named = fulfillment.lines[0];
        const lines = named && roll(2) === 0 ? [{ lineId: named.lineId, quantity: roll(2) }] : undefined;
        return world.advance({ fulfillmentId: fulfillment.id, verb, code: '123456', ...(lines && !(verb === 'ship' && lines[0]!.quantity === 0) ? { lines } : {}) }, operation);
      }
    }
  } catch (error) {
    if ((error as Error).name !== 'DomainError') throw error;
    // The engine throws away what was changed before a refusal.
    world.order = JSON.parse(before);
  }
}

function expectSound(world: World, at: unknown): void {
  const { order, provider } = world;
  const sum = (list: readonly { quantity: number }[]) => list.reduce((total, one) => total + one.quantity, 0);
  const over = statusOf(order) === 'cancelled';
  expect([at, isAnswerOwed(order), isProviderOwing(order), order.waiters, order.question, order.unplaced]).toEqual([at, false, false, [], null, []]);
  expect([at, sum(world.held)]).toEqual([at, over ? 0 : sum(order.fulfillments.filter(isActive).flatMap((one) => one.lines))]);
  expect([at, sum(world.waiting)]).toEqual([at, over ? 0 : sum(order.backordered)]);
  for (const line of order.lines) {
    const { open, shipped, cancelled, returned } = quantitiesOf(order, line);
    expect([at, open + shipped + cancelled, open >= 0, returned <= shipped]).toEqual([at, line.quantity, true, true]);
    for (const part of line.parts) {
      const here = [...order.fulfillments.filter((one) => isActive(one) || isHandedOver(one)).flatMap((one) => one.lines), ...order.backordered].filter((one) => one.lineId === line.id && one.sku === part.sku);
      expect([at, line.id, part.sku, sum(here)]).toEqual([at, line.id, part.sku, over ? 0 : (line.quantity - line.cancelled) * part.per]);
    }
  }
  const money = moneyOf(order);
  const all = (pick: (tender: (typeof order.tenders)[number]) => string, method?: string) => order.tenders.filter((one) => !method || one.method === method).reduce((total, tender) => total + BigInt(pick(tender)), 0n);
  expect([at, provider.captured, provider.refunded]).toEqual([at, all((one) => one.captured, 'card'), all((one) => one.refunded, 'card')]);
  const kept = all((one) => one.captured) - all((one) => one.refunded);
  if (order.tenders.some((one) => one.method === 'gift-card')) expect([at, world.card.captured, world.card.refunded]).toEqual([at, all((one) => one.captured, 'gift-card'), all((one) => one.refunded, 'gift-card')]);
  const credited = order.returns.reduce((total, { credit }) => total + (credit?.state === 'done' ? BigInt(credit.amount) : 0n), 0n);
  expect([at, world.card.credited, order.tenders.some((one) => one.method === 'invoice') || credited <= kept]).toEqual([at, credited, true]);
  if (order.tenders.some((one) => one.method === 'invoice')) expect([at, kept]).toEqual([at, 0n]);
  else if (over) expect([at, kept]).toEqual([at, 0n]);
  else expect([at, kept >= money.handedOver - money.toRefund, kept <= money.grand - money.cancelled - money.toRefund]).toEqual([at, true, true]);
  if (statusOf(order) === 'fulfilled' && !order.tenders.some((one) => one.method === 'invoice')) expect([at, kept]).toEqual([at, money.grand - money.cancelled - money.toRefund]);
  if (over) expect([at, world.couponUses]).toEqual([at, 0]);
}

describe.each(Object.entries(scenarios))('the life of an order %s', (_name, make) => {
  it('adds up at every rest, whatever is asked and however answers come', () => {
    for (let seed = 1; seed <= 30; seed++) {
      const roll = dice(seed);
      const world = new World(make());
      world.begin();
      for (let round = 0; round < 8; round++) {
        for (let moves = 0; moves < 12; moves++) {
          if (roll(2) === 0) world.deliver(roll);
          else if (world.order.process.outcome === 'confirmed') ask(world, roll);
        }
        world.drain(roll);
        expectSound(world, { seed, round });
      }
      const answered = world.settled.map((one) => one.operationId);
      expect(new Set(answered).size).toBe(answered.length);
      const versions = world.facts.flatMap((fact) => (fact.kind === 'lifecycle' ? [fact.version] : []));
      expect(versions).toEqual(versions.map((_, index) => index + 1));
    }
  });
});
