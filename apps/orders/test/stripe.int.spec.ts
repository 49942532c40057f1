import { ownerUnderTest, type Owner } from '@onefront/testing';
import { ordersService, ordersWork } from '../src/index.js';
import { callProvider, type ProviderCall } from '../src/payments/call-provider.js';
import { StripePaymentProvider } from '../src/payments/stripe/stripe-provider.js';
import { StripeServer } from './stripe-server.js';

let owner: Owner;
let stripe: StripeServer;
let provider: StripePaymentProvider;
let payments = 0;

beforeAll(async () => {
  owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork() });
});
beforeEach(async () => {
  stripe = await StripeServer.start();
  provider = new StripePaymentProvider(owner.database, { apiKey: 'sk_test_x', apiBase: stripe.address, timeoutMs: 5_000 });
});
afterEach(() => stripe.close());
afterAll(() => owner.close());

/** A payment of an order of its own, one call after the other. */
function payment(currency = 'GBP', token = 'pm_card_visa') {
  const authorisation = `s-${++payments}-p1`;
  let calls = 0;
  const next = (kind: ProviderCall['kind'], amount: bigint): ProviderCall => ({ id: `s-${payments}-c${++calls}`, kind, authorisation, amount, currency, token, attempts: 1 });
  return { authorisation, next, make: (kind: ProviderCall['kind'], amount: bigint) => callProvider(provider, next(kind, amount)) };
}
const done = { outcome: 'done' };
const the = () => [...stripe.intents.values()].at(-1)!;

describe('S14 payments by Stripe', () => {
  it('authorises for manual capture, captures each parcel, refunds in parts', async () => {
    const { make, authorisation } = payment();
    expect(await make('authorise', 1000n)).toEqual(done);
    expect(the()).toMatchObject({ amount: 1000, currency: 'gbp', status: 'requires_capture', metadata: { authorisation } });
    expect([await make('capture', 400n), the().status, the().amount_capturable]).toEqual([done, 'requires_capture', 600]);
    expect([await make('capture', 600n), the().status, the().amount_received]).toEqual([done, 'succeeded', 1000]);
    expect([await make('refund', 300n), await make('refund', 700n)]).toEqual([done, done]);
    expect(await make('refund', 1n)).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('greater than unrefunded') });
  });

  it('a card that cannot be captured in parts gives the rest back, and says so at the next parcel', async () => {
    stripe.multicapture = 'unavailable';
    const { make } = payment();
    await make('authorise', 1000n);
    expect([await make('capture', 400n), the().status, the().amount_capturable]).toEqual([done, 'succeeded', 0]);
    expect(await make('capture', 600n)).toMatchObject({ outcome: 'failed', detail: expect.stringContaining('could not be captured') });
    expect(await make('void', 600n)).toEqual(done);
  });

  it('lets go of what is not captured, also twice', async () => {
    const { make } = payment();
    await make('authorise', 1000n);
    expect([await make('void', 1000n), the().status, await make('void', 1000n)]).toEqual([done, 'canceled', done]);
  });

  it('says why a card was declined', async () => {
    expect(await payment('GBP', 'pm_declined').make('authorise', 1000n)).toEqual({ outcome: 'failed', detail: 'Your card was declined.' });
  });

  it.each(['authorise', 'capture', 'refund', 'void'] as const)('%s whose answer is lost is unknown, found by asking, and done once', async (kind) => {
    const { next, make } = payment();
    if (kind !== 'authorise') await make('authorise', 1000n);
    if (kind === 'refund') await make('capture', 1000n);
    // The client repeats once what a closed connection swallowed, under the same key.
    stripe.loseAnswers = 2;
    const call = next(kind, 1000n);
    expect(await callProvider(provider, call)).toEqual({ outcome: 'unknown' });
    stripe.calls.length = 0;
    expect(await callProvider(provider, { ...call, attempts: 2 })).toEqual(done);
    // Asked, not made again.
    expect(stripe.calls.filter((one) => one.startsWith('POST'))).toEqual([]);
    expect([stripe.intents.size, the().amount_received <= 1000, stripe.refunds.length <= 1]).toEqual([1, true, true]);
  });

  it.each(['authorise', 'capture', 'refund', 'void'] as const)('%s that never arrived is made with the same key', async (kind) => {
    const { next, make } = payment();
    if (kind !== 'authorise') await make('authorise', 1000n);
    if (kind === 'refund') await make('capture', 1000n);
    stripe.breakRequests = 1;
    const call = next(kind, 1000n);
    expect(await callProvider(provider, call)).toEqual({ outcome: 'unknown' });
    expect(await callProvider(provider, { ...call, attempts: 2 })).toEqual(done);
    expect([stripe.intents.size, stripe.refunds.length]).toEqual([1, kind === 'refund' ? 1 : 0]);
    expect(stripe.answers.has(call.id)).toBe(true);
  });

  it('a buyer whom the bank asks is unknown until webhook or redirect makes us ask, whichever comes first', async () => {
    const { next } = payment('GBP', 'pm_3ds');
    const call = next('authorise', 1000n);
    expect(await callProvider(provider, call)).toEqual({ outcome: 'unknown' });
    expect(await provider.query(call.id, call)).toBe('pending');
    Object.assign(the(), { status: 'requires_capture', amount_capturable: 1000 });
    expect([await provider.query(call.id, call), await provider.query(call.id, call)]).toEqual([done, done]);
    expect(stripe.intents.size).toBe(1);
  });

  it('takes over what the page of the shop confirmed, for one order and for what it costs', async () => {
    stripe.put({ id: 'pi_page' });
    expect(await payment('GBP', 'pi_page').make('authorise', 1000n)).toEqual(done);
    expect(await payment('GBP', 'pi_page').make('authorise', 1000n)).toMatchObject({ outcome: 'failed', detail: 'the payment belongs to another order' });
    stripe.put({ id: 'pi_less', amount: 10 });
    expect(await payment('GBP', 'pi_less').make('authorise', 1000n)).toMatchObject({ detail: 'the payment is of another amount' });
    stripe.put({ id: 'pi_auto', capture_method: 'automatic' });
    expect(await payment('GBP', 'pi_auto').make('authorise', 1000n)).toMatchObject({ detail: expect.stringContaining('manual capture') });
  });

  it.each([['JPY', 500n, 500], ['ISK', 500n, 50_000], ['BHD', 1230n, 1230], ['EUR', 1230n, 1230]] as const)('%s has the units of Stripe', async (currency, amount, theirs) => {
    const { make } = payment(currency);
    expect(await make('authorise', amount)).toEqual(done);
    expect(the().amount).toBe(theirs);
    await make('capture', amount);
    expect(the().amount_received).toBe(theirs);
  });

  it('never asks for what nobody has asked Stripe', async () => {
    const { next } = payment();
    const call = next('capture', 1n);
    expect(await provider.query(call.id, call)).toBe('absent');
    expect(stripe.calls).toEqual([]);
  });
});
