import { reservationBroken, reservationRejected, reservationReleased, stockConsumed, stockReserved, stockReturned } from '@onefront/contracts';
import type { Owner } from '@onefront/testing';
import { channel, handOver, inventoryUnderTest, levels, location, only, order, receipt, release, resource, takeBack } from './house.js';

let owner: Owner;
beforeAll(async () => {
  owner = await inventoryUnderTest();
  await owner.deliver(location('leeds'), location('york'), location('hull', { pickup: false }), channel('web', ['leeds', 'york', 'hull']), channel('till', ['leeds'], { kind: 'store' }));
});
afterAll(() => owner.close());

describe('an order from any channel', () => {
  it('promises all lines from one location when it can, and tells levels and version', async () => {
    await owner.deliver(receipt('A', 'leeds', 1), receipt('A', 'york', 5), receipt('B', 'york', 5));
    const told = await owner.deliver(order({ id: 'o-1', lines: [{ sku: 'A', quantity: 2 }, { sku: 'B' }] }));
    const [reserved] = only(told, stockReserved);
    expect(reserved).toMatchObject({ orderId: 'o-1', attempt: 1, sourcing: { chosen: ['york'] } });
    expect(reserved!.lines).toEqual([{ lineId: '1', sku: 'A', quantity: 2, location: 'york' }, { lineId: '2', sku: 'B', quantity: 1, location: 'york' }]);
    expect(reserved!.stock.map(({ sku, version }) => [sku, version])).toEqual([['A', 3], ['B', 2]]);
    expect(reserved!.stock[0]!.levels).toEqual([{ location: 'leeds', onHand: 1, unavailable: 0, reserved: 0 }, { location: 'york', onHand: 5, unavailable: 0, reserved: 2 }]);
    expect(reserved!.sourcing.candidates[1]).toMatchObject({ locations: ['leeds'], rejectedBecause: 'has 1 of 2 A' });
    expect(await levels(owner, 'A')).toEqual([['leeds', 1, 0, 0], ['york', 5, 0, 2]]);
  });

  it('takes nothing when one line is short, and names it', async () => {
    await owner.deliver(receipt('C', 'leeds', 1), receipt('D', 'leeds', 9));
    const told = await owner.deliver(order({ lines: [{ sku: 'D', quantity: 2 }, { sku: 'C', quantity: 2 }] }));
    expect(only(told, reservationRejected)[0]).toMatchObject({ short: [{ lineId: '2', sku: 'C', requested: 2, available: 1 }], contested: false });
    expect(await levels(owner, 'D')).toEqual([['leeds', 9, 0, 0]]);
  });

  it('adds up what two lines ask of one SKU', async () => {
    await owner.deliver(receipt('E', 'leeds', 3));
    const told = await owner.deliver(order({ lines: [{ sku: 'E', quantity: 2 }, { sku: 'E', quantity: 2 }] }));
    expect(only(told, reservationRejected)[0]!.short).toEqual([{ lineId: '2', sku: 'E', requested: 2, available: 1 }]);
  });

  it('says that a refusal is contested while a young promise holds the units', async () => {
    await owner.deliver(receipt('F', 'leeds', 1));
    const told = await owner.deliver(order({ lines: [{ sku: 'F' }] }), order({ lines: [{ sku: 'F' }] }));
    expect(only(told, stockReserved)).toHaveLength(1);
    expect(only(told, reservationRejected)[0]).toMatchObject({ contested: true });
  });

  it('collects only where the channel lets customers collect', async () => {
    await owner.deliver(receipt('G', 'hull', 5), receipt('G', 'york', 1));
    const told = await owner.deliver(
      order({ id: 'g-1', lines: [{ sku: 'G', method: 'pickup', location: 'hull' }] }),
      order({ id: 'g-2', lines: [{ sku: 'G', method: 'pickup', location: 'york' }] }),
      order({ id: 'g-3', channel: 'till', lines: [{ sku: 'G', method: 'pickup', location: 'york' }] }),
    );
    expect(only(told, reservationRejected).map((one) => one.orderId)).toEqual(['g-1', 'g-3']);
    expect(only(told, stockReserved)).toMatchObject([{ orderId: 'g-2', lines: [{ location: 'york' }] }]);
  });

  it('reserves the parts of a bundle, and nothing for what has no stock', async () => {
    await owner.deliver(receipt('PART', 'leeds', 6));
    const told = await owner.deliver(order({ lines: [{ sku: 'SET', quantity: 2, kind: 'bundle', components: [{ sku: 'PART', quantity: 3 }] }, { sku: 'MANUAL', kind: 'digital' }] }));
    expect(only(told, stockReserved)[0]!.lines).toEqual([{ lineId: '1', sku: 'PART', quantity: 6, location: 'leeds' }]);
  });

  it('consumes exactly when goods leave, and gives back what is released, once', async () => {
    await owner.deliver(receipt('H', 'leeds', 5));
    await owner.deliver(order({ id: 'h-1', lines: [{ sku: 'H', quantity: 3 }] }));
    const line = { lineId: '1', sku: 'H', quantity: 2, location: 'leeds' };
    const left = await owner.deliver(handOver('h-1', line));
    expect(only(left, stockConsumed)[0]).toMatchObject({ lines: [line], stock: [{ levels: [{ onHand: 3, reserved: 1 }] }] });
    const freed = await owner.deliver(release('h-1'), release('h-1'));
    expect(only(freed, reservationReleased).map((one) => one.lines)).toEqual([[{ ...line, quantity: 1 }], []]);
    expect(await levels(owner, 'H')).toEqual([['leeds', 3, 0, 0]]);
  });

  it('takes nothing for an order that was released before it came (S25)', async () => {
    await owner.deliver(receipt('I', 'leeds', 1));
    await owner.deliver(release('i-1'));
    const told = await owner.deliver(order({ id: 'i-1', lines: [{ sku: 'I' }] }));
    expect(only(told, reservationRejected)).toMatchObject([{ orderId: 'i-1', contested: false }]);
    expect(await levels(owner, 'I')).toEqual([['leeds', 1, 0, 0]]);
  });

  it('finds another location and gives the excluded one back in the same step', async () => {
    await owner.deliver(receipt('J', 'leeds', 1), receipt('J', 'york', 1));
    await owner.deliver(order({ id: 'j-1', lines: [{ sku: 'J' }] }));
    const told = await owner.deliver(resource('j-1', { lines: [{ lineId: '1', sku: 'J', quantity: 1, method: 'ship' }], excluded: ['leeds'], release: [{ lineId: '1', sku: 'J', quantity: 1, location: 'leeds' }] }));
    expect(only(told, stockReserved)).toMatchObject([{ attempt: 2, lines: [{ location: 'york' }], stock: [{ version: 4 }] }]);
    expect(await levels(owner, 'J')).toEqual([['leeds', 1, 0, 0], ['york', 1, 0, 1]]);
    const none = await owner.deliver(resource('j-1', { attempt: 3, lines: [{ lineId: '1', sku: 'J', quantity: 1, method: 'ship' }], excluded: ['leeds', 'york'], release: [{ lineId: '1', sku: 'J', quantity: 1, location: 'york' }] }));
    expect(only(none, reservationRejected)).toMatchObject([{ attempt: 3, short: [{ sku: 'J', available: 0 }] }]);
    expect(await levels(owner, 'J')).toEqual([['leeds', 1, 0, 0], ['york', 1, 0, 0]]);
  });

  it('books returned units by their disposition: only restocked ones can be sold', async () => {
    const told = await owner.deliver(takeBack('york', { sku: 'K', quantity: 1, disposition: 'restock' }, { sku: 'K', quantity: 2, disposition: 'damaged' }, { sku: 'K', quantity: 4, disposition: 'dispose' }, { sku: 'K', quantity: 8, disposition: 'open-box' }));
    expect(only(told, stockReturned)[0]!.stock[0]!.levels).toEqual([{ location: 'york', onHand: 11, unavailable: 10, reserved: 0 }]);
    const { rows } = await owner.database.pool.query(`select reason, on_hand::int from inventory.stock_ledger where sku = 'K' and reason = 'dispose'`);
    expect(rows).toEqual([{ reason: 'dispose', on_hand: -4 }]);
  });

  it('acts on a message once, however often it comes', async () => {
    await owner.deliver(receipt('L', 'leeds', 5));
    const once = { ...order({ lines: [{ sku: 'L' }] }), id: 'message-l' };
    expect(only(await owner.deliver(once, once), stockReserved)).toHaveLength(1);
    expect(await owner.deliver(once)).toEqual([]);
    // A second message about the same order, as after a restore of the sender, takes nothing either.
    await owner.deliver({ ...once, id: 'message-l-again' });
    expect(await levels(owner, 'L')).toEqual([['leeds', 5, 0, 1]]);
  });
});

describe('S26 facts beat promises', () => {
  const promise = (sku: string, n: number) => Array.from({ length: n }, (_, i) => order({ id: `${sku}-${i}`, lines: [{ sku, method: 'pickup', location: 'leeds' }] }));

  it('50 units promised, 20 carried out: on-hand 30, reserved 30, the 20 youngest promises broken', async () => {
    await owner.deliver(receipt('S', 'leeds', 50));
    await owner.deliver(...promise('S', 30));
    await owner.deliver(...promise('S', 50).slice(30));
    const sales = Array.from({ length: 20 }, (_, i) => order({ id: `sale-${i}`, channel: 'till', lines: [{ sku: 'S', method: 'carry-out', location: 'leeds' }] }));
    const told = await owner.deliver(...sales);
    expect(only(told, stockReserved).every((one) => one.lines[0]!.consumed)).toBe(true);
    const broken = only(told, reservationBroken);
    expect(broken.map((one) => one.orderId)).toEqual(Array.from({ length: 20 }, (_, i) => `S-${49 - i}`));
    expect(broken[0]!.incident).toMatchObject({ kind: 'promise-broken', orderId: 'sale-0', brokenOrderId: 'S-49', quantity: 1 });
    expect(await levels(owner, 'S')).toEqual([['leeds', 30, 0, 30]]);
  });

  it('books what was not on hand as found, so that on-hand never falls below zero', async () => {
    await owner.deliver(receipt('T', 'leeds', 1));
    const told = await owner.deliver(order({ channel: 'till', lines: [{ sku: 'T', quantity: 3, method: 'carry-out', location: 'leeds' }] }));
    const [sold] = only(told, stockReserved);
    expect(sold!.stock[0]!.entries.map(({ reason, onHand }) => [reason, onHand])).toEqual([['found-by-sale', 2], ['sale', -3]]);
    expect(sold!.incidents).toMatchObject([{ kind: 'found-by-sale', quantity: 2 }]);
    expect(await levels(owner, 'T')).toEqual([['leeds', 0, 0, 0]]);
  });

  it('breaks only as many units of a promise as are missing', async () => {
    await owner.deliver(receipt('U', 'leeds', 5));
    await owner.deliver(order({ id: 'u-1', lines: [{ sku: 'U', quantity: 4 }] }));
    const told = await owner.deliver(order({ channel: 'till', lines: [{ sku: 'U', quantity: 2, method: 'carry-out', location: 'leeds' }] }));
    expect(only(told, reservationBroken)).toMatchObject([{ orderId: 'u-1', lines: [{ quantity: 1 }] }]);
    expect(await levels(owner, 'U')).toEqual([['leeds', 3, 0, 3]]);
  });

  it('hands over what was broken meanwhile all the same', async () => {
    await owner.deliver(receipt('V', 'leeds', 1));
    await owner.deliver(order({ id: 'v-1', lines: [{ sku: 'V' }] }));
    await owner.deliver(order({ channel: 'till', lines: [{ sku: 'V', method: 'carry-out', location: 'leeds' }] }));
    const told = await owner.deliver(handOver('v-1', { lineId: '1', sku: 'V', quantity: 1, location: 'leeds' }));
    expect(only(told, stockConsumed)[0]!.stock[0]!.entries.map((one) => one.reason)).toEqual(['found-by-sale', 'sale']);
    expect(await levels(owner, 'V')).toEqual([['leeds', 0, 0, 0]]);
  });

  it('never refuses a recorded order: what cannot be promised waits, with an incident', async () => {
    await owner.deliver(receipt('W', 'leeds', 1));
    const told = await owner.deliver(order({ id: 'w-1', recorded: true, lines: [{ sku: 'W', quantity: 3 }] }));
    expect(only(told, stockReserved)).toMatchObject([{ lines: [{ quantity: 1 }], backordered: [{ lineId: '1', sku: 'W', quantity: 2 }], incidents: [{ kind: 'oversell', quantity: 2 }] }]);
  });
});
