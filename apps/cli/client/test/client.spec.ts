import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Onefront, OnefrontProblem, OnefrontSignInRefused, OnefrontUnreachable } from '../src/index.js';

/** A gateway that misbehaves as a test tells it: each request is noted, and answered by the next of `answers`. */
interface Seen { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers']; readonly body: string }
type Answering = (response: ServerResponse, seen: Seen) => void;

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answering => (response) => void response.writeHead(status, { 'content-type': status >= 400 ? 'application/problem+json' : 'application/json', ...headers }).end(JSON.stringify(body));
const problem = (status: number, word: string, more = {}, headers = {}): Answering => json(status, { type: `https://onefront.dev/problems/${word}`, title: word, status, detail: 'no', ...more }, headers);
const broken: Answering = (response) => void response.destroy();

describe('the client', () => {
  let server: Server;
  let baseUrl: string;
  let seen: Seen[] = [];
  let tokens: number;
  let signIn: Answering;
  let answers: Answering[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece: Buffer) => { body += piece.toString(); }).on('end', () => {
        const one: Seen = { method: request.method!, url: request.url!, headers: request.headers, body };
        if (one.url === '/oauth/token') return signIn(response, one);
        seen.push(one);
        (answers.shift() ?? problem(500, 'nothing-planned'))(response, one);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise((done) => { server.closeAllConnections(); server.close(done); }));
  beforeEach(() => {
    seen = [];
    answers = [];
    tokens = 0;
    signIn = (response) => json(200, { access_token: `token-${(tokens += 1)}`, token_type: 'Bearer', expires_in: 900, scope: '' })(response, seen[0]!);
  });

  const onefront = (more = {}) => new Onefront({ baseUrl: `${baseUrl}/`, clientId: 'shop:1', clientSecret: 'käse%', ...more });
  const order = { body: { channel: 'web', lines: [{ sku: 'MUG-SAGE', quantity: 1 }], fulfillment: { method: 'pickup' as const, location: 'leeds' } } };

  it('signs in once for calls that come at once, and keeps the token', async () => {
    answers = Array.from({ length: 6 }, () => json(200, { items: [], nextCursor: null }));
    const client = onefront();
    await Promise.all(Array.from({ length: 5 }, () => client.get('/v1/products')));
    await client.get('/v1/products');
    expect(tokens).toBe(1);
    expect(new Set(seen.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer token-1']));
  });

  it('asks for a new token before the old one expires', async () => {
    signIn = (response) => json(200, { access_token: `token-${(tokens += 1)}`, expires_in: 0 })(response, seen[0]!);
    answers = [json(200, {}), json(200, {})];
    const client = onefront();
    await client.get('/v1/products');
    await client.get('/v1/products');
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('signs in anew, once, when the token is not accepted any more', async () => {
    answers = [problem(401, 'unauthorized'), json(201, { id: 'o-1' })];
    expect(await onefront().post('/v1/orders', order)).toEqual({ id: 'o-1' });
    expect(seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    expect(seen[0]!.headers['idempotency-key']).toBe(seen[1]!.headers['idempotency-key']);
    answers = [problem(401, 'unauthorized'), problem(401, 'unauthorized')];
    await expect(onefront().get('/v1/products')).rejects.toMatchObject({ status: 401 });
  });

  it('says that the credentials are wrong, without trying again', async () => {
    let asked = 0;
    signIn = (response) => { asked += 1; json(401, { error: 'invalid_client', error_description: 'unknown client' })(response, seen[0]!); };
    await expect(onefront().get('/v1/products')).rejects.toThrow(OnefrontSignInRefused);
    expect(asked).toBe(1);
  });

  it('sends a POST again under its key when it was shed, broken or still in flight', async () => {
    answers = [problem(503, 'not-available'), broken, problem(409, 'in-flight'), problem(429, 'too-many-requests', {}, { 'retry-after': '0' }), json(201, { id: 'o-1' })];
    expect(await onefront().post('/v1/orders', order)).toEqual({ id: 'o-1' });
    expect(seen).toHaveLength(5);
    expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(seen.map(({ body }) => body))).toEqual(new Set([JSON.stringify(order.body)]));
  });

  it('takes the caller\'s key, and a fresh one for every other call', async () => {
    answers = [json(201, {}), json(201, {}), json(201, {})];
    const client = onefront();
    await client.post('/v1/orders', { ...order, idempotencyKey: 'mine' });
    await client.post('/v1/orders', order);
    await client.post('/v1/orders', order);
    const keys = seen.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toBe('mine');
    expect(new Set(keys).size).toBe(3);
  });

  it('does not repeat what may have happened', async () => {
    answers = [broken];
    await expect(onefront().patch('/v1/products/{sku}', { params: { path: { sku: 'A' } }, body: { name: 'B' } })).rejects.toThrow(OnefrontUnreachable);
    answers = [broken];
    await expect(onefront().put('/v1/products/{sku}', { params: { path: { sku: 'A' } }, body: { name: 'B', price: { amount: '1.00', currency: 'GBP' } }, ifMatch: '"3"' })).rejects.toThrow(OnefrontUnreachable);
    expect(seen).toHaveLength(2);
    expect(seen[1]!.headers['if-match']).toBe('"3"');
  });

  it('gives up after the retries it was given, with the last answer', async () => {
    answers = [problem(503, 'not-available'), problem(503, 'not-available')];
    await expect(onefront({ retries: 1 }).get('/v1/products')).rejects.toMatchObject({ status: 503, word: 'not-available' });
    answers = [problem(429, 'too-many-requests', {}, { 'retry-after': '3600' })];
    await expect(onefront().get('/v1/products')).rejects.toMatchObject({ status: 429, retryAfter: 3600 });
  });

  it('throws what Onefront said no to, with every field', async () => {
    answers = [problem(409, 'out-of-stock', { errors: [{ path: '/lines/0', message: 'none left' }], retryAfter: 2 }, { 'x-request-id': 'r-1', 'retry-after': '2' })];
    const thrown = await onefront().post('/v1/orders', order).catch((error: unknown) => error);
    expect(thrown).toBeInstanceOf(OnefrontProblem);
    expect(thrown).toMatchObject({ word: 'out-of-stock', status: 409, errors: [{ path: '/lines/0', message: 'none left' }], retryAfter: 2, requestId: 'r-1' });
    expect(seen).toHaveLength(1);
  });

  it('ends an attempt that takes too long, and stops when the caller does', async () => {
    const silent: Answering = () => undefined;
    answers = [silent, json(200, { items: [], nextCursor: null })];
    await onefront({ timeoutMs: 200 }).get('/v1/products');
    expect(seen).toHaveLength(2);
    answers = [silent];
    const abort = new AbortController();
    const call = onefront().get('/v1/products', { signal: abort.signal });
    const reason = new Error('the shopper left');
    setTimeout(() => abort.abort(reason), 50);
    await expect(call).rejects.toBe(reason);
  });

  it('follows a write that takes longer to its outcome', async () => {
    const pending = json(202, { id: 'op-1', status: 'pending', acceptedAt: '' }, { location: '/v1/operations/op-1' });
    answers = [pending, json(200, { id: 'op-1', status: 'pending' }), json(200, { id: 'op-1', status: 'done', resource: { id: 'o-1' } })];
    expect(await onefront().post('/v1/orders', order)).toEqual({ id: 'o-1' });
    answers = [pending, json(200, { id: 'op-1', status: 'refused', problem: { type: 'https://onefront.dev/problems/payment-declined', title: '', status: 402, detail: '' } })];
    await expect(onefront().post('/v1/orders', order)).rejects.toMatchObject({ word: 'payment-declined', status: 402 });
  });

  it('does not wait when it is told so', async () => {
    answers = [json(202, { id: 'op-1', status: 'pending' }, { location: '/v1/operations/op-1' }), json(200, { id: 'op-1', status: 'done', resource: { id: 'o-1' } })];
    const accepted = await onefront().submit('post', '/v1/orders', order);
    expect(accepted.operation).toBe('op-1');
    expect(seen[0]!.headers.prefer).toBe('respond-async');
    expect(await accepted.outcome()).toEqual({ id: 'o-1' });
  });

  it('walks a list page after page', async () => {
    answers = [json(200, { items: [{ sku: 'A' }, { sku: 'B' }], nextCursor: 'more' }), json(200, { items: [{ sku: 'C' }], nextCursor: null })];
    const skus: string[] = [];
    for await (const { sku } of onefront().list('/v1/products', { params: { query: { channel: 'web', limit: 2 } } })) skus.push(sku);
    expect(skus).toEqual(['A', 'B', 'C']);
    expect(seen.map(({ url }) => url)).toEqual(['/v1/products?channel=web&limit=2', '/v1/products?channel=web&limit=2&cursor=more']);
  });

  describe('events', () => {
    const event = (position: number) => `id: ${position}\nevent: stock.changed\ndata: ${JSON.stringify({ specversion: '1.0', id: `e-${position}`, type: 'stock.changed', source: '/onefront', subject: 'A', time: '', data: {} })}\n\n`;
    const streaming = (text: string, end: 'close' | 'open'): Answering => (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(text, () => { if (end === 'close') response.destroy(); });
    };

    it('go on behind the last one when the connection breaks, also before the first', async () => {
      answers = [streaming(': from 4\n\n', 'close'), streaming(`: from 4\n\n${event(5)}${event(6)}id: 7\ndata: {"hal`, 'close'), problem(503, 'not-available'), problem(401, 'unauthorized'), streaming(event(7), 'open')];
      const positions: string[] = [];
      for await (const { position, subject } of onefront().events({ types: ['stock.changed', 'order.confirmed'] })) {
        expect(subject).toBe('A');
        positions.push(position);
        if (positions.length === 3) break;
      }
      expect(positions).toEqual(['5', '6', '7']);
      expect(seen.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '4', '6', '6', '6']);
      expect(seen[0]!.url).toBe('/v1/events?types=stock.changed%2Corder.confirmed');
    });

    it('end with the signal, quietly', async () => {
      answers = [streaming(event(5), 'open')];
      const abort = new AbortController();
      for await (const { position } of onefront().events({ after: 4, signal: abort.signal })) {
        expect(position).toBe('5');
        abort.abort();
      }
      expect(seen[0]!.headers['last-event-id']).toBe('4');
    });

    it('end with a problem that stays one', async () => {
      answers = [problem(410, 'gone')];
      await expect(onefront().events({ after: 1 }).next()).rejects.toMatchObject({ status: 410 });
    });
  });

  it('sends a file in parts, and waits for its rows', async () => {
    answers = [problem(503, 'not-available'), json(202, { id: 'i-1' }, { location: '/v1/imports/i-1' }), json(200, { id: 'i-1', status: 'running' }), json(200, { id: 'i-1', status: 'done', accepted: 1 })];
    const client = onefront();
    const { id } = await client.imports.upload({ kind: 'products', file: 'sku,name\nA,B\n', mapping: { Artikel: 'sku' } });
    expect((await client.imports.wait(id)).accepted).toBe(1);
    expect(seen[1]!.body).toContain('filename="import.csv"');
    expect(seen[1]!.body).toContain('sku,name\nA,B\n');
    expect(seen[1]!.body).toContain('{"Artikel":"sku"}');
    expect(seen[0]!.headers['idempotency-key']).toBe(seen[1]!.headers['idempotency-key']);
  });
});
