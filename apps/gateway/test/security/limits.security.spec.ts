import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { waitFor } from '@onefront/testing';
import { ADMIN, order, request, shop, startGateways, tokenOf, type CallOptions, type Called, type Gateways } from '../support/gateways.js';

const patient = { prefer: 'wait=60' };
const problem = ({ status, headers, body }: Called) => [status, headers.get('content-type'), body?.status];
const isProblem = (status: number) => [status, 'application/problem+json', status];

/** Sends bytes as they are and gives what comes back until the connection ends or a whole answer is there. */
function raw(base: string, ...pieces: string[]): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect(Number(new URL(base).port), '127.0.0.1', () => pieces.forEach((piece) => socket.write(piece)));
    const done = () => { resolve(text); socket.destroy(); };
    socket.on('data', (data) => { text += data.toString(); if (/\r\n\r\n[\s\S]*[}\]]$/.test(text)) done(); }).on('close', done).on('error', done);
  });
}

describe('the limits of the door', () => {
  let gateways: Gateways;
  beforeAll(async () => {
    gateways = await startGateways(3, { CHECK_ANSWERS: 'false' });
    await shop(gateways);
  }, 240_000);
  afterAll(() => gateways?.close());

  const partner = async (rateLimit: object | undefined, scopes = ['stock:read', 'orders:read', 'orders:write', 'promotions:read', 'channels:read']) => {
    const made = await gateways.call('/v1/partners', { body: { name: 'Limited', scopes, channels: ['web'], ...(rateLimit ? { rateLimit } : {}) } });
    expect([made.status, made.text]).toEqual([201, made.text]);
    const token = await tokenOf(gateways.bases[0]!, { id: made.body.clientId, secret: made.body.clientSecret });
    return { id: made.body.id as string, secret: made.body.clientSecret as string, as: (path: string, options: CallOptions = {}) => request(gateways.bases[options.on ?? 0]!, path, { ...options, token }) };
  };
  const seconds = async () => Number((await gateways.running[0]!.parts.database.pool.query<{ at: string }>('select extract(epoch from clock_timestamp()) as at')).rows[0]!.at);
  const metric = async (name: string, on = 0) => Number(new RegExp(`^${name}[^\\n]* (\\d+)$`, 'm').exec(await gateways.running[on]!.parts.metrics.metrics())?.[1] ?? 0);

  describe('per client', () => {
    it('are exact to 5 % over three processes', async () => {
      const { as } = await partner({ read: { perSecond: 60, burst: 300 } });
      const before = await seconds();
      let allowed = 0;
      const others: Called[] = [];
      await Promise.all(Array.from({ length: 12 }, async (_, index) => {
        while (allowed < 700) {
          const answer = await as('/v1/stock/LAMP-1', { on: index % 3 });
          if (answer.status === 200) allowed += 1;
          else others.push(answer);
        }
      }));
      const due = 300 + 60 * ((await seconds()) - before);
      expect([allowed <= due * 1.05, allowed >= due * 0.95, allowed, due]).toEqual([true, true, allowed, due]);
      expect(new Set(others.map((one) => one.status))).toEqual(new Set([429]));
      for (const one of others.slice(0, 20)) expect([problem(one), Number(one.headers.get('retry-after')) >= 1, one.headers.get('ratelimit-remaining'), one.headers.get('ratelimit-limit'), one.body.type]).toEqual([isProblem(429), true, '0', '300', 'https://onefront.dev/problems/too-many-requests']);
      expect(await metric('onefront_http_limited_total') + await metric('onefront_http_limited_total', 1) + await metric('onefront_http_limited_total', 2)).toBeGreaterThanOrEqual(others.length);
    }, 120_000);

    it('stand on every answer of a limited route, a problem too, and on no other', async () => {
      const { as } = await partner({ read: { perSecond: 10, burst: 20 } });
      const answer = await as('/v1/stock/LAMP-1');
      expect(['limit', 'remaining', 'reset', 'policy'].map((name) => answer.headers.get(`ratelimit-${name}`))).toEqual(['20', '19', '1', '20;w=2']);
      for (const path of ['/v1/orders/none', '/v1/orders?what=1', '/v1/stock/LAMP-1']) expect([path, (await gateways.call(path)).headers.get('ratelimit-limit')]).toEqual([path, '100000']);
      for (const path of ['/health/live', '/openapi.json']) expect([path, (await gateways.call(path)).headers.get('ratelimit-limit')]).toEqual([path, null]);
    });

    it('are for each class, and can be changed and taken back by the retailer alone', async () => {
      const { id, as } = await partner({ read: { perSecond: 0.01, burst: 2 } });
      for (const status of [200, 200, 429]) expect((await as('/v1/stock/LAMP-1')).status).toBe(status);
      expect((await as('/v1/orders', { body: order(), headers: patient })).status).toBe(201);
      expect((await gateways.call(`/v1/partners/${id}`, { method: 'PATCH', body: { rateLimit: { read: { burst: 0 } } } })).body.errors[0].path).toBe('/rateLimit/read/burst');
      const patched = await gateways.call(`/v1/partners/${id}`, { method: 'PATCH', body: { rateLimit: { read: null, write: { perSecond: 5, burst: 5 } } } });
      expect([patched.status, patched.body.rateLimit]).toEqual([200, { write: { perSecond: 5, burst: 5 } }]);
      await waitFor(async () => (await as('/v1/stock/LAMP-1')).status === 200, { timeoutMs: 30_000 });
      expect((await gateways.call(`/v1/partners/${id}`, { method: 'PATCH', body: { rateLimit: null } })).body.rateLimit).toBeUndefined();
      const manager = await partner(undefined, ['partners:admin', 'stock:read']);
      expect((await manager.as(`/v1/partners/${manager.id}`, { method: 'PATCH', body: { rateLimit: { read: { perSecond: 9_999, burst: 9_999 } } } })).status).toBe(403);
    });

    it('do not keep a 429 for repeats', async () => {
      const { id, as } = await partner({ write: { perSecond: 0.01, burst: 1 } });
      expect((await as('/v1/orders', { body: order(), headers: patient })).status).toBe(201);
      const again = { body: order(), headers: { ...patient, 'idempotency-key': 'limited' } };
      expect((await as('/v1/orders', again)).status).toBe(429);
      await gateways.call(`/v1/partners/${id}`, { method: 'PATCH', body: { rateLimit: null } });
      await waitFor(async () => (await as('/v1/orders', again)).status === 201, { timeoutMs: 30_000 });
      expect((await as('/v1/orders', again)).headers.get('idempotency-replayed')).toBe('true');
    });

    it('are never met by who works normally: a thousand requests at once, and the retailer ten times that', async () => {
      const { as } = await partner(undefined);
      const many = async (count: number, ask: (index: number) => Promise<Called>) => {
        const statuses = new Set<number>();
        let left = count;
        await Promise.all(Array.from({ length: 32 }, async () => { while (left > 0) { left -= 1; statuses.add((await ask(left)).status); } }));
        return statuses;
      };
      expect(await many(1_000, (index) => as('/v1/stock/LAMP-1', { on: index % 3 }))).toEqual(new Set([200]));
      expect(await many(5_000, (index) => gateways.call('/v1/stock/LAMP-1', { on: index % 3 }))).toEqual(new Set([200]));
    }, 120_000);
  });

  describe('on guessing', () => {
    const token = async (credentials: string) => {
      const response = await fetch(`${gateways.bases[0]}/oauth/token`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' }, body: 'grant_type=client_credentials' });
      return { status: response.status, retryAfter: response.headers.get('retry-after'), body: (await response.json()) as { error?: string } };
    };
    it('keep secrets from being tried, and nobody else out', async () => {
      const { id, secret } = await partner(undefined);
      const answers = [];
      for (let n = 0; n < 60; n += 1) answers.push(await token(`${id}:wrong-${n}`));
      expect(answers.slice(0, 30).every((one) => one.status === 401)).toBe(true);
      const refused = answers.filter((one) => one.status === 429);
      expect(refused.length).toBeGreaterThan(10);
      expect(refused[0]).toEqual({ status: 429, retryAfter: expect.stringMatching(/^[1-9]/), body: { error: 'temporarily_unavailable', error_description: expect.any(String) } });
      expect((await token(`${id}:${secret}`)).status).toBe(429);
      expect((await token(`${ADMIN.id}:${ADMIN.secret}`)).status).toBe(200);
    });
    it('keep coupon codes from being tried by a partner', async () => {
      const { as } = await partner(undefined);
      const statuses: number[] = [];
      for (let n = 0; n < 140; n += 1) statuses.push((await as(`/v1/coupons/GUESS-${n}`)).status);
      expect([statuses.slice(0, 100).every((one) => one === 404), statuses.filter((one) => one === 429).length > 10]).toEqual([true, true]);
      expect((await as('/v1/quotes', { body: order({ coupons: ['GUESS'] }) })).status).toBe(429);
      expect((await as('/v1/orders', { body: order(), headers: patient })).status).toBe(201);
      for (let n = 0; n < 120; n += 1) expect((await gateways.call(`/v1/coupons/GUESS-${n}`)).status).toBe(404);
    });
  });

  describe('on what is sent', () => {
    const chunked = (bytes: number, path: string, method = 'POST') => {
      const chunk = 'x'.repeat(16 * 1024);
      const body = new ReadableStream({ pull(controller) { if (bytes <= 0) return controller.close(); bytes -= chunk.length; controller.enqueue(new TextEncoder().encode(chunk)); } });
      return fetch(gateways.bases[0] + path, { method, body, duplex: 'half', headers: { authorization: `Bearer ${gateways.token}`, 'content-type': 'application/json' } } as never).then((answer) => answer.status, () => 'cut');
    };
    const MB = 1024 * 1024;
    it.each([['/v1/promotions/x', 'PUT', 256 * 1024], ['/v1/orders', 'POST', MB], ['/v1/quotes', 'POST', MB], ['/v1/stock/movements', 'POST', 5 * MB]])('%s takes a body up to its limit, however it comes', async (path, method, limit) => {
      const sized = (bytes: number) => gateways.call(path, { method, raw: `"${'x'.repeat(bytes - 2)}"` });
      expect(problem(await sized(limit + 1))).toEqual(isProblem(413));
      expect((await sized(limit)).status).toBe(422);
      expect([413, 'cut']).toContain(await chunked(limit + 32 * 1024, path, method));
    });

    it('are said for the first lines', async () => {
      const call = gateways.call;
      const many = Object.fromEntries(Array.from({ length: 110 }, (_, index) => [`x-${index}`, 'a']));
      const cases: [number, Promise<Called>][] = [
        [414, call(`/v1/stock?skus=${'x'.repeat(9_000)}`)], [414, call(`/v1/orders/${'x'.repeat(9_000)}`)],
        [431, call('/v1/orders', { headers: many })],
        [400, call(`/v1/orders?${'a=1&'.repeat(200)}`)],
        [415, call('/v1/orders', { raw: gzipSync(JSON.stringify(order())), headers: { 'content-encoding': 'gzip' } })],
        [415, call('/v1/orders', { raw: JSON.stringify(order()), headers: { 'content-encoding': 'br' } })],
        [400, call('/v1/orders', { raw: '['.repeat(33) + ']'.repeat(33) })],
        [400, call('/v1/stock/movements', { raw: `[${'0,'.repeat(200_001)}0]` })],
        [422, call('/v1/orders', { raw: `{"channel":"web","lines":[${'0,'.repeat(100_000)}0]}` })],
        [422, call('/v1/orders?limit=10&limit=20')], [422, call('/v1/orders?limit=1000')],
      ];
      for (const [status, answer] of cases) expect(problem(await answer)).toEqual(isProblem(status));
      expect(await raw(gateways.bases[0]!, `GET /v1/orders HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 [\s\S]*problem\+json/);
    });

    it('tell a patch in another form which ones are taken', async () => {
      const answer = await gateways.call('/v1/products/LAMP-1', { method: 'PATCH', raw: '[{"op":"remove","path":"/name"}]', headers: { 'content-type': 'application/json-patch+json' } });
      expect([problem(answer), answer.headers.get('accept-patch')]).toEqual([isProblem(415), 'application/merge-patch+json, application/json']);
      expect((await gateways.call('/v1/orders', { raw: 'a', headers: { 'content-type': 'text/plain' } })).headers.get('accept')).toBe('application/json');
    });

    it('leave no room for two readings of one request', async () => {
      const base = gateways.bases[0]!;
      const head = 'POST /oauth/token HTTP/1.1\r\nhost: x\r\n';
      for (const smuggled of [
        `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`, `${head}content-length: 5\r\ncontent-length: 6\r\n\r\nhello`, `${head}transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n`, `${head}transfer-encoding: xchunked\r\n\r\n0\r\n\r\n`,
        `${head}content-length: +5\r\n\r\nhello`, `${head}transfer-encoding : chunked\r\n\r\n0\r\n\r\n`, `${head}x: a\rb\r\n\r\n`, 'GET /health/live HTTP/1.1\r\n\r\n', `GET /health/live HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n`, 'GET /health/live\r\n\r\n', '\u0016\u0003\u0001',
      ]) {
        const answer = await raw(base, smuggled, '\r\n\r\n');
        expect([smuggled, [...new Set(answer.match(/HTTP\/1\.1 \d+/g))], / at .*\.(ts|js)|node_modules/.test(answer)]).toEqual([smuggled, ['HTTP/1.1 400'], false]);
      }
    });
  });

  it('say on every answer what browsers may do with it', async () => {
    for (const path of ['/v1/orders', '/v1/orders/none', '/nowhere', '/health/live']) {
      const { headers } = await gateways.call(path, { headers: { origin: 'https://evil.example', 'x-forwarded-proto': 'https' } });
      expect([path, headers.get('x-content-type-options'), headers.get('content-security-policy'), headers.get('referrer-policy'), headers.get('x-powered-by'), headers.get('server'), headers.get('access-control-allow-origin'), headers.get('strict-transport-security')])
        .toEqual([path, 'nosniff', "default-src 'none'; frame-ancestors 'none'", 'no-referrer', null, null, null, null]);
      expect(headers.get('cache-control')).toMatch(/private|no-store/);
    }
    expect((await gateways.call('/docs', { token: null })).headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const preflight = await gateways.call('/v1/orders', { method: 'OPTIONS', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } });
    expect([preflight.headers.get('access-control-allow-origin'), preflight.headers.get('access-control-allow-methods')]).toEqual([null, null]);
  });

  it('answer normal requests beside 200 connections that never say what they want, and end those', async () => {
    const port = Number(new URL(gateways.bases[0]!).port);
    const half: Socket[] = Array.from({ length: 200 }, (_, index) => {
      const socket = connect(port, '127.0.0.1', () => { if (index % 2) socket.write('GET /v1/orders HTTP/1.1\r\nhost: x\r\nx-'); });
      return socket.on('error', () => undefined).resume();
    });
    const trickle = setInterval(() => half.forEach((socket, index) => { if (index % 2 && socket.writable) socket.write('a'); }), 500);
    await waitFor(() => half.every((socket) => !socket.connecting));
    for (let n = 0; n < 50; n += 1) expect((await gateways.call('/v1/stock/LAMP-1')).status).toBe(200);
    await waitFor(() => half.every((socket) => socket.destroyed), { timeoutMs: 60_000, what: 'half-open connections to be ended' });
    clearInterval(trickle);
  }, 120_000);
});

describe('behind proxies', () => {
  let gateways: Gateways;
  beforeAll(async () => { gateways = await startGateways(1, { TRUST_PROXY: '127.0.0.1', CHECK_ANSWERS: 'false' }); }, 120_000);
  afterAll(() => gateways?.close());

  const wrongSecret = (address: string) => request(gateways.bases[0]!, '/oauth/token', { method: 'POST', raw: 'grant_type=client_credentials', headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': address, authorization: `Basic ${Buffer.from('admin:wrong').toString('base64')}` } });
  it('that are named, callers are told apart by what those say', async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 50; n += 1) statuses.push((await wrongSecret('203.0.113.7')).status);
    expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
    expect((await wrongSecret('203.0.113.8')).status).toBe(401);
  });
  it('that are named, who came by TLS is told to stay with it', async () => {
    const hsts = async (proto: string) => (await gateways.call('/v1/orders', { headers: { 'x-forwarded-proto': proto } })).headers.get('strict-transport-security');
    expect([await hsts('https'), await hsts('http')]).toEqual(['max-age=31536000; includeSubDomains', null]);
  });
});
