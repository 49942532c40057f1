import { randomUUID } from 'node:crypto';
import { waitFor } from '@onefront/testing';
import { money, orders, stockProduct, type Body, type World } from '../../src/index.js';

const word = (answer: Body): string => `${answer.status} ${String(answer.body?.type ?? '').split('/').at(-1)}`;
const paths = (answer: Body): string[] => (answer.body.errors ?? []).map((one: Body) => one.path);

export function errorsStory(world: () => World): void {
  describe('what is wrong', () => {
    beforeAll(() => stockProduct(world().till, 'ERR-1', { leeds: 20, derby: 20 }));

    it('is 422 with its path, all of it at once', async () => {
      const { till } = world();
      const cases: Array<[Body, string[]]> = [
        [orders.web('NO-SUCH-SKU'), ['/lines/0/sku']],
        [orders.web('ERR-1', 1, { channel: 'nowhere' }), ['/channel']],
        [orders.pickup('ERR-1', 1, { fulfillment: { method: 'pickup', location: 'atlantis' } }), ['/fulfillment/location']],
        [orders.web('ERR-1', 1, { fulfillment: { method: 'ship' } }), ['/fulfillment/address']],
        [orders.web('ERR-1', 0), ['/lines/0/quantity']],
        [orders.web([{ sku: 'ERR-1', quantity: 1, unitPrice: money('20.0') }]), ['/lines/0/unitPrice/amount']],
        [orders.web('ERR-1', 1, { colour: 'red' }), ['/colour']],
        [orders.marketplace('ERR-1', 1, { lines: [{ sku: 'ERR-1', quantity: 1 }] }), ['/lines/0/unitPrice']],
        [orders.web([{ sku: 'NOPE-1', quantity: 1 }, { sku: 'ERR-1', quantity: 1 }, { sku: 'NOPE-2', quantity: 1 }]), ['/lines/0/sku', '/lines/2/sku']],
      ];
      for (const [body, expected] of cases) {
        const answer = await till.order(body);
        expect([answer.status, paths(answer), answer.headers['content-type']]).toEqual([422, expected, 'application/problem+json']);
      }
      const wrongSum = await till.order(orders.marketplace('ERR-1', 1, { grand: money('1.00') }));
      expect(wrongSum.status).toBe(422);
    });

    it('is 404 for what is not there', async () => {
      const { till } = world();
      for (const path of ['/v1/orders/none', '/v1/products/none', '/v1/stock/none', '/v1/customers/none', '/v1/coupons/none', '/v1/operations/none', '/v1/locations/none', '/v1/nothing']) expect([path, (await till.get(path)).status]).toEqual([path, 404]);
      expect((await till.post('/v1/orders/none/cancellation', {})).status).toBe(404);
      expect((await till.post('/v1/fulfillments/none/accept', {})).status).toBe(404);
    });

    it('is 402 when the card is declined, and nothing is kept from sale', async () => {
      const { till } = world();
      const before = await till.stock('ERR-1');
      expect(word(await till.order(orders.web('ERR-1', 1, { payment: { method: 'card', token: 'tok_declined' } })))).toBe('402 payment-declined');
      await waitFor(async () => (await till.stock('ERR-1')).available === before.available, { what: 'the units of the declined order' });
      expect((await till.order(orders.web('ERR-1', 1, { payment: { method: 'card', token: 'tok_slow' } }))).status).toBe(201);
    }, 60_000);

    it('answers the no that comes first: reference, coupon, stock, payment; and lists all', async () => {
      const { till } = world();
      await stockProduct(till, 'ERR-2', { derby: 1 });
      const declined = { payment: { method: 'card', token: 'tok_declined' } };
      expect(word(await till.order(orders.web([{ sku: 'ERR-2', quantity: 5 }, { sku: 'NO-SUCH', quantity: 1 }], 0, { ...declined, coupons: ['NOSUCH'] })))).toBe('422 invalid-request');
      expect(word(await till.order(orders.web('ERR-2', 5, { ...declined, coupons: ['NOSUCH'] })))).toBe('422 coupon-invalid');
      expect(word(await till.order(orders.web('ERR-2', 5, declined)))).toBe('409 out-of-stock');
      const listed = (await till.order(orders.web('ERR-2', 5, { externalId: 'both-wrong', coupons: ['NOSUCH'] }))).status;
      const kept = (await till.get('/v1/orders?channel=web&externalId=both-wrong')).body.items[0];
      expect([listed, kept.status, kept.refusal.errors.map((one: Body) => one.path)]).toEqual([422, 'refused', expect.arrayContaining(['/lines/0'])]);
    });

    it('is 409 for stock that is not there to be moved', async () => {
      const { till } = world();
      await stockProduct(till, 'ERR-3', { derby: 3 });
      const move = (movement: Body) => till.post('/v1/stock/movements', { movements: [{ sku: 'ERR-3', location: 'derby', ...movement }] });
      expect(word(await move({ quantity: 4, reason: 'transfer', toLocation: 'leeds' }))).toBe('409 insufficient-stock');
      expect(word(await move({ quantity: -4, reason: 'adjustment' }))).toBe('409 insufficient-stock');
      expect((await move({ quantity: 0, reason: 'count' })).status).toBe(201);
    });
  });

  describe('asking again', () => {
    it('with the same key answers the first outcome; another body is refused', async () => {
      const { till } = world();
      const [key, body] = [randomUUID(), orders.web('ERR-1')];
      const first = await till.order(body, { idempotencyKey: key });
      const second = await till.order(body, { idempotencyKey: key });
      expect([first.status, second.status, second.body.id, second.headers['idempotency-replayed']]).toEqual([201, 201, first.body.id, 'true']);
      expect(word(await till.order(orders.web('ERR-1', 2), { idempotencyKey: key }))).toBe('422 idempotency-key-reused');
      const refusal = randomUUID();
      const [no, again] = [await till.order(orders.web('ERR-1', 9999), { idempotencyKey: refusal }), await till.order(orders.web('ERR-1', 9999), { idempotencyKey: refusal })];
      expect([word(no), word(again), again.headers['idempotency-replayed']]).toEqual(['409 out-of-stock', '409 out-of-stock', 'true']);
    });

    it('with the same external id answers the order that exists; a different one is 409', async () => {
      const { till } = world();
      const body = orders.web('ERR-1', 1, { externalId: 'W-1001', customer: { email: 'again@example.com' } });
      const [first, equal] = [await till.order(body), await till.order({ ...body, customer: { email: 'AGAIN@example.com' } })];
      expect([first.status, equal.status, equal.body.id]).toEqual([201, 200, first.body.id]);
      expect(word(await till.order({ ...body, lines: [{ sku: 'ERR-1', quantity: 2 }] }))).toBe('409 external-id-reused');
      expect((await till.order({ ...orders.social('ERR-1'), externalId: 'W-1001' })).status).toBe(201);
    });
  });

  describe('the door', () => {
    it('answers 202 at once when asked to, and tells the outcome at the operation', async () => {
      const { till } = world();
      for (const [body, status, wanted] of [[orders.web('ERR-1'), 'done', 'confirmed'], [orders.web('ERR-1', 9999), 'refused', 409]] as const) {
        const accepted = await till.call('POST', '/v1/orders', body, { headers: { prefer: 'respond-async' } });
        expect([accepted.status, accepted.headers['location']]).toEqual([202, `/v1/operations/${accepted.body.id}`]);
        const outcome = await till.outcome(String(accepted.headers['location']));
        const operation = (await till.get(String(accepted.headers['location']))).body;
        expect([operation.status, status === 'done' ? operation.resource.status : operation.problem.status, outcome.status]).toEqual([status, wanted, status === 'done' ? 201 : 409]);
      }
    });

    it('checks If-Match at the owner, and If-None-Match: * creates only', async () => {
      const { till } = world();
      const created = await till.put('/v1/products/ETAG-1', { name: 'One', price: money('1.00') }, { headers: { 'if-none-match': '*' } });
      expect([created.status, typeof created.headers['etag']]).toEqual([201, 'string']);
      expect((await till.put('/v1/products/ETAG-1', { name: 'One', price: money('1.00') }, { headers: { 'if-none-match': '*' } })).status).toBe(412);
      expect((await till.put('/v1/products/ETAG-1', { name: 'One', price: money('1.00') })).status).toBe(200);
      const etag = String((await till.get('/v1/products/ETAG-1')).headers['etag']);
      expect(etag).toBe(created.headers['etag']);
      expect((await till.put('/v1/products/ETAG-1', { name: 'Two', price: money('1.00') }, { headers: { 'if-match': etag } })).status).toBe(200);
      expect((await till.put('/v1/products/ETAG-1', { name: 'Three', price: money('1.00') }, { headers: { 'if-match': etag } })).status).toBe(412);
      expect((await till.get('/v1/products/ETAG-1')).body.name).toBe('Two');
    });
  });
}
