import { channelChanged, locationChanged, message, patchChannel, patchLocation, putLocation, reservationRejected, stockReserved, type Outbound } from '@onefront/contracts';
import type { Owner } from '@onefront/testing';
import { channel, inventoryUnderTest, levels, location, only, order, receipt } from './house.js';

let owner: Owner;
beforeEach(async () => {
  owner = await inventoryUnderTest();
});
afterEach(() => owner.close());

const patch = (id: string, changes: Record<string, unknown>, ifMatch?: string) => message(patchLocation, { key: id, data: { id, patch: changes, conditions: ifMatch ? { ifMatch } : {} } }) as Outbound;
const patchOf = (id: string, changes: Record<string, unknown>) => message(patchChannel, { key: id, data: { id, patch: changes, conditions: {} } }) as Outbound;

describe('locations and channels', () => {
  it('creates, replaces, leaves alone what is equal, and merges patches', async () => {
    expect(await owner.settle(location('leeds'))).toMatchObject({ status: 201, resource: { view: 'location', key: 'leeds' }, effects: [{ version: 1 }] });
    expect(await owner.settle(location('leeds'))).toMatchObject({ status: 200, effects: [{ version: 1 }] });
    expect(await owner.settle(patch('leeds', { safetyStock: 2 }, '"1"'))).toMatchObject({ status: 200, effects: [{ version: 2 }] });
    const [told] = only(await owner.deliver(patch('leeds', { geo: { lat: 53.8, lon: -1.5 } })), locationChanged);
    expect(told).toMatchObject({ version: 3, location: { name: 'leeds', safetyStock: 2, geo: { lat: 53.8, lon: -1.5 } } });
  });

  it('checks preconditions and fields', async () => {
    await owner.deliver(location('leeds'));
    expect(await owner.settle(patch('leeds', { safetyStock: 2 }, '"7"'))).toMatchObject({ outcome: 'refused', status: 412 });
    expect(await owner.settle(patch('leeds', { safetyStock: -1, colour: 'red' }))).toMatchObject({ status: 422, problem: { errors: [{ path: '/safetyStock' }, { path: '/colour' }] } });
    expect(await owner.settle(patch('york', { safetyStock: 1 }))).toMatchObject({ status: 404 });
    const create = message(putLocation, { key: 'leeds', data: { id: 'leeds', location: { name: 'x', kind: 'store' }, conditions: { ifNoneMatch: '*' } } }) as Outbound;
    expect(await owner.settle(create)).toMatchObject({ status: 412 });
  });

  it('refuses a channel that names a location that does not exist', async () => {
    await owner.deliver(location('leeds'));
    expect(await owner.settle(channel('web', ['leeds', 'mars']))).toMatchObject({ status: 422, problem: { errors: [{ path: '/locations/1' }] } });
    const [told] = only(await owner.deliver(channel('web', ['leeds'], { buffer: 3 })), channelChanged);
    expect(told).toMatchObject({ id: 'web', version: 1, channel: { buffer: 3 } });
  });

  it('a change counts for the next order, in this process and in another', async () => {
    const beside = await inventoryUnderTest(owner);
    await owner.deliver(location('leeds'), channel('web', ['leeds']), receipt('A', 'leeds', 5));
    expect(only(await beside.deliver(order({ lines: [{ sku: 'A' }] })), stockReserved)).toHaveLength(1);
    await owner.deliver(patch('leeds', { safetyStock: 3 }), patchOf('web', { buffer: 1 }));
    const told = await beside.deliver(order({ lines: [{ sku: 'A' }] }));
    expect(only(told, reservationRejected)).toMatchObject([{ short: [{ requested: 1, available: 0 }] }]);
    await owner.deliver(patch('leeds', { sellable: false, safetyStock: 0 }));
    expect(only(await owner.deliver(order({ lines: [{ sku: 'A' }] })), reservationRejected)).toHaveLength(1);
    await beside.close();
  });

  it('an order of a channel that is not yet here waits', async () => {
    await owner.deliver(order({ id: 'early', channel: 'web', lines: [{ sku: 'A' }] }));
    const { rows } = await owner.database.pool.query('select key, reason from messaging.parked_key');
    expect(rows).toEqual([{ key: 'early', reason: 'waiting' }]);
  });
});

describe('S4 sourcing', () => {
  const stores = [
    location('utrecht', { geo: { lat: 52.09, lon: 5.12 }, address: { line1: 'x', city: 'Utrecht', country: 'NL' } }),
    location('gent', { geo: { lat: 51.05, lon: 3.72 }, address: { line1: 'x', city: 'Gent', country: 'BE' } }),
    location('koeln', { geo: { lat: 50.94, lon: 6.96 }, address: { line1: 'x', city: 'Köln', country: 'DE' } }),
  ];

  it('takes the nearest location that has it all; one parcel before a shorter way', async () => {
    await owner.deliver(...stores, channel('web', ['utrecht', 'gent', 'koeln']));
    await owner.deliver(...['utrecht', 'gent', 'koeln'].map((at) => receipt('A', at, 3)), receipt('B', 'gent', 1), receipt('B', 'koeln', 1));
    const brussels = { country: 'BE', geo: { lat: 50.85, lon: 4.35 } };
    const near = only(await owner.deliver(order({ lines: [{ sku: 'A' }], ...brussels })), stockReserved)[0]!;
    expect(near.sourcing).toMatchObject({ chosen: ['gent'], candidates: [{ locations: ['gent'], cost: '49' }, { locations: ['utrecht'], rejectedBecause: 'is farther away' }, { locations: ['koeln'] }] });
    const whole = only(await owner.deliver(order({ lines: [{ sku: 'A', quantity: 2 }, { sku: 'B' }], country: 'NL', geo: { lat: 52.37, lon: 4.9 } })), stockReserved)[0]!;
    expect(whole.sourcing.chosen).toEqual(['gent']);
  });

  it('without coordinates the same country comes first; a split takes the fewest and nearest locations', async () => {
    await owner.deliver(...stores, channel('web', ['utrecht', 'gent', 'koeln']));
    await owner.deliver(...['utrecht', 'gent', 'koeln'].map((at) => receipt('A', at, 3)));
    const german = only(await owner.deliver(order({ lines: [{ sku: 'A' }], country: 'DE' })), stockReserved)[0]!;
    expect(german.sourcing.chosen).toEqual(['koeln']);
    const split = only(await owner.deliver(order({ lines: [{ sku: 'A', quantity: 5 }], country: 'BE' })), stockReserved)[0]!;
    expect(split.sourcing.chosen).toEqual(['gent', 'utrecht']);
    expect(split.lines.map(({ location: at, quantity }) => [at, quantity])).toEqual([['gent', 3], ['utrecht', 2]]);
    expect(await levels(owner, 'A')).toEqual([['gent', 3, 0, 3], ['koeln', 3, 0, 1], ['utrecht', 3, 0, 2]]);
  });
});

describe('S3 a channel that may sell more than there is', () => {
  it('accepts backorders up to its limit per SKU, and counts them against what it may sell', async () => {
    await owner.deliver(location('leeds'), channel('web', ['leeds'], { oversell: { policy: 'backorder', limit: 3 } }), receipt('A', 'leeds', 1));
    const first = only(await owner.deliver(order({ id: 'a-1', lines: [{ sku: 'A', quantity: 3 }] })), stockReserved)[0]!;
    expect(first).toMatchObject({ lines: [{ quantity: 1 }], backordered: [{ lineId: '1', sku: 'A', quantity: 2 }] });
    expect(only(await owner.deliver(order({ lines: [{ sku: 'A', quantity: 2 }] })), reservationRejected)).toHaveLength(1);
    await owner.deliver(receipt('A', 'leeds', 2));
    // The two that came are owed to the backorder: a third buyer may only queue.
    const third = only(await owner.deliver(order({ id: 'a-3', lines: [{ sku: 'A' }] })), stockReserved)[0]!;
    expect(third).toMatchObject({ lines: [], backordered: [{ quantity: 1 }] });
    await expect(owner.database.pool.query(`update inventory.backorder_total set units = 4`)).rejects.toThrow('within_cap');
  });

  it('a preorder ends with its date', async () => {
    await owner.deliver(location('leeds'), channel('web', ['leeds'], { oversell: { policy: 'preorder', until: '2020-01-01T00:00:00Z' } }));
    expect(only(await owner.deliver(order({ lines: [{ sku: 'A' }] })), reservationRejected)).toHaveLength(1);
  });
});
