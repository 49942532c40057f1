import { connect } from 'node:net';
import { z } from 'zod';
import { openApiOf, routes } from '../src/index.js';
import { fastifyPath } from '../src/http/register.js';
import { ADMIN, order, request, shop, startGateways, tokenOf, type Gateways } from './support/gateways.js';

describe('HTTP conventions', () => {
  let gateways: Gateways;
  beforeAll(async () => {
    gateways = await startGateways(1);
    await shop(gateways);
  }, 120_000);
  afterAll(() => gateways?.close());
  const problem = (answer: { status: number; headers: Headers; body: { type?: string; status?: number } }) => [answer.status, answer.headers.get('content-type'), answer.body?.status];
  const isProblem = (status: number) => [status, 'application/problem+json', status];

  it('answers what is wrong with a problem, never with a 5xx', async () => {
    const call = gateways.call;
    const cases: [number, Promise<never>][] = ([
      [400, call('/v1/orders', { raw: '{"a":' })],
      [400, call('/v1/orders', { raw: Buffer.from([0x22, 0xff, 0x22]) })],
      [400, call('/v1/orders', { raw: '['.repeat(10_000) })],
      [400, call('/v1/orders', { method: 'POST' })],
      [401, call('/v1/orders', { token: null })],
      [401, call('/v1/orders', { token: 'nonsense' })],
      [404, call('/v1/orders/none')],
      [404, call('/v1/orders/%00')],
      [404, call('/v1/products/a%2Fb')],
      [404, call('/nowhere')],
      [400, call('/v1/products/%E0%A4%A')],
      [405, call('/v1/orders', { method: 'DELETE' })],
      [405, call('/v1/stock/LAMP-1', { method: 'PATCH', body: {} })],
      [413, call('/v1/locations/leeds', { method: 'PUT', raw: `"${'x'.repeat(257 * 1024)}"` })],
      [415, call('/v1/orders', { raw: 'a=b', headers: { 'content-type': 'text/plain' } })],
      [422, call('/v1/orders', { body: { ...order(), surprise: 1 } })],
      [422, call('/v1/orders', { body: order({ externalId: 'a\u0000b' }) })],
      [422, call('/v1/orders', { raw: JSON.stringify(order()).replace('"web"', '"\\ud800"') })],
      [422, call('/v1/products/a%2Fb', { method: 'PUT', body: {} })], [422, call('/v1/products/LAMP-1', { method: 'PATCH', raw: '{"\\u0000":1}' })], [422, call('/v1/orders', { body: order({ customer: { id: 'a\u0000' } }), headers: { 'idempotency-key': 'nul' } })],
      [422, call('/v1/orders?limit=201')], [422, call('/v1/orders?limit=1&limit=2')], [422, call('/v1/orders?cursor=nonsense')], [422, call('/v1/orders?what=1')], [422, call('/v1/orders?externalId=%00')],
      [422, call('/v1/orders?placedFrom=yesterday')], [422, call('/v1/products?channel=none')], [422, call('/v1/customers')], [422, call('/v1/customers?email=a@b.c&phone=1234567')],
      [422, call('/v1/products/X', { method: 'PUT', body: { name: 'x', price: { amount: '1.5', currency: 'GBP' } } })],
      [422, call('/v1/products/X', { method: 'PUT', body: { name: 'x', price: { amount: '1.50', currency: 'GBP' }, gtin: '4006381333932' } })],
    ] as unknown) as [number, Promise<never>][];
    for (const [status, answer] of cases) expect(problem(await answer)).toEqual(isProblem(status));
    expect((await call('/v1/orders', { method: 'DELETE' })).headers.get('allow')).toBe('GET, POST');
    expect((await call('/v1/orders', { token: null })).headers.get('www-authenticate')).toBe('Bearer');
  });

  it('gives every answer a request id, the caller\'s own when it is one', async () => {
    for (const path of ['/v1/orders', '/nowhere', '/health/live', '/v1/products/%E0%A4%A']) expect((await gateways.call(path)).headers.get('x-request-id')).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
    expect((await gateways.call('/v1/orders', { headers: { 'x-request-id': 'mine-1' } })).headers.get('x-request-id')).toBe('mine-1');
    expect((await gateways.call('/v1/orders', { headers: { 'x-request-id': 'not mine' } })).headers.get('x-request-id')).not.toBe('not mine');
  });

  it('passes versions on as conditions, and answers 304 for what is known', async () => {
    const read = await gateways.call('/v1/products/LAMP-1');
    expect(read.headers.get('etag')).toBe('"1"');
    const known = await gateways.call('/v1/products/LAMP-1', { headers: { 'if-none-match': 'W/"9", "1"' } });
    expect([known.status, known.text]).toEqual([304, '']);
  });

  it('gives tokens to who can prove who they are, as RFC 6749 has it', async () => {
    const base = gateways.bases[0]!;
    const ask = async (form: string, credentials = `${ADMIN.id}:${ADMIN.secret}`, type = 'application/x-www-form-urlencoded') => {
      const response = await fetch(`${base}/oauth/token`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}`, 'content-type': type }, body: form });
      return [response.status, ((await response.json()) as { error?: string; token_type?: string }).error ?? 'ok'];
    };
    expect(await ask('grant_type=client_credentials')).toEqual([200, 'ok']);
    expect(await ask('grant_type=client_credentials', 'admin:wrong')).toEqual([401, 'invalid_client']);
    expect(await ask('grant_type=client_credentials', 'no\u0000body:x')).toEqual([401, 'invalid_client']);
    expect(await ask('grant_type=password')).toEqual([400, 'unsupported_grant_type']);
    expect(await ask('')).toEqual([400, 'invalid_request']);
    expect(await ask('grant_type=client_credentials&scope=everything')).toEqual([400, 'invalid_scope']);
    expect((await ask('{}', undefined, 'application/json'))[0]).toBe(415);
    const narrow = await tokenOf(base, ADMIN, 'orders:read');
    expect((await request(base, '/v1/orders', { token: narrow })).status).toBe(200);
    expect(problem(await request(base, '/v1/orders', { token: narrow, body: order() }))).toEqual(isProblem(403));
    expect((await request(base, '/v1/orders', { token: await tokenOf(base, ADMIN, 'orders:write'), body: order({ recorded: true }) })).status).toBe(403);
  });

  it('survives what is not HTTP', async () => {
    const { port } = new URL(gateways.bases[0]!);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.end('NONSENSE / HTTP/9\r\n\r\n'));
      let text = '';
      socket.on('data', (data) => { text += data.toString(); }).on('close', () => resolve(text));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('application/problem+json');
  });

  it('documents exactly what it serves', async () => {
    const { body } = await gateways.call('/openapi.json', { token: null });
    expect(body).toEqual(JSON.parse(JSON.stringify(openApiOf(routes))));
    const documented = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    const fastify = gateways.running[0]!.app.getHttpAdapter().getInstance();
    expect(documented.every((one) => { const [method, path] = one.split(' ') as ['GET', string]; return fastify.hasRoute({ method, url: fastifyPath(path) }); })).toBe(true);
    expect(new Set(documented)).toEqual(new Set(routes.map((spec) => `${spec.method} ${spec.path}`)));
    expect(routes.length).toBe(documented.length);
  });

  it('documents every answer with its shape, every scope, and nothing that does not resolve', () => {
    const document = openApiOf(routes) as { paths: Record<string, Record<string, { security: object[]; responses: Record<string, { $ref?: string; content?: object; description: string }> }>>; components: { schemas: Record<string, unknown>; responses: Record<string, { content?: object }> } };
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        const where = `${method} ${path}`;
        const open = ['/oauth/token', '/v1/payments/stripe/webhook', '/openapi.json', '/docs', '/docs/{file}', '/health/live', '/health/ready'].includes(path);
        expect([where, operation.security.length]).toEqual([where, open ? 0 : 1]);
        for (const [status, response] of Object.entries(operation.responses)) expect([where, status, (response.$ref ? document.components.responses[response.$ref.slice('#/components/responses/'.length)]! : response).content !== undefined]).toEqual([where, status, !['204', '304'].includes(status)]);
      }
    }
    const references = JSON.stringify(document).match(/"\$ref":"[^"]+"/g) ?? [];
    for (const reference of new Set(references)) expect(document).toHaveProperty(reference.slice('"$ref":"#/'.length, -1).split('/'));
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining(['Money', 'Problem', 'Operation']));
    expect(z.record(z.string(), z.unknown()).safeParse(document.components.schemas['Money']).success).toBe(true);
  });

  it('shows its documentation without the internet', async () => {
    const page = await gateways.call('/docs', { token: null });
    expect([page.status, /https?:\/\//.test(page.text)]).toEqual([200, false]);
    for (const [, file] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) expect([file, (await gateways.call(file!, { token: null })).status]).toEqual([file, 200]);
    expect((await gateways.call('/docs/..%2Fpackage.json', { token: null })).status).toBe(404);
  });

  describe('a partner', () => {
    let partner: { id: string; clientId: string; clientSecret: string };
    let token: string;
    beforeAll(async () => {
      await shop(gateways, { channel: 'market', sku: 'LAMP-2' });
      const body = { name: 'Market', scopes: ['orders:read', 'orders:write', 'stock:read', 'catalog:read', 'channels:read', 'customers:read', 'events:read'], channels: ['market'] };
      const made = await gateways.call('/v1/partners', { body, headers: { 'idempotency-key': 'partner' } });
      expect(made.status).toBe(201);
      partner = made.body;
      expect((await gateways.call('/v1/partners', { body, headers: { 'idempotency-key': 'partner' } })).body).toEqual(partner);
      token = await tokenOf(gateways.bases[0]!, { id: partner.clientId, secret: partner.clientSecret });
    });
    const as = (path: string, options = {}) => request(gateways.bases[0]!, path, { token, ...options });

    it('sees its own channels only; all else is not there, byte for byte', async () => {
      const own = await as('/v1/orders', { body: order({ channel: 'market' }) });
      const others = await gateways.call('/v1/orders', { body: order() });
      expect([own.status, (await as(`/v1/orders/${own.body.id}`)).status]).toEqual([201, 200]);
      expect((await as('/v1/orders')).body.items.map((one: { id: string }) => one.id)).toEqual([own.body.id]);
      for (const [other, none] of [[`/v1/orders/${others.body.id}`, '/v1/orders/none'], ['/v1/channels/web', '/v1/channels/none'], ['/v1/products/LAMP-1/channels/web', '/v1/products/LAMP-1/channels/none']] as const) {
        const [hidden, missing] = await Promise.all([as(other), as(none)]);
        expect([other, hidden.status, hidden.text]).toEqual([other, 404, missing.text]);
      }
      expect((await as(`/v1/orders/${others.body.id}/cancellation`, { body: {} })).text).toBe((await as('/v1/orders/none/cancellation', { body: {} })).text);
      expect((await as('/v1/orders', { body: order() })).text).toBe((await as('/v1/orders', { body: order({ channel: 'none' }) })).text);
      expect((await as('/v1/stock/LAMP-1')).body).toEqual({ sku: 'LAMP-1', byChannel: [{ channel: 'market', available: expect.any(Number) }], version: expect.any(Number), asOf: expect.any(String) });
      expect((await as('/v1/channels')).body.items).toHaveLength(1);
    });

    it('may do what its scopes say, with either of its two newest secrets, until it is revoked', async () => {
      expect((await as('/v1/products/LAMP-1', { method: 'PUT', body: {} })).status).toBe(403);
      const second = await gateways.call(`/v1/partners/${partner.id}/secrets`, { method: 'POST' });
      await tokenOf(gateways.bases[0]!, { id: partner.clientId, secret: partner.clientSecret });
      const third = await gateways.call(`/v1/partners/${partner.id}/secrets`, { method: 'POST' });
      await tokenOf(gateways.bases[0]!, { id: partner.clientId, secret: second.body.clientSecret });
      await tokenOf(gateways.bases[0]!, { id: partner.clientId, secret: third.body.clientSecret });
      await expect(tokenOf(gateways.bases[0]!, { id: partner.clientId, secret: partner.clientSecret })).rejects.toThrow('401');
      expect((await gateways.call(`/v1/partners/${partner.id}`, { method: 'DELETE' })).status).toBe(204);
      expect((await as('/v1/orders')).status).toBe(401);
      await expect(tokenOf(gateways.bases[0]!, { id: partner.clientId, secret: third.body.clientSecret })).rejects.toThrow('401');
    });
  });
});
