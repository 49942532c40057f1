import { availabilityChanged, message, patchLocation, receiveTransfer, reservationRejected, shipTransfer, stockReserved, type Outbound } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import type { Owner } from '@onefront/testing';
import { refreshChannel } from '../src/inventory.background.js';
import { NetworkMemory } from '../src/persistence/network.repository.js';
import { verifyInventory } from '../src/verify.js';
import { channel, handOver, hold, inventoryUnderTest, levels, location, move, only, order, receipt, takeBack } from './house.js';

let owner: Owner;
beforeAll(async () => {
  owner = await inventoryUnderTest();
  await owner.deliver(
    location('leeds'), location('cafe', { kind: 'consignment' }), location('fba', { kind: 'marketplace', channel: 'fair' }), location('acme', { kind: 'supplier', shipsOrders: true }),
    channel('web', ['leeds']), channel('outlet', ['leeds', 'acme']), channel('cafe-sales', ['cafe']), channel('fair', ['leeds', 'fba'], { kind: 'marketplace', connector: 'generic' }),
  );
}, 60_000);
afterAll(() => owner.close());

const patch = (id: string, changes: Record<string, unknown>): Outbound => message(patchLocation, { key: id, data: { id, patch: changes, conditions: {} } }) as Outbound;
const ship = (transferId: string, sku: string, from: string, to: string): Outbound => message(shipTransfer, { key: transferId, data: { transferId, client: 'c', from, to, lines: [{ sku, quantity: 2 }] } }) as Outbound;
const refusedFor = async (one: Outbound): Promise<unknown> => {
  const { outcome, status, problem } = (await owner.settle(one)) as { outcome: string; status: number; problem?: { errors?: Array<{ path: string }> } };
  return [outcome, status, problem?.errors?.map((error) => error.path)];
};

describe('S1 S16 what a marketplace keeps for us', () => {
  it('is promised to nobody, and no connector is told of it', async () => {
    const told = only(await owner.deliver(receipt('F1', 'leeds', 3), receipt('F1', 'fba', 10)), availabilityChanged);
    expect(told.map(({ channel: id, available }) => [id, available])).toEqual([['fair', 3]]);
    expect(only(await owner.deliver(order({ channel: 'fair', lines: [{ sku: 'F1', quantity: 4 }] })), reservationRejected)).toMatchObject([{ short: [{ available: 3 }], sourcing: { candidates: expect.arrayContaining([{ locations: ['fba'], cost: '0', rejectedBecause: 'a marketplace keeps it and sells it itself' }]) } }]);
    expect(only(await owner.deliver(order({ channel: 'fair', lines: [{ sku: 'F1', quantity: 3 }] })), stockReserved)).toMatchObject([{ lines: [{ location: 'leeds', quantity: 3 }] }]);
    await owner.deliver(hold({ channel: 'fair', lines: [{ sku: 'F1' }] }));
    expect(await levels(owner, 'F1')).toEqual([['fba', 10, 0, 0], ['leeds', 3, 0, 3]]);
  });

  it('S26 is sold there as a fact, which never touches our own; a repeat changes nothing, and more than the book says is found with an incident', async () => {
    await owner.deliver(receipt('F2', 'leeds', 3), receipt('F2', 'fba', 2));
    const sale = order({ id: 'fba-1', channel: 'fair', lines: [{ sku: 'F2', quantity: 2, method: 'channel', location: 'fba' }] });
    expect(only(await owner.deliver({ ...sale, id: 'fba-sale' }, { ...sale, id: 'fba-sale' }), stockReserved)).toMatchObject([{ lines: [{ location: 'fba', quantity: 2, consumed: true }] }]);
    expect(await levels(owner, 'F2')).toEqual([['fba', 0, 0, 0], ['leeds', 3, 0, 0]]);
    const [more] = only(await owner.deliver(order({ channel: 'fair', lines: [{ sku: 'F2', method: 'channel', location: 'fba' }] })), stockReserved);
    expect(more!.incidents).toMatchObject([{ kind: 'found-by-sale', location: 'fba', quantity: 1 }]);
    expect(await levels(owner, 'F2')).toEqual([['fba', 0, 0, 0], ['leeds', 3, 0, 0]]);
  });

  it('units sent there leave what we can sell at once, and count there when they have arrived', async () => {
    await owner.deliver(receipt('F3', 'leeds', 5));
    const told = only(await owner.deliver(ship('transfer-f3', 'F3', 'leeds', 'fba')), availabilityChanged);
    expect(told).toMatchObject([{ channel: 'fair', available: 3 }]);
    await owner.deliver(message(receiveTransfer, { key: 'transfer-f3', data: { transferId: 'transfer-f3', lines: [{ sku: 'F3', quantity: 2, damaged: 0 }], complete: true } }) as Outbound);
    expect(await levels(owner, 'F3')).toEqual([['fba', 2, 0, 0], ['leeds', 3, 0, 0]]);
  });

  it('is kept for one channel: others may not name it, and it may not be kept for one while others do', async () => {
    expect(await refusedFor(channel('web', ['leeds', 'fba']))).toEqual(['refused', 422, ['/locations/1']]);
    await owner.deliver(location('fbz', { kind: 'marketplace' }), channel('bazaar', ['fbz'], { kind: 'marketplace' }));
    expect(await refusedFor(patch('fbz', { channel: 'fair' }))).toEqual(['refused', 422, ['/channel']]);
    expect(await owner.settle(patch('fbz', { channel: 'bazaar' }))).toMatchObject({ status: 200 });
    expect(await refusedFor(patch('leeds', { channel: 'web' }))).toEqual(['refused', 422, ['/channel']]);
  });
});

describe('S1 S4 what a supplier has', () => {
  it('is sent by him for a channel that names him (drop ship), and is nothing to any other', async () => {
    await owner.deliver(receipt('D1', 'acme', 5));
    expect(only(await owner.deliver(order({ channel: 'web', lines: [{ sku: 'D1' }] })), reservationRejected)).toHaveLength(1);
    expect(only(await owner.deliver(order({ id: 'drop-1', channel: 'outlet', lines: [{ sku: 'D1', quantity: 2 }] })), stockReserved)).toMatchObject([{ lines: [{ location: 'acme', quantity: 2 }] }]);
    await owner.deliver(handOver('drop-1', { lineId: '1', sku: 'D1', quantity: 2, location: 'acme' }));
    expect(await levels(owner, 'D1')).toEqual([['acme', 3, 0, 0]]);
  });

  it('becomes ours by no transfer, and ours never his: what goes back to him comes and goes', async () => {
    await owner.deliver(receipt('D2', 'acme', 5), receipt('D2', 'leeds', 5));
    expect(await refusedFor({ ...ship(`transfer-${newId()}`, 'D2', 'acme', 'leeds'), operationId: newId() } as Outbound)).toEqual(['refused', 422, ['/from']]);
    expect(await refusedFor({ ...ship(`transfer-${newId()}`, 'D2', 'leeds', 'acme'), operationId: newId() } as Outbound)).toEqual(['refused', 422, ['/to']]);
    expect(await refusedFor(move({ sku: 'D2', location: 'leeds', quantity: 1, reason: 'transfer', toLocation: 'acme' }, { sku: 'D2', location: 'acme', quantity: 1, reason: 'transfer', toLocation: 'leeds' }, { sku: 'D2', location: 'acme', quantity: 1, reason: 'return' })))
      .toEqual(['refused', 422, ['/movements/0/toLocation', '/movements/1/location', '/movements/2/location']]);
    await owner.deliver(takeBack('acme', { sku: 'D2', quantity: 2, disposition: 'vendor-return' }), takeBack('acme', { sku: 'D2', quantity: 1, disposition: 'restock' }));
    expect(await levels(owner, 'D2')).toEqual([['acme', 5, 0, 0], ['leeds', 5, 0, 0]]);
    const { rows } = await owner.database.pool.query(`select reason, on_hand::int as units from inventory.stock_ledger where sku = 'D2' and location = 'acme' order by version, position`);
    expect(rows.map((row) => [row.reason, row.units])).toEqual([['receipt', 5], ['return', 2], ['dispose', -2], ['return', 1], ['dispose', -1]]);
  });
});

describe('S1 what lies with a partner', () => {
  it('is sold by the partner, and by nobody who does not name the place', async () => {
    await owner.deliver(receipt('K1', 'leeds', 4), ship('transfer-k1', 'K1', 'leeds', 'cafe'), message(receiveTransfer, { key: 'transfer-k1', data: { transferId: 'transfer-k1', lines: [{ sku: 'K1', quantity: 2, damaged: 0 }], complete: true } }) as Outbound);
    expect(only(await owner.deliver(order({ channel: 'web', lines: [{ sku: 'K1', quantity: 3 }] })), reservationRejected)).toMatchObject([{ short: [{ available: 2 }] }]);
    await owner.deliver(order({ channel: 'cafe-sales', lines: [{ sku: 'K1', quantity: 1, method: 'carry-out', location: 'cafe' }] }));
    expect(await levels(owner, 'K1')).toEqual([['cafe', 1, 0, 0], ['leeds', 2, 0, 0]]);
  });
});

describe('whose the goods at a location are', () => {
  it('may change while nothing lay there, and not afterwards; a kind of the same ownership may follow', async () => {
    await owner.deliver(location('york'));
    for (const kind of ['supplier', 'consignment', 'store'] as const) expect(await owner.settle(location('york', { kind }))).toMatchObject({ status: 200 });
    await owner.deliver(receipt('Y1', 'york', 1), move({ sku: 'Y1', location: 'york', quantity: 0, reason: 'count' }));
    for (const kind of ['supplier', 'consignment', 'marketplace'] as const) expect(await owner.settle(location('york', { kind }))).toMatchObject({ outcome: 'refused', status: 409, problem: { type: expect.stringMatching(/\/kind-settled$/) } });
    expect(await owner.settle(patch('york', { kind: 'supplier' }))).toMatchObject({ outcome: 'refused', status: 409 });
    expect(await owner.settle(patch('york', { kind: 'warehouse' }))).toMatchObject({ status: 200 });
  });

  it('is not changed by what a batch brings in front of it', async () => {
    await owner.deliver(location('hull'));
    const [booked, changed] = [receipt('Y2', 'hull', 1), { ...location('hull', { kind: 'supplier' }), operationId: newId() } as Outbound];
    await owner.deliver(booked, changed);
    const { rows } = await owner.database.pool.query(`select ownership from inventory.location where id = 'hull'`);
    expect(rows).toEqual([{ ownership: 'own' }]);
  });

  it('is held by constraints', async () => {
    const sql = (text: string) => owner.database.pool.query(text);
    await expect(sql(`update inventory.location set sellable = true where id = 'fba'`)).rejects.toThrow('what_a_marketplace_keeps_we_do_not_promise');
    await expect(sql(`update inventory.location set ownership = 'own' where id = 'acme'`)).rejects.toThrow('ownership_is_that_of_the_kind');
    await expect(sql(`update inventory.location set held_for = 'web' where id = 'fba'`)).rejects.toThrow('kept_for_whom_the_document_says');
  });
});

describe('verify', () => {
  const planted = async (corruption: string) => {
    const client = await owner.database.pool.connect();
    try {
      await client.query(`begin; set local session_replication_role = replica; ${corruption}`);
      return (await verifyInventory({ read: (statement) => client.query(statement) })).filter((check) => !check.ok).map((check) => check.name);
    } finally {
      await client.query('rollback');
      client.release();
    }
  };

  it('is green on all of this', async () => {
    await refreshChannel(owner.database, new NetworkMemory(), 'fair');
    expect((await verifyInventory(owner.database)).filter((check) => !check.ok)).toEqual([]);
  });

  it.each([
    ['a promise of what a marketplace keeps', `update inventory.reservation set location = 'fba' where sku = 'F1'`, 'nothing is promised of what a marketplace keeps'],
    ['a channel that sells from what is kept for another', `update inventory.channel set locations = array['leeds', 'fba'] where id = 'web'`, 'no channel sells from what a marketplace keeps'],
    ['a transfer of goods of a supplier', `update inventory.stock_ledger set location = 'acme' where sku = 'F3' and reason = 'arrival'`, 'no transfer moves goods of a supplier'],
  ])('finds %s', async (_what, corruption, name) => {
    expect(await planted(corruption)).toContainEqual(expect.stringContaining(name));
  });
});
