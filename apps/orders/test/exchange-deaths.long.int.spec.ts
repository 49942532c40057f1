import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork, verifyOrders } from '../src/index.js';
import { sweepDeadlines } from '../src/orders.background.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { ExchangeHouse } from './exchange-house.js';
import { Mortal } from './mortal.js';
import { returned } from './script.js';

const at = (day: number) => ({ now: () => new Date(Date.parse('2026-11-01T09:00:00.000Z') + day * 86_400_000) });
let owner: Owner;
beforeAll(async () => {
  owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy, at(0)) });
}, 240_000);
afterAll(() => owner?.close());

/** How goods that were awaited end, and what the card has paid then of two lamps at 1000 that were given for one. */
const lives = { 'that come': { came: true, captured: 1000, goods: 1000 }, 'that do not come in time': { came: false, captured: 2000, goods: 0 } };

describe('S7 S14 an exchange in advance, its process killed between every two steps', () => {
  it.each(Object.entries(lives))('for goods %s: nothing is charged twice and nothing leaves unpaid', async (life, { came, captured, goods }) => {
    const house = new ExchangeHouse(owner, at(0), came ? 'came' : 'due');
    const from = await house.sent(400);
    for (let last = 1; ; last++) {
      const mortal = new Mortal(last);
      const { old, fresh, returnId } = await house.begun({ given: 2, mortal, from });
      await house.ship(fresh, 2, mortal);
      expect([life, last, await house.money(fresh)]).toEqual([life, last, { open: 1000, captured: 1000, refunded: 0, goods: 0 }]);
      if (came) await owner.deliver(house.step(old, returnId, 'receive'));
      else {
        // Who looks at the deadline may die as well; the next look comes.
        const database = mortal.died ? owner.database : mortal.database(owner.database);
        await sweepDeadlines({ ...house.parts(database), clock: at(30) }).catch((error: unknown) => { if (!mortal.died) throw error; });
        await sweepDeadlines({ ...house.parts(), clock: at(30) });
      }
      await house.work([old, fresh], mortal);
      if (came) {
        await owner.deliver(house.step(old, returnId, 'inspect', { lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }] }), returned(old, returnId));
        await house.work([old, fresh], mortal);
      }
      const { rows } = await owner.database.pool.query('select outcome from orders.exchange_end where return_id = $1', [returnId]);
      const left = await owner.database.pool.query(`select 1 from messaging.work_item where kind in ('payment', 'exchange') and (payload ->> 'orderId' = $1 or payload ->> 'by' = $1)`, [fresh]);
      expect([last, await house.money(fresh), (await house.money(old)).refunded, rows, left.rowCount]).toEqual([last, { open: 0, captured, refunded: 0, goods }, 0, [{ outcome: came ? 'came' : 'due' }], 0]);
      if (mortal.died) continue;
      expect(last).toBeGreaterThan(20);
      break;
    }
    expect((await verifyOrders(owner.database)).filter((check) => !check.ok && !check.name.includes('minutes'))).toEqual([]);
  }, 560_000);
});
