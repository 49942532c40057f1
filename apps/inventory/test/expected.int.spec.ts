import { backorderPromised, backorderServed, cancelExpected, expectedReceiptChanged, message, operationSettled, putExpectedReceipt, receiveExpected, settlementsOf, type ExpectedAnnouncement, type Outbound } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { batchOf, type Owner } from '@onefront/testing';
import { republishInventory } from '../src/republish.js';
import { verifyInventory } from '../src/verify.js';
import { channel, inventoryUnderTest, levels, location, only, order, receipt, release } from './house.js';

/** Two processes of inventory on one database, neither owning any partition. */
let one: Owner;
let two: Owner;
beforeAll(async () => {
  one = await inventoryUnderTest();
  two = await inventoryUnderTest(one);
  await one.deliver(location('leeds'), location('york'), channel('web', ['leeds', 'york'], { oversell: { policy: 'backorder' } }), channel('phone', ['york'], { kind: 'phone', oversell: { policy: 'backorder' } }));
});
afterAll(async () => {
  await two?.close();
  await one?.close();
});

const SOON = '2036-01-05T00:00:00.000Z';
const LATER = '2036-02-01T00:00:00.000Z';
const announce = (id: string, sku: string, quantity: number, rest: Partial<ExpectedAnnouncement> = {}): Outbound =>
  message(putExpectedReceipt, { key: sku, operationId: newId(), data: { id, sku, receipt: { sku, location: 'york', quantity, eta: SOON, ...rest }, conditions: {} } }) as Outbound;
const arrive = (id: string, sku: string, quantity: number, rest: { damaged?: number; complete?: boolean } = {}): Outbound =>
  message(receiveExpected, { key: sku, operationId: newId(), data: { id, sku, quantity, damaged: 0, complete: false, ...rest } }) as Outbound;
const callOff = (id: string, sku: string): Outbound => message(cancelExpected, { key: sku, operationId: newId(), data: { id, sku } }) as Outbound;
const failing = async () => (await verifyInventory(one.database)).filter((check) => !check.ok);
const promisedOf = async (id: string) => (await one.database.pool.query<{ promised: number }>('select promised::int as promised from inventory.expected_receipt where id = $1', [id])).rows[0]!.promised;
const told = (messages: readonly Parameters<typeof only>[0][number][]) => only(messages, backorderPromised).map(({ orderId, lines }) => [orderId, lines.flatMap((line) => line.expected.map((one_) => [one_.receipt, one_.quantity]))]);

describe('S1 expected receipts', () => {
  it('are promised to who waits in turn, moved when they change, and used up when they arrive: nothing is counted twice', async () => {
    await one.deliver(order({ id: 'e-1', lines: [{ sku: 'E', quantity: 3 }] }), order({ id: 'e-2', channel: 'phone', lines: [{ sku: 'E', quantity: 2 }] }));
    const first = await one.deliver(announce('po-e', 'E', 5, { confidence: 90 }));
    expect(told(first)).toEqual([['e-1', [['po-e', 3]]], ['e-2', [['po-e', 1]]]]);
    expect(only(first, expectedReceiptChanged).map(({ version, receipt: { promisable, promised } }) => [version, promisable, promised])).toEqual([[1, 4, 0], [2, 4, 4]]);

    expect(only(await one.deliver(announce('po-e', 'E', 5, { confidence: 90, eta: '2036-01-09T00:00:00.000Z' })), backorderPromised).map(({ orderId, lines }) => [orderId, lines[0]!.expected[0]!.eta])).toEqual([['e-1', '2036-01-09T00:00:00.000Z'], ['e-2', '2036-01-09T00:00:00.000Z']]);
    await one.deliver(announce('po-e', 'E', 5, { confidence: 90 }));
    const second = await one.deliver(announce('po-e-late', 'E', 10, { eta: LATER, location: 'leeds' }));
    expect(told(second)).toEqual([]);
    expect(told(await one.deliver(announce('po-e', 'E', 5, { eta: LATER, confidence: 0 })))).toEqual([['e-2', []], ['e-1', [['po-e-late', 3]]]]);
    expect(told(await one.deliver(announce('po-e', 'E', 5)))).toEqual([['e-1', [['po-e', 3]]], ['e-2', [['po-e', 2]]]]);

    const arrived = await one.deliver(arrive('po-e', 'E', 4));
    expect(only(arrived, backorderServed).map(({ orderId, lines }) => [orderId, lines[0]!.quantity])).toEqual([['e-1', 3], ['e-2', 1]]);
    expect([await levels(one, 'E'), await promisedOf('po-e'), await promisedOf('po-e-late')]).toEqual([[['york', 4, 0, 4]], 1, 0]);
    await one.deliver(arrive('po-e', 'E', 0, { damaged: 1, complete: true }));
    // Collected by phone at york only: what comes to leeds is of no use to it.
    expect([await levels(one, 'E'), await promisedOf('po-e'), await promisedOf('po-e-late')]).toEqual([[['york', 5, 1, 4]], 0, 0]);
    expect(await failing()).toEqual([]);
  });

  it('a new order that waits is promised at once; one that is given up frees its promise for the next', async () => {
    await one.deliver(announce('po-n', 'N', 2));
    const messages = await one.deliver(order({ id: 'n-1', lines: [{ sku: 'N', quantity: 2 }] }), order({ id: 'n-2', lines: [{ sku: 'N', quantity: 2 }] }));
    expect(told(messages)).toEqual([['n-1', [['po-n', 2]]]]);
    expect(told(await one.deliver(release('n-1')))).toEqual([['n-2', [['po-n', 2]]]]);
    expect(told(await one.deliver(callOff('po-n', 'N')))).toEqual([['n-2', []]]);
    expect(await failing()).toEqual([]);
  });

  it('goods that come another way leave what is expected to who waits behind', async () => {
    await one.deliver(order({ id: 'g-1', lines: [{ sku: 'G', quantity: 2 }] }), order({ id: 'g-2', lines: [{ sku: 'G', quantity: 2 }] }), announce('po-g', 'G', 2));
    const messages = await one.deliver(receipt('G', 'leeds', 2));
    expect(only(messages, backorderServed).map(({ orderId }) => orderId)).toEqual(['g-1']);
    expect(told(messages)).toEqual([['g-2', [['po-g', 2]]]]);
  });

  it('answers what it is asked: repeats change nothing, what is over stays over', async () => {
    const put = announce('po-a', 'A', 4);
    const created = await one.deliver(put);
    expect(created.flatMap((one_) => settlementsOf(one_)).map(({ outcome, status }) => [outcome, status])).toEqual([['done', 201]]);
    expect(only(await one.deliver(put), expectedReceiptChanged)).toEqual([]);
    expect(only(await one.deliver(announce('po-a', 'A', 4)), expectedReceiptChanged)).toEqual([]);
    const refusal = async (...asked: Outbound[]) => only(await one.deliver(...asked), operationSettled('inventory')).map((one_) => one_.problem?.status);
    expect(await refusal(announce('po-a', 'A', 4, { location: 'leeds' }))).toEqual([422]);
    const arrival = arrive('po-a', 'A', 4);
    await one.deliver(arrival);
    await two.consumer.onBatch(batchOf('inventory', [arrival]));
    expect([only(await one.deliver(), expectedReceiptChanged), await levels(one, 'A')]).toEqual([[], [['york', 4, 0, 0]]]);
    expect(await refusal(arrive('po-a', 'A', 1), callOff('po-a', 'A'), announce('po-a', 'A', 9))).toEqual([409, 409, 409]);
    const again = await one.database.read<{ version: number }>(`select version::int as version from inventory.expected_receipt where id = 'po-a'`);
    await republishInventory(one.database, { key: 'A' });
    expect(only(await one.deliver(), expectedReceiptChanged).map(({ version, receipt: { status } }) => [version, status])).toEqual([[again.rows[0]!.version, 'received']]);
  });

  it('orders and changes of receipts at two processes: no unit is promised twice', async () => {
    for (let round = 0; round < 4; round += 1) {
      const sku = `X-${round}`;
      const orders = Array.from({ length: 12 }, (_, i) => order({ id: `${sku}-${i}`, lines: [{ sku, quantity: 2 }] }));
      const receipts = Array.from({ length: 4 }, (_, i) => announce(`po-${round}-${i}`, sku, 3 + i, { confidence: 80, eta: i % 2 === 0 ? SOON : LATER }));
      const others = [release(`${sku}-0`), release(`${sku}-5`), receipt(sku, 'york', 3), receipt(sku, 'leeds', 2)];
      const batches = [orders.slice(0, 6), receipts.slice(0, 2), orders.slice(6), receipts.slice(2), others];
      await Promise.all(batches.map((batch, i) => (i % 2 === 0 ? one : two).consumer.onBatch(batchOf('inventory', batch))));
      await one.deliver(arrive(`po-${round}-1`, sku, 2), callOff(`po-${round}-0`, sku));
    }
    expect(await failing()).toEqual([]);
  });

  it('is held by the database and seen by verify: more promised than may come, a promise of nobody, units that never came', async () => {
    await one.deliver(announce('po-v', 'V', 3), order({ id: 'v-1', lines: [{ sku: 'V', quantity: 2 }] }));
    const { pool } = one.database;
    await expect(pool.query(`update inventory.expected_receipt set promised = 4 where id = 'po-v'`)).rejects.toThrow('promised_may_come');
    const planted = async (corrupt: string, mend: string) => {
      await pool.query(corrupt);
      const seen = (await failing()).map((check) => check.name);
      await pool.query(mend);
      return seen;
    };
    expect(await planted(`update inventory.expected_receipt set promised = 3 where id = 'po-v'`, `update inventory.expected_receipt set promised = 2 where id = 'po-v'`))
      .toEqual([expect.stringContaining('promised against an expected receipt')]);
    expect(await planted(`update inventory.expected_promise set order_id = 'nobody' where receipt_id = 'po-v'`, `update inventory.expected_promise set order_id = 'v-1' where receipt_id = 'po-v'`))
      .toEqual([expect.stringContaining('no line is promised more')]);
    expect(await planted(`update inventory.expected_receipt set received = 1 where id = 'po-v'`, `update inventory.expected_receipt set received = 0 where id = 'po-v'`))
      .toEqual([expect.stringContaining('is in the ledger')]);
    expect(await failing()).toEqual([]);
  });
});
