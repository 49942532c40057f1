import { fulfillmentStepsOf, fulfillmentTransitions, fulfillmentVerbs, fulfillmentVerbsFor, type DomainError, type FulfillmentVerb } from '@onefront/kernel';
import fc from 'fast-check';
import type { Fulfillment, OrderState } from '../src/domain/order.js';
import { allQuantities } from '../src/domain/quantities.js';
import { placementOf, type Wish } from './orders.js';
import { World } from './participants.js';

type Asked = { verb: FulfillmentVerb; which: number; quantity: number | undefined };

function worldOf(wish: Wish): World {
  const placement = placementOf({ id: 'o', lines: [{ sku: 'LAMP', quantity: 3 }, { sku: 'CUP', quantity: 2 }], payments: [{ method: 'invoice' }], ...wish });
  const world = new World({ placement, stock: { 'LAMP@leeds': 3, 'LAMP@york': 3, 'CUP@leeds': 2, 'CUP@york': 2 }, price: 'priced', payment: 'authorised' });
  world.begin();
  world.drain();
  return world;
}

/** A copy of a confirmed order costs less than a sale. */
function startingFrom(world: World): () => World {
  const saved = JSON.stringify({ order: world.order, held: world.held, stock: [...world.stock] });
  return () => {
    const copy = new World(world.scenario);
    const { order, held, stock } = JSON.parse(saved) as { order: OrderState; held: World['held']; stock: [string, number][] };
    Object.assign(copy, { order, held, stock: new Map(stock), attempt: 1, ticks: 100 });
    return copy;
  };
}

const ask = (world: World, { verb, which, quantity }: Asked): DomainError | undefined => {
  const fulfillment = world.order.fulfillments[which % world.order.fulfillments.length]!;
  const named = fulfillment.lines[0];
  const lines = named && quantity !== undefined && (verb === 'pick' || (verb === 'ship' && quantity > 0)) ? { lines: [{ lineId: named.lineId, quantity }] } : {};
  const before = JSON.stringify(world.order);
  try {
    world.advance({ fulfillmentId: fulfillment.id, verb, code: '123456', carrier: 'Post', tracking: 'T', reason: 'because', ...lines });
    return undefined;
  } catch (error) {
    if ((error as Error).name !== 'DomainError') throw error;
    world.order = JSON.parse(before) as OrderState;
    return error as DomainError;
  }
};

const states = (order: OrderState): Map<string, Fulfillment> => new Map(order.fulfillments.map((one) => [one.id, one]));

/** Ordered = cancelled + open + shipped, each counted from where the units are. */
function expectWhole(order: OrderState): void {
  for (const [index, { open, shipped, cancelled, returned }] of allQuantities(order).entries()) {
    if (open < 0 || shipped < 0 || cancelled < 0 || returned > shipped || open + shipped + cancelled !== order.lines[index]!.quantity) throw new Error(`line ${index}: ${open} ${shipped} ${cancelled} ${returned}`);
  }
}

const asked: fc.Arbitrary<Asked> = fc.record({ verb: fc.constantFrom(...fulfillmentVerbs), which: fc.nat(3), quantity: fc.option(fc.nat(3), { nil: undefined }) });

describe('S5 the fulfillment order machine', () => {
  it.each(['ship', 'pickup'] as const)('goes only along the table, and keeps every quantity, whatever is asked of goods to %s', (method) => {
    const fresh = startingFrom(worldOf({ method, ...(method === 'pickup' ? { location: 'leeds' } : {}) }));
    const seen = new Set<string>();
    const way = (method === 'ship' ? ['accept', 'pick', 'pack', 'ship', 'deliver'] as const : ['accept', 'pick', 'pack', 'ready', 'collect'] as const).map((verb): Asked => ({ verb, which: 0, quantity: undefined }));
    fc.assert(fc.property(fc.nat(way.length), fc.array(asked, { minLength: 1, maxLength: 7 }), (along, verbs) => {
      const world = fresh();
      for (const one of [...way.slice(0, along), ...verbs]) {
        const before = structuredClone(states(world.order));
        const which = [...before.values()][one.which % before.size]!;
        const refused = ask(world, one);
        if ((refused?.code === 'illegal-transition') !== (fulfillmentStepsOf(which, one.verb).length === 0)) throw new Error(`${one.verb} of ${which.status}: ${refused?.message}`);
        if (!refused) seen.add(`${which.status} ${one.verb}`);
        world.drain();
        expectWhole(world.order);
        for (const [id, { status }] of states(world.order)) {
          const from = before.get(id)?.status;
          if (from !== undefined && from !== status && !fulfillmentTransitions.some((step) => step.from === from && step.next === status)) throw new Error(`${from} became ${status}`);
        }
      }
    }), { numRuns: 10_000, seed: 20261123 });
    // Every step that people can ask for on this way was taken, so that the property is of all of them.
    const possible = fulfillmentTransitions.filter((one) => one.who !== 'system' && (one.method === undefined || one.method === method)).map((one) => `${one.from} ${one.verb}`);
    expect([...seen].sort()).toEqual([...new Set(possible)].filter((one) => method === 'ship' || !one.startsWith('shipped')).sort());
  }, 300_000);

  it('refuses what the table does not have, and names the state and what may be asked for', () => {
    const world = worldOf({});
    const refused = ask(world, { verb: 'ship', which: 0, quantity: undefined })!;
    expect([refused.code, refused.kind, refused.message]).toEqual(['illegal-transition', 'conflict', 'ship is not possible for a fulfillment order for ship that is open; possible: accept, reject, hold']);
  });

  it('is held with a reason and let go on, with its units kept meanwhile', () => {
    const world = worldOf({});
    const [fulfillment] = world.order.fulfillments;
    expect(ask(world, { verb: 'accept', which: 0, quantity: undefined })).toBeUndefined();
    world.advance({ fulfillmentId: fulfillment!.id, verb: 'hold', reason: 'address looks wrong' });
    expect(world.order.fulfillments[0]).toMatchObject({ status: 'on-hold', reason: 'address looks wrong' });
    expect(fulfillmentVerbsFor(world.order.fulfillments[0]!)).toEqual(['release']);
    expect(world.held.reduce((sum, one) => sum + one.quantity, 0)).toBe(5);
    world.advance({ fulfillmentId: fulfillment!.id, verb: 'release' });
    expect(world.order.fulfillments[0]).toMatchObject({ status: 'open' });
    expect(world.order.fulfillments[0]!.reason).toBeUndefined();
  });

  it('may be cancelled while it is held, and gives its units back', () => {
    const world = worldOf({});
    world.advance({ fulfillmentId: world.order.fulfillments[0]!.id, verb: 'hold', reason: 'asked to wait' });
    world.cancel('op-cancel');
    world.drain();
    expect([world.order.process.outcome, world.held, world.order.fulfillments.map((one) => one.status)]).toEqual(['cancelled', [], ['cancelled']]);
  });

  it('is scheduled until its day, which a deadline brings; a parcel keeps the promise of the order it came from', () => {
    const placement = placementOf({ id: 'o', lines: [{ sku: 'LAMP', quantity: 2 }], payments: [{ method: 'invoice' }] });
    const [line] = placement.lines;
    const world = new World({ placement: { ...placement, lines: [{ ...line!, notBefore: '2026-12-01T00:00:00.000Z' }] }, stock: { 'LAMP@leeds': 2 }, price: 'priced', payment: 'authorised' });
    world.begin();
    world.drain();
    const [fulfillment] = world.order.fulfillments;
    expect(fulfillment).toMatchObject({ status: 'scheduled', notBefore: '2026-12-01T00:00:00.000Z', dueAt: '2026-12-02T00:00:00.000Z' });
    expect(world.order.deadlines).toEqual({ [`begin:${fulfillment!.id}`]: { due: '2026-12-01T00:00:00.000Z', attempt: 0 } });
    expect(ask(world, { verb: 'accept', which: 0, quantity: undefined })?.code).toBe('illegal-transition');
    world.pass(`begin:${fulfillment!.id}`);
    world.pass(`begin:${fulfillment!.id}`);
    expect([world.order.fulfillments[0]!.status, world.order.deadlines]).toEqual(['open', {}]);
    for (const verb of ['accept', 'pick', 'pack'] as const) expect(ask(world, { verb, which: 0, quantity: undefined })).toBeUndefined();
    expect(ask(world, { verb: 'ship', which: 0, quantity: 1 })).toBeUndefined();
    world.drain();
    expect(world.order.fulfillments.map(({ status, dueAt }) => [status, dueAt])).toEqual([['packed', '2026-12-02T00:00:00.000Z'], ['shipped', '2026-12-02T00:00:00.000Z']]);
  });

  it('keeps its promise when a location fails: the next one has no more time', () => {
    const world = worldOf({});
    const { dueAt } = world.order.fulfillments[0]!;
    expect(ask(world, { verb: 'reject', which: 0, quantity: undefined })).toBeUndefined();
    world.drain();
    expect(world.facts.flatMap((fact) => (fact.kind === 'resourcing-requested' ? fact.data.excluded : []))).toEqual(['leeds']);
    expect(world.order.fulfillments.map((one) => [one.status, one.dueAt])).toEqual([['rejected', dueAt], ['open', dueAt]]);
    expect(world.order.fulfillments[1]!.since! > world.order.fulfillments[0]!.since!).toBe(true);
  });

  it('nobody collects: the units are back once, the money was never taken, and the order says so', () => {
    const world = worldOf({ method: 'pickup', location: 'leeds', payments: [{ method: 'card' }] });
    for (const verb of ['accept', 'pick', 'pack', 'ready'] as const) expect(ask(world, { verb, which: 0, quantity: undefined })).toBeUndefined();
    const deadline = `pickup:${world.order.fulfillments[0]!.id}`;
    expect(Object.keys(world.order.deadlines)).toEqual([deadline]);
    for (let times = 0; times < 3; times++) world.pass(deadline);
    world.drain();
    expect([world.order.fulfillments[0]!.status, world.order.process.outcome, world.held, world.stock.get('LAMP@leeds'), world.stock.get('CUP@leeds')]).toEqual(['no-show', 'cancelled', [], 3, 2]);
    expect([world.provider.captured, world.provider.authorised]).toEqual([0n, 0n]);
    expect(world.facts.filter((fact) => fact.kind === 'lifecycle' && fact.type === 'order-cancelled')).toHaveLength(1);
    expect(ask(world, { verb: 'collect', which: 0, quantity: undefined })?.code).toBe('illegal-transition');
  });
});
