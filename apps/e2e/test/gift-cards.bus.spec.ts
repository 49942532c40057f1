import { waitFor } from '@onefront/testing';
import { openShop, orders, startWorld, stockProduct, type Body, type World } from '../src/index.js';

/** Money on a card, from the till that sells it to the shop where it is spent: two processes of each that hold it. */
describe('S15 gift cards through the door', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ processes: { promotions: 2, gateway: 2 } });
    await openShop(world.till);
  }, 120_000);
  afterAll(async () => { await world?.close(); }, 60_000);

  const gbp = (amount: string) => ({ amount, currency: 'GBP' });
  const issue = async (amount: string, more: Body = {}) => (await world.till.post('/v1/gift-cards', { amount: gbp(amount), ...more })).body;
  const balance = async (code: string) => (await world.till.get(`/v1/gift-cards/${encodeURIComponent(code)}`)).body;
  const payBy = (...tenders: Body[]) => ({ payment: { tenders } });

  it('S15 is issued once, its code told once, and found by it however it is typed', async () => {
    const card = await issue('25.00');
    expect(card).toMatchObject({ kind: 'gift-card', status: 'active', balance: gbp('25.00'), code: expect.stringMatching(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/) });
    const read = await balance(card.code.toLowerCase().replaceAll('-', ' '));
    expect(read).toEqual({ ...Object.fromEntries(Object.entries(card).filter(([name]) => name !== 'code')) });
    expect((await world.till.get(`/v1/gift-cards/${card.id}`)).body).toEqual(read);
    expect((await world.till.get('/v1/gift-cards/AAAA-BBBB-CCCC-DDDD')).status).toBe(404);
  }, 60_000);

  it('S15 pays its part beside a card, in order, all or none; what is cancelled goes back onto it', async () => {
    const sku = await stockProduct(world.till, 'GIFTED-1', { leeds: 10 });
    const card = await issue('5.00');
    const order = await world.till.order(orders.web(sku, 1, payBy({ method: 'gift-card', giftCard: card.code, amount: gbp('5.00') }, { method: 'card', token: 'tok_ok' })));
    expect([order.status, order.body.payments.map((one: Body) => [one.method, one.status, one.authorised.amount])]).toMatchObject([201, [['gift-card', 'authorised', '5.00'], ['card', 'authorised', expect.any(String)]]]);
    expect(await balance(card.code)).toMatchObject({ balance: gbp('0.00'), held: gbp('5.00') });
    expect((await world.till.post(`/v1/orders/${order.body.id}/cancellation`, {})).body.status).toBe('cancelled');
    expect(await balance(card.code)).toMatchObject({ balance: gbp('5.00'), held: gbp('0.00') });
    const declined = await world.till.order(orders.web(sku, 1, payBy({ method: 'gift-card', giftCard: card.code, amount: gbp('5.00') }, { method: 'card', token: 'tok_declined' })));
    expect([declined.status, declined.body.type]).toEqual([402, expect.stringMatching(/\/payment-declined$/)]);
    expect(await balance(card.code)).toMatchObject({ balance: gbp('5.00'), held: gbp('0.00') });
    const tooMuch = await world.till.order(orders.web(sku, 1, payBy({ method: 'gift-card', giftCard: card.code })));
    expect([tooMuch.status, tooMuch.body.detail]).toEqual([402, 'the gift card has not enough on it']);
  }, 90_000);

  it('S15 20 orders at once never take more than is on it', async () => {
    const sku = await stockProduct(world.till, 'GIFTED-2', { leeds: 50 });
    const card = await issue('10.00');
    const many = await Promise.all(Array.from({ length: 20 }, () => world.till.order(orders.web(sku, 1, payBy({ method: 'gift-card', giftCard: card.code, amount: gbp('3.00') }, { method: 'card' })))));
    expect(many.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(3);
    await waitFor(async () => (await balance(card.code)).held.amount === '9.00', { timeoutMs: 60_000, what: 'the card to hold three orders' });
    expect(await balance(card.code)).toMatchObject({ balance: gbp('1.00'), spent: gbp('0.00') });
  }, 120_000);

  it('S15 a return becomes store credit, whose code is told to the till and pays the next order', async () => {
    const sku = await stockProduct(world.till, 'GIFTED-3', { leeds: 10 });
    const sold = await world.till.order(orders.till(sku));
    expect(sold.body.status).toBe('fulfilled');
    const back = await world.till.post(`/v1/orders/${sold.body.id}/returns`, { location: 'leeds', lines: [{ sku, quantity: 1, disposition: 'restock' }], refund: 'store-credit' });
    expect(back).toMatchObject({ status: 201, body: { refund: { to: 'store-credit', amount: sold.body.totals.grand, status: 'refunded' }, storeCredit: { code: expect.any(String) } } });
    const { code, id } = back.body.storeCredit;
    expect(await balance(code)).toMatchObject({ id, kind: 'store-credit', balance: sold.body.totals.grand, order: sold.body.id });
    const again = await world.till.order(orders.till(sku, 1, { payment: { method: 'gift-card', giftCard: code } }));
    expect([again.status, again.body.payments]).toMatchObject([201, [{ method: 'gift-card', status: 'captured' }]]);
    expect(await balance(code)).toMatchObject({ balance: gbp('0.00'), spent: sold.body.totals.grand });
  }, 90_000);

  it('S15 what is unspent is worth nothing once its purchase is cancelled', async () => {
    const sku = await stockProduct(world.till, 'GIFTED-4', { leeds: 10 });
    const purchase = await world.till.order(orders.web(sku));
    const card = await issue('25.00', { order: purchase.body.id });
    await world.till.post(`/v1/orders/${purchase.body.id}/cancellation`, {});
    await waitFor(async () => (await balance(card.code)).status === 'disabled', { timeoutMs: 60_000, what: 'the card to be disabled' });
    expect(await balance(card.code)).toMatchObject({ balance: gbp('0.00') });
  }, 90_000);
});
