import { message, patchChannel, reservationRejected, stockReserved, type Outbound } from '@onefront/contracts';
import type { Owner } from '@onefront/testing';
import { verifyInventory } from '../src/verify.js';
import { channel, hold, inventoryUnderTest, location, move, only, order, release } from './house.js';

const utrecht = { geo: { lat: 52.09, lon: 5.12 } };
const gent = { geo: { lat: 51.05, lon: 3.72 } };
const eur = (amount: string) => ({ amount, currency: 'EUR' });

let owner: Owner;
beforeAll(async () => {
  owner = await inventoryUnderTest();
  await owner.deliver(location('small', { ...utrecht, dispatch: { perDay: 2 } }), location('large', gent), channel('web', ['small', 'large']), channel('dear', ['small', 'large']));
  await owner.deliver(...['A', 'B'].flatMap((sku) => ['small', 'large'].map((at) => move({ sku, location: at, quantity: 50, reason: 'receipt' }))));
});
afterAll(() => owner.close());

const near = { country: 'NL', geo: utrecht.geo };
const chosen = (told: Awaited<ReturnType<Owner['deliver']>>) => only(told, stockReserved).map((one) => one.sourcing.chosen);
const parcels = async () => (await owner.database.pool.query('select order_id, location from inventory.parcel order by order_id')).rows.map((row: { order_id: string; location: string }) => `${row.order_id} ${row.location}`);

describe('S4 sourcing with calendars and money', () => {
  it('S4 a location takes as many orders as can leave in a day, in one batch and over several; what is released makes room', async () => {
    const ids = ['c-1', 'c-2', 'c-3'];
    expect(chosen(await owner.deliver(...ids.map((id) => order({ id, lines: [{ sku: 'A' }], ...near }))))).toEqual([['small'], ['small'], ['large']]);
    expect(await parcels()).toEqual(['c-1 small', 'c-2 small']);
    const told = await owner.deliver(order({ id: 'c-4', lines: [{ sku: 'A' }], ...near }));
    expect(only(told, stockReserved)[0]!.sourcing.candidates).toMatchObject([{ locations: ['large'] }, { locations: ['small'], parts: [{ part: 'delay', cost: '1000' }], leavesOn: expect.any(String), rejectedBecause: expect.stringContaining('leaves later') }]);
    await owner.deliver(release('c-1'));
    expect(chosen(await owner.deliver(order({ id: 'c-5', lines: [{ sku: 'A' }], ...near })))).toEqual([['small']]);
    expect(await parcels()).toEqual(['c-2 small', 'c-5 small']);
  });

  it('S4 a full location still serves what nobody else has', async () => {
    await owner.deliver(move({ sku: 'ONLY', location: 'small', quantity: 5, reason: 'receipt' }));
    expect(chosen(await owner.deliver(order({ id: 'c-6', lines: [{ sku: 'ONLY' }], ...near })))).toEqual([['small']]);
  });

  it('S4 a policy in money is read like the rest of the channel, patched as it is written at HTTP, and kept', async () => {
    const answer = await owner.settle(message(patchChannel, {
      key: 'dear', data: { id: 'dear', conditions: {}, patch: { sourcing: { rule: 'cheapest', per100Km: { amount: '5.00', currency: 'EUR' }, costs: [{ location: 'small', perParcel: { amount: '20.00', currency: 'EUR' } }] } } },
    }) as Outbound);
    expect(answer).toMatchObject({ outcome: 'done', status: 200 });
    const told = await owner.deliver(order({ channel: 'dear', lines: [{ sku: 'B' }], ...near }));
    expect(only(told, stockReserved)[0]!.sourcing).toMatchObject({ chosen: ['large'], unit: 'EUR', candidates: [{ cost: '7.55' }, { locations: ['small'], rejectedBecause: expect.stringMatching(/costs more|leaves later/) }] });
    const again = await owner.settle(message(patchChannel, { key: 'dear', data: { id: 'dear', conditions: {}, patch: { buffer: 1 } } }) as Outbound);
    expect(again).toMatchObject({ outcome: 'done', status: 200 });
    expect(chosen(await owner.deliver(order({ channel: 'dear', lines: [{ sku: 'B' }], ...near })))).toEqual([['large']]);
  });

  it('S4 money of another currency, a stranger among the costs and a limit that is too tight are named', async () => {
    const patch = (sourcing: unknown) => owner.settle(message(patchChannel, { key: 'dear', data: { id: 'dear', conditions: {}, patch: { sourcing } } }) as Outbound);
    expect(await patch({ rule: 'cheapest', splitPenalty: { amount: '1.00', currency: 'GBP' }, per100Km: null, costs: [{ location: 'nowhere' }] })).toMatchObject({
      status: 422, problem: { errors: [{ path: '/sourcing/splitPenalty/currency' }, { path: '/sourcing/costs/0/location' }] },
    });
    await owner.deliver(channel('one', ['small', 'large'], { sourcing: { rule: 'cheapest', splitPenalty: eur('100'), maxParcels: 1 } }));
    await owner.deliver(move({ sku: 'L', location: 'large', quantity: 2, reason: 'receipt' }, { sku: 'R', location: 'small', quantity: 2, reason: 'receipt' }));
    const told = await owner.deliver(order({ channel: 'one', lines: [{ sku: 'L', quantity: 2 }, { sku: 'R' }], ...near }));
    expect(only(told, reservationRejected)[0]!.short).toEqual([{ lineId: '2', sku: 'R', requested: 1, available: 0 }]);
  });

  it('S4 what an order takes over from a hold uses up the day of its location like any other parcel', async () => {
    await owner.deliver(location('third', { ...utrecht, dispatch: { perDay: 1 } }), channel('held', ['third', 'large']));
    await owner.deliver(move({ sku: 'H', location: 'third', quantity: 5, reason: 'receipt' }, { sku: 'H', location: 'large', quantity: 5, reason: 'receipt' }));
    await owner.deliver(hold({ id: 'hold-day', channel: 'held', location: 'third', lines: [{ sku: 'H' }] }));
    await owner.deliver(order({ id: 'h-1', channel: 'held', hold: 'hold-day', lines: [{ sku: 'H' }], ...near }));
    expect(await parcels()).toContain('h-1 third');
    expect(chosen(await owner.deliver(order({ channel: 'held', lines: [{ sku: 'H' }], ...near })))).toEqual([['large']]);
  });

  it('S4 verify is green, and finds a parcel without units', async () => {
    expect((await verifyInventory(owner.database)).filter((check) => !check.ok)).toEqual([]);
  });
});
