import { money, openShop, startWorld, type Body, type World } from '../../src/index.js';
import { signIn } from './shop-to-attack.js';

/** What can be put: its address, a document, the same one changed, a patch, what the patch makes of it, and what no patch may make of it. */
interface Resource { readonly path: string; readonly first: Body; readonly second: Body; readonly patch?: Body; readonly patched?: Body; readonly wrong?: readonly [Body, string]; readonly removable?: boolean }

const product = { name: 'Kettle', brand: 'Harrow', price: money('20.00'), categories: ['kitchen', 'new'], tags: ['red'], attributes: { colour: 'red', size: 'm' } };
const channel = { name: 'App', kind: 'app', locations: ['leeds'], currency: 'GBP', taxCountry: 'GB', buffer: 2, oversell: { policy: 'capped', limit: 5 } };
const promotion = { name: 'Ten off', channels: ['web'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }], limits: { total: 10, perCustomer: 1 } };
const resources: Resource[] = [
  {
    path: '/v1/products/KETTLE-C', first: product, second: { ...product, name: 'Brass kettle' }, patch: { brand: null, attributes: { colour: null, weight: '2' }, categories: ['sale'], price: { amount: '19.00' } },
    patched: { brand: undefined, attributes: { size: 'm', weight: '2' }, categories: ['sale'], price: money('19.00'), tags: ['red'] }, wrong: [{ price: { amount: '1.5' } }, '/price/amount'],
  },
  { path: '/v1/products/KETTLE-C/channels/web', first: { price: money('18.00'), reason: 'sale' }, second: { price: money('17.00'), reason: 'sale' }, removable: true },
  {
    path: '/v1/locations/hull', first: { name: 'Hull', kind: 'store', address: { line1: 'Quay 1', city: 'Hull', country: 'GB' }, safetyStock: 2 }, second: { name: 'Hull, Quay', kind: 'store' }, patch: { kind: 'warehouse', address: { line1: 'Dock 2', city: 'Hull', country: 'GB' }, safetyStock: 3 },
    patched: { kind: 'warehouse', safetyStock: 3 }, wrong: [{ safetyStock: -1 }, '/safetyStock'],
  },
  {
    path: '/v1/channels/app-c', first: channel, second: { ...channel, buffer: 3 }, patch: { oversell: { limit: 7 }, locations: ['leeds', 'derby'], buffer: null },
    patched: { oversell: { policy: 'capped', limit: 7 }, locations: ['leeds', 'derby'] }, wrong: [{ buffer: 'many' }, '/buffer'],
  },
  {
    path: '/v1/promotions/ten-c', first: promotion, second: { ...promotion, name: 'Ten off everything' }, patch: { limits: { perCustomer: null }, effects: [{ type: 'free-shipping' }] },
    patched: { limits: { total: 10 }, effects: [{ type: 'free-shipping' }] }, wrong: [{ effects: [{ type: 'nothing' }] }, '/effects/0'], removable: true,
  },
  { path: '/v1/tax-rates/gb-c', first: { category: 'books', country: 'GB', rate: '0' }, second: { category: 'books', country: 'GB', rate: '5' } },
  { path: '/v1/shipping-rates/uk-c', first: { channels: ['web'], method: 'ship', price: money('5.00') }, second: { channels: ['web'], method: 'ship', price: money('6.00') } },
];

describe('versions are checked by their owners', () => {
  let world: World;
  let token: string;
  let bases: string[];
  beforeAll(async () => {
    world = await startWorld({ processes: { gateway: 2, catalog: 2, inventory: 2, promotions: 2 }, environment: { gateway: { CHECK_ANSWERS: 'false' } } });
    await openShop(world.till);
    token = (await signIn(world)).token;
    bases = [1, 2].map((n) => `http://127.0.0.1:${world.process(`gateway-${n}`).planned.env['HTTP_PORT']}`);
  }, 240_000);
  afterAll(() => world?.close(), 60_000);

  const ask = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, on = 0) => {
    const answer = await fetch(bases[on] + path, { method, headers: { authorization: `Bearer ${token}`, prefer: 'wait=60', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, etag: answer.headers.get('etag'), headers: answer.headers, body: (text ? JSON.parse(text) : undefined) as Body };
  };
  const matching = (method: string, path: string, body: unknown, tag: string, on = 0) => ask(method, path, body, { 'if-match': tag }, on);

  describe.each(resources)('$path', ({ path, first, second, patch, patched, wrong, removable }) => {
    it('is created once, and an equal PUT changes nothing', async () => {
      expect((await matching('PUT', path, first, '*')).status).toBe(412);
      expect((await matching('PUT', path, first, '"1"')).status).toBe(412);
      if (patch) expect((await ask('PATCH', path, patch)).status).toBe(404);
      const created = await ask('PUT', path, first, { 'if-none-match': '*' });
      expect([created.status, created.etag]).toEqual([201, '"1"']);
      expect((await ask('PUT', path, second, { 'if-none-match': '*' })).status).toBe(412);
      const equal = await ask('PUT', path, first, {}, 1);
      expect([equal.status, equal.etag, equal.body]).toEqual([200, created.etag, created.body]);
      const read = await ask('GET', path, undefined, {}, 1);
      expect([read.status, read.etag, read.body]).toEqual([200, created.etag, created.body]);
    });

    it('is read again only when it has changed', async () => {
      for (const tags of ['"1"', 'W/"1"', '"7", "1"', '*']) {
        const known = await ask('GET', path, undefined, { 'if-none-match': tags });
        expect([tags, known.status, known.body, known.etag]).toEqual([tags, 304, undefined, '"1"']);
      }
      expect((await ask('GET', path, undefined, { 'if-none-match': '"2"' })).status).toBe(200);
      for (const tags of ['1', '"1', '"1" "2"']) expect([tags, (await ask('GET', path, undefined, { 'if-none-match': tags })).status]).toEqual([tags, 400]);
    });

    it('is changed only in the version that the caller has seen', async () => {
      for (const tag of ['"7"', 'W/"1"', '"01"', '""', '"0", "2"']) expect([tag, (await matching('PUT', path, second, tag)).status]).toEqual([tag, 412]);
      for (const tag of ['1', '"1', '"1" "2"', '*, "1"']) expect([tag, (await matching('PUT', path, second, tag)).status]).toEqual([tag, 400]);
      expect((await ask('PUT', path, second, { 'if-none-match': '"1"' })).status).toBe(400);
      const changed = await matching('PUT', path, second, '"9", "1"');
      expect([changed.status, changed.etag]).toEqual([200, '"2"']);
      expect((await matching('PUT', path, first, '*')).etag).toBe('"3"');
    });

    it('is won by one of twenty who saw the same version', async () => {
      const { etag } = await ask('GET', path);
      const bodies = Array.from({ length: 20 }, (_, n) => ('name' in first ? { ...first, name: `Number ${n}` } : 'reason' in first ? { ...first, reason: `number ${n}` } : 'rate' in first ? { ...first, rate: String(n + 1) } : { ...first, price: money(`${n + 10}.00`) }));
      const answers = await Promise.all(bodies.map((body, n) => matching('PUT', path, body, etag!, n % 2)));
      expect(answers.map((one) => one.status).sort()).toEqual([200, ...Array.from({ length: 19 }, () => 412)]);
      expect((await ask('GET', path)).body).toEqual(answers.find((one) => one.status === 200)!.body);
    });

    if (patch) it('is patched by RFC 7396: null clears, objects merge, arrays are replaced', async () => {
      const { etag } = await ask('PUT', path, first);
      expect((await matching('PATCH', path, patch, '"999"')).status).toBe(412);
      const refused = await ask('PATCH', path, wrong![0]);
      expect([refused.status, refused.body.errors[0].path.startsWith(wrong![1])]).toEqual([422, true]);
      expect((await ask('GET', path)).etag).toBe(etag);
      const answer = await ask('PATCH', path, patch, { 'if-match': etag!, 'content-type': 'application/merge-patch+json' });
      expect([answer.status, Number(answer.etag!.slice(1, -1))]).toEqual([200, Number(etag!.slice(1, -1)) + 1]);
      for (const [member, value] of Object.entries(patched)) expect([member, answer.body[member]]).toEqual([member, value]);
      const again = await ask('PATCH', path, patch);
      expect([again.status, again.etag]).toEqual([200, answer.etag]);
      for (const body of [[], 'text', 1]) expect([body, (await ask('PATCH', path, body)).status]).toEqual([body, 422]);
      const other = await ask('PATCH', path, [], { 'content-type': 'application/json-patch+json' });
      expect([other.status, other.headers.get('accept-patch')]).toEqual([415, 'application/merge-patch+json, application/json']);
    });

    if (removable) it('is removed only in the version that the caller has seen', async () => {
      const { etag } = await ask('GET', path);
      expect((await matching('DELETE', path, undefined, '"999"')).status).toBe(412);
      expect((await matching('DELETE', path, undefined, etag!)).status).toBe(204);
      expect((await ask('GET', path)).status).toBe(404);
    });
  });

  it('holds for people: PATCH and erasure', async () => {
    const made = await ask('POST', '/v1/customers', { name: 'Ada Whitlock', emails: [{ address: 'ada@whitlock.example', verified: true }], groups: ['vip'] });
    const path = `/v1/customers/${made.body.id}`;
    const { etag } = await ask('GET', path);
    expect((await matching('PATCH', path, { name: 'Ada' }, '"999"')).status).toBe(412);
    const patched = await matching('PATCH', path, { name: 'Ada', groups: null }, etag!);
    expect([patched.status, patched.body.name, patched.body.groups]).toEqual([200, 'Ada', []]);
    expect((await matching('DELETE', path, undefined, etag!)).status).toBe(412);
    expect((await matching('DELETE', path, undefined, patched.etag ?? (await ask('GET', path)).etag!)).status).toBe(202);
  });

  it('holds for coupons, partners and webhooks', async () => {
    await ask('PUT', '/v1/promotions/coupons-c', promotion);
    await ask('POST', '/v1/coupons', { promotion: 'coupons-c', code: 'CODE-C' });
    const coupon = await ask('GET', '/v1/coupons/CODE-C');
    expect((await matching('DELETE', '/v1/coupons/CODE-C', undefined, '"999"')).status).toBe(412);
    expect((await ask('GET', '/v1/coupons/CODE-C')).body.status).toBe('active');
    expect((await matching('DELETE', '/v1/coupons/CODE-C', undefined, coupon.etag!)).status).toBe(200);
    const partner = await ask('POST', '/v1/partners', { name: 'C', scopes: ['orders:read'], channels: ['web'] });
    const webhook = await ask('POST', '/v1/webhooks', { url: 'https://example.com/hook', types: ['order.confirmed'] });
    for (const [path, patch] of [[`/v1/partners/${partner.body.id}`, { name: 'D' }], [`/v1/webhooks/${webhook.body.id}`, { enabled: false }]] as const) {
      const { etag } = await ask('GET', path);
      expect((await matching('PATCH', path, patch, 'W/"1"')).status).toBe(412);
      const changed = await matching('PATCH', path, patch, etag!);
      expect([path, changed.status, changed.etag]).toEqual([path, 200, '"2"']);
      expect((await matching('DELETE', path, undefined, etag!)).status).toBe(412);
      expect((await matching('DELETE', path, undefined, changed.etag!)).status).toBe(204);
    }
    expect((await matching('DELETE', '/v1/partners/none/secrets/none', undefined, '"1"')).status).toBe(412);
  });

  it('tells apart what has no version by what it says', async () => {
    const receipt = { movements: [{ sku: 'KETTLE-C', location: 'leeds', quantity: 1, reason: 'receipt' }] };
    expect((await ask('POST', '/v1/stock/movements', receipt)).status).toBe(201);
    const stock = await ask('GET', '/v1/stock/KETTLE-C');
    expect([stock.status, /^"[\w-]+"$/.test(stock.etag!)]).toEqual([200, true]);
    expect((await ask('GET', '/v1/stock/KETTLE-C', undefined, { 'if-none-match': stock.etag! })).status).toBe(304);
    expect((await ask('POST', '/v1/stock/movements', receipt)).status).toBe(201);
    expect((await ask('GET', '/v1/stock/KETTLE-C', undefined, { 'if-none-match': stock.etag! }, 1)).status).toBe(200);
  });
});
