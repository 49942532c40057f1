import { reservationRejected, stockReserved, type Inbound } from '@onefront/contracts';
import type { Owner } from '@onefront/testing';
import { verifyInventory } from '../src/verify.js';
import { recallInventory } from '../src/recall.js';
import { channel, inventoryUnderTest, levels, location, only, order, receipt, resource } from './house.js';

/** After a restore, orders are heard again; what they were answered before stands. */
let before: Owner;
let after: Owner;
const town = [location('leeds'), location('york'), channel('web', ['leeds', 'york'])];
beforeEach(async () => {
  [before, after] = [await inventoryUnderTest(), await inventoryUnderTest()];
  for (const one of [before, after]) await one.deliver(...town);
});
afterEach(async () => {
  await before.close();
  await after.close();
});

const elsewhere = () => resource('o-1', { lines: [{ lineId: '1', sku: 'A', quantity: 1, method: 'ship' }], excluded: ['leeds'], release: [{ lineId: '1', sku: 'A', quantity: 1, location: 'leeds' }] });
const recalled = (told: readonly Inbound[]) => recallInventory(after.database, told);
const broken = async () => (await verifyInventory(after.database)).filter((check) => !check.ok).map((check) => check.name);

it('gives an order the units of the same location, although another would be chosen now', async () => {
  await before.deliver(receipt('A', 'york', 5));
  const told = await before.deliver(order({ id: 'o-1', lines: [{ sku: 'A', quantity: 2 }] }));
  expect(await recalled(told)).toBe(1);
  await after.deliver(receipt('A', 'leeds', 5), receipt('A', 'york', 5));
  const again = await after.deliver(order({ id: 'o-1', lines: [{ sku: 'A', quantity: 2 }] }), order({ id: 'o-2', lines: [{ sku: 'A', quantity: 2 }] }));
  expect(only(again, stockReserved).map(({ orderId, lines }) => [orderId, lines[0]!.location])).toEqual([['o-1', 'york'], ['o-2', 'leeds']]);
  expect(await broken()).toEqual([]);
});

it('refuses again what was refused, and gives the last unit to who had it', async () => {
  await before.deliver(receipt('A', 'leeds', 1));
  const told = await before.deliver(order({ id: 'first', lines: [{ sku: 'A' }] }), order({ id: 'second', lines: [{ sku: 'A' }] }));
  await recalled(told);
  // The other way round, as partitions may be read.
  const again = await after.deliver(receipt('A', 'leeds', 1), order({ id: 'second', lines: [{ sku: 'A' }] }), order({ id: 'first', lines: [{ sku: 'A' }] }));
  expect(only(again, reservationRejected)).toMatchObject([{ orderId: 'second', short: [{ requested: 1, available: 0 }] }]);
  expect(only(again, stockReserved)).toMatchObject([{ orderId: 'first' }]);
  expect(await levels(after, 'A')).toEqual([['leeds', 1, 0, 1]]);
});

it('waits for the receipt that brought the units', async () => {
  await before.deliver(receipt('A', 'leeds', 1));
  await recalled(await before.deliver(order({ id: 'o-1', lines: [{ sku: 'A' }] })));
  expect(await after.deliver(order({ id: 'o-1', lines: [{ sku: 'A' }] }))).toEqual([]);
  expect((await after.database.read({ text: 'select reason from messaging.parked_key' })).rows).toEqual([{ reason: 'waiting' }]);
});

it('keeps every attempt, and what has come since the restore', async () => {
  await before.deliver(receipt('A', 'leeds', 5), receipt('A', 'york', 5));
  const told = [...(await before.deliver(order({ id: 'o-1', lines: [{ sku: 'A' }] }))), ...(await before.deliver(elsewhere()))];
  // Told twice: the first answer counts.
  const twice = { ...told.find(({ type }) => type === stockReserved.type)!, data: { ...stockReserved.sample, orderId: 'o-1', attempt: 1 } } as Inbound;
  expect(await recalled([...told, twice])).toBe(2);
  await after.deliver(receipt('A', 'leeds', 5), receipt('A', 'york', 5));
  await after.deliver(order({ id: 'o-1', lines: [{ sku: 'A' }] }));
  expect(await levels(after, 'A')).toEqual([['leeds', 5, 0, 1], ['york', 5, 0, 0]]);
  await recalled(told);
  await after.deliver(elsewhere());
  expect(await levels(after, 'A')).toEqual([['leeds', 5, 0, 0], ['york', 5, 0, 1]]);
  expect(await broken()).toEqual([]);
});


it('leaves out what a sale on the spot has broken since, whichever is heard first', async () => {
  await before.deliver(receipt('A', 'leeds', 1));
  const carriedOut = () => order({ id: 'till', lines: [{ sku: 'A', method: 'carry-out', location: 'leeds' }] });
  const told = [...(await before.deliver(order({ id: 'web', lines: [{ sku: 'A' }] }))), ...(await before.deliver(carriedOut()))];
  await recalled(told);
  await after.deliver(receipt('A', 'leeds', 1));
  const again = await after.deliver(carriedOut(), order({ id: 'web', lines: [{ sku: 'A' }] }));
  expect(only(again, stockReserved).map(({ orderId, lines }) => [orderId, lines.length])).toEqual([['till', 1], ['web', 0]]);
  expect(await levels(after, 'A')).toEqual([['leeds', 0, 0, 0]]);
  expect(await broken()).toEqual([]);
});
