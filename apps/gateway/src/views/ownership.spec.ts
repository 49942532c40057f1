import { kindRules, locationKind, locationPolicy, type Channel, type Location } from '@onefront/contracts';
import fc from 'fast-check';
import { withOwnership, type Network } from './network.js';
import { keptApart } from './ownership.js';
import { availableIn } from './stock.js';

const RUNS = { numRuns: 10_000, seed: 20261124 };
const ids = ['a', 'b', 'c', 'd', 'e'];
const kinds = { web: 'webshop', fair: 'marketplace', zon: 'marketplace' } as const;
type SellerId = keyof typeof kinds;

/** Cheaper than an expectation, which is made a hundred thousand times here. */
function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`does not hold: ${what}`);
}

const networkOf = (locations: Record<string, Location>, named: Record<string, Pick<Channel, 'kind' | 'locations' | 'buffer'>>): Network => withOwnership({
  version: 1,
  locations: new Map(Object.entries(locations).map(([id, location]) => [id, { id, version: 1, location, policy: locationPolicy(location) }])),
  channels: new Map(Object.entries(named).map(([id, one]) => [id, { id, version: 1, channel: { name: id, currency: 'EUR', taxIncluded: true, ...one } }])),
});
const stockOf = (units: ReadonlyArray<[string, number]>) => ({ sku: 'S', product: null, version: 1, asOf: new Date(0), network: 1, parts: [], levels: units.map(([location, onHand]) => ({ location, onHand, unavailable: 0, reserved: 0 })) });

describe('S1 whose stock it is, as it is shown', () => {
  it('S1 what a marketplace keeps counts for one channel of that marketplace at most; all else for who names it', () => {
    const place = fc.record({ kind: fc.constantFrom(...locationKind.options), claim: fc.option(fc.constantFrom<SellerId>('web', 'fair', 'zon'), { nil: undefined }), units: fc.integer({ min: 1, max: 9 }) });
    const named = fc.record({ web: fc.subarray(ids), fair: fc.subarray(ids), zon: fc.subarray(ids) });
    fc.assert(fc.property(fc.array(place, { minLength: 5, maxLength: 5 }), named, (places, sellers) => {
      const documents = Object.fromEntries(places.map(({ kind, claim }, i) => [ids[i]!, { name: 'x', kind, ...(kind === 'marketplace' && claim ? { channel: claim } : {}) } satisfies Location]));
      const network = networkOf(documents, Object.fromEntries(Object.entries(sellers).map(([id, locations]) => [id, { kind: kinds[id as SellerId], locations, buffer: 0 }])));
      const countedFor = (seller: SellerId) => ids.filter((id, i) => availableIn(stockOf([[id, places[i]!.units]]), network, seller) > 0);
      const counted = { web: countedFor('web'), fair: countedFor('fair'), zon: countedFor('zon') };
      ids.forEach((id, i) => {
        const { kind, claim } = places[i]!;
        const by = (Object.keys(counted) as SellerId[]).filter((seller) => counted[seller].includes(id));
        const naming = (Object.keys(sellers) as SellerId[]).filter((seller) => sellers[seller].includes(id));
        if (kind !== 'marketplace') return holds(by.join() === naming.join(), `${id} counts for ${by.join()}, named by ${naming.join()}`);
        holds(by.length <= 1 && by.every((seller) => naming.includes(seller)), `${id} counts for one at most`);
        holds(claim === undefined ? by.every((seller) => seller !== 'web') : by.every((seller) => seller === claim), `${id} counts for its marketplace`);
      });
      for (const seller of Object.keys(sellers) as SellerId[]) {
        const all = availableIn(stockOf(places.map(({ units }, i) => [ids[i]!, units])), network, seller);
        holds(all === counted[seller].reduce((sum, id) => sum + places[ids.indexOf(id)]!.units, 0), `${seller} has the sum`);
      }
    }), RUNS);
  });

  it('S1 totals kept apart add up to all of it, and ours with us has nothing of others', () => {
    const units = fc.record({ onHand: fc.nat(9), unavailable: fc.nat(9), reserved: fc.nat(9), available: fc.nat(9) });
    fc.assert(fc.property(fc.array(fc.tuple(fc.constantFrom(...locationKind.options), units), { maxLength: 8 }), (rows) => {
      const apart = keptApart(rows.map(([kind, one]) => ({ ...one, ownership: kindRules[kind].ownership })));
      const sum = (some: ReadonlyArray<{ onHand: number; available: number }>) => [some.reduce((all, one) => all + one.onHand, 0), some.reduce((all, one) => all + one.available, 0)].join();
      const ownRows = rows.filter(([kind]) => ['store', 'warehouse', 'popup'].includes(kind)).map(([, one]) => one);
      if (!apart) return holds(ownRows.length === rows.length, 'nothing is kept apart where all is ours');
      holds(ownRows.length < rows.length && sum([apart.own]) === sum(ownRows), 'own is what is ours and with us');
      holds(sum([apart.own, ...apart.others]) === sum(rows.map(([, one]) => one)), 'the parts are the whole');
    }), RUNS);
  });

  it('nobody is told which of two marketplaces an unclaimed place belongs to: it counts for neither', () => {
    const at = (more: Partial<Location>) => networkOf({ a: { name: 'x', kind: 'marketplace', ...more } }, { fair: { kind: 'marketplace', locations: ['a'], buffer: 0 }, zon: { kind: 'marketplace', locations: ['a'], buffer: 0 } });
    const figures = (network: Network) => (['fair', 'zon'] as const).map((seller) => availableIn(stockOf([['a', 3]]), network, seller));
    expect([figures(at({})), figures(at({ channel: 'zon' }))]).toEqual([[0, 0], [0, 3]]);
  });
});
