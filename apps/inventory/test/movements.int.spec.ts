import { availabilityChanged, reservationBroken, stockAdjusted } from '@onefront/contracts';
import type { Owner } from '@onefront/testing';
import { channel, inventoryUnderTest, levels, location, move, only, order, receipt } from './house.js';

let owner: Owner;
beforeAll(async () => {
  owner = await inventoryUnderTest();
  await owner.deliver(location('leeds'), location('york'), channel('web', ['leeds', 'york']));
});
afterAll(() => owner.close());

describe('stock movements', () => {
  it('answers 201 with the movements and the versions to wait for', async () => {
    const answer = await owner.settle(receipt('A', 'leeds', 10));
    expect(answer).toMatchObject({ outcome: 'done', status: 201, body: { movements: [{ sku: 'A', location: 'leeds', quantity: 10, reason: 'receipt' }] }, effects: [{ view: 'stock', key: 'A', version: 1 }] });
  });

  it('moves units between locations, damaged ones last', async () => {
    await owner.deliver(receipt('B', 'leeds', 10), move({ sku: 'B', location: 'leeds', quantity: 3, reason: 'damage' }));
    await owner.deliver(move({ sku: 'B', location: 'leeds', quantity: 8, reason: 'transfer', toLocation: 'york' }));
    expect(await levels(owner, 'B')).toEqual([['leeds', 2, 2, 0], ['york', 8, 1, 0]]);
  });

  it('refuses all when one asks for promised units, and names it', async () => {
    await owner.deliver(receipt('C', 'leeds', 5));
    await owner.deliver(order({ lines: [{ sku: 'C', quantity: 4 }] }));
    const answer = await owner.settle(move({ sku: 'C', location: 'york', quantity: 1, reason: 'receipt' }, { sku: 'C', location: 'leeds', quantity: -2, reason: 'adjustment' }));
    expect(answer).toMatchObject({ outcome: 'refused', status: 409, problem: { type: 'https://onefront.dev/problems/insufficient-stock', errors: [{ path: '/movements/1/quantity' }] } });
    expect(await levels(owner, 'C')).toEqual([['leeds', 5, 0, 4]]);
  });

  it('lets later movements of the list use what earlier ones brought', async () => {
    const answer = await owner.settle(move({ sku: 'D', location: 'leeds', quantity: 2, reason: 'receipt' }, { sku: 'D', location: 'leeds', quantity: 2, reason: 'transfer', toLocation: 'york' }));
    expect(answer.status).toBe(201);
    expect(await levels(owner, 'D')).toEqual([['leeds', 0, 0, 0], ['york', 2, 0, 0]]);
  });

  it('names every unknown location', async () => {
    const answer = await owner.settle(move({ sku: 'E', location: 'nowhere', quantity: 1, reason: 'receipt' }, { sku: 'E', location: 'leeds', quantity: 1, reason: 'transfer', toLocation: 'never' }));
    expect(answer).toMatchObject({ status: 422, problem: { errors: [{ path: '/movements/0/location' }, { path: '/movements/1/toLocation' }] } });
  });

  it('refuses what has no meaning, although the gateway should have', async () => {
    const answer = await owner.settle(move({ sku: 'E', location: 'leeds', quantity: 1, reason: 'receipt' }, { sku: 'E', location: 'leeds', quantity: 1, reason: 'transfer' }));
    expect(answer).toMatchObject({ status: 422, problem: { errors: [{ path: '/movements/1/toLocation' }] } });
    expect(await levels(owner, 'E')).toEqual([]);
  });

  it('always accepts counts and damage, and breaks the youngest promises', async () => {
    await owner.deliver(receipt('F', 'leeds', 10));
    for (const id of ['f-1', 'f-2', 'f-3']) await owner.deliver(order({ id, lines: [{ sku: 'F', quantity: 3 }] }));
    const counted = await owner.deliver(move({ sku: 'F', location: 'leeds', quantity: 7, reason: 'count', reference: 'spring count' }));
    expect(only(counted, reservationBroken)).toMatchObject([{ orderId: 'f-3', lines: [{ quantity: 2 }] }]);
    const damaged = await owner.deliver(move({ sku: 'F', location: 'leeds', quantity: 2, reason: 'damage' }));
    expect(only(damaged, reservationBroken).map((one) => [one.orderId, one.lines[0]!.quantity])).toEqual([['f-3', 1], ['f-2', 1]]);
    expect(await levels(owner, 'F')).toEqual([['leeds', 7, 2, 5]]);
  });

  it('books ten thousand rows in one go, in facts that the log can carry, and answers for all of them', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => ({ sku: `BULK-${i % 4_000}`, location: i % 2 ? 'leeds' : 'york', quantity: 5, reason: 'receipt' as const }));
    const answer = await owner.settle(move(...rows));
    expect(answer).toMatchObject({ outcome: 'done', status: 201 });
    expect((answer.body as { movements: unknown[] }).movements).toHaveLength(10_000);
    // As many of the SKUs as the answer has room for, the last ones; it comes behind the facts.
    expect(answer.effects.length).toBeGreaterThan(2_000);
    expect(answer.effects.at(-1)).toEqual({ view: 'stock', key: 'BULK-1999', version: 3 });
    const { rows: sums } = await owner.database.pool.query(`select sum(on_hand)::int as units, count(distinct sku)::int as skus from inventory.stock_level where sku like 'BULK-%'`);
    expect(sums).toEqual([{ units: 50_000, skus: 4_000 }]);
  });

  it('books ten thousand movements of one SKU in several steps', async () => {
    const told = await owner.deliver(move(...Array.from({ length: 10_000 }, () => ({ sku: 'ONE', location: 'leeds', quantity: 1, reason: 'receipt' as const, reference: 'x'.repeat(60) }))));
    const versions = only(told, stockAdjusted).map((one) => one.stock[0]!.version);
    expect(versions).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });
});

describe('what connectors are told', () => {
  it('tells a channel with a connector its availability, once per batch and only when it changed', async () => {
    await owner.deliver(channel('market', ['leeds', 'york'], { kind: 'marketplace', connector: 'mirakl', buffer: 2 }));
    const told = await owner.deliver(receipt('G', 'leeds', 5), receipt('G', 'york', 1), order({ lines: [{ sku: 'G' }] }));
    expect(only(told, availabilityChanged)).toMatchObject([{ sku: 'G', channel: 'market', available: 3, version: 1 }]);
    const again = await owner.deliver(order({ lines: [{ sku: 'G' }] }));
    expect(only(again, availabilityChanged)).toMatchObject([{ available: 2, version: 2 }]);
    await owner.deliver(receipt('H', 'leeds', 1));
    const same = await owner.deliver(order({ lines: [{ sku: 'H' }] }));
    expect(only(same, availabilityChanged)).toEqual([]);
  });
});
