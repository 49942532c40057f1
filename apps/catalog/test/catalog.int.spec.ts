import { deleteListing, listingPublished, listingWithdrawn, message, patchProduct, putListing, putProduct, settlementsOf, variantChanged, type Product } from '@onefront/contracts';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { catalogService, catalogWork, republishCatalog, verifyCatalog } from '../src/index.js';

const lamp: Product = { name: 'Lamp', price: { amount: '4900', currency: 'GBP' }, kind: 'stocked', status: 'active' };
const put = (sku: string, product: Product = lamp, conditions = {}) => message(putProduct, { key: sku, data: { sku, product, conditions } });
const patch = (sku: string, change: Record<string, unknown>, conditions = {}) => message(patchProduct, { key: sku, data: { sku, patch: change, conditions } });
const list = (sku: string, channel: string, amount: string) => message(putListing, { key: sku, data: { sku, channel, listing: { price: { amount, currency: 'GBP' }, reason: 'fee' }, conditions: {} } });

describe('catalog', () => {
  let owner: Owner;
  beforeAll(async () => { owner = await ownerUnderTest({ service: 'catalog', migrations: [...catalogService.migrations!], work: catalogWork }); });
  afterAll(() => owner?.close());

  it('creates a product with 201, replaces it with 200, and changes nothing for an equal one', async () => {
    const operation = (id: string) => ({ operationId: id });
    const told = await owner.deliver({ ...put('A'), ...operation('a1') }, { ...put('A', { ...lamp, name: 'Desk lamp' }), ...operation('a2') }, { ...put('A', { ...lamp, name: 'Desk lamp' }), ...operation('a3') });
    expect(told.map((one) => [one.type, one.version, settlementsOf(one)[0]?.status])).toEqual([[variantChanged.type, 1, 201], [variantChanged.type, 2, 200], ['catalog.operation-settled.v1', undefined, 200]]);
    expect(settlementsOf(told[2]!)[0]).toMatchObject({ outcome: 'done', resource: { view: 'product', key: 'A' }, effects: [{ view: 'product', key: 'A', version: 2 }] });
  });

  it('refuses a version that the caller did not see', async () => {
    await owner.settle(put('B'));
    expect(await owner.settle(put('B', { ...lamp, name: 'x' }, { ifMatch: '"7"' }))).toMatchObject({ outcome: 'refused', status: 412 });
    expect(await owner.settle(put('B', lamp, { ifNoneMatch: '*' }))).toMatchObject({ outcome: 'refused', status: 412 });
    expect(await owner.settle(put('B', { ...lamp, name: 'x' }, { ifMatch: '"1"' }))).toMatchObject({ outcome: 'done', status: 200 });
  });

  it('patches in the HTTP form and names a wrong field', async () => {
    await owner.settle(put('C', { ...lamp, brand: 'Lumen' }));
    expect(await owner.settle(patch('C', { price: { amount: '51.00' }, brand: null }))).toMatchObject({ status: 200 });
    const { rows } = await owner.database.pool.query("select document from catalog.product where sku = 'C'");
    expect(rows[0].document).toEqual({ ...lamp, price: { amount: '5100', currency: 'GBP' } });
    expect(await owner.settle(patch('C', { price: { amount: '5.1' } }))).toMatchObject({ outcome: 'refused', status: 422, problem: { errors: [{ path: '/price/amount' }] } });
    expect(await owner.settle(patch('missing', {}))).toMatchObject({ outcome: 'refused', status: 404 });
    expect((await owner.database.pool.query("select 1 from catalog.product where sku = 'missing'")).rowCount).toBe(0);
  });

  it('counts the versions of a listing on over its withdrawal', async () => {
    const withdraw = () => message(deleteListing, { key: 'D', data: { sku: 'D', channel: 'market', conditions: {} } });
    const told = await owner.deliver(list('D', 'market', '5200'), { ...withdraw(), operationId: 'd1' }, list('D', 'market', '5300'));
    expect(told.map((one) => [one.type, one.version])).toEqual([[listingPublished.type, 1], [listingWithdrawn.type, 2], [listingPublished.type, 3]]);
    await owner.settle(withdraw());
    expect(await owner.settle(withdraw())).toMatchObject({ outcome: 'refused', status: 404 });
  });

  it('takes a message that comes twice only once', async () => {
    const twice = { ...put('E'), id: 'same' };
    expect(await owner.deliver(twice, twice)).toHaveLength(1);
    expect(await owner.deliver(twice)).toHaveLength(0);
  });

  it('lets two processes create and change the same products without losing a version', async () => {
    const second = await ownerUnderTest({ service: 'catalog', migrations: [...catalogService.migrations!], work: catalogWork, beside: owner });
    const skus = Array.from({ length: 20 }, (_, index) => `R-${index}`);
    await Promise.all(Array.from({ length: 10 }, (_, round) => {
      const order = round % 2 ? skus : [...skus].reverse();
      return [owner, second][round % 2]!.deliver(...order.map((sku) => put(sku, { ...lamp, name: `round ${round}` })));
    }));
    const { rows } = await owner.database.pool.query("select distinct version from catalog.product where sku like 'R-%'");
    expect(rows).toEqual([{ version: '10' }]);
    await second.close();
  });

  it('tells all of its state again', async () => {
    const { rows } = await owner.database.pool.query('select (select count(*) from catalog.product) + (select count(*) from catalog.listing) as n');
    expect(await republishCatalog(owner.database)).toBe(Number(rows[0].n));
    expect(await republishCatalog(owner.database, { key: 'D' })).toBe(1);
    await owner.deliver();
  });

  it('lifts its versions after a restore, and steps on from there', async () => {
    await owner.settle(put('F'));
    const others = await republishCatalog(owner.database);
    expect(await republishCatalog(owner.database, { epoch: 3 })).toBe(others);
    const lifted = await owner.deliver();
    expect(lifted.slice(others).map(({ version }) => Math.floor(version! / 1e12))).toEqual(Array.from({ length: others }, () => 3));
    expect((await owner.deliver(put('F', { ...lamp, name: 'after' })))[0]).toMatchObject({ version: 3e12 + 2 });
    // Again does nothing more, and an older epoch takes nothing back.
    await republishCatalog(owner.database, { key: 'F', epoch: 2 });
    expect(await owner.deliver()).toMatchObject([{ version: 3e12 + 2 }]);
    expect((await verifyCatalog(owner.database)).filter(({ ok }) => !ok)).toEqual([]);
  });

  it('verifies itself, and finds what was corrupted', async () => {
    expect((await verifyCatalog(owner.database)).map((check) => check.ok)).toEqual([true, true, true]);
    await owner.database.pool.query(`update catalog.product set document = document || '{"name":"tampered"}' where sku = 'A'`);
    await owner.database.pool.query(`update catalog.listing set version = version + 1 where sku = 'D'`);
    await owner.database.pool.query(`delete from catalog.change where subject = 'product:B' and version = 1`);
    expect((await verifyCatalog(owner.database)).map(({ ok, firstBad }) => [ok, firstBad])).toEqual([[false, 'product:A'], [false, 'listing:D/market'], [false, 'product:B']]);
  });
});
