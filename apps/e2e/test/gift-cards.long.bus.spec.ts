import { openDatabase } from '@onefront/outbox';
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

  it('S15 goods that come by mail become store credit: the code is told with the request and is good once they are inspected', async () => {
    const sku = await stockProduct(world.till, 'GIFTED-5', { leeds: 10 });
    const sold = await world.till.order(orders.till(sku));
    const path = `/v1/orders/${sold.body.id}/return-requests`;
    expect((await world.till.post(path, { location: 'leeds', lines: [{ sku, quantity: 1 }], refund: 'store-credit', refundWhen: 'received' })).status).toBe(422);
    const asked = await world.till.post(path, { location: 'leeds', lines: [{ sku, quantity: 1 }], refund: 'store-credit' });
    expect(asked).toMatchObject({ status: 201, body: { status: 'requested', refund: { to: 'store-credit' }, storeCredit: { code: expect.any(String) } } });
    const { code, id } = asked.body.storeCredit;
    expect((await world.till.get(`/v1/gift-cards/${code}`)).status).toBe(404);
    for (const verb of ['authorise', 'receive']) expect((await world.till.post(`/v1/returns/${asked.body.id}/${verb}`, {})).status).toBe(200);
    const inspected = await world.till.post(`/v1/returns/${asked.body.id}/inspect`, { lines: [{ sku, quantity: 1, disposition: 'restock' }] });
    expect(inspected.body).toMatchObject({ status: 'closed', refund: { to: 'store-credit', amount: sold.body.totals.grand, status: 'refunded' } });
    expect(await balance(code)).toMatchObject({ id, kind: 'store-credit', balance: sold.body.totals.grand, order: sold.body.id });
  }, 90_000);

  it('S15 what is unspent is worth nothing once its purchase is cancelled', async () => {
    const sku = await stockProduct(world.till, 'GIFTED-4', { leeds: 10 });
    const purchase = await world.till.order(orders.web(sku));
    const card = await issue('25.00', { order: purchase.body.id });
    await world.till.post(`/v1/orders/${purchase.body.id}/cancellation`, {});
    await waitFor(async () => (await balance(card.code)).status === 'disabled', { timeoutMs: 60_000, what: 'the card to be disabled' });
    expect(await balance(card.code)).toMatchObject({ balance: gbp('0.00') });
    // Of an order that goes on only the line that was a card.
    const both = await world.till.order({ ...orders.web(sku), lines: [{ sku, quantity: 1 }, { sku, quantity: 2 }] });
    const [first, second] = both.body.lines.map((line: Body) => line.id);
    const sold = [await issue('25.00', { order: both.body.id, line: first }), await issue('25.00', { order: both.body.id, line: second })];
    await world.till.post(`/v1/orders/${both.body.id}/cancellation`, { lines: [{ lineId: second, quantity: 2 }] });
    await waitFor(async () => (await balance(sold[1].code)).status === 'disabled', { timeoutMs: 60_000, what: 'the card of the line to be disabled' });
    expect([(await balance(sold[0].code)).status, (await world.till.get(`/v1/orders/${both.body.id}`)).body.status]).toEqual(['active', 'confirmed']);
  }, 90_000);

  it('S15 what orders says that cards have paid and what promotions has taken off them are one; a penny more on either side is named', async () => {
    const { broken, checks } = await world.verify();
    expect(broken).toEqual([]);
    const named = (checks as Body[]).filter(({ name }) => /gift cards|store credit/.test(name) && /^(orders, promotions|promotions, orders)/.test(name));
    expect(named.map(({ count }) => count > 0)).toEqual([true, true, true]);
    const plants: readonly [string, string, string][] = [
      ['promotions', 'update promotions.gift_card_hold set captured = captured + $1 where tender = (select min(tender) from promotions.gift_card_hold where captured > 0 and refunded = 0)', 'what gift cards have paid for orders'],
      ['orders', `update orders.payment set authorised = authorised + 2 * $1, captured = captured + 2 * $1 where id = (select min(id) from orders.payment where method = 'gift-card' and captured > 0)`, 'what is held and was taken of gift cards'],
      ['promotions', `update promotions.gift_card_entry set amount = amount + $1 where id = (select min(e.id) from promotions.gift_card_entry e join promotions.gift_card c on c.id = e.card where c.kind = 'store-credit' and e.action = 'load')`, 'every store credit is that of a return'],
    ];
    const plant = async (by: 1 | -1) => {
      for (const [service, statement] of plants) {
        const database = await openDatabase({ url: world.databases[service]!, service, applicationName: 'planter', maxConnections: 1 });
        await database.pool.query(statement, [by]);
        await database.close();
      }
    };
    await plant(1);
    const found = (await world.verify()).broken.join('\n');
    expect(plants.filter(([, , name]) => !found.includes(name))).toEqual([]);
    await plant(-1);
    expect((await world.verify()).broken).toEqual([]);
  }, 180_000);
});
