import { waitFor } from '@onefront/testing';
import { order, shop, startGateways, type Gateways } from './support/gateways.js';

describe('the gateway', () => {
  let gateways: Gateways;
  beforeAll(async () => {
    gateways = await startGateways(1);
    await shop(gateways);
  }, 120_000);
  afterAll(() => gateways?.close());
  const count = async (sql: string) => Number((await gateways.running[0]!.parts.database.pool.query<{ n: string }>(sql)).rows[0]!.n);

  it('answers a write when its effect can be read', async () => {
    const placed = await gateways.call('/v1/orders', { body: order() });
    expect([placed.status, placed.body?.status, placed.headers.get('etag')]).toEqual([201, 'confirmed', '"2"']);
    const read = await gateways.call(`/v1/orders/${placed.body.id}`);
    expect(read.body).toEqual(placed.body);
    expect((await gateways.call('/v1/stock/LAMP-1')).body).toMatchObject({ onHand: 100, available: 100, byChannel: [{ channel: 'web', available: 100 }] });
  });

  it('passes on the owner\'s no, with its Retry-After', async () => {
    const refused = await gateways.call('/v1/orders', { body: order({ lines: [{ sku: 'LAMP-1', quantity: 666 }] }) });
    expect([refused.status, refused.headers.get('content-type'), refused.headers.get('retry-after'), refused.body.errors]).toEqual([409, 'application/problem+json', '1', [{ path: '/lines/0', message: 'short' }]]);
    expect((await gateways.call('/v1/orders')).body.items.some((one: { status: string }) => one.status === 'refused')).toBe(false);
    expect((await gateways.call('/v1/orders?status=refused')).body.items).toHaveLength(1);
  });

  describe('an Idempotency-Key', () => {
    const keyed = (key: string, body: unknown, headers = {}) => gateways.call('/v1/orders', { body, headers: { 'idempotency-key': key, ...headers } });

    it('makes 50 equal requests at once one order', async () => {
      const before = await count('select count(*) as n from order_view');
      const answers = await Promise.all(Array.from({ length: 50 }, () => keyed('fifty', order())));
      expect(new Set(answers.map((one) => one.status))).toEqual(new Set([201]));
      expect(new Set(answers.map((one) => one.body.id)).size).toBe(1);
      expect(answers.filter((one) => one.headers.get('idempotency-replayed') === 'true')).toHaveLength(49);
      expect(await count('select count(*) as n from order_view')).toBe(before + 1);
    });

    it('answers a repeat word for word, refusals and wrong requests included', async () => {
      for (const [key, body, status] of [['yes', order(), 201], ['no', order({ lines: [{ sku: 'LAMP-1', quantity: 666 }] }), 409], ['wrong', order({ lines: [{ sku: 'NOPE', quantity: 1 }] }), 422], ['bad', { what: 1 }, 422]] as const) {
        const first = await keyed(key, body);
        const again = await keyed(key, body);
        expect([key, first.status, first.headers.get('idempotency-replayed')]).toEqual([key, status, null]);
        expect([key, again.status, again.headers.get('idempotency-replayed'), again.text]).toEqual([key, status, 'true', first.text]);
        if (status === 409) expect(again.headers.get('retry-after')).toBe('1');
      }
    });

    it('is refused with another body, and free on another route', async () => {
      await keyed('reused', order());
      const other = await keyed('reused', order({ coupons: ['TEN'] }));
      expect([other.status, other.body.type]).toEqual([422, expect.stringMatching(/\/idempotency-key-reused$/)]);
      expect((await gateways.call('/v1/quotes', { body: order(), headers: { 'idempotency-key': 'reused' } })).status).toBe(503);
    });

    it('does not keep what may go better next time, and takes no unprintable key', async () => {
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const answer = await gateways.call('/v1/quotes', { body: order(), headers: { 'idempotency-key': 'later' } });
        expect([answer.status, answer.headers.get('idempotency-replayed')]).toEqual([503, null]);
      }
      expect((await gateways.call('/v1/orders', { raw: '{', headers: { 'idempotency-key': 'broken' } })).status).toBe(400);
      expect((await keyed('broken', order())).status).toBe(201);
      expect((await keyed('é', order())).status).toBe(400);
    });

    it('in flight waits for the outcome, else is 409', async () => {
      await gateways.owner.pause();
      const first = keyed('flight', order());
      await waitFor(async () => (await count(`select count(*) as n from idempotency where key = 'flight'`)) === 1);
      const impatient = await keyed('flight', order(), { prefer: 'wait=0' });
      expect([impatient.status, impatient.body.type, impatient.headers.get('retry-after')]).toEqual([409, expect.stringMatching(/\/in-flight$/), '1']);
      const patient = keyed('flight', order());
      await gateways.owner.resume();
      expect((await patient).body.id).toBe((await first).body.id);
      expect((await patient).status).toBe(201);
    });
  });

  it('answers 202 when asked to, or when it takes too long, and tells the outcome later', async () => {
    const asked = await gateways.call('/v1/orders', { body: order(), headers: { prefer: 'respond-async' } });
    expect([asked.status, asked.body.status, asked.headers.get('location')]).toEqual([202, 'pending', `/v1/operations/${asked.body.id}`]);
    const operation = await waitFor(async () => {
      const { body } = await gateways.call(asked.headers.get('location')!);
      return body.status === 'done' && body;
    });
    expect(operation).toMatchObject({ id: asked.body.id, status: 'done', resource: { status: 'confirmed' }, acceptedAt: expect.any(String), settledAt: expect.any(String) });
    await gateways.owner.pause();
    const slow = await gateways.call('/v1/orders', { body: order({ lines: [{ sku: 'LAMP-1', quantity: 666 }] }), headers: { prefer: 'wait=1' } });
    expect(slow.status).toBe(202);
    expect((await gateways.call(slow.headers.get('location')!)).body).toEqual({ id: slow.body.id, status: 'pending', acceptedAt: expect.any(String) });
    await gateways.owner.resume();
    const refused = await waitFor(async () => (await gateways.call(slow.headers.get('location')!)).body.status === 'refused' && (await gateways.call(slow.headers.get('location')!)).body);
    expect(refused.problem).toMatchObject({ status: 409, type: expect.stringMatching(/\/out-of-stock$/) });
  });

  it('commits requests that come together together', async () => {
    const before = await count('select count(distinct xmin::text) as n from operation');
    const rows = await count('select count(*) as n from operation');
    await Promise.all(Array.from({ length: 100 }, () => gateways.call('/v1/orders', { body: order(), headers: { prefer: 'respond-async' } })));
    expect(await count('select count(*) as n from operation')).toBe(rows + 100);
    // Settling rewrites rows too, again in groups: both together stay far below one transaction per request.
    expect((await count('select count(distinct xmin::text) as n from operation')) - before).toBeLessThan(60);
  });

  it('names every wrong reference of an order', async () => {
    const answer = await gateways.call('/v1/orders', { body: order({ lines: [{ sku: 'NOPE', quantity: 1 }, { sku: 'LAMP-1', quantity: 1, unitPrice: { amount: '1.00', currency: 'EUR' } }], fulfillment: { method: 'pickup', location: 'nowhere' } }) });
    expect([answer.status, answer.body.errors.map((error: { path: string }) => error.path)]).toEqual([422, ['/fulfillment/location', '/lines/0/sku', '/lines/1/unitPrice/currency']]);
    expect((await gateways.call('/v1/orders', { body: order({ channel: 'none' }) })).body.errors).toEqual([{ path: '/channel', message: expect.any(String) }]);
    expect((await gateways.call('/v1/orders', { body: order({ fulfillment: { method: 'ship' } }) })).body.errors[0].path).toBe('/fulfillment/address');
    expect((await gateways.call('/v1/orders', { body: order({ customer: { phone: '12345' } }) })).body.errors[0].path).toBe('/customer/phone');
  });

  it('answers a batch of products one by one', async () => {
    const price = { amount: '1.00', currency: 'GBP' };
    const products = [...Array.from({ length: 40 }, (_, index) => ({ sku: `B-${String(index).padStart(2, '0')}`, name: `Bulb ${index}`, price, brand: index % 2 ? 'Lumen' : 'Osram 100%' })), { sku: 'B/BAD', name: 'x', price }, { sku: 'B-NO', price }];
    const answer = await gateways.call('/v1/products/batch', { body: { products } });
    expect([answer.status, answer.body.items.length]).toEqual([200, 42]);
    expect(answer.body.items.slice(0, 40).every((item: { status: number }) => item.status === 201)).toBe(true);
    expect(answer.body.items.slice(40).map((item: { status: number; problem: { errors: { path: string }[] } }) => [item.status, item.problem.errors[0]!.path])).toEqual([[422, '/products/40/sku'], [422, '/products/41/name']]);
    const found = await gateways.call('/v1/products?q=osram%20100%25%20bulb&limit=7');
    expect(found.body.items.map((item: { sku: string }) => item.sku)).toEqual(['B-00', 'B-02', 'B-04', 'B-06', 'B-08', 'B-10', 'B-12']);
    const next = await gateways.call(`/v1/products?q=osram%20100%25%20bulb&limit=200&cursor=${found.body.nextCursor}`);
    expect([next.body.items.length, next.body.nextCursor]).toEqual([13, null]);
    expect((await gateways.call('/v1/products?channel=web')).body.items.map((item: { sku: string; available: number }) => [item.sku, item.available])).toEqual([['LAMP-1', 100]]);
    expect((await gateways.call('/v1/products?channel=web&inStock=false&q=bulb')).body.items).toHaveLength(40);
  });

  it('shows a person in the clear, and keeps no clear word of them', async () => {
    const body = { name: 'Ada Quixotewood', emails: [{ address: 'Ada.Quixotewood@Example.org' }], phones: [{ number: '+44 20 7946 0958' }] };
    const made = await gateways.call('/v1/customers', { body, headers: { 'idempotency-key': 'ada' } });
    expect([made.status, made.body.name, made.body.phones]).toEqual([201, 'Ada Quixotewood', [{ number: '+442079460958', verified: false }]]);
    for (const query of ['email=ada.quixotewood@example.ORG', 'phone=%2B442079460958', 'phone=+442079460958', 'q=quixotewood']) {
      expect([query, (await gateways.call(`/v1/customers?${query}`)).body.items?.[0]?.id]).toEqual([query, made.body.id]);
    }
    expect((await gateways.call('/v1/customers', { body, headers: { 'idempotency-key': 'ada' } })).body.id).toBe(made.body.id);
    const { rows } = await gateways.running[0]!.parts.database.pool.query<{ row: string }>(
      `select row_to_json(c)::text as row from customer_view c union all select row_to_json(o)::text from operation o union all select row_to_json(i)::text from idempotency i union all select row_to_json(k)::text from customer_key k`);
    expect(rows.some(({ row }) => /quixotewood|79460958/i.test(row))).toBe(false);
  });

  it('streams events by position and resumes', async () => {
    const read = async (headers: Record<string, string>, until: number) => {
      const response = await fetch(`${gateways.bases[0]}/v1/events?types=order.confirmed`, { headers: { authorization: `Bearer ${gateways.token}`, ...headers } });
      const events: { id: string; subject: string }[] = [];
      let text = '';
      for await (const chunk of response.body!) {
        text += Buffer.from(chunk as Uint8Array).toString();
        for (const match of text.matchAll(/id: (\d+)\nevent: order.confirmed\ndata: (.*)\n\n/g)) if (!events.some((one) => one.id === match[1])) events.push({ id: match[1]!, subject: (JSON.parse(match[2]!) as { subject: string }).subject });
        if (events.length >= until) break;
      }
      return events;
    };
    const listening = read({}, 2);
    await new Promise((resolve) => setImmediate(resolve));
    const placed = await waitFor(async () => {
      const { body } = await gateways.call('/v1/orders', { body: order() });
      const heard = await Promise.race([listening, Promise.resolve(undefined)]);
      return heard && { heard, last: body.id as string };
    }, { intervalMs: 100 });
    const all = await read({ 'last-event-id': String(Number(placed.heard[0]!.id) - 1) }, 2);
    // One chunk may bring more than was asked for.
    const [heard, again] = [placed.heard.slice(0, 2), all.slice(0, 2)];
    expect(again.map((one) => one.subject)).toEqual(heard.map((one) => one.subject));
  });
});
