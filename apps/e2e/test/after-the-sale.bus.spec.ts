import { waitFor } from '@onefront/testing';
import { address, money, openShop, orders, pounds, startWorld, stockProduct, type Body, type World } from '../src/index.js';
import { orderOf, prepare, ship, stockAt, taskOf } from './journeys/steps.js';

/** What happens to goods once they are sold, through the door: work on them, sending, handing over, coming back, being exchanged. */
describe('after the sale', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
    const { till } = world;
    await openShop(till);
    await till.must('PUT', '/v1/channels/phone', { name: 'By phone', kind: 'phone', locations: ['derby', 'leeds'], currency: 'GBP', taxCountry: 'GB' });
    await till.must('PUT', '/v1/shipping-rates/parcel', { channels: ['web', 'phone', 'till-leeds'], countries: ['GB'], method: 'ship', price: money('4.95'), freeFrom: money('200.00') });
  }, 180_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
  }, 60_000);
  const card = { payment: { method: 'card', token: 'tok_ok' } };
  const verb = (id: string, name: string, body: Body = {}) => world.till.post(`/v1/fulfillments/${id}/${name}`, body);
  const refusal = (answer: { status: number; body: Body }) => [answer.status, answer.body.type.split('/').at(-1)];

  describe('S5 fulfillment orders', () => {
    it('are published as a table, under a tag that changes only with it', async () => {
      const { till } = world;
      const first = await till.get('/v1/fulfillment-states');
      expect(first.body.states.map((one: Body) => one.state)).toEqual(expect.arrayContaining(['scheduled', 'open', 'on-hold', 'delivered', 'no-show']));
      expect(first.body.transitions).toContainEqual({ from: 'packed', verb: 'ship', next: 'shipped', who: 'location', effects: ['consume', 'capture'], method: 'ship' });
      expect((await till.get('/v1/fulfillment-states')).headers['etag']).toBe(first.headers['etag']);
      expect(first.headers).toMatchObject({ etag: expect.stringMatching(/^"/), 'cache-control': 'private, max-age=3600' });
    });

    it('say in a refusal what they are and what is possible', async () => {
      await stockProduct(world.till, 'AS-1', { derby: 2 });
      const { fulfillments: [task] } = (await world.till.order(orders.web('AS-1'))).body;
      const answer = await verb(task.id, 'ship', { carrier: 'Post', tracking: 'T' });
      expect([refusal(answer), answer.body.detail]).toEqual([[409, 'illegal-transition'], expect.stringContaining('open; possible: accept, reject, hold')]);
    });

    it('are held and released, leave in two parcels, and are delivered', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-2', { derby: 5 });
      const order = (await till.order(orders.web('AS-2', 3, card))).body;
      const task = await taskOf(world, 'derby', order.id);
      expect((await verb(task.id, 'hold', { reason: 'is the address right?' })).body).toMatchObject({ status: 'on-hold', reason: 'is the address right?' });
      expect(refusal(await verb(task.id, 'accept'))).toEqual([409, 'illegal-transition']);
      expect((await verb(task.id, 'release')).body.status).toBe('open');
      await prepare(world, task);
      await till.must('POST', `/v1/fulfillments/${task.id}/ship`, { carrier: 'Parcelforce', tracking: 'PF-A', lines: [{ lineId: '1', quantity: 1 }] });
      const half = await orderOf(world, order.id);
      expect([half.status, pounds(half.payments[0].captured)]).toEqual(['partially-fulfilled', 2000 + 495]);
      await till.must('POST', `/v1/fulfillments/${task.id}/ship`, { carrier: 'Parcelforce', tracking: 'PF-B' });
      const whole = await orderOf(world, order.id);
      expect([whole.status, whole.payments[0].captured]).toEqual(['fulfilled', order.totals.grand]);
      expect(whole.fulfillments.map((one: Body) => one.tracking[0].number).sort()).toEqual(['PF-A', 'PF-B']);
      expect((await verb(task.id, 'deliver')).body.status).toBe('delivered');
    });

    it('wait for their day when the order says so, with their goods reserved', async () => {
      await stockProduct(world.till, 'AS-3', { derby: 1 });
      const notBefore = '2099-12-01T08:00:00.000Z';
      const order = (await world.till.order(orders.web('AS-3', 1, { fulfillment: { method: 'ship', address, notBefore, dueAt: '2099-12-03T18:00:00.000Z' } }))).body;
      expect(order.fulfillments).toEqual([expect.objectContaining({ status: 'scheduled', notBefore, dueAt: '2099-12-03T18:00:00.000Z' })]);
      expect(await stockAt(world, 'AS-3', 'derby')).toMatchObject({ onHand: 1, reserved: 1, available: 0 });
      expect(refusal(await verb(order.fulfillments[0].id, 'accept'))).toEqual([409, 'illegal-transition']);
    });

    it('are listed by what is promised soonest, page by page, and by what is late', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-4', { bristol: 9 });
      const promised = ['2030-01-03T00:00:00.000Z', '2030-01-01T00:00:00.000Z', '2030-01-02T00:00:00.000Z'];
      for (const dueAt of promised) await till.must('POST', '/v1/orders', orders.web('AS-4', 1, { fulfillment: { method: 'ship', address, dueAt } }));
      const seen: string[] = [];
      for (let path = '/v1/fulfillments?location=bristol&sort=due&limit=2'; ;) {
        const page = await till.must('GET', path);
        seen.push(...page.items.map((one: Body) => one.dueAt));
        if (!page.nextCursor) break;
        path = `/v1/fulfillments?location=bristol&sort=due&limit=2&cursor=${page.nextCursor}`;
      }
      expect(seen.filter((one) => promised.includes(one))).toEqual([...promised].sort());
      const late = await till.must('GET', '/v1/fulfillments?location=bristol&status=open&sort=due&dueBefore=2030-01-01T12:00:00Z');
      expect(late.items.map((one: Body) => one.dueAt)).toEqual(['2030-01-01T00:00:00.000Z']);
    });
  });

  describe('journeys across channels', () => {
    it('S16 what a marketplace has fulfilled is already delivered and never touches our stock', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-5', { derby: 4 });
      const sold = { channel: 'fairground', externalId: 'FG-77', placedAt: '2026-10-01T10:00:00Z', recorded: true, lines: [{ sku: 'AS-5', quantity: 3, unitPrice: money('21.00') }], fulfillment: { method: 'channel' }, payment: { method: 'channel' } };
      const order = await till.order(sold);
      expect([order.status, order.body.status, order.body.fulfillments]).toEqual([201, 'fulfilled', [expect.objectContaining({ method: 'channel', status: 'delivered', location: null })]]);
      expect(await till.stock('AS-5')).toMatchObject({ onHand: 4, reserved: 0, available: 4 });
      expect((await till.order(sold)).status).toBe(200);
      expect(refusal(await till.post(`/v1/orders/${order.body.id}/cancellation`, {}))).toEqual([409, 'already-shipped']);
    });

    it('an order by phone costs what it costs on the web, and goes the same way', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-6', { derby: 2 });
      const quoted = await till.must('POST', '/v1/quotes', orders.web('AS-6'));
      const order = (await till.order({ channel: 'phone', lines: [{ sku: 'AS-6', quantity: 1 }], fulfillment: { method: 'ship', address }, staff: { soldBy: 'call-7' }, ...card })).body;
      expect([order.totals, order.staff]).toEqual([quoted.totals, { soldBy: 'call-7' }]);
      await ship(world, await taskOf(world, order.fulfillments[0].location, order.id), 'PF-6');
      expect((await orderOf(world, order.id)).status).toBe('fulfilled');
    });

    it('a kiosk hands over what the webshop sold, against the code', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-7', { bristol: 2 });
      const order = (await till.order({ ...orders.pickup('AS-7', 1, { fulfillment: { method: 'pickup', location: 'bristol' } }), channel: 'web', ...card })).body;
      const task = await taskOf(world, 'bristol', order.id);
      await prepare(world, task);
      const first = await till.must('POST', `/v1/fulfillments/${task.id}/ready`, {});
      const second = await till.must('POST', `/v1/fulfillments/${task.id}/ready`, {});
      // A code that was made anew is the only one that counts.
      if (first.collectCode !== second.collectCode) expect(refusal(await verb(task.id, 'collect', { code: first.collectCode }))).toEqual([409, 'wrong-code']);
      expect((await verb(task.id, 'collect', { code: second.collectCode })).body.status).toBe('collected');
      expect(await stockAt(world, 'AS-7', 'bristol')).toMatchObject({ onHand: 1, reserved: 0 });
    });
  });

  describe('S6 a return by mail', () => {
    it('is asked for, authorised, sent, received and inspected; each step can be read, stock and money follow the last', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-8', { derby: 3 });
      const order = (await till.order(orders.web('AS-8', 2, card))).body;
      await ship(world, await taskOf(world, 'derby', order.id), 'PF-8');
      const asked = await till.post(`/v1/orders/${order.id}/return-requests`, { location: 'derby', lines: [{ sku: 'AS-8', quantity: 2 }], reason: 'too dark', fee: money('3.00') });
      expect([asked.status, asked.body.status, asked.body.total]).toEqual([201, 'requested', money('40.00')]);
      const { id } = asked.body;
      expect(refusal(await till.post(`/v1/orders/${order.id}/returns`, { location: 'leeds', lines: [{ sku: 'AS-8', quantity: 1, disposition: 'restock' }] }))).toEqual([409, 'not-returnable']);
      expect(refusal(await till.post(`/v1/returns/${id}/receive`, {}))).toEqual([409, 'illegal-transition']);
      for (const [name, body, status] of [['authorise', {}, 'authorised'], ['send', { carrier: 'Royal Mail', tracking: 'RM-1' }, 'in-transit'], ['receive', {}, 'received']] as const) {
        expect((await till.post(`/v1/returns/${id}/${name}`, body)).body.status).toBe(status);
        expect((await till.must('GET', `/v1/returns/${id}`)).status).toBe(status);
      }
      expect((await till.stock('AS-8')).onHand).toBe(1);
      const inspected = await till.post(`/v1/returns/${id}/inspect`, { lines: [{ sku: 'AS-8', quantity: 1, disposition: 'restock' }, { sku: 'AS-8', quantity: 1, disposition: 'vendor-return' }] });
      expect([inspected.status, inspected.body.status, inspected.body.refund]).toEqual([200, 'closed', { to: 'original', amount: money('37.00'), status: 'refunded' }]);
      expect(await stockAt(world, 'AS-8', 'derby')).toMatchObject({ onHand: 3, unavailable: 1, available: 2 });
      expect(pounds((await orderOf(world, order.id)).payments[0].refunded)).toBe(3700);
    });
  });

  describe('S7 an exchange', () => {
    const bought = async (sku: string, quantity = 1): Promise<Body> => {
      const order = (await world.till.order(orders.web(sku, quantity, card))).body;
      await ship(world, await taskOf(world, 'derby', order.id), `PF-${sku}`);
      return order;
    };
    const exchange = (order: Body, newLines: Body[], more: Body = {}) => world.till.post(`/v1/orders/${order.id}/exchanges`, { location: 'leeds', lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }], newLines, fulfillment: { method: 'carry-out', location: 'leeds' }, ...more });

    it('for another size moves no money, though the shirt was cheaper when it was bought', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-M', { derby: 1 }, { price: money('30.00') });
      const order = await bought('AS-M');
      await stockProduct(till, 'AS-M', {}, { price: money('35.00') });
      await stockProduct(till, 'AS-L', { leeds: 1 }, { price: money('35.00') });
      const made = await exchange(order, [{ sku: 'AS-L', quantity: 1, insteadOf: '1' }]);
      expect(made.status).toBe(201);
      const [old, fresh] = [await orderOf(world, order.id), await orderOf(world, made.body.order)];
      expect([fresh.status, fresh.totals.grand, fresh.exchange, fresh.payments]).toEqual(['fulfilled', money('30.00'), { id: made.body.id, order: order.id }, [expect.objectContaining({ method: 'exchange', captured: money('30.00') })]]);
      expect([old.lines[0].quantities.returned, old.payments[0].refunded]).toEqual([1, money('0.00')]);
      expect((await till.must('GET', `/v1/returns/${made.body.return}`))).toMatchObject({ status: 'closed', exchange: { order: fresh.id, amount: money('30.00') } });
      expect([await stockAt(world, 'AS-M', 'leeds'), await stockAt(world, 'AS-L', 'leeds')]).toMatchObject([{ onHand: 1, available: 1 }, { onHand: 0 }]);
    });

    it('for something dearer collects the difference, and without it changes nothing', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-9', { derby: 1 });
      await stockProduct(till, 'AS-10', { leeds: 2 }, { price: money('50.00') });
      const order = await bought('AS-9');
      expect(refusal(await exchange(order, [{ sku: 'AS-10', quantity: 1 }], { payment: { method: 'card', token: 'tok_declined' } }))).toEqual([402, 'payment-declined']);
      const untouched = await orderOf(world, order.id);
      expect([untouched.lines[0].quantities, untouched.payments[0].refunded]).toEqual([{ open: 0, shipped: 1, cancelled: 0, returned: 0 }, money('0.00')]);
      const made = await exchange(order, [{ sku: 'AS-10', quantity: 1 }], { payment: { method: 'card', token: 'tok_ok' } });
      expect((await orderOf(world, made.body.order)).payments.map((one: Body) => [one.method, one.captured])).toEqual([['exchange', money('20.00')], ['card', money('30.00')]]);
      expect((await orderOf(world, order.id)).payments[0].refunded).toEqual(money('0.00'));
    });

    it('for another size and something else keeps the price of the one and asks that of today for the other', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-15', { derby: 2 }, { price: money('30.00') });
      const order = await bought('AS-15', 2);
      await stockProduct(till, 'AS-15', {}, { price: money('35.00') });
      await stockProduct(till, 'AS-16', { leeds: 1 }, { price: money('35.00') });
      await stockProduct(till, 'AS-17', { leeds: 1 }, { price: money('42.00') });
      const made = await exchange(order, [{ sku: 'AS-16', quantity: 1, insteadOf: '1' }, { sku: 'AS-17', quantity: 1 }], { lines: [{ lineId: '1', quantity: 2, disposition: 'restock' }], payment: { method: 'card', token: 'tok_ok' } });
      const fresh = await orderOf(world, made.body.order);
      expect([fresh.lines.map((one: Body) => one.total), fresh.payments.map((one: Body) => [one.method, one.captured])]).toEqual([[money('30.00'), money('42.00')], [['exchange', money('60.00')], ['card', money('12.00')]]]);
      expect((await orderOf(world, order.id)).payments[0].refunded).toEqual(money('0.00'));
    });

    it('in advance sends the new goods first: a card stands for them until the old ones come, and pays nothing', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-18', { derby: 1 });
      await stockProduct(till, 'AS-19', { derby: 1 });
      const order = await bought('AS-18');
      const terms = { lines: [{ lineId: '1', quantity: 1 }], advance: true, fulfillment: { method: 'ship', address }, location: 'derby' };
      expect(refusal(await exchange(order, [{ sku: 'AS-19', quantity: 1, insteadOf: '1' }], terms))).toEqual([422, 'invalid-request']);
      const made = await exchange(order, [{ sku: 'AS-19', quantity: 1, insteadOf: '1' }], { ...terms, payment: { method: 'card', token: 'tok_ok' } });
      expect([made.status, (await till.must('GET', `/v1/returns/${made.body.return}`)).status]).toEqual([201, 'authorised']);
      await ship(world, await taskOf(world, 'derby', made.body.order), 'PF-19');
      const left = await orderOf(world, made.body.order);
      expect([left.status, left.exchange.advance, left.payments]).toEqual(['fulfilled', { value: money('20.00'), status: 'open' }, [{ method: 'card', status: 'authorised', authorised: money('20.00'), captured: money('0.00'), refunded: money('0.00') }]]);
      const received = await till.post(`/v1/returns/${made.body.return}/receive`, {});
      expect([received.status, received.body.status, received.body.exchange]).toEqual([200, 'received', { id: made.body.id, order: made.body.order, amount: money('20.00') }]);
      const inspected = await till.post(`/v1/returns/${made.body.return}/inspect`, { lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }] });
      expect([inspected.body.status, inspected.body.refund.status, (await orderOf(world, order.id)).payments[0].refunded]).toEqual(['closed', 'none', money('0.00')]);
      const fresh = await waitFor(async () => { const one = await orderOf(world, made.body.order); return one.payments.some((payment: Body) => payment.status === 'voided') ? one : null; }, { timeoutMs: 30_000 });
      expect([fresh.exchange.advance.status, fresh.payments.map((one: Body) => [one.method, one.status, one.captured])]).toEqual(['came', [['exchange', 'captured', money('20.00')], ['card', 'voided', money('0.00')]]]);
    });

    it('for something cheaper refunds the rest once, to the card that paid', async () => {
      const { till } = world;
      await stockProduct(till, 'AS-11', { derby: 1 }, { price: money('50.00') });
      await stockProduct(till, 'AS-12', { leeds: 1 });
      const order = await bought('AS-11');
      const made = await exchange(order, [{ sku: 'AS-12', quantity: 1 }]);
      expect([made.status, (await orderOf(world, order.id)).payments[0].refunded, (await orderOf(world, made.body.order)).payments.map((one: Body) => one.method)]).toEqual([201, money('30.00'), ['exchange']]);
      expect(refusal(await exchange(order, [{ sku: 'AS-12', quantity: 1 }]))).toEqual([409, 'not-returnable']);
    });
  });

  describe('S13 the rate of a sale stays with it', () => {
    /** A country of its own kind of goods, so that its rate concerns nobody else here. */
    const rate = (percent: string) => world.till.must('PUT', '/v1/tax-rates/trade', { category: 'trade-goods', country: 'GB', rate: percent });
    const goods = { price: money('50.00'), taxCategory: 'trade-goods' };
    const sold = async (sku: string): Promise<Body> => {
      const { body } = await world.till.order({ channel: 'trade', lines: [{ sku, quantity: 2 }], fulfillment: { method: 'carry-out', location: 'leeds' }, ...card });
      expect([body.status, body.totals.tax, body.totals.grand]).toEqual(['fulfilled', money('20.00'), money('120.00')]);
      return body;
    };

    it('a refund is at the rate that was paid, though the rate of the country has changed since', async () => {
      const { till } = world;
      await till.must('PUT', '/v1/channels/trade', { name: 'Trade counter', kind: 'wholesale', locations: ['leeds', 'derby'], currency: 'GBP', taxIncluded: false, taxCountry: 'GB' });
      await stockProduct(till, 'AS-13', { leeds: 9 }, goods);
      await stockProduct(till, 'AS-14', { leeds: 9 }, goods);
      await rate('20');
      const [returned, exchanged] = [await sold('AS-13'), await sold('AS-13')];
      await rate('25');
      const dearer = await till.must('POST', '/v1/quotes', { channel: 'trade', lines: [{ sku: 'AS-13', quantity: 2 }], fulfillment: { method: 'carry-out', location: 'leeds' } });
      expect(dearer.totals.grand).toEqual(money('125.00'));
      const back = await till.must('POST', `/v1/orders/${returned.id}/returns`, { location: 'leeds', lines: [{ lineId: '1', quantity: 1, disposition: 'restock' }] });
      expect(back.refund).toEqual({ to: 'original', amount: money('60.00'), status: 'refunded' });

      // An exchange at the price of then is even at the rate of then: nobody pays the five per cent that came since.
      const swap = { location: 'leeds', lines: [{ lineId: '1', quantity: 2, disposition: 'restock' }], newLines: [{ sku: 'AS-14', quantity: 2, insteadOf: '1' }], fulfillment: { method: 'carry-out', location: 'leeds' } };
      const made = await till.must('POST', `/v1/orders/${exchanged.id}/exchanges`, swap);
      const [old, fresh] = [await orderOf(world, exchanged.id), await orderOf(world, made.order)];
      expect([fresh.totals.grand, fresh.totals.tax, fresh.payments.map((one: Body) => one.method), old.payments[0].refunded]).toEqual([money('120.00'), money('20.00'), ['exchange'], money('0.00')]);
    });
  });

  it('leaves nothing behind that does not add up', async () => {
    expect((await world.verify()).broken).toEqual([]);
  }, 60_000);
});
