import type { Inbound, Outbound } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork, verifyOrders } from '../src/index.js';
import type { BackgroundParts } from '../src/orders.change.js';
import { noteLapse, pay, storeAnswers } from '../src/orders.payments.js';
import { payOrphan, sweepOrphans, type OrphanParts } from '../src/orders.orphans.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { LocalPaymentProvider } from '../src/payments/local-provider.js';
import type { PaymentProvider } from '../src/payments/provider.js';
import { StripePaymentProvider } from '../src/payments/stripe/stripe-provider.js';
import type { OrphanWork } from '../src/persistence/orphans.js';
import type { PaymentWork } from '../src/persistence/store.js';
import { Mortal } from './mortal.js';
import { placementOf } from './orders.js';
import { advance, cancel, consumed, giveBack, place, priced, released, reserved, returned } from './script.js';
import { StripeServer } from './stripe-server.js';

let owner: Owner;
let stripe: StripeServer;
beforeAll(async () => {
  owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy) });
  stripe = await StripeServer.start();
}, 60_000);
afterAll(async () => {
  await stripe?.close();
  await owner?.close();
});

const providers: Record<string, (database: Database) => PaymentProvider> = {
  'the local provider': (database) => new LocalPaymentProvider(database, { slowMs: 1, unknownMs: 0 }),
  Stripe: (database) => new StripePaymentProvider(database, { apiKey: 'sk_test_x', apiBase: stripe.address, timeoutMs: 5_000 }),
};

/** Does the calls that wait, as the executor does: the first process may die at any step, those after it go on. */
async function runPayments(orderId: string, make: (database: Database) => PaymentProvider, mortal: Mortal): Promise<Inbound[]> {
  for (let round = 0; round < 4; round++) {
    const { rows } = await owner.database.pool.query<{ id: string; payload: PaymentWork; attempts: number }>(`update messaging.work_item set attempts = attempts + 1 where kind = 'payment' and payload ->> 'orderId' = $1 returning id, payload, attempts`, [orderId]);
    if (rows.length === 0) break;
    for (const row of rows) await attempt(row, make, mortal.died ? new Mortal(Infinity) : mortal);
  }
  return owner.deliver();
}

async function attempt(row: { id: string; payload: PaymentWork; attempts: number }, make: (database: Database) => PaymentProvider, life: Mortal): Promise<void> {
  const database = life.database(owner.database);
  const parts: BackgroundParts = { database, provider: make(database), policy: defaultPolicy };
  try {
    const outcome = await pay(parts, { ...row.payload, id: row.id, attempts: row.attempts });
    await database.transact(async (tx, emit) => {
      await storeAnswers(parts)(tx, emit, [outcome.result]);
      if (!outcome.retryAt) await tx.query(`delete from messaging.work_item where kind = 'payment' and id = $1`, [row.id]);
    });
  } catch (error) {
    if (!life.died) throw error;
  }
}

const lamp = (quantity: number) => ({ lineId: '1', sku: 'LAMP', quantity, location: 'leeds' });
type Life = (orderId: string, step: (...messages: Outbound[]) => Promise<unknown>, lapse: () => Promise<void>) => Promise<void>;
interface Sums { status: string; authorised: string; captured: string; refunded: string }
/** Sold, shipped in two parcels, half of it given back; and sold, then cancelled; and both when the authorisation lapses on the way and is renewed. */
const lives: Record<string, Life> = {
  'sold, shipped and returned': async (orderId, step) => {
    const id = `${orderId}-f1`;
    for (const verb of ['accept', 'pick', 'pack'] as const) await owner.deliver(advance(orderId, id, verb, verb === 'pick' ? { lines: [] } : {}));
    await step(advance(orderId, id, 'ship', { carrier: 'a', tracking: 'b', lines: [{ lineId: '1', quantity: 1 }] }), consumed(orderId, `${orderId}-h1`, [lamp(1)]));
    await step(advance(orderId, id, 'ship', { carrier: 'a', tracking: 'c' }), consumed(orderId, `${orderId}-h2`, [lamp(1)]));
    await step(giveBack(orderId, `${orderId}-back`, [{ lineId: '1', quantity: 1, disposition: 'restock' }]), returned(orderId, `${orderId}-back`));
  },
  'sold, authorised anew between two parcels': async (orderId, step, lapse) => {
    const id = `${orderId}-f1`;
    for (const verb of ['accept', 'pick', 'pack'] as const) await owner.deliver(advance(orderId, id, verb, verb === 'pick' ? { lines: [] } : {}));
    await step(advance(orderId, id, 'ship', { carrier: 'a', tracking: 'b', lines: [{ lineId: '1', quantity: 1 }] }), consumed(orderId, `${orderId}-h1`, [lamp(1)]));
    await lapse();
    await step(advance(orderId, id, 'ship', { carrier: 'a', tracking: 'c' }), consumed(orderId, `${orderId}-h2`, [lamp(1)]));
  },
  'sold, authorised anew and cancelled': async (orderId, step, lapse) => {
    await lapse();
    await step(cancel(orderId));
    await owner.deliver(released(orderId, `${orderId}-r1`));
  },
  'sold and cancelled': async (orderId, step) => {
    await step(cancel(orderId));
    await owner.deliver(released(orderId, `${orderId}-r1`));
  },
};

async function live(life: Life, make: (database: Database) => PaymentProvider, mortal: Mortal, token: string) {
  const placement = placementOf({ payments: [{ method: 'card', token }] });
  const { orderId } = placement;
  const step = async (...messages: Outbound[]) => {
    await owner.deliver(...messages);
    await runPayments(orderId, make, mortal);
  };
  /** Two looks of the sweeper at the same authorisation: who notes it may die, and another comes after. */
  const lapse = async () => {
    const held = { authorisation: `${orderId}-p1`, currency: 'GBP', open: 1000n, taken: 0n, lapsesAt: new Date(Date.now() + 3_600_000) };
    for (const one of [mortal, new Mortal(Infinity)]) {
      const database = one.database(owner.database);
      await noteLapse({ database, provider: make(database), policy: defaultPolicy }, held).catch((error: unknown) => { if (!one.died) throw error; });
    }
    await runPayments(orderId, make, mortal);
  };
  await step(place(placement), reserved(orderId, [lamp(2)]), priced(placement));
  await life(orderId, step, lapse);
  const { rows } = await owner.database.pool.query<Sums>('select o.status, sum(p.authorised)::text as authorised, sum(p.captured)::text as captured, sum(p.refunded)::text as refunded from orders."order" o join orders.payment p on p.order_id = o.id where o.id = $1 group by o.status', [orderId]);
  const open = await owner.database.pool.query(`select 1 from messaging.work_item where kind = 'payment' and payload ->> 'orderId' = $1`, [orderId]);
  return { orderId, row: rows[0]!, open: open.rowCount };
}

const ends: Record<string, { row: Sums; payments: number }> = {
  'sold, shipped and returned': { row: { status: 'fulfilled', authorised: '2000', captured: '2000', refunded: '1000' }, payments: 1 },
  'sold, authorised anew between two parcels': { row: { status: 'fulfilled', authorised: '3000', captured: '2000', refunded: '0' }, payments: 2 },
  'sold, authorised anew and cancelled': { row: { status: 'cancelled', authorised: '4000', captured: '0', refunded: '0' }, payments: 2 },
  'sold and cancelled': { row: { status: 'cancelled', authorised: '2000', captured: '0', refunded: '0' }, payments: 1 },
};

describe('S14 no paid-without-order, no order charged twice', () => {
  for (const [life, run] of Object.entries(lives)) {
    it.each(Object.keys(providers))(`${life}, killed between every two steps of the payment, at %s`, async (name) => {
      const make = providers[name]!;
      const token = name === 'Stripe' ? 'pm_card_visa' : 'tok_ok';
      for (let last = 1; ; last++) {
        const mortal = new Mortal(last);
        const { orderId, row, open } = await live(run, make, mortal, token);
        const { row: wanted, payments } = ends[life]!;
        expect([last, row, open]).toEqual([last, wanted, 0]);
        expect([last, await atProvider(name, orderId)]).toEqual([last, { captured: Number(wanted.captured), refunded: Number(wanted.refunded), open: 0, payments }]);
        if (mortal.died) continue;
        expect(last).toBeGreaterThan(10);
        break;
      }
      expect((await verifyOrders(owner.database)).filter((check) => !check.ok)).toEqual([]);
    }, 280_000);
  }
});

async function atProvider(name: string, orderId: string) {
  if (name === 'Stripe') {
    const own = [...stripe.intents.values()].filter((one) => one.metadata['authorisation']?.startsWith(`${orderId}-p`));
    const refunded = stripe.refunds.filter((one) => own.some((intent) => intent.id === one.payment_intent)).reduce((sum, one) => sum + one.amount, 0);
    return { captured: own.reduce((sum, one) => sum + one.amount_received, 0), refunded, open: own.reduce((sum, one) => sum + one.amount_capturable, 0), payments: own.length };
  }
  const { rows } = await owner.database.pool.query(`select coalesce(sum(captured), 0)::int as captured, coalesce(sum(refunded), 0)::int as refunded, coalesce(sum(authorised - captured), 0)::int as open, count(*)::int as payments from payment_provider.account where authorisation like $1`, [`${orderId}-p%`]);
  return rows[0];
}

/** What verify finds of a corruption that is planted, and taken back. */
async function brokenBy(corruption: string): Promise<string> {
  const client = await owner.database.pool.connect();
  try {
    await client.query('begin');
    await client.query(corruption);
    const found = await verifyOrders({ read: (statement: { text: string }) => client.query(statement.text) } as never);
    return found.filter((one) => !one.ok).map((one) => one.name).join();
  } finally {
    await client.query('rollback');
    client.release();
  }
}

describe('S14 payments that no order stands for', () => {
  it.each(Object.keys(providers))('are found and given back once, whoever looks, at %s; those of orders stay', async (name) => {
    const alarms: string[] = [];
    const parts: OrphanParts = { database: owner.database, provider: providers[name]!(owner.database), graceMs: 60_000, pauseMs: 1, leadMs: 86_400_000, alarm: (authorisation) => alarms.push(authorisation), clock: { now: () => new Date(Date.now() + 300_000) } };
    const lost = ['lost-open', 'lost-taken'].map((one) => `${one}-${name.length}`);
    const token = name === 'Stripe' ? 'pm_card_visa' : 'tok_ok';
    for (const authorisation of lost) await parts.provider.authorise(`${authorisation}-a`, { authorisation, amount: 700n, currency: 'GBP', token });
    await parts.provider.capture(`${lost[1]}-c`, { authorisation: lost[1]!, amount: 700n });
    const kept = await live(async () => undefined, providers[name]!, new Mortal(Infinity), token);
    expect((await Promise.all([sweepOrphans(parts), sweepOrphans(parts), sweepOrphans(parts)])).reduce((sum, one) => sum + one, 0)).toBe(2);
    expect(alarms.sort()).toEqual([...lost].sort());
    const { rows } = await owner.database.pool.query<{ id: string; payload: OrphanWork }>(`select id, payload from messaging.work_item where kind = 'orphan-payment' order by id`);
    // Killed after its effect, and done again by another.
    for (const row of rows) for (const attempts of [1, 2]) {
      const outcome = await payOrphan(parts, { ...row, attempts });
      if (attempts === 2) await owner.database.transact(async (tx, emit) => { if (outcome !== 'done') await outcome.store?.(tx, emit); await tx.query('delete from messaging.work_item where id = $1', [row.id]); });
    }
    expect((await owner.database.pool.query(`select kind, amount::int, state from orders.orphan_payment where "authorisation" = any($1) order by kind`, [lost])).rows).toEqual([{ kind: 'refund', amount: 700, state: 'done' }, { kind: 'void', amount: 700, state: 'done' }]);
    expect(await sweepOrphans(parts)).toBe(0);
    expect((await atProvider(name, kept.orderId)).open).toBe(2000);
  }, 120_000);

  it.each([['tok_ok', 'is authorised anew, once, a day before'], ['tok_once', 'and cannot be authorised anew is said of the order, once']])('S14 an authorisation (%s) that lapses soon though its order stands %s', async (token) => {
    const make = providers['the local provider']!;
    const provider = make(owner.database);
    const { orderId } = await live(async () => undefined, make, new Mortal(Infinity), token);
    const alarms: string[] = [];
    const background: BackgroundParts = { database: owner.database, provider, policy: defaultPolicy, alarm: (id) => alarms.push(id) };
    const look = (days: number) => sweepOrphans({ database: owner.database, provider, graceMs: 60_000, pauseMs: 1, leadMs: 86_400_000, lapses: (held) => noteLapse(background, held), clock: { now: () => new Date(Date.now() + days * 86_400_000) } });
    const payments = async () => (await owner.database.pool.query('select id, status, authorised::int from orders.payment where order_id = $1 order by id', [orderId])).rows;
    await look(5);
    expect(await payments()).toEqual([{ id: `${orderId}-p1`, status: 'authorised', authorised: 2000 }]);
    await Promise.all([look(6.5), look(6.5)]);
    await runPayments(orderId, make, new Mortal(Infinity));
    const fails = token === 'tok_once';
    expect(await payments()).toEqual([{ id: `${orderId}-p1`, status: fails ? 'authorised' : 'voided', authorised: 2000 }, { id: `${orderId}-p2`, status: fails ? 'failed' : 'authorised', authorised: fails ? 0 : 2000 }]);
    expect(await atProvider('the local provider', orderId)).toMatchObject({ open: 2000, captured: 0 });
    await look(6.6);
    await look(6.6);
    expect(alarms.filter((one) => one === orderId)).toHaveLength(fails ? 1 : 0);
    const { rows } = await owner.database.pool.query<{ status: string; attention: string | null }>('select status, attention from orders."order" where id = $1', [orderId]);
    expect(rows).toEqual([{ status: 'confirmed', attention: fails ? expect.stringContaining(`${orderId}-p1 lapses at`) : null }]);
    if (fails) return expect(rows[0]!.attention).toContain('was refused anew: the card was declined');
    expect(await brokenBy(`delete from orders.payment_entry where payment_id = '${orderId}-p1' and kind = 'void'`)).toContain('the rest is let go');
    expect((await verifyOrders(owner.database)).filter((check) => !check.ok).map((one) => one.name).join()).not.toContain('the rest is let go');
  }, 60_000);

  it('S14 Stripe renews by the card of the first payment, without the buyer, and says where the shop has not saved it for that', async () => {
    const provider = providers['Stripe']!(owner.database);
    for (const [token, outcome] of [['pm_card_visa', 'done'], ['pm_not_saved', 'failed']] as const) {
      await provider.authorise(`${token}-a1`, { authorisation: `${token}-p1`, amount: 500n, currency: 'GBP', token });
      const answer = await provider.authorise(`${token}-a2`, { authorisation: `${token}-p2`, amount: 500n, currency: 'GBP', token, replaces: `${token}-p1` });
      expect(answer.outcome).toBe(outcome);
    }
    expect(await provider.authorise('lost-a2', { authorisation: 'lost-p2', amount: 500n, currency: 'GBP', token: 'pm_card_visa', replaces: 'lost-p1' })).toEqual({ outcome: 'failed', detail: 'there is no card of lost-p1 to authorise again' });
  });
});
