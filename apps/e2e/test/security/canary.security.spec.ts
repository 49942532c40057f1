import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { tally, waitFor } from '@onefront/testing';
import { Client } from 'pg';
import { orders, startWorld, type World } from '../../src/index.js';
import { fillShop, signIn } from './shop-to-attack.js';

const root = resolve(__dirname, '../../../..');
const canary = (what: string) => `canary-${what}-${randomBytes(9).toString('hex')}`;

/** R40: secrets and people that are planted, a house that is used and hurt, and everything that it has written or answered since. */
describe('a planted secret', () => {
  const folder = mkdtempSync(join(tmpdir(), 'onefront-canary-'));
  const pepper = Buffer.from(`${canary('pepper')}-${canary('pepper')}`).toString('base64');
  const person = { name: `Ada ${canary('name')}`, email: `${canary('mail')}@whitlock.example`, line1: `${canary('street')} 12`, phone: '+44 7700 900461' };
  const secrets: Record<string, string> = { pepper, 'pepper, raw': Buffer.from(pepper, 'base64').toString(), name: person.name.slice(4), 'e-mail': person.email.split('@')[0]!, street: person.line1, phone: '7700900461' };
  /** What was said, by who said it. */
  const said: Record<string, string> = {};
  let world: World;
  let house: { baseUrl: string; token: string };

  beforeAll(async () => {
    const file = join(folder, 'pepper');
    writeFileSync(file, `${pepper}\n`);
    const keyring = { KEYRING_PEPPER: '', KEYRING_PEPPER_FILE: file };
    const loud = { LOG_LEVEL: 'trace' };
    world = await startWorld({ environment: { gateway: { ...keyring, ...loud, WEBHOOKS_ALLOW_PRIVATE: 'true' }, customers: { ...keyring, ...loud }, orders: loud, catalog: loud, inventory: loud, promotions: loud } });
    await fillShop(world.till);
    house = await signIn(world);
    secrets['administrator'] = world.credentials.clientSecret;
    secrets['access token'] = house.token;
    secrets['database password'] = decodeURIComponent(new URL(world.databases['gateway']!).password);
  }, 180_000);
  afterAll(async () => {
    await world?.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<{ status: number; text: string; headers: Headers }> {
    const answer = await fetch(house.baseUrl + path, { method, headers: { authorization: `Bearer ${house.token}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }, body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body) });
    const text = await answer.text();
    if (answer.status >= 400) said[`problem of ${method} ${path}`] = `${said[`problem of ${method} ${path}`] ?? ''}${text}`;
    return { status: answer.status, text, headers: answer.headers };
  }

  const placed = (more = {}) => orders.web('KETTLE-1', 1, { customer: { email: person.email, phone: person.phone, name: person.name }, fulfillment: { method: 'ship', address: { name: person.name, line1: person.line1, city: 'Leeds', country: 'GB', phone: person.phone, email: person.email } }, ...more });

  it('is used: partners, tokens, cards, webhooks, people', async () => {
    const partner = JSON.parse((await call('POST', '/v1/partners', { name: 'Canary', scopes: ['orders:read'], channels: ['web'] })).text);
    secrets['partner secret'] = partner.clientSecret;
    secrets['rotated secret'] = JSON.parse((await call('POST', `/v1/partners/${partner.id}/secrets`)).text).clientSecret;
    const hook = JSON.parse((await call('POST', '/v1/webhooks', { url: `http://127.0.0.1:1/hook?key=${(secrets['webhook address'] = canary('hook'))}`, types: ['order.confirmed', 'order.refused'] })).text);
    secrets['webhook secret'] = hook.secret.replace(/^whsec_/, '');
    secrets['card token'] = canary('card');
    expect((await call('POST', '/v1/orders', placed({ payment: { method: 'card', token: 'tok_ok' } }))).status).toBe(201);
    await call('POST', '/v1/orders', placed({ payment: { method: 'card', token: secrets['card token'] } }));
    expect((await call('POST', '/v1/orders', placed({ payment: { method: 'card', token: 'tok_declined' } }))).status).toBe(402);
    expect((await call('GET', `/v1/customers?email=${encodeURIComponent(person.email)}`)).status).toBe(200);
    await waitFor(async () => JSON.parse((await call('GET', `/v1/webhooks/${hook.id}/deliveries`)).text).items.some((one: { attempts?: unknown }) => one.attempts !== 0) || undefined, { timeoutMs: 60_000, what: 'a delivery that failed' });
  }, 120_000);

  it('is hurt: wrong secrets, broken bodies, lost connections, poison', async () => {
    const basic = Buffer.from(`${world.credentials.clientId}:${(secrets['wrong secret'] = canary('wrong'))}`).toString('base64');
    const form = { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' };
    expect((await call('POST', '/oauth/token', 'grant_type=client_credentials', form)).status).toBe(401);
    secrets['bad token'] = canary('bearer');
    expect((await call('GET', '/v1/orders', undefined, { authorization: `Bearer ${secrets['bad token']}` })).status).toBe(401);
    await call('POST', '/v1/orders', `{"customer":{"email":"${person.email}","name":"${person.name}"`);
    await call('POST', '/v1/orders', placed({ channel: 'no-such-channel', unknown: person.name }));
    await call('POST', '/v1/customers', { name: person.name, emails: [{ address: person.email, verified: 'x' }], addresses: [{ line1: person.line1 }] });
    await call('POST', '/v1/customers', { name: person.name, emails: [{ address: `not an address ${person.email.split('@')[0]}` }] });
    await cutConnections();
    await Promise.all(Array.from({ length: 20 }, () => call('POST', '/v1/orders', placed())));
    const bus = world.openBus();
    const producer = await bus.producer();
    const topic = 'onefront.customers.commands';
    await producer.send([{ topic, key: 'poison', value: Buffer.from(JSON.stringify({ name: person.name, email: person.email })), headers: { ce_id: canary('id'), ce_type: 'customers.register-customer.v1', ce_source: 'test', ce_specversion: '1.0', ce_time: new Date().toISOString() } }]);
    await waitFor(async () => ((await onefront(['dead-letters', 'list', 'customers', '--json'])).includes('poison') ? true : undefined), { timeoutMs: 60_000, intervalMs: 500, what: 'the poison among the dead letters' });
    await bus.close();
  }, 180_000);

  it('is not in what a crash says', async () => {
    const password = (secrets['password of a database that is away'] = canary('password'));
    const main = (more: Record<string, string>) => new Promise<string>((done) => {
      execFile(process.execPath, ['--enable-source-maps', join(root, 'apps/gateway/dist/main.js')], { env: { STAGE: 'development', ...more }, timeout: 60_000 }, (_error, stdout, stderr) => done(stdout + stderr));
    });
    const env = { ...world.process('gateway-1').planned.env, METRICS_PORT: '0', HTTP_PORT: '0', START_WAIT_SECONDS: '0' };
    said['crash: no database'] = await main({ ...env, DATABASE_URL: `postgres://app:${password}@127.0.0.1:1/gone` });
    said['crash: no such kind of address'] = await main({ ...env, DATABASE_URL: `mysql://app:${password}@127.0.0.1:1/gone` });
    said['crash: a pepper too short'] = await main({ ...env, KEYRING_PEPPER_FILE: '', KEYRING_PEPPER: password });
    said['crash: well known in production'] = await main({ ...env, STAGE: 'production', ADMIN_CLIENT_SECRET: 'changeme' });
    expect(said['crash: no database']).not.toBe('');
    expect(said['crash: no such kind of address']).toContain('DATABASE_URL');
    expect(said['crash: a pepper too short']).toContain('KEYRING_PEPPER');
    expect(said['crash: well known in production']).toContain('ADMIN_CLIENT_SECRET is a well-known password');
  }, 240_000);

  it('is nowhere in what was written and told', async () => {
    for (const path of ['/openapi.json', '/docs', '/metrics', '/health/ready']) said[path] = (await call('GET', path)).text;
    said['dead letters'] = await onefront(['dead-letters', 'list', '--json']);
    said['verify'] = JSON.stringify(await world.verify());
    for (const name of world.names()) {
      const running = world.process(name);
      said[`log of ${name}`] = running.written();
      said[`metrics of ${name}`] = await (await fetch(running.planned.ready.replace('/health/ready', '/metrics'))).text();
    }
    const found: string[] = [];
    for (const [what, secret] of Object.entries(secrets)) {
      expect([what, secret.length]).toEqual([what, expect.any(Number)]);
      for (const [where, text] of Object.entries(said)) if (shown(secret).some((one) => text.includes(one))) found.push(`${what} in ${where}: ${around(text, shown(secret).find((one) => text.includes(one))!)}`);
    }
    const cells = Object.keys(secrets).length * Object.keys(said).length;
    tally('canary (secrets x places)', cells, cells - found.length);
    expect(found).toEqual([]);
    // The search itself can see: what is no secret is there.
    expect(said['log of gateway-1']!.length).toBeGreaterThan(1000);
  }, 120_000);

  /** As it is, in an address, in JSON. */
  const shown = (secret: string): string[] => [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64').replace(/=+$/, '')])].filter((one) => one.length >= 8);
  const around = (text: string, secret: string): string => text.slice(Math.max(0, text.indexOf(secret) - 200), text.indexOf(secret) + 40);

  async function cutConnections(): Promise<void> {
    const client = new Client({ connectionString: world.databases['gateway'] });
    await client.connect();
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()');
    await client.end();
  }

  function onefront(args: readonly string[]): Promise<string> {
    const env = Object.fromEntries(Object.entries(world.databases).map(([name, url]) => [`${name.toUpperCase()}_DATABASE_URL`, url]));
    return new Promise((done) => execFile(process.execPath, [join(root, 'apps/cli/dist/main.js'), ...args], { env, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => done(stdout + stderr)));
  }
});
