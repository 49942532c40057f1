import { isAnswerOwed, isProviderOwing } from '../src/domain/deadlines.js';
import { moneyOf } from '../src/domain/money.js';
import { isActive, isHandedOver } from '../src/domain/order.js';
import { quantitiesOf } from '../src/domain/quantities.js';
import { statusOf } from '../src/domain/status.js';
import { placementOf } from './orders.js';
import { World, type Scenario } from './participants.js';

/** A small generator of numbers that are the same for the same seed. */
function dice(seed: number): (count: number) => number {
  let state = seed * 2654435761 + 1;
  return (count) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return ((state ^ (state >>> 13)) >>> 0) % count;
  };
}

const bundle = { sku: 'SET', quantity: 2, kind: 'bundle' as const, components: [{ sku: 'CUP', quantity: 3 }, { sku: 'POT', quantity: 1 }] };
const stock = { 'LAMP@leeds': 2, 'LAMP@york': 2, 'CUP@leeds': 7, 'CUP@york': 7, 'POT@leeds': 3 };
const goods: Record<string, () => Partial<Scenario>> = {
  'two lines': () => ({ placement: placementOf({ id: 'o', buyer: true, lines: [{ sku: 'LAMP', quantity: 3 }, { sku: 'CUP', quantity: 2 }] }), stock }),
  'a bundle and a service': () => ({ placement: placementOf({ id: 'o', lines: [bundle, { sku: 'GIFTWRAP', quantity: 1, kind: 'service' }], payments: [{ method: 'cash', amount: { amount: '700', currency: 'GBP' } }, { method: 'card' }] }), stock }),
  'by gift card and card': () => ({ placement: placementOf({ id: 'o', lines: [{ sku: 'LAMP', quantity: 3 }], payments: [{ method: 'gift-card', amount: { amount: '700', currency: 'GBP' }, card: 'x' }, { method: 'card' }] }), stock, card: 1000n }),
  'by card and a gift card with too little on it': () => ({ placement: placementOf({ id: 'o', lines: [{ sku: 'LAMP', quantity: 3 }], payments: [{ method: 'card', amount: { amount: '700', currency: 'GBP' } }, { method: 'gift-card', card: 'x' }] }), stock, card: 1000n }),
  'not there': () => ({ placement: placementOf({ id: 'o', buyer: true, lines: [{ sku: 'LAMP', quantity: 9 }] }), stock }),
  'waits for stock': () => ({ placement: placementOf({ id: 'o', lines: [{ sku: 'LAMP', quantity: 9 }] }), stock, oversell: true }),
  'carry-out': () => ({ placement: placementOf({ id: 'o', method: 'carry-out', location: 'leeds', lines: [{ sku: 'LAMP', quantity: 3 }] }), stock }),
  'promises that break': () => ({ placement: placementOf({ id: 'o', lines: [{ sku: 'LAMP', quantity: 2 }, bundle] }), stock, breaks: 3 }),
};
const prices = ['priced', 'held', 'wrong-held', 'rejected'] as const;
const payments = ['authorised', 'declined', 'unknown', 'overdue'] as const;
const scenarios = Object.entries(goods).flatMap(([name, make]) => prices.flatMap((price) => payments.map((payment) => ({ name: `${name}, ${price}, ${payment}`, make: (): Scenario => ({ ...make(), price, payment }) as Scenario }))));

/** Nothing is lost, nothing is doubled: what others hold is what the order says of itself. */
function expectNoLeak(world: World): void {
  const { order } = world;
  const sum = (list: readonly { quantity: number }[]) => list.reduce((total, one) => total + one.quantity, 0);
  const status = statusOf(order);
  const at = { status, process: order.process, deadlines: order.deadlines };
  expect(isAnswerOwed(order) || isProviderOwing(order) ? Object.keys(order.deadlines) : ['-']).not.toEqual([]);
  expect([at, isAnswerOwed(order), isProviderOwing(order)]).toEqual([at, false, false]);
  expect(['confirmed', 'backordered', 'fulfilled', 'partially-fulfilled', 'cancelled', 'refused']).toContain(status);
  const active = order.fulfillments.filter(isActive).flatMap((one) => one.lines);
  const gone = order.fulfillments.filter(isHandedOver).filter((one) => one.location).flatMap((one) => one.lines);
  expect([at, sum(world.held)]).toEqual([at, status === 'cancelled' || status === 'refused' ? 0 : sum(active)]);
  expect([at, sum(world.waiting)]).toEqual([at, status === 'cancelled' || status === 'refused' ? 0 : sum(order.backordered)]);
  expect([at, sum(world.consumed)]).toEqual([at, sum(gone)]);
  for (const line of order.lines) {
    const { open, shipped, cancelled } = quantitiesOf(order, line);
    expect([at, open + shipped + cancelled, open >= 0]).toEqual([at, line.quantity, true]);
  }
  if (status === 'refused') expect([at, order.refusal?.type, order.problem?.type]).toEqual([at, order.problem?.type, expect.stringContaining('problems/')]);
  const over = status === 'cancelled' || status === 'refused';
  if (over) expect([at, world.couponUses]).toEqual([at, 0]);
  expectMoneyIsRight(world, over);
  const operations = world.settled.map((one) => one.operationId);
  expect([at, new Set(operations).size, order.waiters]).toEqual([at, operations.length, []]);
}

function expectMoneyIsRight(world: World, over: boolean): void {
  const { order, provider } = world;
  const own = order.tenders.filter((tender) => tender.method === 'card');
  const total = (pick: (tender: (typeof own)[number]) => string) => own.reduce((sum, tender) => sum + BigInt(pick(tender)), 0n);
  expect([provider.captured, provider.refunded]).toEqual([total((one) => one.captured), total((one) => one.refunded)]);
  const [gift] = order.tenders.filter((tender) => tender.method === 'gift-card');
  if (gift) expect([world.card.captured, world.card.refunded, world.card.held]).toEqual([BigInt(gift.captured), BigInt(gift.refunded), over || gift.status !== 'authorised' ? 0n : BigInt(gift.authorised) - BigInt(gift.captured)]);
  const kept = order.tenders.reduce((sum, tender) => sum + BigInt(tender.captured) - BigInt(tender.refunded), 0n);
  const money = moneyOf(order);
  if (over) expect([kept, provider.authorised === 0n || provider.captured === provider.authorised]).toEqual([0n, true]);
  else expect(kept >= money.handedOver - money.toRefund && kept <= money.grand - money.cancelled).toBe(true);
}

function run(make: () => Scenario, seed: number, meddle: (world: World, step: number, roll: (count: number) => number) => void = () => undefined): { world: World; steps: number } {
  const roll = dice(seed);
  const world = new World(make());
  world.begin();
  let steps = 0;
  meddle(world, steps, roll);
  while (world.deliver(roll)) {
    meddle(world, ++steps, roll);
    if (steps > 400) throw new Error('never comes to rest');
  }
  return { world, steps };
}

const tries = 1;

describe.each(scenarios)('S25 a sale: $name', ({ make }) => {
  it('ends with nothing lost and nothing doubled, in any order of messages, each repeated at will', () => {
    for (let seed = 1; seed <= tries * 3; seed++) {
      expectNoLeak(run(make, seed).world);
      expectNoLeak(run(make, seed, repeatSome).world);
    }
  });

  it('lets go of everything when it is cancelled before or after any message', () => {
    for (let seed = 1; seed <= tries; seed++) {
      const { steps } = run(make, seed);
      for (let at = 0; at <= steps; at++) {
        for (const meddle of [() => undefined, repeatSome]) {
          const { world } = run(make, seed, (one, step, roll) => {
            if (step === at || step === at + 2) attempt(() => one.cancel(`op-cancel-${step}`));
            meddle(one, step, roll);
          });
          expectNoLeak(world);
          const { outcome } = world.order.process;
          if (world.settled.some((one) => one.operationId.startsWith('op-cancel') && one.status === 200)) expect(outcome).toBe('cancelled');
          expect(world.facts.filter((fact) => fact.kind === 'lifecycle' && ['order-confirmed', 'order-refused'].includes(fact.type)).length).toBeLessThan(2);
        }
      }
    }
  });
});

/** Says again what was said before, now and then, however long ago. */
function repeatSome(world: World, _step: number, roll: (count: number) => number): void {
  if (world.delivered.length === 0 || roll(2) === 0 || world.delivered.length > 150) return;
  const past = world.delivered.filter((one) => !one.name.startsWith('accident') && !one.name.startsWith('clock') && !one.name.includes('reservation-broken'));
  past[roll(Math.max(1, past.length))]?.run();
}

function attempt(command: () => void): void {
  try {
    command();
  } catch (error) {
    if ((error as Error).name !== 'DomainError') throw error;
  }
}
