/**
 * Measures sourcing decisions alone, without a database, by hand: `node --require ./scripts/source.cjs apps/inventory/test/measure-sourcing.ts`.
 * Each decision is planned on the same book, so that all rounds do the same.
 */
import type { Channel, Location } from '../src/domain/network.js';
import { plan, type Demand } from '../src/domain/plan.js';
import { StockBook } from '../src/domain/stock-book.js';
import { Supply } from '../src/domain/supply.js';

const ROUNDS = 5;
const MS_PER_ROUND = 400;

interface Case { readonly name: string; readonly places: number; readonly skus: number; units(place: number, sku: number): number }

const cases: readonly Case[] = [
  { name: 'one of 4 locations, 1 line (the usual order)', places: 4, skus: 1, units: () => 100 },
  { name: 'one of 4 locations, 3 lines', places: 4, skus: 3, units: () => 100 },
  { name: 'one of 200 locations, 2 lines', places: 200, skus: 2, units: () => 100 },
  { name: 'the farthest of 200 has all 3 lines', places: 200, skus: 3, units: (place, sku) => (place === 199 || place % 3 === sku ? 5 : 0) },
  { name: 'a pair of 40', places: 40, skus: 2, units: (place, sku) => (place % 2 === sku ? 5 : 0) },
  { name: 'a triple of 40', places: 40, skus: 3, units: (place, sku) => (place % 3 === sku ? 5 : 0) },
  { name: 'eight of 200, greedily', places: 200, skus: 8, units: (place, sku) => (place % 8 === sku ? 5 : 0) },
];

function bookOf({ places, skus, units }: Case): { book: StockBook; channel: Channel } {
  const locations = Array.from({ length: places }, (_, i): Location => ({ id: `l-${i}`, sellable: true, shipsOrders: true, pickup: true, safetyStock: 0, country: 'NL', geo: { lat: 50 + (i % 17) / 10, lon: 4 + (i % 23) / 10 } }));
  const channel: Channel = { id: 'web', locations: locations.map((one) => one.id), buffer: 0 };
  const book = new StockBook({
    now: new Date('2026-11-02T10:00:00Z'), newId: () => 'id', network: { locations: new Map(locations.map((one) => [one.id, one])), channels: new Map([['web', channel]]) },
    pages: Array.from({ length: skus }, (_, sku) => ({
      sku: `S-${sku}`, version: 0, lastReservedAt: null,
      levels: new Map(locations.flatMap((one, i) => (units(i, sku) > 0 ? [[one.id, { onHand: units(i, sku), unavailable: 0, reserved: 0 }] as const] : []))),
    })),
  });
  return { book, channel };
}

for (const one of cases) {
  const { book, channel } = bookOf(one);
  const demands = Array.from({ length: one.skus }, (_, i): Demand => ({ lineId: String(i), sku: `S-${i}`, quantity: 1 + (i % 3), destination: { country: 'NL', geo: { lat: 52, lon: 5 } } }));
  const decide = () => plan(new Supply(book, channel, { excluded: new Set(), orderId: 'o' }), demands);
  let best = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const [until, before] = [performance.now() + MS_PER_ROUND, process.cpuUsage()];
    let decided = 0;
    for (; performance.now() < until; decided += 10) for (let i = 0; i < 10; i++) decide();
    // CPU time, because a busy machine makes the clock lie.
    const { user, system } = process.cpuUsage(before);
    best = Math.max(best, decided / ((user + system) / 1e6));
  }
  console.log(`${one.name}: ${Math.round(best)} decisions/s, ${(1e6 / best).toFixed(1)} µs each; from ${decide().sourcing.chosen.length} locations`);
}
