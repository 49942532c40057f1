import { waitFor } from '@onefront/testing';
import { order, request, shop, startGateways, tokenOf, type CallOptions, type Gateways } from './support/gateways.js';
import { startReceiver, verifies, type Receiver } from './support/receiver.js';

describe('webhooks over HTTP', () => {
  let gateways: Gateways;
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver();
    gateways = await startGateways(2);
    await shop(gateways);
    await shop(gateways, { channel: 'market', sku: 'LAMP-2' });
  }, 120_000);
  afterAll(async () => {
    await gateways?.close();
    await receiver.close();
  });
  const partner = async (channel: string, scopes = ['events:read', 'orders:write']) => {
    const { body } = await gateways.call('/v1/partners', { body: { name: channel, scopes, channels: [channel] } });
    const token = await tokenOf(gateways.bases[0]!, { id: body.clientId, secret: body.clientSecret });
    return (path: string, options: CallOptions = {}) => request(gateways.bases[options.on ?? 0]!, path, { token, ...options });
  };

  it('sends a confirmed order, once, signed, to whom it concerns, and shows the delivery', async () => {
    const market = await partner('market');
    const made = await market('/v1/webhooks', { body: { url: receiver.url, types: ['order.confirmed', 'order.refused'] }, headers: { 'idempotency-key': 'hook' } });
    expect([made.status, made.body]).toEqual([201, { id: expect.any(String), secret: expect.stringMatching(/^whsec_/) }]);
    expect((await market('/v1/webhooks', { body: { url: receiver.url, types: ['order.confirmed', 'order.refused'] }, headers: { 'idempotency-key': 'hook' } })).body).toEqual(made.body);
    const { id, secret } = made.body as { id: string; secret: string };
    await gateways.call('/v1/orders', { body: order() });
    const placed = await market('/v1/orders', { body: order({ channel: 'market' }), on: 1 });
    await waitFor(() => receiver.taken().length > 0);
    const [one] = receiver.taken();
    expect([receiver.taken().length, one!.subject, one!.type, verifies(one!, secret)]).toEqual([1, placed.body.id, 'order.confirmed', true]);
    expect(JSON.parse(one!.body)).toMatchObject({ specversion: '1.0', type: 'order.confirmed', subject: placed.body.id, timestamp: expect.any(String), data: expect.any(Object) });
    const shown = await waitFor(async () => {
      const { body } = await market(`/v1/webhooks/${id}/deliveries?status=delivered`, { on: 1 });
      return body.items.length > 0 && body;
    });
    expect(shown).toEqual({ items: [expect.objectContaining({ messageId: one!.id, subject: placed.body.id, attempts: 1, lastAttempt: expect.objectContaining({ status: 204 }) })], nextCursor: null });
    const again = await market(`/v1/webhooks/${id}/deliveries/${shown.items[0].id}/redeliver`, { method: 'POST' });
    expect([again.status, again.body.status]).toEqual([200, 'pending']);
    await waitFor(() => receiver.taken().length === 2);
    expect(receiver.taken()[1]!.id).toBe(one!.id);
  });

  it('is changed under conditions, rotated, replayed and removed by its owner only', async () => {
    const [market, other] = [await partner('market'), await partner('web')];
    const { body: { id } } = await market('/v1/webhooks', { body: { url: receiver.url, types: ['stock.changed'] } });
    const read = await market(`/v1/webhooks/${id}`);
    expect([read.status, read.headers.get('etag'), read.body]).toEqual([200, '"1"', expect.objectContaining({ id, url: receiver.url, types: ['stock.changed'], enabled: true, notice: null })]);
    expect('secret' in read.body).toBe(false);
    const patch = (body: unknown, headers = {}) => market(`/v1/webhooks/${id}`, { method: 'PATCH', body, headers });
    expect((await patch({ enabled: false }, { 'if-match': '"9"' })).status).toBe(412);
    expect((await patch({ enabled: false }, { 'if-match': '"1"' })).body).toMatchObject({ enabled: false, notice: { reason: 'by-client' } });
    expect((await patch({ enabled: true })).body).toMatchObject({ enabled: true, notice: null });
    expect((await market(`/v1/webhooks/${id}/secrets`, { method: 'POST' })).status).toBe(201);
    expect((await market(`/v1/webhooks/${id}/replay`, { body: { from: new Date().toISOString() } })).status).toBe(200);
    expect((await market(`/v1/webhooks/${id}/replay`, { body: { from: '2020-01-01T00:00:00Z' } })).status).toBe(410);
    for (const [path, options] of [['', {}], ['', { method: 'PATCH', body: {} }], ['', { method: 'DELETE' }], ['/deliveries', {}], ['/secrets', { method: 'POST' }], ['/replay', { body: { from: new Date().toISOString() } }], ['/deliveries/x/redeliver', { method: 'POST' }]] as const) {
      const [hidden, missing] = await Promise.all([other(`/v1/webhooks/${id}${path}`, options), other(`/v1/webhooks/none${path}`, options)]);
      expect([path, hidden.status, hidden.text]).toEqual([path, 404, missing.text]);
    }
    expect((await other('/v1/webhooks')).body).toEqual({ items: [], nextCursor: null });
    expect((await market('/v1/webhooks?limit=1')).body.items).toHaveLength(1);
    expect((await market(`/v1/webhooks/${id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await market(`/v1/webhooks/${id}`)).status).toBe(404);
  });

  it('refuses what cannot be called or listened to, with its path', async () => {
    const create = (body: unknown) => gateways.call('/v1/webhooks', { body });
    const pathsOf = async (body: unknown) => { const { status, body: problem } = await create(body); return [status, problem.errors?.map((error: { path: string }) => error.path)]; };
    expect(await pathsOf({ url: 'ftp://127.0.0.1/', types: ['order.confirmed'] })).toEqual([422, ['/url']]);
    expect(await pathsOf({ url: 'http://u:p@127.0.0.1/', types: ['order.confirmed'] })).toEqual([422, ['/url']]);
    expect(await pathsOf({ url: receiver.url, types: ['order.confirmed', 'no.such'] })).toEqual([422, ['/types/1']]);
    expect(await pathsOf({ url: receiver.url, types: [] })).toEqual([422, ['/types']]);
    expect((await (await partner('market', ['orders:read']))('/v1/webhooks', { body: { url: receiver.url, types: ['order.confirmed'] } })).status).toBe(403);
    expect((await gateways.call('/v1/webhooks?cursor=nonsense')).status).toBe(422);
  });
});
