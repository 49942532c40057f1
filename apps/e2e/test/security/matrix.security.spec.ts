import { setTimeout as pause } from 'node:timers/promises';
import { tally } from '@onefront/testing';
import { address, startWorld, type World } from '../../src/index.js';
import { ask, signIn, type Asked, type Said } from './matrix/ask.js';
import { exercises, type Exercise } from './matrix/exercises.js';
import { nothing, openParty, type Party, type Things } from './matrix/party.js';

interface Operation { readonly name: string; readonly method: string; readonly path: string; readonly security: readonly { readonly client: readonly string[] }[] }
/** One square of the matrix, with what came out of it; `wrong` says what should not be so. */
interface Cell { readonly name: string; readonly wrong?: string | undefined }

/** R31, R32, OWASP API1 and API5: every route of the document x who asks x whose it is, on a whole system. */
describe('the matrix of routes and callers', () => {
  let world: World;
  let base: string;
  let operations: Operation[];
  let scopes: string[];
  let parties: { readonly a: Party; readonly b: Party };
  let without: Map<string, string>;
  const cells: Cell[] = [];

  beforeAll(async () => {
    world = await startWorld({ processes: { gateway: 2 }, environment: { gateway: { WEBHOOKS_ALLOW_PRIVATE: 'true' } } });
    base = `http://127.0.0.1:${world.process('gateway-1').planned.env['HTTP_PORT']}`;
    const { body: document } = await ask(base, { method: 'GET', path: '/openapi.json' });
    operations = Object.entries(document.paths as Record<string, Record<string, { security: Operation['security'] }>>)
      .flatMap(([path, methods]) => Object.entries(methods).map(([method, { security }]) => ({ name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path, security })));
    scopes = Object.keys(document.components.securitySchemes.client.flows.clientCredentials.scopes);
    await world.till.must('PUT', '/v1/tax-rates/gb-standard', { category: 'standard', country: 'GB', rate: '20' });
    const a = await openParty(base, world.till, 'ashby', scopes);
    parties = { a, b: await openParty(base, world.till, 'bexley', scopes) };
    without = new Map(await Promise.all(scopes.map(async (scope) => [scope, await signIn(base, a.credentials, scopes.filter((one) => one !== scope).join(' '))] as const)));
  }, 300_000);
  afterAll(async () => {
    const held = cells.filter((cell) => cell.wrong === undefined).length;
    tally('matrix', cells.length, held);
    process.stdout.write(`matrix: ${cells.length} cells over ${operations?.length} routes, ${held} hold\n`);
    await world?.close();
  }, 60_000);

  const note = (name: string, wrong: string | undefined) => void cells.push({ name, wrong });
  const check = (name: string, holds: boolean, said: Said, expected: string) => note(name, holds ? undefined : `${name}: ${said.status} ${said.text.slice(0, 300)} instead of ${expected}`);
  const wrongOf = (from: number) => cells.slice(from).flatMap((cell) => cell.wrong ?? []);
  const exerciseOf = ({ name }: Operation): Exercise => exercises[name]!;

  it('knows how to exercise every route, and no route that there is not', () => {
    expect(operations.map((one) => one.name).filter((name) => !exercises[name])).toEqual([]);
    expect(Object.keys(exercises).filter((name) => !operations.some((one) => one.name === name))).toEqual([]);
    for (const { name, path, security } of operations) {
      const owned = exercises[name]!.params !== undefined;
      expect([name, owned]).toEqual([name, path.includes('{')]);
      // A route says which scope it needs, or stands in one of these two short lists.
      const open = ['POST /oauth/token', 'POST /v1/payments/stripe/webhook', 'GET /health/live', 'GET /health/ready', 'GET /openapi.json', 'GET /docs', 'GET /docs/{file}'].includes(name);
      const any = name === 'GET /v1/operations/{id}';
      expect([name, security.map(({ client }) => client.map((scope) => scopes.includes(scope)))]).toEqual([name, open ? [] : any ? [[]] : [[true]]]);
    }
  });

  it('lets nobody in without a token, or with one that is none: the same words for all', async () => {
    const from = cells.length;
    const nobody = await ask(base, { method: 'GET', path: '/v1/orders' });
    const garbage = await ask(base, { method: 'GET', path: '/v1/orders', token: 'x'.repeat(43) });
    expect([nobody.status, garbage.status, nobody.text]).toEqual([401, 401, garbage.text]);
    for (const operation of operations.filter((one) => one.security.length > 0)) {
      for (const things of [parties.a.things, nothing]) {
        const asked = requestOf(operation, exerciseOf(operation), things);
        for (const [who, token, expected] of [['no token', undefined, nobody], ['garbage', 'x'.repeat(43), garbage]] as const) {
          const said = await ask(base, { ...asked, token });
          check(`${operation.name} x ${who}${things === nothing ? ', nonexistent' : ''}`, same(said, expected), said, 'the one 401');
        }
      }
    }
    for (const operation of operations.filter((one) => one.security.length === 0)) {
      const said = await ask(base, requestOf(operation, exerciseOf(operation), parties.a.things));
      check(`${operation.name} x no token (open)`, fits(said, exerciseOf(operation).own), said, 'open');
    }
    expect(wrongOf(from)).toEqual([]);
  }, 300_000);

  it('refuses a token without the scope, whosever it is about', async () => {
    const from = cells.length;
    for (const operation of operations.filter((one) => (one.security[0]?.client.length ?? 0) > 0)) {
      const scope = operation.security[0]!.client[0]!;
      const answers: Said[] = [];
      for (const things of [parties.a.things, parties.b.things, nothing]) answers.push(await ask(base, { ...requestOf(operation, exerciseOf(operation), things), token: without.get(scope)! }));
      answers.forEach((said, index) => check(`${operation.name} x without ${scope}, ${['own', 'foreign', 'nonexistent'][index]!}`, said.status === 403 && same(said, answers[0]!) && said.body.type.endsWith('/missing-scope'), said, 'the same 403'));
    }
    expect(wrongOf(from)).toEqual([]);
  }, 300_000);

  it('answers what is another partner\'s exactly as what is not there', async () => {
    const from = cells.length;
    const missing = await parties.a.call({ method: 'GET', path: '/v1/orders/none' });
    for (const [own, other] of [[parties.a, parties.b], [parties.b, parties.a]] as const) {
      for (const operation of operations) {
        const exercise = exerciseOf(operation);
        const call = (things: Things) => own.call(requestOf(operation, exercise, things));
        if (exercise.whose === 'owned' || exercise.whose === 'creates') {
          const foreign = await call(other.things);
          check(`${operation.name} x foreign`, same(foreign, missing), foreign, 'the one 404');
          if (exercise.whose === 'owned') {
            const none = await call(nothing);
            check(`${operation.name} x nonexistent`, same(none, missing), none, 'the one 404');
          }
        }
        if (exercise.whose === 'shared' && operation.method === 'GET') {
          const none = await own.call({ method: 'GET', path: operation.path.replaceAll(/\{\w+\}/g, 'none') + (exercise.query?.(own.things) ?? '') });
          check(`${operation.name} x nonexistent`, same(none, missing) || (operation.security.length === 0 && none.status === 404), none, 'the one 404');
        }
        for (const [index, reference] of (exercise.references ?? []).entries()) {
          const refer = (named: Things) => own.call({ ...requestOf(operation, { ...exercise, ...(reference.query ? { query: () => reference.query!(named) } : {}) }, own.things), ...(reference.body ? { body: reference.body(named, own.things) } : {}) });
          const [foreign, none] = [await refer(other.things), await refer(nothing)];
          check(`${operation.name} x names what is foreign (${index})`, foreign.status === reference.status && same(foreign, none), foreign, `${reference.status} as for what is not there (${none.status} ${none.text.slice(0, 200)})`);
        }
      }
    }
    expect(wrongOf(from)).toEqual([]);
  }, 300_000);

  it('lets each do with its own what its scopes say, and tells nobody of the other', async () => {
    const from = cells.length;
    for (const [own, other] of [[parties.a, parties.b], [parties.b, parties.a]] as const) {
      for (const name of Object.keys(exercises)) {
        const operation = operations.find((one) => one.name === name)!;
        const exercise = exercises[name]!;
        const said = await own.call(requestOf(operation, exercise, own.things));
        check(`${name} x own`, fits(said, exercise.own), said, String(exercise.own ?? '2xx'));
        const leaked = other.secrets.filter((secret) => said.text.includes(secret));
        note(`${name} x says nothing of the other`, leaked.length === 0 ? undefined : `${name} told of ${leaked.join(', ')}: ${said.text.slice(0, 500)}`);
        if (said.status < 300) exercise.after?.(said.body, own.things);
      }
    }
    expect(wrongOf(from)).toEqual([]);
  }, 300_000);

  it('exports of a partner hold nothing of the other', async () => {
    const from = cells.length;
    for (const kind of ['products', 'listings', 'locations', 'suppliers', 'channels', 'stock', 'customers', 'orders', 'promotions', 'coupons', 'tax-rates', 'shipping-rates']) {
      const said = await parties.a.call({ method: 'GET', path: `/v1/exports?kind=${kind}` });
      const leaked = parties.b.secrets.filter((secret) => said.text.includes(secret));
      check(`GET /v1/exports?kind=${kind} x foreign`, said.status === 200 && leaked.length === 0, said, `nothing of ${leaked.join(', ')}`);
    }
    expect(wrongOf(from)).toEqual([]);
  }, 120_000);

  it('shows what is shared, and lets nobody change it but the retailer', async () => {
    const { a, b } = parties;
    const everywhere = { name: 'Everywhere', channels: 'all', conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '5', on: 'order' }] };
    await world.till.must('PUT', '/v1/promotions/everywhere', everywhere);
    await world.till.must('PUT', '/v1/promotions/both', { ...everywhere, channels: [a.things.channel, b.things.channel] });
    const of = async (method: string, path: string, body?: unknown) => {
      const { status, body: answer } = await a.call({ method, path, body, ...(method === 'PATCH' ? { type: 'application/merge-patch+json' } : {}) });
      return [status, status < 400 ? '' : String(answer?.type).split('/').at(-1)];
    };
    for (const id of ['everywhere', 'both']) {
      expect(await of('GET', `/v1/promotions/${id}`)).toEqual([200, '']);
      for (const [method, path, body] of [['PATCH', `/v1/promotions/${id}`, { name: 'Mine' }], ['PUT', `/v1/promotions/${id}`, { ...everywhere, channels: [a.things.channel] }], ['DELETE', `/v1/promotions/${id}`], ['POST', '/v1/coupons', { promotion: id }]] as const) expect([method, path, ...(await of(method, path, body))]).toEqual([method, path, 403, 'not-yours']);
    }
    expect(await of('PATCH', `/v1/promotions/${a.things.promotion}`, { channels: null })).toEqual([422, 'invalid-request']);
    expect(await of('PATCH', `/v1/locations/${b.things.location}`, { pickup: false })).toEqual([403, 'not-yours']);
    expect(await of('PUT', '/v1/tax-rates/gb-standard', { category: 'standard', country: 'GB', rate: '0' })).toEqual([403, 'not-yours']);
  }, 60_000);

  it('shows of a person whom both know only one\'s own part, and keeps the other\'s when it changes it', async () => {
    const { a, b } = parties;
    const email = 'both@shared.example';
    const buy = (party: Party) => party.call({ method: 'POST', path: '/v1/orders', body: { channel: party.things.channel, lines: [{ sku: 'MX-1', quantity: 1 }], fulfillment: { method: 'ship', address }, customer: { email, externalId: `of-${party.things.channel}` } } });
    const [ofA, ofB] = [await buy(a), await buy(b)];
    const id = ofA.body.customer.id as string;
    expect([ofA.status, ofB.status, ofB.body.customer.id]).toEqual([201, 201, id]);
    const seen = async (party: Party) => (await party.call({ method: 'GET', path: `/v1/customers/${id}` })).body;
    const channelsOf = (person: any) => [person.orders.byChannel, person.recentOrders, person.identities].map((rows: { channel: string }[]) => [...new Set(rows.map((row) => row.channel))]);
    for (const party of [a, b]) {
      const own = [party.things.channel];
      expect(channelsOf(await seen(party))).toEqual([own, own, own]);
    }
    expect((await a.call({ method: 'PATCH', path: `/v1/customers/${id}`, type: 'application/merge-patch+json', body: { name: 'Known to both', identities: [] } })).status).toBe(200);
    const whole = (await world.till.get(`/v1/customers/${id}`)).body;
    expect([whole.name, whole.identities]).toEqual(['Known to both', [{ channel: b.things.channel, externalId: `of-${b.things.channel}` }]]);
  }, 60_000);

  it('ends with a revocation within two seconds in every process, streams too', async () => {
    const bases = [1, 2].map((number) => `http://127.0.0.1:${world.process(`gateway-${number}`).planned.env['HTTP_PORT']}`);
    const streams = await Promise.all(bases.map((one) => fetch(`${one}/v1/events`, { headers: { authorization: `Bearer ${parties.b.token}` } })));
    const ended = Promise.all(streams.map(async (one) => { for await (const _ of one.body!); return true; }));
    for (const one of bases) expect((await ask(one, { method: 'GET', path: '/v1/orders', token: parties.b.token })).status).toBe(200);
    await world.till.must('DELETE', `/v1/partners/${parties.b.credentials.id}`);
    // The promise is a time: nobody is let in once it has passed.
    await pause(2_000);
    for (const one of bases) {
      const said = await ask(one, { method: 'GET', path: '/v1/orders', token: parties.b.token });
      check(`GET /v1/orders x revoked at ${one}`, said.status === 401, said, '401');
      expect(said.status).toBe(401);
    }
    expect(await Promise.race([ended, pause(30_000, 'still open', { ref: false })])).toEqual([true, true]);
  }, 90_000);
});

function requestOf({ method, path }: Operation, { params, query, body, form, type }: Exercise, things: Things): Omit<Asked, 'token'> {
  const filled = Object.entries(params?.(things) ?? {}).reduce((text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(value)), path);
  return { method, path: filled + (query?.(things) ?? ''), ...(body ? { body: body(things) } : {}), ...(form ? { form: form(things) } : {}), ...(type ? { type } : {}) };
}

function fits({ status }: Said, own: readonly number[] | undefined): boolean {
  return own ? own.includes(status) : status >= 200 && status < 300;
}

/** Status, every header that says something, and body, byte by byte. */
function same(a: Said, b: Said): boolean {
  return a.status === b.status && a.text === b.text && JSON.stringify(Object.entries(a.headers).sort()) === JSON.stringify(Object.entries(b.headers).sort());
}
