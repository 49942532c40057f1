import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '@onefront/testing';
import { order, request, shop, startGateways, tokenOf, type CallOptions, type Gateways } from '../support/gateways.js';

const SCOPES = ['orders:read', 'orders:write', 'stock:read', 'channels:read', 'events:read', 'partners:admin'];
interface Credentials { id: string; clientId: string; clientSecret: string; secretId: string }

describe('partners', () => {
  let gateways: Gateways;
  beforeAll(async () => {
    gateways = await startGateways(2);
    await shop(gateways);
    await shop(gateways, { channel: 'market', sku: 'LAMP-2' });
  }, 240_000);
  afterAll(() => gateways?.close());

  const create = async (more: object = {}, options: CallOptions = {}): Promise<Credentials> => (await gateways.call('/v1/partners', { body: { name: 'Market', scopes: SCOPES, channels: ['market'], ...more }, ...options })).body;
  const login = (partner: Credentials, secret = partner.clientSecret, on = 0) => tokenOf(gateways.bases[on]!, { id: partner.clientId, secret });
  const as = (token: string) => (path: string, options: CallOptions = {}) => request(gateways.bases[options.on ?? 0]!, path, { ...options, token });
  const count = async (sql: string, values: unknown[] = []) => Number((await gateways.running[0]!.parts.database.pool.query(`select count(*) as n from ${sql}`, values)).rows[0].n);

  it('are created once, however often and wherever the same is asked at the same time; a repeat shows the same secret', async () => {
    const before = await count('client');
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => gateways.call('/v1/partners', { body: { name: 'Once', scopes: ['orders:read'], channels: ['web'] }, headers: { 'idempotency-key': 'twice', prefer: 'wait=30' }, on: index % 2 })));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    expect(answers.filter((answer) => !answer.headers.get('idempotency-replayed'))).toHaveLength(1);
    expect(await count('client') - before).toBe(1);
    await login(answers[0]!.body);
    expect((await gateways.call('/v1/partners', { body: { name: 'Another', scopes: ['orders:read'], channels: ['web'] }, headers: { 'idempotency-key': 'twice' } })).status).toBe(422);
    // What is kept for repeats is sealed, and what stands in the tables is a hash.
    const secret = answers[0]!.body.clientSecret as string;
    for (const table of ['operation', 'idempotency', 'client', 'client_secret']) expect([table, await count(`${table} t where t::text like '%' || $1 || '%'`, [secret.split('.')[1]])]).toEqual([table, 0]);
    expect(secret).toMatch(/^ofs_[0-9a-f-]{36}\.[A-Za-z0-9_-]{43}$/);
  });

  it('are listed, read and changed, with versions', async () => {
    const { id } = await create();
    const read = await gateways.call(`/v1/partners/${id}`);
    expect([read.status, read.headers.get('etag'), read.body]).toEqual([200, '"1"', { id, clientId: id, name: 'Market', scopes: SCOPES, channels: ['market'], createdAt: expect.any(String) }]);
    expect((await gateways.call('/v1/partners?limit=200')).body.items.map((one: { id: string }) => one.id)).toContain(id);
    const patch = (body: unknown, headers: Record<string, string> = {}) => gateways.call(`/v1/partners/${id}`, { method: 'PATCH', body, headers });
    expect((await patch({ name: 'Market Ltd' }, { 'if-match': '"9"' })).status).toBe(412);
    const changed = await patch({ name: 'Market Ltd', channels: ['market', 'web', 'web'] }, { 'if-match': '"1"' });
    expect([changed.status, changed.headers.get('etag'), changed.body.name, changed.body.channels, changed.body.scopes]).toEqual([200, '"2"', 'Market Ltd', ['market', 'web'], SCOPES]);
    expect((await patch({ name: 'Market Ltd' })).headers.get('etag')).toBe('"2"');
    const wrong: [object, string][] = [[{ scopes: ['orders:read', 'orders:eat'] }, '/scopes/1'], [{ channels: ['market', 'none'] }, '/channels/1'], [{ scopes: [] }, '/scopes'], [{ scopes: null }, '/scopes'], [{ name: '' }, '/name'], [{ clientId: 'x' }, '/clientId'], [{ id: 'x' }, '/id']];
    for (const [body, path] of wrong) {
      for (const answer of [await patch(body), await gateways.call('/v1/partners', { body: { name: 'x', scopes: ['orders:read'], channels: [], ...body } })]) expect([path, answer.status, answer.body.errors?.map((one: { path: string }) => one.path)]).toEqual([path, 422, [path]]);
    }
    expect((await gateways.call('/v1/partners/admin')).status).toBe(404);
    expect((await gateways.call('/v1/partners/admin', { method: 'DELETE' })).status).toBe(404);
  });

  it('have exactly two secrets, of which each can be ended, with the tokens that were got by it', async () => {
    const partner = await create();
    const secrets = async () => (await gateways.call(`/v1/partners/${partner.id}/secrets`)).body.items as { id: string; lastUsedAt: string | null }[];
    expect(await secrets()).toEqual([{ id: partner.secretId, createdAt: expect.any(String), lastUsedAt: null }]);
    const first = await login(partner);
    expect((await secrets())[0]!.lastUsedAt).toMatch(/^20/);
    const rotate = async (key: string): Promise<Credentials> => (await gateways.call(`/v1/partners/${partner.id}/secrets`, { method: 'POST', headers: { 'idempotency-key': key } })).body;
    const second = await rotate('second');
    expect(await rotate('second')).toEqual(second);
    const byBoth = await Promise.all([login(partner), login(partner, second.clientSecret, 1)]);
    const third = await rotate('third');
    await expect(login(partner)).rejects.toThrow('401');
    expect((await secrets()).map((one) => one.id)).toEqual([third.secretId, second.secretId]);
    await waitFor(async () => (await Promise.all([first, byBoth[0]!].flatMap((token) => [0, 1].map(async (on) => (await as(token)('/v1/channels', { on })).status)))).every((status) => status === 401), { timeoutMs: 30_000, what: 'the tokens of the retired secret to end' });
    expect((await as(byBoth[1]!)('/v1/channels')).status).toBe(200);
    expect((await gateways.call(`/v1/partners/${partner.id}/secrets/${second.secretId}`, { method: 'DELETE' })).status).toBe(204);
    expect((await gateways.call(`/v1/partners/${partner.id}/secrets/${second.secretId}`, { method: 'DELETE' })).status).toBe(404);
    expect((await as(byBoth[1]!)('/v1/channels')).status).toBe(401);
    await login(partner, third.clientSecret, 1);
    // Many at once: never more than two.
    await Promise.all(Array.from({ length: 8 }, (_, index) => gateways.call(`/v1/partners/${partner.id}/secrets`, { method: 'POST', on: index % 2 })));
    expect(await count('client_secret where client_id = $1', [partner.id])).toBe(2);
  });

  it('lose at once, everywhere, what is taken from them', async () => {
    const partner = await create({ channels: ['market', 'web'] });
    const token = await login(partner);
    const seen = async (on: number) => (await as(token)('/v1/channels', { on })).body.items?.map((one: { id: string }) => one.id);
    expect([await seen(0), await seen(1)]).toEqual([['market', 'web'], ['market', 'web']]);
    await gateways.call(`/v1/partners/${partner.id}`, { method: 'PATCH', body: { channels: ['market'], scopes: ['channels:read'] } });
    expect(await seen(0)).toEqual(['market']);
    await waitFor(async () => String(await seen(1)) === 'market', { timeoutMs: 30_000, what: 'the other process to know the change' });
    expect((await as(token)('/v1/orders')).status).toBe(403);
    // What is given back is not what the token was made for less: scopes that the client gains come with its next token.
    await gateways.call(`/v1/partners/${partner.id}`, { method: 'PATCH', body: { scopes: ['channels:read', 'promotions:read'] } });
    expect((await as(token)('/v1/promotions')).status).toBe(403);
    expect((await as(await login(partner))('/v1/promotions')).status).toBe(200);
  });

  it('are refused within two seconds on every process once revoked, and their streams end', async () => {
    const partner = await create();
    const token = await login(partner);
    const streams = await Promise.all([0, 1].map((on) => fetch(`${gateways.bases[on]}/v1/events`, { headers: { authorization: `Bearer ${token}` } })));
    expect(streams.map((one) => one.status)).toEqual([200, 200]);
    const ended = Promise.all(streams.map(async (one) => { for await (const _ of one.body!); return 'ended'; }));
    for (const on of [0, 1]) expect((await as(token)('/v1/orders', { on })).status).toBe(200);
    expect((await gateways.call(`/v1/partners/${partner.id}`, { method: 'DELETE' })).status).toBe(204);
    expect((await as(token)('/v1/orders')).status).toBe(401);
    // The promise is a time: nobody is let in once it has passed.
    await pause(2_000);
    for (const on of [0, 1]) expect((await as(token)('/v1/orders', { on })).status).toBe(401);
    await expect(login(partner)).rejects.toThrow('401');
    expect(await Promise.race([ended, pause(30_000, 'still open', { ref: false })])).toEqual(['ended', 'ended']);
    for (const [method, path] of [['GET', ''], ['PATCH', ''], ['DELETE', ''], ['GET', '/secrets'], ['POST', '/secrets']] as const) {
      const answer = await gateways.call(`/v1/partners/${partner.id}${path}`, { method, ...(method === 'PATCH' ? { body: {} } : {}) });
      expect([method, path, answer.status]).toEqual([method, path, 404]);
    }
  }, 60_000);

  it('that manage others give away no more than they have, and meet nobody who has more', async () => {
    const manager = as(await login(await create({ scopes: ['orders:read', 'stock:read', 'partners:admin'], channels: ['market'] })));
    const refused = await manager('/v1/partners', { body: { name: 'x', scopes: ['orders:read', 'orders:write', 'audit:read'], channels: ['market', 'web', 'none'] } });
    expect([refused.status, refused.body.errors.map((one: { path: string }) => one.path)]).toEqual([422, ['/scopes/1', '/scopes/2', '/channels/1', '/channels/2']]);
    // What is not its own says the same as what is not there.
    expect(new Set(refused.body.errors.slice(2).map((one: { message: string }) => one.message)).size).toBe(1);
    const made = await manager('/v1/partners', { body: { name: 'Shop in shop', scopes: ['orders:read'], channels: ['market'] } });
    expect(made.status).toBe(201);
    const other = await create({ channels: ['web'], scopes: ['orders:read'] });
    const richer = await create({ channels: ['market'], scopes: ['orders:read', 'orders:write'] });
    const listed = (await manager('/v1/partners?limit=200')).body.items.map((one: { id: string }) => one.id);
    expect([listed.includes(made.body.id), listed.includes(other.id), listed.includes(richer.id)]).toEqual([true, false, false]);
    for (const foreign of [other.id, richer.id, 'admin']) {
      for (const [method, path, body] of [['GET', ''], ['PATCH', '', {}], ['DELETE', ''], ['GET', '/secrets'], ['POST', '/secrets'], ['DELETE', '/secrets/x']] as const) {
        const [hidden, missing] = await Promise.all([foreign, 'none'].map((id) => manager(`/v1/partners/${id}${path}`, { method, body })));
        expect([foreign, method, path, hidden!.status, hidden!.text]).toEqual([foreign, method, path, 404, missing!.text]);
      }
    }
    expect((await manager(`/v1/partners/${made.body.id}`, { method: 'PATCH', body: { scopes: ['orders:write'] } })).status).toBe(422);
    // A token that was narrowed gives away no more than it has left.
    const narrow = as(await tokenOf(gateways.bases[0]!, { id: 'admin', secret: 'an-administrators-secret' }, 'partners:admin channels:read'));
    expect((await narrow(`/v1/partners/${made.body.id}/secrets`, { method: 'POST' })).status).toBe(403);
    expect((await narrow('/v1/partners', { body: { name: 'x', scopes: ['orders:read'], channels: [] } })).status).toBe(422);
  });

  it('get tokens that are not cached, for what they ask and have', async () => {
    const partner = await create();
    const ask = (form: string, secret = partner.clientSecret, id = partner.clientId) => fetch(`${gateways.bases[0]}/oauth/token`, {
      method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' }, body: form,
    });
    const good = await ask('grant_type=client_credentials&scope=orders%3Aread%20orders%3Aread');
    expect([good.status, good.headers.get('cache-control'), ((await good.json()) as { scope: string }).scope]).toEqual([200, 'no-store', 'orders:read']);
    const bad: [Promise<Response>, number, string][] = [
      [ask('grant_type=client_credentials&scope=orders:read+audit:read'), 400, 'invalid_scope'], [ask('grant_type=client_credentials&grant_type=client_credentials'), 400, 'invalid_request'], [ask('grant_type=client_credentials', `${partner.clientSecret}x`), 401, 'invalid_client'],
      [ask('grant_type=client_credentials', partner.clientSecret.split('.')[1]), 401, 'invalid_client'], [ask('grant_type=client_credentials', ''), 401, 'invalid_client'], [ask('grant_type=client_credentials', partner.clientSecret, 'admin'), 401, 'invalid_client'],
      [ask('grant_type=client_credentials', 'x', 'nobody'), 401, 'invalid_client'],
    ];
    const bodies = await Promise.all(bad.map(async ([answer, status, error]) => {
      const response = await answer;
      const text = await response.text();
      expect([response.status, (JSON.parse(text) as { error: string }).error, response.headers.get('cache-control')]).toEqual([status, error, 'no-store']);
      if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/^Basic /);
      return text;
    }));
    // A wrong secret and an unknown client cannot be told apart.
    expect(new Set(bodies.slice(2)).size).toBe(1);
  });

  it('cannot fill their orders with what is not theirs', async () => {
    const shopkeeper = as(await login(await create({ scopes: ['orders:read', 'orders:write', 'catalog:read'], channels: ['market'] })));
    const foreign = await gateways.call('/v1/orders', { body: order() });
    expect(foreign.status).toBe(201);
    expect((await shopkeeper('/v1/orders', { body: order({ channel: 'market', lines: [{ sku: 'LAMP-2', quantity: 1 }], status: 'fulfilled' }) })).status).toBe(422);
    for (const [hidden, missing] of [['?channel=web', '?channel=none'], ['?customer=x', '?customer=y']]) expect((await shopkeeper(`/v1/orders${hidden}`)).text).toBe((await shopkeeper(`/v1/orders${missing}`)).text);
    expect((await shopkeeper('/v1/products?channel=web')).text).toBe((await shopkeeper('/v1/products?channel=none')).text);
  });
});
