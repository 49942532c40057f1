import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gateway } from '../src/load/gateway.js';
import { ShopDoor } from '../src/load/shop-door.js';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => (_, response) => response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
const hangUp: Answer = (request) => request.socket.destroy();
const problem = (status: number, word: string): Answer => json(status, { type: `https://onefront.example/problems/${word}`, status });

describe('a careful shop', () => {
  const servers: Server[] = [];
  const gateways: Gateway[] = [];
  /** What each of the two doors answers next, after the sign-in. */
  let scripts: [Answer[], Answer[]];
  let keys: Array<[number, string | undefined]>;
  let broken: string[];
  let door: ShopDoor;

  beforeEach(async () => {
    scripts = [[], []];
    keys = [];
    broken = [];
    for (const at of [0, 1] as const) {
      const server = createServer((request, response) => {
        request.resume();
        if (request.url === '/oauth/token') return json(200, { access_token: 't', expires_in: 600 })(request, response);
        keys.push([at, request.headers['idempotency-key'] as string | undefined]);
        (scripts[at].shift() ?? hangUp)(request, response);
      }).listen(0, '127.0.0.1');
      await once(server, 'listening');
      servers.push(server);
      gateways.push(new Gateway(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { clientId: 'c', clientSecret: 's' }, 2));
    }
    door = new ShopDoor({ gateways, now: () => performance.now(), giveUpAfterMs: 400, broken: (_, what) => broken.push(what) });
  });
  afterEach(async () => {
    await Promise.all(gateways.splice(0).map((gateway) => gateway.close()));
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  const order = () => door.write({ method: 'POST', path: '/v1/orders', body: '{}', idempotencyKey: 'k' }, 0);

  it('sends what was not answered again under the same key, at the other gateway', async () => {
    scripts = [[hangUp, json(201, { id: 'o' })], [problem(503, 'unavailable')]];
    expect(await order()).toMatchObject({ status: 201, body: { id: 'o' }, attempts: [{ gateway: 0 }, { gateway: 1, status: 503, problem: 'unavailable' }, { gateway: 0, status: 201 }] });
    expect(keys).toEqual([[0, 'k'], [1, 'k'], [0, 'k']]);
    expect(broken).toHaveLength(2);
    expect(door.inFlight).toBe(0);
  });

  it('asks for what was accepted until it is settled, at either gateway', async () => {
    const location = { location: '/v1/operations/1' };
    scripts = [[json(202, { id: '1', status: 'pending' }, location), json(200, { status: 'pending' }), hangUp], [json(200, { status: 'done', resource: { id: 'o', status: 'confirmed' } })]];
    expect(await order()).toMatchObject({ status: 201, body: { id: 'o', status: 'confirmed' } });
  });

  it('takes a refusal as it is, at once or through the operation', async () => {
    scripts = [[problem(409, 'out-of-stock'), json(202, {}, { location: '/v1/operations/2' }), json(200, { status: 'refused', problem: { type: 'x/coupon-exhausted', status: 409 } })], []];
    expect(await order()).toMatchObject({ status: 409, problem: 'out-of-stock' });
    expect(await order()).toMatchObject({ status: 409, problem: 'coupon-exhausted' });
  });

  it('waits for itself when its key is in flight, and gives up in the end', async () => {
    scripts = [[problem(409, 'in-flight')], [json(201, { id: 'o' })]];
    expect(await order()).toMatchObject({ status: 201 });
    expect(await order()).toMatchObject({ status: 0 });
    expect(broken.length).toBeGreaterThan(2);
  });
});
