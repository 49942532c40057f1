import { availabilityChanged, confirmQuantities, deletePolicy, message, putPolicy, reservationBroken, reservationRejected, stockReserved, type Inbound, type Outbound, type SkuPolicy } from '@onefront/contracts';
import { batchOf, type Owner } from '@onefront/testing';
import { verifyInventory } from '../src/verify.js';
import { channel, inventoryUnderTest, levels, location, move, only, order, receipt } from './house.js';

/** Two processes of inventory on one database, neither owning any partition. */
let one: Owner;
let two: Owner;
beforeAll(async () => {
  one = await inventoryUnderTest();
  two = await inventoryUnderTest(one);
  await one.deliver(location('leeds'), location('york'), channel('web', ['leeds', 'york']), channel('market', ['leeds', 'york'], { kind: 'marketplace', connector: 'generic' }));
});
afterAll(async () => {
  await two?.close();
  await one?.close();
});

const put = (sku: string, escrow: number | undefined, of = 'market'): Outbound => message(putPolicy, { key: sku, data: { channel: of, sku, policy: { policy: 'deny', ...(escrow === undefined ? {} : { escrow }) } as SkuPolicy, conditions: {} } }) as Outbound;
const drop = (sku: string): Outbound => message(deletePolicy, { key: sku, data: { channel: 'market', sku, conditions: {} } }) as Outbound;
let clock = 0;
/** What was read back; `covered`: with every order placed until then. */
const seen = (sku: string, version: number, quantity: number, covered = true): Outbound => {
  const readAt = new Date(Date.UTC(2026, 10, 1, 9, 0, ++clock)).toISOString();
  return message(confirmQuantities, { key: 'market', data: { channel: 'market', ...(covered ? { ordersUpTo: readAt } : {}), confirmations: [{ sku, quantity, version, readAt }] } }) as Outbound;
};
const figures = (told: readonly Inbound[]) => only(told, availabilityChanged).filter((fact) => fact.channel === 'market').map(({ available, version }) => [available, version]);
const held = async (sku: string) => Number((await one.database.pool.query<{ held: string }>(`select coalesce(sum(held), 0) as held from inventory.reservation where order_id = 'escrow-market' and sku = $1`, [sku])).rows[0]!.held);
const buys = (sku: string, quantity = 1) => order({ channel: 'market', lines: [{ sku, quantity }] });
/** The shortest way to an escrow that is offered. */
async function offered(sku: string, units: number, escrow: number): Promise<number> {
  const told = figures(await one.deliver(receipt(sku, 'leeds', units), put(sku, escrow)));
  const empty = told.at(-1)![1]!;
  const figure = figures(await one.deliver(seen(sku, empty, 0))).at(-1)!;
  expect(figure).toEqual([Math.min(units, escrow), empty + 1]);
  await one.deliver(seen(sku, empty + 1, figure[0]!));
  return empty + 1;
}

describe('S3 escrow of a marketplace', () => {
  it('holds its units at once, empties the listing, offers what it holds once that was seen, and lets nobody else sell it', async () => {
    expect(figures(await one.deliver(receipt('A', 'leeds', 4), receipt('A', 'york', 4)))).toEqual([[8, 1]]);
    expect([figures(await one.deliver(put('A', 5))), await levels(one, 'A')]).toEqual([[[0, 2]], [['leeds', 4, 0, 4], ['york', 4, 0, 1]]]);
    expect(only(await one.deliver(order({ lines: [{ sku: 'A', quantity: 4 }] })), reservationRejected)).toMatchObject([{ short: [{ available: 3 }] }]);
    expect(figures(await one.deliver(seen('A', 2, 0, false), seen('A', 1, 0), seen('A', 2, 3)))).toEqual([[0, 3]]);
    expect(figures(await one.deliver(seen('A', 3, 0)))).toEqual([[5, 4]]);
    expect(only(await one.deliver(order({ lines: [{ sku: 'A', quantity: 3 }] })), stockReserved)).toHaveLength(1);
    const told = await one.deliver(buys('A', 5));
    expect([only(told, stockReserved)[0]!.lines.reduce((sum, line) => sum + line.quantity, 0), figures(told), await held('A')]).toEqual([5, [], 0]);
  });

  it('an order lowers what is held, not what is told; goods that come fill it up from half, when the last figure is settled', async () => {
    const version = await offered('F', 4, 4);
    expect([figures(await one.deliver(buys('F'))), await held('F')]).toEqual([[], 3]);
    expect([figures(await one.deliver(receipt('F', 'york', 9))), await held('F')]).toEqual([[], 3]);
    const again = figures(await one.deliver(buys('F')));
    // On top of the two that may be sold by now without our knowing.
    expect([again, await held('F')]).toEqual([[[4, version + 1]], 6]);
    expect([figures(await one.deliver(seen('F', version + 1, 4))), await held('F')]).toEqual([[], 4]);
  });

  it('shrinks only when the empty listing was seen and its orders have come; late, doubled and older readings free nothing', async () => {
    const version = await offered('S', 6, 6);
    const old = seen('S', version, 6);
    expect([figures(await one.deliver(put('S', 2))), await held('S')]).toEqual([[[0, version + 1]], 6]);
    await one.deliver(old, old, seen('S', version + 1, 0, false));
    expect(await held('S')).toBe(6);
    expect([figures(await one.deliver(seen('S', version + 1, 0))), await held('S')]).toEqual([[[2, version + 2]], 2]);
    expect([figures(await one.deliver(drop('S'))), figures(await one.deliver(seen('S', version + 2, 2)))]).toEqual([[], [[0, version + 3]]]);
    expect([figures(await one.deliver(seen('S', version + 3, 0))), await held('S')]).toEqual([[[6, version + 4]], 0]);
  });

  it('needs a connector', async () => {
    await one.deliver(receipt('N', 'leeds', 1));
    expect(await one.settle(put('N', 1, 'web'))).toMatchObject({ outcome: 'refused', status: 422, problem: { errors: [{ path: '/escrow' }] } });
    expect(await one.settle(message(putPolicy, { key: 'N', data: { channel: 'market', sku: 'N', policy: { policy: 'capped', limit: 2, escrow: 1 }, conditions: {} } }) as Outbound)).toMatchObject({ status: 422, problem: { errors: [{ path: '/escrow' }] } });
  });

  it('goods that are gone empty the listing at once; the incident names it, and orders hear nothing', async () => {
    const version = await offered('G', 3, 3);
    const told = await one.deliver(move({ sku: 'G', location: 'leeds', quantity: 2, reason: 'damage' }));
    expect([figures(told), only(told, reservationBroken), await held('G')]).toEqual([[[0, version + 1]], [], 1]);
    const { rows } = await one.database.pool.query(`select broken_order_id, quantity::int from inventory.incident where sku = 'G'`);
    expect(rows).toEqual([{ broken_order_id: 'escrow-market', quantity: 2 }]);
  });

  it('R27 60 buyers everywhere at two processes: whoever the marketplace has sold to gets it, and what is left is sold once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const sku = `RACE-${round}`;
      await offered(sku, 12, 5);
      const [theirs, ours] = [Array.from({ length: 5 }, () => buys(sku)), Array.from({ length: 55 }, () => order({ lines: [{ sku }] }))];
      const all = [...ours.slice(0, 25), ...theirs, ...ours.slice(25)];
      await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? one : two).consumer.onBatch(batchOf('inventory', all.filter((_order, n) => n % 12 === i)))));
      const answers = new Map(only(await one.deliver(), stockReserved).map((fact) => [fact.orderId, fact]));
      expect(theirs.filter((bought) => answers.has(bought.key)).length).toBe(5);
      expect([answers.size, await held(sku)]).toEqual([12, 0]);
    }
    expect((await verifyInventory(one.database)).filter((check) => !check.ok)).toEqual([]);
  });
});
