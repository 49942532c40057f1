import { askAboutPayment, message } from '@onefront/contracts';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import type { HeardPayment } from '../src/domain/batch.js';
import { ordersService, ordersWork, verifyOrders } from '../src/index.js';
import type { BackgroundParts } from '../src/orders.change.js';
import { hearOfPayment, pay, storeAnswers } from '../src/orders.payments.js';
import { defaultPolicy } from '../src/orders.subscriptions.js';
import { StripePaymentProvider } from '../src/payments/stripe/stripe-provider.js';
import type { PaymentWork } from '../src/persistence/store.js';
import { placementOf } from './orders.js';
import { place, priced, reserved } from './script.js';
import { StripeServer } from './stripe-server.js';

let owner: Owner;
let stripe: StripeServer;
let parts: BackgroundParts;
beforeAll(async () => {
  owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork(defaultPolicy) });
  stripe = await StripeServer.start();
  parts = { database: owner.database, policy: defaultPolicy, provider: new StripePaymentProvider(owner.database, { apiKey: 'sk_test_x', apiBase: stripe.address, timeoutMs: 5_000 }) };
}, 60_000);
afterAll(async () => {
  await stripe?.close();
  await owner?.close();
});

/** An order whose buyer is still asked by the bank. */
async function waiting() {
  const placement = placementOf({ payments: [{ method: 'card', token: 'pm_3ds' }] });
  await owner.deliver(place(placement), reserved(placement.orderId, [{ lineId: '1', sku: 'LAMP', quantity: 2, location: 'leeds' }]), priced(placement));
  await work();
  const { rows } = await owner.database.pool.query<{ intent: string }>('select intent from stripe_payment.intent where "authorisation" = $1', [`${placement.orderId}-p1`]);
  return { id: placement.orderId, intent: stripe.intents.get(rows[0]!.intent)! };
}

/** What waits on the list is done, once each; what stays unknown stays. */
async function work(): Promise<void> {
  const { rows } = await owner.database.pool.query<{ kind: string; id: string; payload: PaymentWork & HeardPayment; attempts: number }>(`update messaging.work_item set attempts = attempts + 1 where kind in ('payment', 'payment-heard') returning kind, id, payload, attempts`);
  for (const { kind, id, payload, attempts } of rows) {
    const outcome = kind === 'payment' ? await pay(parts, { ...payload, id, attempts }) : await hearOfPayment(parts, payload);
    await owner.database.transact(async (tx, emit) => {
      await storeAnswers(parts)(tx, emit, [outcome.result].flat());
      if (!('retryAt' in outcome)) await tx.query('delete from messaging.work_item where kind = $1 and id = $2', [kind, id]);
    });
  }
}

const event = (id: string, about: HeardPayment) => message(askAboutPayment, { key: about.payment ?? about.authorisation!, data: { event: id, ...about } });
const stateOf = async (id: string) => (await owner.database.pool.query<{ status: string; version: number }>('select status, version::int from orders."order" where id = $1', [id])).rows[0]!;
const heard = async () => (await owner.database.pool.query(`select id from messaging.work_item where kind = 'payment-heard'`)).rows.map((row) => row.id as string);
const finish = (intent: object) => Object.assign(intent, { status: 'requires_capture', amount_capturable: 2000 });

describe('S14 webhook and redirect converge', () => {
  it('what is unknown is asked about when Stripe calls, by its name or ours; a call that comes twice counts once', async () => {
    const named: HeardPayment[] = [];
    for (const by of ['payment', 'authorisation'] as const) {
      const { id, intent } = await waiting();
      expect(await stateOf(id)).toEqual({ status: 'pending', version: 1 });
      finish(intent);
      const about = by === 'payment' ? { payment: intent.id } : { authorisation: `${id}-p1` };
      named.push(about);
      const call = event(`evt_${by}`, about);
      await owner.deliver(call, call);
      // Sent again by Stripe, and accepted by another message.
      await owner.deliver(event(`evt_${by}`, about));
      expect(await heard()).toEqual([`evt_${by}`]);
      stripe.calls.length = 0;
      await work();
      expect([await stateOf(id), stripe.calls.filter((one) => one.startsWith('POST'))]).toEqual([{ status: 'confirmed', version: 2 }, []]);
    }
    // Late ones find nothing to ask about.
    const { length } = stripe.calls;
    await owner.deliver(...named.map((about, index) => event(`evt_late${index}`, about)));
    await work();
    expect([stripe.calls.length, await heard()]).toEqual([length, []]);
  });

  it('comes before the bank has asked, and is asked again by the call that follows; declined is declined', async () => {
    const { id, intent } = await waiting();
    await owner.deliver(event('evt_early', { payment: intent.id }));
    await work();
    expect(await stateOf(id)).toMatchObject({ status: 'pending' });
    Object.assign(intent, { status: 'requires_payment_method', last_payment_error: { message: 'The bank said no.' } });
    await owner.deliver(event('evt_failed', { payment: intent.id, authorisation: `${id}-p1` }));
    await work();
    await owner.deliver();
    const { rows } = await owner.database.pool.query<{ detail: string }>(`select state #>> '{no,payment,detail}' as detail from orders."order" where id = $1`, [id]);
    expect(rows[0]!.detail).toBe('The bank said no.');
  });

  it('redirect, query and call at the same time are one authorisation', async () => {
    const { id, intent } = await waiting();
    finish(intent);
    await owner.deliver(event('evt_race', { payment: intent.id }));
    const { rows } = await owner.database.pool.query<{ id: string; payload: PaymentWork }>(`select id, payload from messaging.work_item where kind = 'payment' and payload ->> 'orderId' = $1`, [id]);
    const outcomes = await Promise.all([hearOfPayment(parts, { payment: intent.id }), hearOfPayment(parts, { authorisation: `${id}-p1` }), pay(parts, { ...rows[0]!.payload, id: rows[0]!.id, attempts: 2 })]);
    await Promise.all(outcomes.map((outcome) => owner.database.transact((tx, emit) => storeAnswers(parts)(tx, emit, [outcome.result].flat()))));
    await work();
    expect(await stateOf(id)).toEqual({ status: 'confirmed', version: 2 });
    expect([...stripe.intents.values()].filter((one) => one.metadata['authorisation'] === `${id}-p1`)).toHaveLength(1);
    expect((await verifyOrders(owner.database)).filter((check) => !check.ok)).toEqual([]);
  });

  it('what is not ours is asked of nobody', async () => {
    const { length } = stripe.calls;
    await owner.deliver(event('evt_stranger', { payment: 'pi_stranger', authorisation: 'nobody-p1' }));
    await work();
    expect(stripe.calls).toHaveLength(length);
  });
});
