import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { waitFor } from '@onefront/testing';
import type { Gateway } from '../src/gateway.js';
import { GATEWAY } from '../src/gateway.module.js';
import { routes } from '../src/index.js';
import { ADMIN, order, shop, startGateways, tokenOf, type Gateways } from './support/gateways.js';

/** What changes by a command: its owner tells a fact, or settles the operation, and every type of fact leaves an entry (audit.int.spec.ts). */
const BY_FACT = [
  'PUT /v1/products/{sku}', 'PATCH /v1/products/{sku}', 'POST /v1/products/batch', 'PUT /v1/products/{sku}/channels/{channelId}', 'DELETE /v1/products/{sku}/channels/{channelId}',
  'PUT /v1/locations/{id}', 'PATCH /v1/locations/{id}', 'PUT /v1/channels/{id}', 'PATCH /v1/channels/{id}', 'PUT /v1/channels/{id}/policies/{sku}', 'DELETE /v1/channels/{id}/policies/{sku}', 'POST /v1/channels/{id}/confirmations', 'POST /v1/stock/movements', 'POST /v1/orders', 'POST /v1/orders/{id}/cancellation', 'POST /v1/orders/{id}/returns', 'POST /v1/returns', 'POST /v1/orders/{id}/return-requests', 'POST /v1/orders/{id}/exchanges',
  ...['authorise', 'decline', 'send', 'receive', 'inspect'].map((verb) => `POST /v1/returns/{id}/${verb}`),
  ...['accept', 'reject', 'pick', 'pack', 'ship', 'deliver', 'ready', 'collect', 'hold', 'release'].map((verb) => `POST /v1/fulfillments/{id}/${verb}`),
  'POST /v1/locations/{id}/popup', 'PUT /v1/expected-receipts/{id}', 'POST /v1/expected-receipts/{id}/receive', 'POST /v1/expected-receipts/{id}/cancel', 'POST /v1/transfers', 'POST /v1/transfers/{id}/receive', 'POST /v1/transfers/{id}/cancel', 'POST /v1/counts', 'POST /v1/counts/{id}/quantities', 'POST /v1/counts/{id}/close',
  'PUT /v1/tills/{id}', 'POST /v1/tills/{id}/sales', 'PUT /v1/tills/{id}/stock-lease', 'PUT /v1/tills/{id}/coupon-lease', 'POST /v1/holds', 'POST /v1/holds/{id}/extend', 'DELETE /v1/holds/{id}', 'POST /v1/customers', 'PATCH /v1/customers/{id}', 'POST /v1/customers/{id}/merge', 'POST /v1/customers/{id}/unmerge', 'DELETE /v1/customers/{id}',
  'PUT /v1/promotions/{id}', 'PATCH /v1/promotions/{id}', 'DELETE /v1/promotions/{id}', 'POST /v1/coupons', 'DELETE /v1/coupons/{code}', 'POST /v1/gift-cards', 'DELETE /v1/gift-cards/{code}', 'PUT /v1/tax-rates/{id}', 'PUT /v1/shipping-rates/{id}',
];
/** Nothing changes that anybody could be asked about: a price is told, a token of fifteen minutes is given (who is refused one is in the audit), and what a payment provider says only makes us ask. */
const NOTHING = ['POST /v1/quotes', 'POST /oauth/token', 'POST /v1/payments/stripe/webhook'];

type Made = Record<'partner' | 'secret' | 'webhook' | 'delivery' | 'import', string>;
/** What the gateway owns: the call that changes it, in an order in which each finds what it needs, and the entry that is left. */
const OWN: Readonly<Record<string, readonly [string, (gateways: Gateways, made: Made) => Promise<unknown>]>> = {
  'POST /v1/partners': ['gateway.partner-created', async (g, made) => { made.partner = (await g.call('/v1/partners', { body: { name: 'Shop', scopes: ['orders:read'], channels: ['web'] } })).body.id; }],
  'PATCH /v1/partners/{id}': ['gateway.partner-changed', (g, { partner }) => g.call(`/v1/partners/${partner}`, { method: 'PATCH', body: { scopes: ['orders:read', 'audit:read'] }, headers: { 'content-type': 'application/merge-patch+json' } })],
  'POST /v1/partners/{id}/secrets': ['gateway.secret-added', async (g, made) => { made.secret = (await g.call(`/v1/partners/${made.partner}/secrets`, { method: 'POST', headers: { 'idempotency-key': 'k' } })).body.secretId; }],
  'DELETE /v1/partners/{id}/secrets/{secretId}': ['gateway.secret-removed', (g, { partner, secret }) => g.call(`/v1/partners/${partner}/secrets/${secret}`, { method: 'DELETE' })],
  'DELETE /v1/partners/{id}': ['gateway.partner-revoked', (g, { partner }) => g.call(`/v1/partners/${partner}`, { method: 'DELETE' })],
  'POST /v1/webhooks': ['gateway.webhook-created', async (g, made) => { made.webhook = (await g.call('/v1/webhooks', { body: { url: 'http://127.0.0.1:9/hook?key=geheim', types: ['order.confirmed'] } })).body.id; }],
  'PATCH /v1/webhooks/{id}': ['gateway.webhook-changed', (g, { webhook }) => g.call(`/v1/webhooks/${webhook}`, { method: 'PATCH', body: { types: ['order.refused'] }, headers: { 'content-type': 'application/merge-patch+json' } })],
  'POST /v1/webhooks/{id}/secrets': ['gateway.webhook-secret-added', (g, { webhook }) => g.call(`/v1/webhooks/${webhook}/secrets`, { method: 'POST' })],
  'POST /v1/webhooks/{id}/replay': ['gateway.webhook-replayed', (g, { webhook }) => g.call(`/v1/webhooks/${webhook}/replay`, { body: { from: new Date().toISOString() } })],
  'POST /v1/webhooks/{id}/test': ['gateway.webhook-tested', async (g, made) => { made.delivery = (await g.call(`/v1/webhooks/${made.webhook}/test`, { method: 'POST' })).body.id; }],
  'POST /v1/webhooks/{id}/deliveries/{deliveryId}/redeliver': ['gateway.webhook-redelivered', (g, { webhook, delivery }) => g.call(`/v1/webhooks/${webhook}/deliveries/${delivery}/redeliver`, { method: 'POST' })],
  'POST /v1/webhooks/{id}/redeliver': ['gateway.webhook-redelivered', (g, { webhook }) => g.call(`/v1/webhooks/${webhook}/redeliver`, { method: 'POST' })],
  'DELETE /v1/webhooks/{id}': ['gateway.webhook-removed', (g, { webhook }) => g.call(`/v1/webhooks/${webhook}`, { method: 'DELETE' })],
  'POST /v1/imports': ['gateway.import-started', async (g, made) => { made.import = (await upload(g)).id; }],
  'DELETE /v1/imports/{id}': ['gateway.import-cancelled', (g, made) => g.call(`/v1/imports/${made.import}`, { method: 'DELETE' })],
};

async function upload(gateways: Gateways): Promise<{ id: string }> {
  const form = new FormData();
  form.set('kind', 'products');
  form.set('file', new Blob([`sku,name,price.amount,price.currency\n${Array.from({ length: 3000 }, (_, n) => `I-${n},Lamp ${n},1.00,GBP`).join('\n')}\n`]), 'products.csv');
  return (await (await fetch(`${gateways.bases[0]!}/v1/imports`, { method: 'POST', headers: { authorization: `Bearer ${gateways.token}` }, body: form })).json()) as { id: string };
}

const mutating = routes.filter((route) => route.method !== 'GET').map((route) => `${route.method} ${route.path}`);

describe('every route that changes something', () => {
  it('is known to the audit: by the fact that follows, or by an entry of its own', () => {
    expect([...BY_FACT, ...NOTHING, ...Object.keys(OWN)].sort()).toEqual([...mutating].sort());
  });
});

describe('the audit at the door', () => {
  let gateways: Gateways;
  beforeAll(async () => {
    gateways = await startGateways(1);
    await shop(gateways);
  }, 120_000);
  afterAll(() => gateways?.close());
  const parts = () => gateways.running[0]!.parts;
  const entriesOf = async (action: string) => (await parts().database.read<{ n: number }>({ text: 'select count(*)::int as n from audit.entry where action = $1', values: [action] })).rows[0]!.n;
  const list = async (query = '', token?: string) => (await gateways.call(`/v1/audit${query}`, token ? { token } : {})).body as { items: any[]; nextCursor: string | null };
  /** Waits: an entry gets its place a moment after its change. */
  const eventually = (query: string, count = 1) => waitFor(async () => {
    const { items } = await list(query);
    return items.length >= count && items;
  }, { timeoutMs: 60_000, what: `${count} entries for ${query}` }) as Promise<any[]>;

  it('has an entry for each change of what the gateway owns, by whom, and no secret', async () => {
    const made = {} as Made;
    // So that the import is still under way when it is cancelled.
    await gateways.owner.pause();
    for (const [action, change] of Object.values(OWN)) {
      const before = await entriesOf(action);
      await change(gateways, made);
      expect([action, await entriesOf(action)]).toEqual([action, before + 1]);
    }
    await gateways.owner.resume();
    const entries = await eventually(`?subject=${made.partner}`, 6);
    expect(entries.every((entry) => entry.actor.client === ADMIN.id && entry.actor.service === 'gateway' && entry.trace)).toBe(true);
    expect(entries.find((entry) => entry.action === 'gateway.partner-changed').changes).toEqual([{ path: '/scopes', before: ['orders:read'], after: ['orders:read', 'audit:read'] }]);
    expect(JSON.stringify(await list('?limit=200'))).not.toMatch(/geheim|ofs_|whsec_/);
  }, 120_000);

  it('tells of data that leaves the house', async () => {
    const { body: { id } } = await gateways.call('/v1/customers', { body: { name: 'Ada Planted', emails: [{ address: 'ada.planted@example.com', verified: true }], loyaltyId: 'PLANTED-1' } });
    await gateways.call(`/v1/customers/${id}/export`);
    await gateways.call('/v1/exports?kind=customers');
    const entries = await eventually(`?subject=${id}`, 2);
    expect(entries.map((entry) => entry.action)).toEqual(['gateway.customer-exported', 'customers.customer-changed']);
    expect((await eventually('?type=export'))[0]).toMatchObject({ action: 'gateway.exported', subject: { id: 'customers' } });
    const { rows } = await parts().database.read<{ text: string }>({ text: `select string_agg(e::text, ' ') as text from audit.entry e` });
    expect(rows[0]!.text).not.toMatch(/planted/i);
  }, 120_000);

  it('names the client through the whole way of an order, and is found by subject, type, actor, trace and time', async () => {
    const trace = '0af7651916cd43dd8448eb211c80319c';
    const { body: { id } } = await gateways.call('/v1/orders', { body: order({ staff: { soldBy: 'emma' } }), headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } });
    const [confirmed, placed] = await eventually(`?subject=${id}`, 2);
    expect(placed).toMatchObject({ action: 'orders.order-placed', version: 1, actor: { client: ADMIN.id }, operation: expect.any(String) });
    expect(confirmed).toMatchObject({ action: 'orders.order-confirmed', version: 2, previousVersion: 1, actor: { client: ADMIN.id }, changes: expect.arrayContaining([{ path: '/status', before: 'pending', after: expect.any(String) }]) });
    expect((await list(`?trace=${trace}`)).items.map((entry) => entry.position)).toContain(confirmed.position);
    expect((await list(`?type=order&actor=${ADMIN.id}&limit=200`)).items.map((entry) => entry.position)).toContain(confirmed.position);
    expect((await list(`?type=order&to=${encodeURIComponent(placed.at)}`)).items.map((entry) => entry.position)).not.toContain(confirmed.position);
    expect((await list(`?subject=${id}&from=2099-01-01T00:00:00Z`)).items).toEqual([]);
    expect((await gateways.call(`/v1/audit/${confirmed.position}`)).body).toEqual(confirmed);
    expect((await gateways.call('/v1/audit/999999999')).status).toBe(404);
  }, 120_000);

  it('can be verified outside, with the example and nothing of ours', async () => {
    const exportOf = async (query = '') => {
      const response = await fetch(`${gateways.bases[0]!}/v1/audit/export${query}`, { headers: { authorization: `Bearer ${gateways.token}` } });
      return { headers: response.headers, text: await response.text() };
    };
    const exported = await exportOf();
    const lines = exported.text.trim().split('\n');
    const verify = (input: string, ...anchors: string[]) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [resolve(__dirname, '../../../docs/examples/verify-audit.mjs'), ...anchors], { input, encoding: 'utf8' });
      return { status, words: stdout + stderr };
    };
    const head = exported.headers.get('audit-head')!;
    expect(verify(exported.text)).toEqual({ status: 0, words: `unbroken; keep ${head}\n` });
    expect(verify(exported.text, head)).toMatchObject({ status: 0 });
    expect(verify((await exportOf(`?after=${lines.length - 2}`)).text, head)).toMatchObject({ status: 0 });
    const altered = lines.map((line) => line.replace('Brass desk lamp', 'Brass desk lamb'));
    expect(verify(altered.join('\n'))).toMatchObject({ status: 1, words: expect.stringMatching(/^BROKEN: position \d+ was altered/) });
    expect(verify([...lines.slice(0, 2), ...lines.slice(3)].join('\n'))).toMatchObject({ status: 1, words: 'BROKEN: position 3 was removed or moved\n' });
    expect(verify(lines.slice(0, -1).join('\n'), head)).toMatchObject({ status: 1, words: expect.stringMatching(/the end was cut off/) });
  });

  it('is paged newest first, and stays so while more is written', async () => {
    const first = await list('?limit=3');
    await gateways.call('/v1/products/PAGED', { method: 'PUT', body: { name: 'Paged', price: { amount: '1.00', currency: 'GBP' } } });
    const second = await list(`?limit=3&cursor=${first.nextCursor}`);
    const positions = [...first.items, ...second.items].map((entry) => entry.position);
    expect(positions).toEqual(Array.from({ length: 6 }, (_, index) => positions[0] - index));
    expect((await gateways.call('/v1/audit?cursor=nonsense')).status).toBe(422);
  });

  it('shows a partner what it did itself, and nothing else', async () => {
    const made = (await gateways.call('/v1/partners', { body: { name: 'Auditor', scopes: ['audit:read', 'events:read'], channels: ['web'] } })).body;
    const token = await tokenOf(gateways.bases[0]!, { id: made.clientId, secret: made.clientSecret });
    expect((await list('', token)).items).toEqual([]);
    await gateways.call('/v1/webhooks', { token, body: { url: 'http://127.0.0.1:9/hook', types: ['order.confirmed'] } });
    const [own] = await eventually(`?actor=${made.id}`);
    expect((await list('', token)).items).toEqual([{ ...own, previousHash: null }]);
    expect((await list(`?actor=${ADMIN.id}`, token)).items).toEqual([]);
    expect((await gateways.call('/v1/audit/1', { token })).status).toBe(404);
    expect((await gateways.call(`/v1/audit/${own.position}`, { token })).status).toBe(200);
  }, 120_000);

  it('counts who was refused, one entry per client and minute', async () => {
    const made = (await gateways.call('/v1/partners', { body: { name: 'Narrow', scopes: ['orders:read'], channels: ['web'] } })).body;
    const token = await tokenOf(gateways.bases[0]!, { id: made.clientId, secret: made.clientSecret });
    for (let n = 0; n < 3; n += 1) expect((await gateways.call('/v1/partners', { token })).status).toBe(403);
    await expect(tokenOf(gateways.bases[0]!, { id: made.clientId, secret: 'wrong' })).rejects.toThrow('401');
    await expect(tokenOf(gateways.bases[0]!, { id: 'a-secret-in-the-wrong-place', secret: 'wrong' })).rejects.toThrow('401');
    await gateways.running[0]!.app.get<Gateway>(GATEWAY).refusals.flush(parts().database);
    const [entry] = await eventually(`?type=client&subject=${made.id}`);
    expect(entry).toMatchObject({ action: 'gateway.access-refused', actor: { client: made.id } });
    expect(entry.changes).toEqual(expect.arrayContaining([{ path: '/missing-scope/partners:admin', after: 3 }, { path: '/wrong-secret', after: 1 }]));
    expect(JSON.stringify(await list('?type=client'))).not.toContain('wrong-place');
  }, 120_000);
});
