import { holdChanged, reservationBroken, reservationRejected, stockAdjusted, stockReserved, type Outbound } from '@onefront/contracts';
import { batchOf, type Owner } from '@onefront/testing';
import { sweepHold } from '../src/inventory.background.js';
import { NetworkMemory } from '../src/persistence/network.repository.js';
import { verifyInventory } from '../src/verify.js';
import { channel, giveUp, hold, inventoryUnderTest, levels, location, longer, move, only, order, receipt, release } from './house.js';

let one: Owner;
let two: Owner;
beforeAll(async () => {
  one = await inventoryUnderTest();
  two = await inventoryUnderTest(one);
  await one.deliver(location('leeds'), location('york'), channel('web', ['leeds', 'york']), channel('app', ['leeds', 'york']), channel('till', ['leeds']));
});
afterAll(async () => {
  await two.close();
  await one.close();
});

const memory = new NetworkMemory();
const sql = (text: string, values: unknown[] = []) => one.database.pool.query(text, values);
const sweep = (id: string) => one.database.transact((tx, emit) => sweepHold(tx, emit, { id, memory }));
/** Time passes for a hold: it is over by the clock of the database. */
const overdue = (id: string) => sql(`update inventory.hold set expires_at = clock_timestamp() - interval '1 millisecond' where id = $1`, [id]);
const statusOf = async (id: string) => (await sql('select status from inventory.hold where id = $1', [id])).rows[0]?.status as string;
const sound = async () => expect((await verifyInventory(one.database)).filter((check) => !check.ok)).toEqual([]);

describe('S2 holds', () => {
  it('S2 keeps all units or none, and names what is short', async () => {
    await one.deliver(receipt('A', 'leeds', 3), receipt('B', 'york', 1));
    const told = await one.deliver(hold({ id: 'hold-a', lines: [{ sku: 'A', quantity: 2 }, { sku: 'B' }] }));
    expect(only(told, holdChanged)).toMatchObject([{ client: 'shop', version: 1, hold: { id: 'hold-a', status: 'held', extended: false }, stock: [{ sku: 'A', levels: [{ reserved: 2 }] }, { sku: 'B' }] }]);
    const refused = await one.settle(hold({ lines: [{ sku: 'A' }, { sku: 'B', quantity: 2 }] }));
    expect(refused).toMatchObject({ outcome: 'refused', status: 409, problem: { type: 'https://onefront.dev/problems/out-of-stock', errors: [{ path: '/lines/1', message: '0 of 2 B available' }] } });
    expect(await levels(one, 'A')).toEqual([['leeds', 3, 0, 2]]);
  });

  it('S2 answers 201 with the versions to wait for, is released once, and releasing again changes nothing', async () => {
    await one.deliver(receipt('C', 'leeds', 1));
    expect(await one.settle(hold({ id: 'hold-c', lines: [{ sku: 'C' }] }))).toMatchObject({ outcome: 'done', status: 201, resource: { view: 'hold', key: 'hold-c' }, effects: [{ view: 'hold', key: 'hold-c', version: 1 }, { view: 'stock', key: 'C', version: 2 }] });
    expect(await one.settle(giveUp('hold-c'))).toMatchObject({ outcome: 'done', status: 200, effects: [{ version: 2 }, { view: 'stock' }] });
    expect(await one.settle(giveUp('hold-c'))).toMatchObject({ outcome: 'done', status: 200, effects: [{ version: 2 }] });
    expect(await levels(one, 'C')).toEqual([['leeds', 1, 0, 0]]);
    expect(await one.settle(giveUp('hold-none'))).toMatchObject({ outcome: 'refused', status: 404 });
  });

  it('S2 is extended once for payment, and not when it has ended', async () => {
    await one.deliver(receipt('D', 'leeds', 2), hold({ id: 'hold-d', lines: [{ sku: 'D' }], ttlSeconds: 60 }));
    expect(await one.settle(longer('hold-d', 1_800))).toMatchObject({ outcome: 'done', status: 200 });
    expect(await one.settle(longer('hold-d'))).toMatchObject({ status: 409, problem: { type: expect.stringContaining('already-extended') } });
    await one.deliver(hold({ id: 'hold-e', lines: [{ sku: 'D' }] }));
    await overdue('hold-e');
    expect(await one.settle(longer('hold-e'))).toMatchObject({ status: 409, problem: { type: expect.stringContaining('hold-ended') } });
  });

  it('S2 an order takes over exactly what was held, in one step, counted once', async () => {
    await one.deliver(receipt('F', 'leeds', 2), receipt('F', 'york', 2));
    await one.deliver(hold({ id: 'hold-f', lines: [{ sku: 'F', quantity: 2 }], location: 'york' }));
    await one.deliver(order({ id: 'f-others', lines: [{ sku: 'F', quantity: 2 }] }));
    const told = await one.deliver(order({ id: 'f-1', hold: 'hold-f', lines: [{ sku: 'F', quantity: 2 }] }));
    expect(only(told, stockReserved)).toMatchObject([{ orderId: 'f-1', lines: [{ lineId: '1', sku: 'F', quantity: 2, location: 'york' }], hold: { version: 2, hold: { status: 'taken', order: 'f-1' } } }]);
    expect(told.filter((message) => message.type !== stockReserved.type)).toEqual([]);
    expect(await levels(one, 'F')).toEqual([['leeds', 2, 0, 2], ['york', 2, 0, 2]]);
    const again = await one.deliver(order({ id: 'f-2', hold: 'hold-f', lines: [{ sku: 'F' }] }));
    expect(only(again, reservationRejected)).toHaveLength(1);
    await one.deliver(release('f-1'));
    expect(await levels(one, 'F')).toEqual([['leeds', 2, 0, 2], ['york', 2, 0, 0]]);
  });

  it('S2 what the order does not want is free again, what it wants beyond is looked for; a refusal leaves the hold', async () => {
    await one.deliver(receipt('G', 'leeds', 3), receipt('H', 'leeds', 1));
    await one.deliver(hold({ id: 'hold-g', lines: [{ sku: 'G', quantity: 2 }] }));
    const refused = await one.deliver(order({ hold: 'hold-g', lines: [{ sku: 'G', quantity: 4 }] }));
    expect(only(refused, reservationRejected)[0]!.short).toMatchObject([{ sku: 'G' }]);
    expect([await statusOf('hold-g'), await levels(one, 'G')]).toEqual(['held', [['leeds', 3, 0, 2]]]);
    await one.deliver(order({ hold: 'hold-g', lines: [{ sku: 'G' }, { sku: 'H' }] }));
    expect([await statusOf('hold-g'), await levels(one, 'G'), await levels(one, 'H')]).toEqual(['taken', [['leeds', 3, 0, 1]], [['leeds', 1, 0, 1]]]);
  });

  it('S2 a hold of another channel, or one that is over, is taken by nobody: the order asks like any other', async () => {
    await one.deliver(receipt('I', 'leeds', 1), hold({ id: 'hold-i', lines: [{ sku: 'I' }] }));
    expect(only(await one.deliver(order({ channel: 'app', hold: 'hold-i', lines: [{ sku: 'I' }] })), reservationRejected)).toHaveLength(1);
    await overdue('hold-i');
    const told = await one.deliver(order({ id: 'i-1', hold: 'hold-i', lines: [{ sku: 'I' }] }));
    expect(only(told, stockReserved)[0]!.hold).toBeUndefined();
    expect([await statusOf('hold-i'), await levels(one, 'I')]).toEqual(['held', [['leeds', 1, 0, 1]]]);
    await sweep('hold-i');
    expect([await statusOf('hold-i'), await levels(one, 'I')]).toEqual(['expired', [['leeds', 1, 0, 1]]]);
  });

  it('S2 expiry is true when it is read: the next buyer gets the unit before anybody has swept, with other SKUs of the hold left to the sweeper', async () => {
    await one.deliver(receipt('J', 'leeds', 1), receipt('K', 'leeds', 1), hold({ id: 'hold-j', lines: [{ sku: 'J' }, { sku: 'K' }] }));
    await overdue('hold-j');
    const told = await one.deliver(order({ lines: [{ sku: 'J' }] }));
    expect(only(told, stockAdjusted)).toMatchObject([{ movementId: 'hold-j/expired', stock: [{ sku: 'J', entries: [{ reason: 'release', reserved: -1 }] }] }]);
    expect(only(told, stockReserved)).toHaveLength(1);
    expect(await levels(one, 'K')).toEqual([['leeds', 1, 0, 1]]);
    await sweep('hold-j');
    await sweep('hold-j');
    expect([await levels(one, 'J'), await levels(one, 'K')]).toEqual([[['leeds', 1, 0, 1]], [['leeds', 1, 0, 0]]]);
    expect(only(await one.deliver(), holdChanged)).toMatchObject([{ version: 2, hold: { status: 'expired' }, stock: [{ sku: 'K' }] }]);
  });

  it('S2 a client has so many holds open and no more, one batch or many; what has ended does not count', async () => {
    await one.deliver(receipt('L', 'leeds', 50));
    const mine = (id: string) => hold({ id, client: 'hoarder', limit: 3, lines: [{ sku: 'L' }] });
    const told = await one.deliver(...['1', '2', '3', '4'].map((n) => ({ ...mine(`hold-l-${n}`), operationId: `op-l-${n}` })));
    expect(only(told, holdChanged)).toHaveLength(3);
    expect(await one.settle(mine('hold-l-5'))).toMatchObject({ status: 409, problem: { type: 'https://onefront.dev/problems/too-many-holds' } });
    expect(await one.settle(hold({ client: 'other', limit: 3, lines: [{ sku: 'L' }] }))).toMatchObject({ outcome: 'done' });
    await overdue('hold-l-1');
    expect(await one.settle(mine('hold-l-6'))).toMatchObject({ outcome: 'done' });
  });

  it('S26 damage breaks the promise of a hold without troubling orders; who orders with it is promised what is left', async () => {
    await one.deliver(receipt('M', 'leeds', 2), hold({ id: 'hold-m', lines: [{ sku: 'M', quantity: 2 }] }));
    expect(only(await one.deliver(move({ sku: 'M', location: 'leeds', quantity: 1, reason: 'damage' })), reservationBroken)).toEqual([]);
    expect(only(await one.deliver(order({ hold: 'hold-m', lines: [{ sku: 'M' }] })), stockReserved)).toMatchObject([{ hold: { hold: { status: 'taken' } } }]);
    await sound();
  });
});

describe('S2 holds under races', () => {
  const eventually = async (owner: Owner, batch: readonly Outbound[]): Promise<void> => {
    const records = batchOf('inventory', batch);
    for (let tries = 0; ; tries++) {
      try {
        return await owner.consumer.onBatch(records);
      } catch (error) {
        if (tries > 20) throw error;
      }
    }
  };

  it('S2 the last unit, held by two at once: exactly one has it, forty times over; N holds on k units: k succeed', async () => {
    const skus = Array.from({ length: 40 }, (_, i) => `LAST-${i}`);
    await one.deliver(...skus.map((sku) => receipt(sku, 'leeds', 1)), receipt('MANY', 'leeds', 10));
    await Promise.all([
      ...skus.flatMap((sku) => [one, two].map((owner, n) => eventually(owner, [{ ...hold({ id: `hold-${sku}-${n}`, client: sku.toLowerCase(), lines: [{ sku }] }), operationId: `op-${sku}-${n}` }]))),
      ...Array.from({ length: 30 }, (_, i) => eventually(i % 2 ? one : two, [{ ...hold({ id: `hold-many-${i}`, client: 'many', lines: [{ sku: 'MANY' }] }), operationId: `op-many-${i}` }])),
    ]);
    const { rows } = await sql(`select count(*)::int as n from inventory.hold where id like 'hold-LAST-%' and status = 'held'`);
    expect(rows[0].n).toBe(40);
    expect(await levels(one, 'MANY')).toEqual([['leeds', 10, 0, 10]]);
  });

  it('S2 three sweepers against four confirmers and releases on holds that run out meanwhile: nothing released twice, nothing lost (R27)', async () => {
    const ids = Array.from({ length: 80 }, (_, i) => `hold-race-${i}`);
    await one.deliver(receipt('RACE', 'leeds', 80), receipt('RACE-2', 'york', 80), ...ids.map((id) => hold({ id, client: 'racer', lines: [{ sku: 'RACE' }, { sku: 'RACE-2' }] })));
    // Every other hold is over; the rest runs out while the race is on.
    await sql(`update inventory.hold set expires_at = clock_timestamp() + (case when right(id, 1)::int % 2 = 0 then -1 else 150 end) * interval '1 millisecond' where id like 'hold-race-%'`);
    const sweepers = [0, 1, 2].map(async () => {
      for (const id of ids) await sweep(id);
    });
    const confirmers = [0, 1, 2, 3].map(async (n) => {
      for (const [i, id] of ids.entries()) {
        if (i % 4 !== n) continue;
        await eventually(n % 2 ? one : two, [order({ id: `race-${i}`, hold: id, lines: [{ sku: 'RACE' }, { sku: 'RACE-2' }] })]);
        if (i % 5 === 0) await eventually(n % 2 ? two : one, [{ ...giveUp(id), operationId: `op-give-up-${i}` }, { ...longer(id), operationId: `op-longer-${i}` }]);
      }
    });
    await Promise.all([...sweepers, ...confirmers]);
    for (const id of ids) {
      await sql(`update inventory.hold set expires_at = least(expires_at, clock_timestamp()) where id = $1 and status = 'held'`, [id]);
      await sweep(id);
    }
    // Every order has its two units, by its hold or anew; no hold has anything.
    expect([await levels(one, 'RACE'), await levels(one, 'RACE-2')]).toEqual([[['leeds', 80, 0, 80]], [['york', 80, 0, 80]]]);
    expect((await sql('select key, error from messaging.parked_message')).rows).toEqual([]);
    await sound();
  });
});
