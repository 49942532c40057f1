import { locationPolicy, type Channel, type Location } from '@onefront/contracts';
import { availableAt, availableOn, type Network } from './network.js';

const location = (more: Partial<Location> = {}): Location => ({ name: 'x', kind: 'store', ...more });
const network = (locations: Record<string, Location>): Network => ({
  version: 1, channels: new Map(), locations: new Map(Object.entries(locations).map(([id, value]) => [id, { id, version: 1, location: value, policy: locationPolicy(value) }])),
});
const channel = (more: Partial<Channel> = {}): Channel => ({ name: 'x', kind: 'webshop', locations: ['a', 'b'], buffer: 0, currency: 'GBP', taxIncluded: true, ...more });
const level = (onHand: number, unavailable = 0, reserved = 0) => ({ location: 'a', onHand, unavailable, reserved });

describe('available to promise (S1)', () => {
  it('is on-hand less unavailable, reserved and safety stock, never below zero', () => {
    const kept = network({ a: location({ safetyStock: 2 }) });
    expect([availableAt(kept, level(10)), availableAt(kept, level(10, 3, 4)), availableAt(kept, level(3, 1, 1)), availableAt(kept, level(0))]).toEqual([8, 1, 0, 0]);
  });
  it('is nothing where nothing may be sold', () => {
    expect(availableAt(network({ a: location({ sellable: false }) }), level(10))).toBe(0);
  });
  it('sums over the locations of a channel less its buffer, and no others', () => {
    const available = new Map([['a', 3], ['b', 4], ['c', 100]]);
    expect([availableOn(channel(), available), availableOn(channel({ buffer: 5 }), available), availableOn(channel({ buffer: 50 }), available)]).toEqual([7, 2, 0]);
  });
});
