import fc from 'fast-check';
import { begun, isOver, nextStep, settled, sold, told, type Escrow } from './escrow.js';

/**
 * A marketplace as they are: a quantity that is sent replaces what it shows, at some later time or never; buyers take what is shown; we hear of their
 * orders later and in any order. What is read back comes late, twice, and in any order, but not before the orders placed until then (the cursor).
 */
class World {
  escrow: Escrow = begun('market', 'A', 0);
  held = 0;
  spare: number;
  shown: number;
  version = 3;
  newest = { version: 3, units: 0 };
  sent = 3;
  orders: { units: number; heard: boolean }[] = [];
  readings: { quantity: number; version: number; after: number }[] = [];
  oversold = 0;
  known = 0;
  told: number[] = [];

  constructor(start: { spare: number; shown: number; limit: number }) {
    this.spare = start.spare;
    this.shown = start.shown;
    this.limit(start.limit);
  }

  limit(limit: number): void {
    this.escrow = { ...this.escrow, limit };
    this.step();
  }
  elsewhere(units: number): void {
    this.spare = Math.max(0, this.spare - units);
    this.step();
  }
  receipt(units: number): void {
    this.spare += units;
    this.step();
  }
  buy(units: number): void {
    const taken = Math.min(units, this.shown);
    this.shown -= taken;
    if (taken > 0) this.orders.push({ units: taken, heard: false });
  }
  hear(i: number): void {
    const waiting = this.orders.filter((one) => !one.heard);
    const order = waiting[i % Math.max(1, waiting.length)];
    if (!order) return;
    order.heard = true;
    const own = Math.min(order.units, this.held);
    if (this.escrow.exposed !== null) this.oversold += order.units - own;
    this.held -= own;
    this.escrow = sold(this.escrow, order.units);
    this.step();
  }
  /** The connector sends the newest figure, once; it arrives, or is lost for good. */
  push(arrives: boolean): void {
    if (this.newest.version === this.sent) return;
    this.sent = this.newest.version;
    if (arrives) this.shown = this.newest.units;
  }
  read(): void {
    this.readings.push({ quantity: this.shown, version: this.sent, after: this.orders.length });
  }
  confirm(i: number): void {
    const reading = this.readings[i % Math.max(1, this.readings.length)];
    if (!reading || this.orders.slice(0, reading.after).some((order) => !order.heard)) return;
    this.escrow = settled(this.escrow, reading);
    this.step();
  }
  step(): void {
    const { next, hold } = nextStep(this.escrow, { held: this.held, spare: this.spare });
    must(hold <= this.spare && this.held + hold >= 0, 'holds what there is');
    this.held += hold;
    this.spare -= hold;
    this.escrow = next;
    if (next.tell !== undefined) {
      this.newest = { version: ++this.version, units: next.tell };
      this.told.push(next.tell);
      this.escrow = told(next, this.version);
    }
    if (this.escrow.exposed === null) return;
    this.known += 1;
    // The claim itself: what buyers can still take and what they have taken unheard is held.
    const unheard = this.orders.reduce((sum, order) => (order.heard ? sum : sum + order.units), 0);
    must(this.held >= this.escrow.exposed && this.escrow.exposed >= unheard + this.shown, 'holds what can be taken');
  }
}

/** Far cheaper than an expectation, of which there would be millions. */
function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

const small = fc.integer({ min: 1, max: 4 });
const event = fc.oneof(
  fc.record({ do: fc.constant('elsewhere' as const), n: small }), fc.record({ do: fc.constant('receipt' as const), n: small }), { arbitrary: fc.record({ do: fc.constant('buy' as const), n: small }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('hear' as const), n: fc.nat(3) }), weight: 3 }, { arbitrary: fc.record({ do: fc.constant('push' as const), n: fc.nat(4) }), weight: 3 },
  { arbitrary: fc.record({ do: fc.constant('read' as const), n: fc.constant(0) }), weight: 2 }, { arbitrary: fc.record({ do: fc.constant('confirm' as const), n: fc.nat(5) }), weight: 4 }, fc.record({ do: fc.constant('limit' as const), n: fc.nat(6) }),
);
const start = fc.record({ spare: fc.nat(12), shown: fc.nat(5), limit: fc.integer({ min: 1, max: 6 }) });

function play(world: World, { do: what, n }: { do: 'elsewhere' | 'receipt' | 'buy' | 'hear' | 'push' | 'read' | 'confirm' | 'limit'; n: number }): void {
  if (what === 'push') world.push(n > 0);
  else if (what === 'read') world.read();
  else world[what](n);
}

/** Everything on its way arrives: orders are heard, figures sent, readings told. */
function calm(world: World): void {
  for (let round = 0; round < 8; round += 1) {
    while (world.orders.some((order) => !order.heard)) world.hear(0);
    world.push(true);
    world.read();
    world.confirm(world.readings.length - 1);
  }
}

describe('S3 escrow', () => {
  it('sells nothing twice, whatever is sold elsewhere, sent, lost, read back late, twice or out of order', () => {
    let known = 0;
    fc.assert(fc.property(start, fc.array(event, { maxLength: 40 }), (from, events) => {
      const world = new World(from);
      for (const one of events) play(world, one);
      calm(world);
      known += world.known > 0 ? 1 : 0;
      must(world.oversold === 0 && world.escrow.exposed !== null, 'nothing is sold twice');
    }), { numRuns: 10_000 });
    expect(known).toBe(10_000);
  });

  it('offers what it may once all is calm, holds exactly what it offers, and gives all back when it ends', () => {
    fc.assert(fc.property(start, fc.array(event, { maxLength: 15 }), fc.integer({ min: 1, max: 6 }), (from, events, limit) => {
      const world = new World(from);
      for (const one of events) play(world, one);
      world.limit(limit);
      calm(world);
      must(world.held === world.shown && world.escrow.exposed === world.shown, 'holds what it offers');
      // At least half of the limit is offered, or as much as can be told on top of what stands.
      must(world.shown * 2 > limit || world.spare <= world.shown, 'offers what it may');
      world.limit(0);
      calm(world);
      must(world.held === 0 && world.shown === 0 && isOver(world.escrow), 'gives all back');
    }), { numRuns: 10_000 });
  });

  it('empties the listing first, then tells what it holds; a lower limit holds on until the empty figure was seen', () => {
    const world = new World({ spare: 10, shown: 4, limit: 6 });
    expect([world.told, world.held]).toEqual([[0], 6]);
    world.read();
    world.confirm(0);
    expect(world.escrow.exposed).toBeNull();
    calm(world);
    expect([world.told, world.held, world.shown]).toEqual([[0, 6], 6, 6]);
    world.limit(2);
    expect([world.told.at(-1), world.held]).toEqual([0, 6]);
    world.push(true);
    expect(world.held).toBe(6);
    world.read();
    world.confirm(world.readings.length - 1);
    expect([world.told.at(-1), world.held]).toEqual([2, 2]);
  });

  it('covers at once for goods that are gone, and empties the listing where it cannot', () => {
    const standing: Escrow = { ...begun('market', 'A', 5), exposed: 5, settled: 4 };
    expect(nextStep(standing, { held: 3, spare: 9 })).toEqual({ next: standing, hold: 2 });
    expect(nextStep(standing, { held: 3, spare: 1 })).toEqual({ next: { ...standing, tell: 0 }, hold: 1 });
    expect(nextStep(told({ ...standing, tell: 0 }, 5), { held: 4, spare: 0 }).next.tell).toBeUndefined();
  });
});
