import {
  availabilityChanged, channelChanged, closeCount, confirmQuantities, countChanged, expectedReceiptChanged, holdChanged, locationChanged, message, movePopup, openCount,
  patchChannel, patchLocation, policyChanged, putExpectedReceipt, putPolicy, receiveTransfer, recordCount, shipTransfer, stockAdjusted, stockLeaseChanged, transferChanged, type Outbound,
} from '@onefront/contracts';
import type { Owner } from '@onefront/testing';
import { refreshChannel } from '../src/inventory.background.js';
import { ensureMonths } from '../src/persistence/ledger-months.js';
import { NetworkMemory } from '../src/persistence/network.repository.js';
import { tables } from '../src/persistence/tables.js';
import { republishInventory } from '../src/republish.js';
import { computeBuffers } from '../src/buffers.background.js';
import { verifyInventory } from '../src/verify.js';
import { channel, handOver, hold, inventoryUnderTest, lease, location, move, only, order, receipt, release, tillSale } from './house.js';

let owner: Owner;
beforeAll(async () => {
  owner = await inventoryUnderTest();
  await owner.deliver(location('leeds'), location('york', { dispatch: { perDay: 100 } }), channel('web', ['leeds', 'york'], { oversell: { policy: 'backorder', limit: 5 } }), channel('till', ['leeds']));
  await owner.deliver(receipt('A', 'leeds', 10), receipt('B', 'york', 3), move({ sku: 'A', location: 'leeds', quantity: 2, reason: 'transfer', toLocation: 'york' }));
  await owner.deliver(order({ id: 'o-1', lines: [{ sku: 'A', quantity: 4 }] }), order({ id: 'o-2', lines: [{ sku: 'B', quantity: 5 }] }), order({ id: 'o-3', lines: [{ sku: 'A', quantity: 2 }] }));
  await owner.deliver(handOver('o-1', { lineId: '1', sku: 'A', quantity: 1, location: 'leeds' }), release('o-3'), order({ channel: 'till', lines: [{ sku: 'A', quantity: 5, method: 'carry-out', location: 'leeds' }] }));
  await owner.deliver(receipt('HELD', 'york', 2), hold({ id: 'hold-v-1', lines: [{ sku: 'HELD' }] }), hold({ id: 'hold-v-2', lines: [{ sku: 'HELD' }] }));
  await owner.deliver(message(putPolicy, { key: 'C', data: { channel: 'web', sku: 'C', policy: { policy: 'capped', limit: 3 }, conditions: {} } }) as Outbound);
  await owner.deliver(order({ id: 'o-4', hold: 'hold-v-2', lines: [{ sku: 'HELD' }] }));
  await owner.deliver(receipt('L', 'leeds', 5), lease({ till: 'till-v', serial: 1, lines: { L: 3 } }), tillSale({ till: 'till-v', sequence: 1, sku: 'L' }));
  await owner.deliver(message(putExpectedReceipt, { key: 'B', data: { id: 'po-v', sku: 'B', receipt: { sku: 'B', location: 'york', quantity: 4, eta: '2099-01-01T00:00:00.000Z' }, conditions: {} } }) as Outbound);
  await holdFair();
  await owner.deliver(channel('market', ['hull'], { kind: 'marketplace', connector: 'shop', autoBuffer: { target: 0.99, minimum: 1, maximum: 9, assumedLagSeconds: 60, windowHours: 24 } }), receipt('W', 'hull', 1));
  await owner.deliver(message(confirmQuantities, { key: 'market', data: { channel: 'market', confirmations: [{ sku: 'W', quantity: 6, version: 1, readAt: '2026-11-01T09:00:00.000Z' }] } }) as Outbound);
  await owner.deliver(message(putPolicy, { key: 'W', data: { channel: 'market', sku: 'W', policy: { policy: 'deny', escrow: 2 }, conditions: {} } }) as Outbound);
  const empty = { sku: 'W', quantity: 0, version: 2, readAt: '2026-11-01T09:00:09.000Z' };
  await owner.deliver(message(confirmQuantities, { key: 'market', data: { channel: 'market', ordersUpTo: empty.readAt, confirmations: [empty] } }) as Outbound);
  await computeBuffers(owner.database, new NetworkMemory(), 'market');
});
afterAll(() => owner.close());

/** A fair from its plan to its end: two units go there and come back. */
async function holdFair(): Promise<void> {
  const tell = async (one: unknown): Promise<unknown> => owner.deliver(one as Outbound);
  const send = async (transferId: string, from: string, to: string): Promise<void> => {
    await tell(message(shipTransfer, { key: transferId, data: { transferId, client: 'c', from, to, lines: [{ sku: 'W', quantity: 2 }] } }));
    await tell(message(receiveTransfer, { key: transferId, data: { transferId, lines: [{ sku: 'W', quantity: 2, damaged: 0 }], complete: true } }));
  };
  const move = (state: 'stocked' | 'open' | 'closing' | 'closed') => tell(message(movePopup, { key: 'fair', data: { id: 'fair', state } }));
  await owner.deliver(location('hull'), location('fair', { kind: 'popup', popup: { startsAt: '2026-01-01T09:00:00.000Z', endsAt: '2099-01-01T09:00:00.000Z' } }), receipt('W', 'hull', 5));
  await send('transfer-v-1', 'hull', 'fair');
  for (const state of ['stocked', 'open', 'closing'] as const) await move(state);
  await tell(message(openCount, { key: 'count-v-1', data: { countId: 'count-v-1', client: 'c', location: 'fair' } }));
  await tell(message(recordCount, { key: 'count-v-1', data: { countId: 'count-v-1', lines: [{ sku: 'W', quantity: 2, countedAt: new Date(Date.now() + 1000).toISOString() }] } }));
  await tell(message(closeCount, { key: 'count-v-1', data: { countId: 'count-v-1' } }));
  await send('transfer-v-2', 'fair', 'hull');
  await move('closed');
}

const sql = (text: string) => owner.database.pool.query(text);
const failing = async () => (await verifyInventory(owner.database)).filter((check) => !check.ok);

/** Spoils something, looks, and puts everything back. */
async function planted(corruption: string): Promise<Array<{ name: string; firstBad?: string }>> {
  const client = await owner.database.pool.connect();
  try {
    // Constraints and triggers would not let this happen: that is what they are for. The checks must see it all the same.
    await client.query(`begin; set local session_replication_role = replica; ${corruption}`);
    return (await verifyInventory({ read: (statement) => client.query(statement) })).filter((check) => !check.ok);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('verify', () => {
  it('is green on what the service wrote, and has looked at something', async () => {
    const checks = await verifyInventory(owner.database);
    expect(checks.filter((check) => !check.ok)).toEqual([]);
    expect(checks.every((check) => check.count > 0)).toBe(true);
  });

  it.each([
    ['a level that is not the sum of its ledger', `update inventory.stock_level set on_hand = on_hand + 1 where sku = 'A' and location = 'york'`, 'levels are the sums', 'A at york'],
    ['units in a state that nobody booked', `alter table inventory.stock_level drop constraint unavailable_units_have_a_state; update inventory.stock_level set quality = 1 where sku = 'A' and location = 'leeds'`, 'levels are the sums', 'A at leeds'],
    ['an entry that made a unit out of nothing', `alter table inventory.stock_ledger drop constraint double_entry; update inventory.stock_ledger set quality = 1, unavailable = 1, reserved = 1 where sku = 'B' and reason = 'receipt'`, 'between two states', 'B, version 1: receipt'],
    ['a ledger row that is missing', `delete from inventory.stock_ledger where sku = 'B' and reason = 'receipt'`, 'levels are the sums', 'B at york'],
    ['a step that promised what was not there', `insert into inventory.stock_ledger values ('B', 3, 0, 'york', 'reserve', 0, 0, 1, 'o-9', now()), ('B', 4, 0, 'york', 'release', 0, 0, -1, 'o-9', now())`, 'no step of the ledger', 'B at york, version 3'],
    ['a reservation that holds what nobody booked', `update inventory.reservation set held = held + 1 where order_id = 'o-2'`, 'those of open reservations', 'B at york'],
    ['a unit that came to two ends', `update inventory.reservation set released = released + 1 where order_id = 'o-1'`, 'came to one end', 'o-1: A at leeds'],
    ['a released order that still holds something', `update inventory.order_stock set closed = true where order_id = 'o-1'`, 'released as a whole', 'o-1'],
    ['a version that no step explains', `update inventory.stock set version = version + 1 where sku = 'B'`, 'versions count', 'B'],
    ['a backorder that the total does not know', `update inventory.backorder set quantity = quantity + 1`, 'backorder totals', 'B for web'],
    ['a hold that has ended and keeps something', `update inventory.hold set status = 'released' where id = 'hold-v-1'`, 'a hold that has ended', 'hold-v-1'],
    ['a hold that nobody sweeps', `update inventory.hold set expires_at = now() - interval '6 minutes' where id = 'hold-v-1'`, 'outlives its lifetime', 'hold-v-1'],
    ['a hold taken over by an order that there is not', `update inventory.hold set order_id = 'o-none' where id = 'hold-v-2'`, 'an order that has been answered', 'hold-v-2'],
    ['a planned parcel without units', `update inventory.reservation set released = released + held, held = 0 where order_id = 'o-2'`, 'every planned parcel', 'o-2 at york'],
    ['units set aside for nobody', `update inventory.reservation set aside = 1 where order_id = 'o-1'`, 'what is set aside', 'o-1: A at leeds'],
    ['a line that is over and stays', `insert into inventory.backorder (order_id, line_id, sku, channel, quantity, placed_at) values ('o-9', '1', 'B', 'web', 0, now())`, 'nothing stays set aside', 'o-9: B'],
    ['a policy that is not what was said', `update inventory.channel_policy set cap = 30 where sku = 'C'`, 'policies of SKUs', 'web/C'],
    ['buyers who can take more than is held for them', `update inventory.channel_escrow set exposed = exposed + 1`, 'own units is held', 'market/W'],
    ['units held for a channel that has none of its own', `delete from inventory.channel_escrow`, 'belong to its escrow', 'escrow-market: W'],
    ['an escrow that nobody asked for', `update inventory.channel_escrow set units_limit = 9`, 'policies of SKUs', 'market/W'],
    ['a confirmed figure that was never told', `update inventory.channel_confirmation set version = 9`, 'never told', 'market/W'],
    ['a lease that says less than was set aside', `update inventory.stock_lease_line set granted = granted - 1 where till = 'till-v'`, 'has on lease', 'lease-till-v: L'],
    ['a lease with more open than is promised', `update inventory.stock_lease_line set sold = 0 where till = 'till-v'`, 'has on lease', 'lease-till-v: L'],
    ['a promise for a lease that there is not', `delete from inventory.stock_lease_line where till = 'till-v'`, 'has on lease', 'lease-till-v: L'],
    ['a sale of a till that is acknowledged and not here', `delete from inventory.till_sale`, 'sales of a till are here', 'till-v at leeds'],
    ['a broken promise without its incident', `delete from inventory.incident where kind = 'promise-broken'`, 'has an incident', 'o-1: A at leeds'],
  ])('finds %s', async (_what, corruption, name, firstBad) => {
    expect(await planted(corruption)).toContainEqual(expect.objectContaining({ name: expect.stringContaining(name), firstBad }));
    expect(await failing()).toEqual([]);
  });

  it('constraints refuse what verify looks for', async () => {
    await expect(sql(`insert into inventory.stock_ledger (sku, version, position, location, reason, on_hand, unavailable, reserved, reference, at, actor) values ('A', 99, 0, 'york', 'count', 2, 1, 0, 'x', now(), 'inventory')`)).rejects.toThrow('double_entry');
    await expect(sql(`update inventory.stock_level set display = unavailable + 1 where sku = 'A' and location = 'leeds'`)).rejects.toThrow('unavailable_units_have_a_state');
    await expect(sql(`update inventory.stock_level set reserved = on_hand + 1 where sku = 'A' and location = 'york'`)).rejects.toThrow('promised_units_exist');
    await expect(sql(`update inventory.stock_lease_line set returned = granted where till = 'till-v'`)).rejects.toThrow('nothing_is_sold_or_returned_that_was_not_granted');
    await expect(sql(`update inventory.stock_level set on_hand = -1 where sku = 'A' and location = 'york'`)).rejects.toThrow('violates check');
    await expect(sql(`update inventory.stock_ledger set on_hand = 0`)).rejects.toThrow('append-only');
    await expect(sql(`delete from inventory.stock_ledger`)).rejects.toThrow('append-only');
  });
});

describe('republish', () => {
  it('tells every location, channel and SKU again, as it is', async () => {
    await owner.deliver();
    expect(await republishInventory(owner.database)).toBe(23);
    const told = await owner.deliver();
    expect(only(told, locationChanged).map(({ id, version }) => [id, version])).toEqual([['fair', 5], ['hull', 1], ['leeds', 1], ['york', 1]]);
    expect(only(told, channelChanged)).toHaveLength(3);
    expect(only(told, expectedReceiptChanged).map(({ receipt: { id, promised } }) => [id, promised])).toEqual([['po-v', 2]]);
    const stock = only(told, stockAdjusted).flatMap((one) => one.stock);
    expect(only(told, policyChanged)).toMatchObject([{ channel: 'web', sku: 'C', version: 1, policy: { policy: 'capped', limit: 3 } }, { channel: 'market', sku: 'W', policy: { policy: 'deny', escrow: 2 } }]);
    expect(stock.map(({ sku, version, entries }) => [sku, version, entries])).toEqual([['A', 7, []], ['B', 2, []], ['HELD', 4, []], ['L', 3, []], ['W', 7, []]]);
    expect(only(told, stockLeaseChanged)).toMatchObject([{ version: 2, lease: { id: 'till-v', lines: [{ sku: 'L', granted: 3, sold: 1, left: 2 }] } }]);
    expect(only(told, transferChanged).map(({ version, transfer: { id, status } }) => [id, status, version])).toEqual([['transfer-v-1', 'received', 2], ['transfer-v-2', 'received', 2]]);
    expect(only(told, countChanged).map(({ version, count: { id, lines } }) => [id, version, lines.length])).toEqual([['count-v-1', 3, 1]]);
    expect(only(told, holdChanged).map(({ version, hold: { id, status } }) => [id, version, status])).toEqual([['hold-v-1', 1, 'held'], ['hold-v-2', 2, 'taken']]);
  });

  it('raises versions to a new epoch once, and goes on from there', async () => {
    await republishInventory(owner.database, { key: 'B', epoch: 1 });
    await republishInventory(owner.database, { key: 'B', epoch: 1 });
    const told = await owner.deliver(receipt('B', 'leeds', 1));
    expect(only(told, stockAdjusted).flatMap((one) => one.stock.map((stock) => stock.version))).toEqual([1_000_000_000_002, 1_000_000_000_002, 1_000_000_000_003]);
    expect(await failing()).toEqual([]);
  });
});

describe('what runs beside the consumer', () => {
  it('tells a connector what a changed network means for every SKU', async () => {
    await owner.deliver(message(patchChannel, { key: 'web', data: { id: 'web', patch: { connector: 'shop' }, conditions: {} } }) as Outbound);
    const { rows } = await sql(`select kind, id from messaging.work_item`);
    expect(rows).toContainEqual({ kind: 'refresh-channel', id: 'web' });
    await refreshChannel(owner.database, new NetworkMemory(), 'web');
    const before = only(await owner.deliver(), availabilityChanged);
    expect(before.map(({ sku, available }) => [sku, available])).toEqual([['A', 2], ['B', 0], ['HELD', 0], ['L', 2]]);
    await owner.deliver(message(patchLocation, { key: 'york', data: { id: 'york', patch: { safetyStock: 1 }, conditions: {} } }) as Outbound);
    await refreshChannel(owner.database, new NetworkMemory(), 'web');
    expect(only(await owner.deliver(), availabilityChanged)).toMatchObject([{ sku: 'A', available: 1, version: 2 }]);
    await refreshChannel(owner.database, new NetworkMemory(), 'web');
    expect(await owner.deliver()).toEqual([]);
  });

  it('makes the months of the ledger ahead, and again without harm', async () => {
    await ensureMonths(owner.database, new Date('2031-05-31T23:00:00Z'));
    await ensureMonths(owner.database, new Date('2031-06-01T00:00:00Z'));
    const { rows } = await sql(`select count(*)::int as months from pg_inherits where inhparent = 'inventory.stock_ledger'::regclass and inhrelid::regclass::text ~ '2031'`);
    expect(rows).toEqual([{ months: 4 }]);
  });

  it('tables.ts says what the migrations made', async () => {
    for (const table of tables) {
      const { columns, tableName } = table.options;
      const { rows } = await sql(`select column_name, data_type, is_nullable from information_schema.columns where table_schema = 'inventory' and table_name = '${tableName}' order by ordinal_position`);
      const types: Record<string, string> = { int: 'integer', timestamptz: 'timestamp with time zone' };
      const said = Object.entries(columns).map(([name, column]) => ({ column_name: name, data_type: types[String(column!.type)] ?? column!.type, is_nullable: column!.nullable ? 'YES' : 'NO' }));
      expect(said).toEqual(rows);
    }
  });
});
