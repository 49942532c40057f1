import { randomBytes } from 'node:crypto';
import { createBusDriver, type BusDriver } from '@onefront/bus';
import { startService, type RunningService } from '@onefront/service';
import { testDatabase, uniqueName, type TestDatabase } from '@onefront/testing';
import { gatewayService } from '../../src/index.js';
import { startOwner, type TestOwner } from './owner.js';

/** Gateways that share their databases and a bus, with one owner that settles everything. */
export interface Gateways {
  readonly bases: string[];
  readonly running: RunningService[];
  readonly owner: TestOwner;
  readonly database: TestDatabase;
  readonly environment: Record<string, string>;
  readonly token: string;
  /** A request to one of the gateways as the administrator. */
  call(path: string, options?: CallOptions): Promise<Called>;
  close(): Promise<void>;
}
export interface CallOptions { method?: string; body?: unknown; raw?: string | Buffer; headers?: Record<string, string>; on?: number; token?: string | null }
export interface Called { status: number; headers: Headers; body: any; text: string }

export const ADMIN = { id: 'admin', secret: 'an-administrators-secret' };

/** On pglog, or on the Kafka of the run, which other suites share: behind a prefix of one's own. */
export async function startGateways(count: number, more: Readonly<Record<string, string>> = {}): Promise<Gateways> {
  const [database, keyring, bus] = await Promise.all([testDatabase('gateway'), testDatabase('keyring'), testDatabase('bus')]);
  const brokers = process.env['KAFKA_BROKERS'];
  const prefix = `${uniqueName('gateway')}.`;
  const environment: Record<string, string> = {
    STAGE: 'development', DATABASE_URL: database.url, KEYRING_DATABASE_URL: keyring.url, KEYRING_PEPPER: randomBytes(32).toString('base64'), METRICS_PORT: '0', HTTP_PORT: '0', BIND_ADDRESS: '127.0.0.1', LOG_LEVEL: process.env['TEST_LOG'] ?? 'error',
    PROMOTIONS_URL: 'http://127.0.0.1:9', ADMIN_CLIENT_ID: ADMIN.id, ADMIN_CLIENT_SECRET: ADMIN.secret, CHECK_ANSWERS: process.env['TEST_CHECK'] ?? 'true',
    TOPIC_PREFIX: prefix, WEBHOOKS_ALLOW_PRIVATE: 'true',
    ...(brokers ? { KAFKA_BROKERS: brokers } : { BUS_DATABASE_URL: bus.url }), ...more,
  };
  const running: RunningService[] = [];
  for (let index = 0; index < count; index += 1) running.push((await startService(gatewayService, { ...environment, INSTANCE_ID: uniqueName('gateway') })) as unknown as RunningService);
  const driver: BusDriver = createBusDriver(brokers ? { kind: 'kafka', brokers: brokers.split(','), clientId: uniqueName('owner'), prefix } : { kind: 'pglog', url: bus.url, clientId: uniqueName('owner'), prefix });
  const owner = await startOwner(driver, uniqueName('owner'));
  const bases = running.map((one) => `http://127.0.0.1:${one.httpPort}`);
  const token = await tokenOf(bases[0]!, ADMIN);
  return {
    bases, running, owner, database, environment, token,
    call: (path, options = {}) => request(bases[options.on ?? 0]!, path, { token, ...options }),
    close: async () => {
      await Promise.all(running.map((one) => one.close()));
      await owner.close();
      await driver.close();
      await Promise.all([database.drop(), keyring.drop(), bus.drop()]);
    },
  };
}

export async function tokenOf(base: string, { id, secret }: { id: string; secret: string }, scope?: string): Promise<string> {
  const response = await fetch(`${base}/oauth/token`, {
    method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) }).toString(),
  });
  const body = (await response.json()) as { access_token?: string };
  if (!body.access_token) throw new Error(`no token: ${response.status} ${JSON.stringify(body)}`);
  return body.access_token;
}

export async function request(base: string, path: string, { method, body, raw, headers = {}, token }: CallOptions): Promise<Called> {
  const response = await fetch(base + path, {
    method: method ?? (body === undefined && raw === undefined ? 'GET' : 'POST'),
    headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...(body !== undefined || raw !== undefined ? { 'content-type': 'application/json' } : {}), ...headers },
    ...(raw !== undefined ? { body: raw as string } : body !== undefined ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  const json = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, text, body: json && text ? JSON.parse(text) : undefined };
}

/** A shop to sell in: a location, a channel, a product with stock. */
export async function shop(gateways: Gateways, { location = 'leeds', channel = 'web', sku = 'LAMP-1', units = 100 } = {}): Promise<void> {
  const put = async (path: string, body: unknown) => {
    const answer = await gateways.call(path, { method: 'PUT', body });
    if (answer.status > 201) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  };
  await put(`/v1/locations/${location}`, { name: 'Leeds', kind: 'store', address: { line1: 'Briggate 1', city: 'Leeds', country: 'GB' }, geo: { lat: 53.8, lon: -1.54 } });
  await put(`/v1/channels/${channel}`, { name: 'Web', kind: 'webshop', locations: [location], currency: 'GBP', taxCountry: 'GB' });
  await put(`/v1/products/${sku}`, { name: 'Brass desk lamp', price: { amount: '49.00', currency: 'GBP' }, categories: ['lighting'] });
  const moved = await gateways.call('/v1/stock/movements', { body: { movements: [{ sku, location, quantity: units, reason: 'receipt' }] } });
  if (moved.status !== 201) throw new Error(`movements: ${moved.status} ${moved.text}`);
}

export const order = (more: object = {}) => ({ channel: 'web', lines: [{ sku: 'LAMP-1', quantity: 1 }], fulfillment: { method: 'carry-out', location: 'leeds' }, ...more });
