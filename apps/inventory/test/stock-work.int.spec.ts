import { cancelTransfer, closeCount, countChanged, message, openCount, receiveTransfer, recordCount, reservationBroken, shipTransfer, transferChanged, type Outbound } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import type { Owner } from '@onefront/testing';
import { verifyInventory } from '../src/verify.js';
import { channel, inventoryUnderTest, levels, location, move, only, order, receipt } from './house.js';

let owner: Owner;
let beside: Owner;
beforeAll(async () => {
  owner = await inventoryUnderTest();
  beside = await inventoryUnderTest(owner);
  await owner.deliver(location('leeds'), location('fair', { kind: 'popup' }), channel('web', ['leeds', 'fair']), channel('till', ['leeds']));
}, 60_000);
afterAll(async () => {
  await beside.close();
  await owner.close();
});

const sql = <R extends object>(text: string) => owner.database.pool.query<R>(text);
const ship = (transferId: string, sku: string, quantity: number): Outbound => message(shipTransfer, { key: transferId, data: { transferId, client: 'c', from: 'leeds', to: 'fair', lines: [{ sku, quantity }] } }) as Outbound;
const receive = (transferId: string, sku: string, quantity: number, { damaged = 0, complete = false } = {}): Outbound => message(receiveTransfer, { key: transferId, data: { transferId, lines: [{ sku, quantity, damaged }], complete } }) as Outbound;
const open = (countId: string, skus?: string[]): Outbound => message(openCount, { key: countId, data: { countId, client: 'c', location: 'leeds', ...(skus ? { skus } : {}) } }) as Outbound;
const counted = (countId: string, sku: string, quantity: number, at: Date): Outbound => message(recordCount, { key: countId, data: { countId, lines: [{ sku, quantity, countedAt: at.toISOString() }] } }) as Outbound;
const close = (countId: string): Outbound => message(closeCount, { key: countId, data: { countId } }) as Outbound;
const clock = async (): Promise<Date> => (await sql<{ now: Date }>('select clock_timestamp() as now')).rows[0]!.now;
/** A moment of the database's clock that lies between what was booked before and what is booked after; it counts milliseconds only. */
const between = async (): Promise<Date> => {
  const from = await clock();
  for (;;) {
    const now = await clock();
    if (now.getTime() > from.getTime() + 1) return new Date(from.getTime() + 1);
  }
};

describe('transfers with stock in transit', () => {
  it('S1 are sellable nowhere until they arrive, and a repeated message changes nothing', async () => {
    await owner.deliver(receipt('T1', 'leeds', 10));
    const id = `transfer-${newId()}`;
    const shipped = ship(id, 'T1', 6);
    const [told] = only(await owner.deliver({ ...shipped, id: 'ship-1' }, { ...shipped, id: 'ship-1' }), transferChanged);
    expect(told).toMatchObject({ version: 1, transfer: { status: 'shipped' }, stock: [{ levels: [{ location: 'leeds', onHand: 10, unavailable: 6, inTransit: 6 }], entries: [{ reason: 'dispatch', unavailable: 6, inTransit: 6 }] }] });
    expect((await owner.deliver(order({ channel: 'web', lines: [{ sku: 'T1', quantity: 5 }] }))).map((one) => one.type)).toContain('inventory.reservation-rejected.v1');
    const arrived = receive(id, 'T1', 4, { damaged: 1 });
    await owner.deliver({ ...arrived, id: 'arrive-1' }, { ...arrived, id: 'arrive-1' });
    expect(await levels(owner, 'T1')).toEqual([['fair', 5, 1, 0], ['leeds', 5, 1, 0]]);
    const [done] = only(await owner.deliver(receive(id, 'T1', 0, { complete: true })), transferChanged);
    expect(done).toMatchObject({ transfer: { status: 'received', lines: [{ shipped: 6, received: 4, damaged: 1, missing: 1, found: 0 }] }, incidents: [{ kind: 'transfer-variance', quantity: 1 }] });
    expect(await levels(owner, 'T1')).toEqual([['fair', 5, 1, 0], ['leeds', 4, 0, 0]]);
  });

  it('race: sales, shipments and arrivals of the last units in two processes leave a sound ledger', async () => {
    await owner.deliver(receipt('T2', 'leeds', 12));
    const ids = Array.from({ length: 8 }, () => `transfer-${newId()}`);
    const sold = Array.from({ length: 8 }, () => order({ channel: 'till', lines: [{ sku: 'T2' }] }));
    await Promise.all([owner.deliver(...ids.slice(0, 4).map((id) => ship(id, 'T2', 2)), ...sold.slice(0, 4)), beside.deliver(...ids.slice(4).map((id) => ship(id, 'T2', 2)), ...sold.slice(4))]);
    const { rows } = await sql<{ id: string }>('select id from inventory.transfer t join inventory.transfer_line l on l.transfer_id = t.id where l.sku = \'T2\'');
    const [cancelled, ...rest] = rows.map((row) => row.id);
    const undo = message(cancelTransfer, { key: cancelled!, data: { transferId: cancelled! } }) as Outbound;
    await Promise.all([owner.deliver(undo, ...rest.map((id) => receive(id, 'T2', 1))), beside.deliver(...rest.map((id) => receive(id, 'T2', 1)))]);
    const { rows: [sum] } = await sql<{ on_hand: number; free: number }>(`select sum(on_hand)::int as on_hand, min(on_hand - unavailable - reserved)::int as free from inventory.stock_level where sku = 'T2'`);
    expect(sum).toEqual({ on_hand: 12, free: expect.any(Number) });
    expect(sum!.free).toBeGreaterThanOrEqual(0);
  });
});

describe('counts tolerant of sales', () => {
  it('S26 keep what was sold after the time of counting, and break promises that nothing is behind', async () => {
    await owner.deliver(receipt('C1', 'leeds', 10), receipt('C2', 'leeds', 3));
    const id = `count-${newId()}`;
    await owner.deliver(open(id, ['C1', 'C2']));
    const seen = await between();
    await owner.deliver(order({ channel: 'till', lines: [{ sku: 'C1', quantity: 2, method: 'carry-out', location: 'leeds' }] }), order({ id: 'o-c2', channel: 'till', lines: [{ sku: 'C2', quantity: 3 }] }));
    const told = await owner.deliver(counted(id, 'C1', 9, seen), counted(id, 'C2', 1, seen));
    expect(await levels(owner, 'C1')).toEqual([['leeds', 7, 0, 0]]);
    expect(await levels(owner, 'C2')).toEqual([['leeds', 1, 0, 1]]);
    expect(only(told, reservationBroken)).toMatchObject([{ orderId: 'o-c2', lines: [{ sku: 'C2', quantity: 2 }] }]);
    const [report] = only(await owner.deliver(close(id)), countChanged);
    expect(report!.count).toMatchObject({ status: 'closed', uncounted: [], lines: [{ sku: 'C1', opened: { onShelf: 10 }, counted: 9, expected: 10, difference: -1 }, { sku: 'C2', counted: 1, expected: 3, difference: -2 }] });
  });

  it('of a whole location name what nobody counted; a closed one takes nothing more', async () => {
    const id = `count-${newId()}`;
    await owner.deliver(receipt('C3', 'leeds', 2), open(id));
    await owner.deliver(counted(id, 'C1', 7, await between()));
    const [report] = only(await owner.deliver(close(id)), countChanged);
    expect(report!.count.uncounted).toContain('C3');
    expect(report!.count.uncounted).not.toContain('C1');
    const before = await levels(owner, 'C3');
    await owner.deliver(counted(id, 'C3', 0, await between()));
    expect(await levels(owner, 'C3')).toEqual(before);
  });

  it('race: two processes sell and count the same shelf; the book says what lies there', async () => {
    await owner.deliver(receipt('C4', 'leeds', 30));
    const id = `count-${newId()}`;
    await owner.deliver(open(id, ['C4']));
    // 29 lie there: the book says 30. Half is sold before anybody looks, half after.
    const sales = Array.from({ length: 12 }, () => order({ channel: 'till', lines: [{ sku: 'C4', method: 'carry-out', location: 'leeds' }] }));
    await Promise.all([owner.deliver(...sales.slice(0, 3)), beside.deliver(...sales.slice(3, 6))]);
    const seen = await between();
    await Promise.all([owner.deliver(...sales.slice(6, 9), counted(id, 'C4', 23, seen)), beside.deliver(...sales.slice(9))]);
    expect(await levels(owner, 'C4')).toEqual([['leeds', 17, 0, 0]]);
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
    await owner.deliver(receipt('V1', 'leeds', 5), ship('transfer-v1', 'V1', 2), move({ sku: 'V1', location: 'leeds', quantity: 1, reason: 'transfer', toLocation: 'fair', reference: 'transfer-v1' }));
    expect((await verifyInventory(owner.database)).filter((check) => !check.ok)).toEqual([]);
  });

  it.each([
    ['a unit in transit that no transfer knows', `update inventory.transfer_line set received = 1 where transfer_id = 'transfer-v1'`, 'units in transit are those of open transfers'],
    ['a unit that arrived out of nothing', `update inventory.transfer_line set missing = 2 where transfer_id = 'transfer-v1'`, 'what a transfer took out came in'],
    ['an arrival that nobody booked', `delete from inventory.stock_ledger where reason = 'arrival' and sku = 'T1'`, 'what a transfer took out came in'],
    ['a difference that nobody booked', `update inventory.stock_count_line set difference = difference - 1 where sku = 'C1'`, 'a count has booked the difference'],
  ])('finds %s', async (_what, corruption, name) => {
    expect(await planted(corruption)).toContainEqual(expect.stringContaining(name));
  });
});
