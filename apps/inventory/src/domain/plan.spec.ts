import fc from 'fast-check';
import type { Channel, Location } from './network.js';
import { plan, type Demand } from './plan.js';
import { StockBook } from './stock-book.js';
import { Supply } from './supply.js';

const RUNS = { numRuns: 10_000, seed: 20261123 };
const ids = ['a', 'b', 'c', 'd'];
const level = fc.record({ onHand: fc.nat(9), unavailable: fc.nat(2), reserved: fc.nat(2) }).map((one) => ({ ...one, onHand: one.onHand + one.unavailable + one.reserved }));
const place = fc.record({ S: level, T: level, safetyStock: fc.nat(3), sellable: fc.boolean(), shipsOrders: fc.boolean(), pickup: fc.boolean(), perDay: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }) });
const line = fc.record({ sku: fc.constantFrom('S', 'T'), quantity: fc.integer({ min: 1, max: 8 }), pickupAt: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }), country: fc.constantFrom('NL', 'BE', undefined) });
const policy: fc.Arbitrary<Channel['sourcing']> = fc.constantFrom(
  undefined, { rule: 'nearest', currency: 'EUR' }, { rule: 'cheapest', currency: 'EUR', splitPenalty: 9, costs: ids.map((location, i) => ({ location, perParcel: i, perUnit: 4 - i })) }, { rule: 'fewest-parcels', currency: 'EUR', maxParcels: 2 },
);

/** Cheaper than an expectation, which is made a hundred thousand times here. */
function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`does not hold: ${what}`);
}

describe('S4 plans', () => {
  it('S4 never use stock beyond what is free above safety stock and buffer, serve each line whole or tell its shortage, and stay within the limit of parcels', () => {
    fc.assert(fc.property(fc.array(place, { minLength: 4, maxLength: 4 }), fc.array(line, { minLength: 1, maxLength: 4 }), fc.nat(4), policy, (places, lines, buffer, sourcing) => {
      const locations = places.map(({ safetyStock, sellable, shipsOrders, pickup, perDay }, i): Location => ({
        id: ids[i]!, safetyStock, sellable, shipsOrders, pickup, country: i % 2 ? 'NL' : 'BE', ...(perDay === undefined ? {} : { dispatch: { timezone: 'UTC', closedWeekdays: [], closedDays: [], perDay } }),
      }));
      const channel: Channel = { id: 'web', locations: ['a', 'b', 'c'], buffer, ...(sourcing ? { sourcing } : {}) };
      const book = new StockBook({
        now: new Date('2026-11-23T10:00:00Z'), newId: () => 'id', network: { locations: new Map(locations.map((one) => [one.id, one])), channels: new Map() },
        pages: (['S', 'T'] as const).map((sku) => ({ sku, version: 0, lastReservedAt: null, levels: new Map(places.map((one, i) => [ids[i]!, one[sku]])) })),
      });
      const asked = lines.map(({ sku, quantity, pickupAt, country }, i): Demand => ({ lineId: String(i), sku, quantity, ...(pickupAt ? { pickupAt } : { destination: { country } }) }));
      const planned = plan(new Supply(book, channel, { excluded: new Set(), orderId: 'o' }), asked);
      for (const sku of ['S', 'T'] as const) {
        const free = (i: number) => (places[i]!.sellable ? Math.max(0, places[i]![sku].onHand - places[i]![sku].unavailable - places[i]![sku].reserved - places[i]!.safetyStock) : 0);
        const given = (id: string) => planned.lines.reduce((sum, one) => (one.sku === sku && one.location === id ? sum + one.quantity : sum), 0);
        ids.forEach((id, i) => holds(given(id) <= (id === 'd' ? 0 : free(i)), `${sku} at ${id}`));
        holds(planned.lines.reduce((sum, one) => (one.sku === sku ? sum + one.quantity : sum), 0) <= Math.max(0, free(0) + free(1) + free(2) - buffer), `${sku} beyond the buffer`);
      }
      for (const demand of asked) {
        const own = planned.lines.filter((one) => one.lineId === demand.lineId);
        const missing = planned.short.find((one) => one.demand.lineId === demand.lineId);
        holds(own.reduce((sum, one) => sum + one.quantity, 0) === (missing ? missing.available : demand.quantity), `line ${demand.lineId} is whole or short`);
        for (const one of own) holds(demand.pickupAt === undefined ? locations[ids.indexOf(one.location)]!.shipsOrders : one.location === demand.pickupAt, `line ${demand.lineId} from ${one.location}`);
      }
      for (const country of ['NL', 'BE', undefined]) {
        const group = planned.lines.filter((one) => asked.some(({ lineId, pickupAt, destination }) => lineId === one.lineId && pickupAt === undefined && destination?.country === country));
        holds(new Set(group.map((one) => one.location)).size <= (sourcing?.maxParcels ?? 3), `parcels to ${country}`);
      }
    }), RUNS);
  });
});
