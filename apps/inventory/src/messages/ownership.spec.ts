import { kindRules, locationKind, type Channel as ChannelDocument, type Location as LocationDocument } from '@onefront/contracts';
import fc from 'fast-check';
import { channelAvailability, promisable } from '../domain/availability.js';
import type { Level } from '../domain/level.js';
import { recordMovements } from '../domain/movements.js';
import type { Network } from '../domain/network.js';
import { plan, type Demand } from '../domain/plan.js';
import { StockBook } from '../domain/stock-book.js';
import { Supply } from '../domain/supply.js';
import { shipTransfer } from '../domain/transfers.js';
import { channelRules, locationRules } from './network-rules.js';

const RUNS = { numRuns: 10_000, seed: 20261124 };
const ids = ['a', 'b', 'c', 'd', 'e'];
const channelIds = ['web', 'fair', 'cafe'] as const;

/** Cheaper than an expectation, which is made a hundred thousand times here. */
function holds(condition: boolean, what: string): void {
  if (!condition) throw new Error(`does not hold: ${what}`);
}

const level = fc.record({ onHand: fc.nat(9), unavailable: fc.nat(2), reserved: fc.nat(2) }).map((one) => ({ ...one, onHand: one.onHand + one.unavailable + one.reserved }));
const flag = fc.option(fc.boolean(), { nil: undefined });
const place = fc.record({ kind: fc.constantFrom(...locationKind.options), sellable: flag, shipsOrders: flag, pickup: flag, safetyStock: fc.nat(2), level });
const named = fc.record({ locations: fc.subarray(ids), buffer: fc.nat(3) });
const line = fc.record({ quantity: fc.integer({ min: 1, max: 8 }), pickupAt: fc.option(fc.constantFrom(...ids), { nil: undefined }) });

type Place = { kind: LocationDocument['kind']; level: Level } & Pick<LocationDocument, 'sellable' | 'shipsOrders' | 'pickup' | 'safetyStock'>;
type Named = { locations: string[]; buffer: number };

function networkOf(places: readonly Place[], channels: readonly Named[]): Network {
  const documents = places.map(({ level: _level, ...rest }): LocationDocument => ({ name: 'x', ...rest }));
  const kinds = { web: 'webshop', fair: 'marketplace', cafe: 'wholesale' } as const;
  return {
    locations: new Map(documents.map((one, i) => [ids[i]!, locationRules(ids[i]!, one)])),
    channels: new Map(channelIds.map((id, i) => [id, channelRules(id, { name: id, kind: kinds[id], currency: 'EUR', taxIncluded: true, ...channels[i]! } satisfies ChannelDocument)])),
  };
}

function bookOf(network: Network, levels: Iterable<[string, Level]>): StockBook {
  return new StockBook({ now: new Date('2026-11-24T10:00:00Z'), newId: () => 'id', network, pages: [{ sku: 'S', version: 0, lastReservedAt: null, levels: new Map(levels) }] });
}

describe('S1 whose stock it is', () => {
  it('S1 S4 a channel is promised from locations that it names and no marketplace keeps; units elsewhere change nothing for it', () => {
    fc.assert(fc.property(fc.array(place, { minLength: 5, maxLength: 5 }), fc.array(named, { minLength: 3, maxLength: 3 }), fc.array(line, { minLength: 1, maxLength: 3 }), (places, channels, lines) => {
      const network = networkOf(places, channels);
      const all = places.map((one, i): [string, Level] => [ids[i]!, one.level]);
      const asked = lines.map(({ quantity, pickupAt }, i): Demand => ({ lineId: String(i), sku: 'S', quantity, ...(pickupAt ? { pickupAt } : {}) }));
      for (const channel of network.channels.values()) {
        const ofUse = (id: string) => channel.locations.includes(id) && places[ids.indexOf(id)]!.kind !== 'marketplace';
        const [here, alone] = [all, all.filter(([id]) => ofUse(id))].map((levels) => {
          const book = bookOf(network, levels);
          const { lines: promised, short } = plan(new Supply(book, channel, { excluded: new Set(), orderId: 'o' }), asked);
          return { promised, short: short.map((one) => one.available), available: channelAvailability(book.page('S').levels, channel, network, { waiting: 0 }) };
        }) as [Answered, Answered];
        holds(here.available === alone.available, `availability of ${channel.id}`);
        holds(JSON.stringify([here.promised, here.short]) === JSON.stringify([alone.promised, alone.short]), `promises to ${channel.id}`);
        for (const one of here.promised) holds(ofUse(one.location), `${one.location} for ${channel.id}`);
      }
      for (const [id, lies] of all) holds(places[ids.indexOf(id)]!.kind !== 'marketplace' || promisable(lies, network.locations.get(id)) === 0, `promisable at ${id}`);
    }), RUNS);
  });

  it('S1 no transfer and no return makes goods of a supplier ours or ours his; all others go where they are sent', () => {
    const kind = fc.constantFrom(...locationKind.options);
    fc.assert(fc.property(kind, kind, fc.integer({ min: 1, max: 5 }), fc.constantFrom('transfer', 'movement', 'return'), (from, to, quantity, how) => {
      const network = networkOf([from, to].map((one) => ({ kind: one, level: { onHand: 0, unavailable: 0, reserved: 0 } })), channelIds.map(() => ({ locations: [], buffer: 0 })));
      const book = bookOf(network, [['a', { onHand: 5, unavailable: 0, reserved: 0 }]]);
      const done = (): boolean => {
        try {
          if (how === 'transfer') shipTransfer(book, { transferId: 't', client: 'c', from: 'a', to: 'b', lines: [{ sku: 'S', quantity }] });
          if (how === 'movement') recordMovements(book, { movementId: 'm', movements: [{ sku: 'S', location: 'a', quantity, reason: 'transfer', toLocation: 'b' }] });
          if (how === 'return') recordMovements(book, { movementId: 'm', movements: [{ sku: 'S', location: 'b', quantity, reason: 'return' }] });
          return true;
        } catch (error) {
          holds((error as { code?: string }).code === 'invalid-request', String(error));
          return false;
        }
      };
      const ours = [...(how === 'return' ? [] : [from]), to].every((one) => kindRules[one].ours);
      holds(done() === ours, `${how} from ${from} to ${to}`);
      const moved = book.level('S', 'a').onHand + book.level('S', 'b').onHand;
      holds(moved === (how === 'return' && ours ? 5 + quantity : 5), 'units are where they were, or have moved');
    }), RUNS);
  });
});

interface Answered { readonly promised: readonly { readonly location: string }[]; readonly short: readonly number[]; readonly available: number }
