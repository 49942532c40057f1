import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { freePort } from '@onefront/local';
import type { JourneyRef, JourneyWish, Subject, SubjectSite, Watched } from '../types.js';
import type { VendureJourney } from '../journeys/vendure.js';
import { ask, settle } from '../peers/peer-database.js';
import { installPeer, peerVersion } from '../peers/install.js';
import { PeerProcess, type PeerCommand } from '../peers/peer-process.js';

const READY_WITHIN_MS = 120_000;
const LAID_WITHIN_MS = 15 * 60_000;

interface Shop {
  readonly database: string;
  readonly variants: readonly string[];
}

/** Vendure as its guide to production has it: a server, and a worker for its job queue. */
export class VendureSubject implements Subject {
  readonly name = 'vendure' as const;
  readonly version = peerVersion('vendure');
  private readonly password = randomBytes(12).toString('base64url');
  private readonly secret = randomBytes(24).toString('base64url');
  private shop: Shop | undefined;
  private running: { readonly url: string; readonly processes: readonly PeerProcess[]; readonly postgres: Watched } | undefined;
  private limited = 0;

  /** Installs it when it is not; lays the shop when the site's database is not the one of the last start. */
  async start(site: SubjectSite): Promise<void> {
    const { folder } = await installPeer('vendure', site.say);
    const database = await site.database('vendure');
    const port = String(await freePort());
    const env = { DATABASE_URL: database, PORT: port, SUPERADMIN_PASSWORD: this.password, COOKIE_SECRET: this.secret, VENDURE_DISABLE_TELEMETRY: 'true' };
    const command = (name: string, ...args: string[]): PeerCommand => ({ name, args, folder, env, logs: site.folder });
    if (this.shop?.database !== database) this.shop = await this.lay(site, database, command('vendure-populate', 'populate.js', String(site.products)));
    site.say(`starting Vendure ${this.version}: one server, one worker`);
    const url = `http://127.0.0.1:${port}`;
    const processes: PeerProcess[] = [];
    this.running = { url, processes, postgres: { name: 'postgres', pid: site.postgresPid, tree: true } };
    processes.push(await PeerProcess.start(command('vendure', 'server.js')));
    await processes[0]!.ready(`${url}/health`, READY_WITHIN_MS);
    processes.push(await PeerProcess.start(command('vendure-worker', 'worker.js')));
  }

  processes(): readonly Watched[] {
    const { processes, postgres } = this.up;
    return [...processes.map(({ watched }) => watched), postgres];
  }

  journey({ lines, sku }: JourneyWish): JourneyRef {
    const options: VendureJourney = { url: this.up.url, variants: this.shop!.variants, lines, ...(sku === undefined ? {} : { variant: sku }) };
    return { module: join(__dirname, '../journeys/vendure.js'), options };
  }

  /** As `journey`, for races in which the orders wait for their payment already (state ArrangingPayment). */
  atThePayment(variant: string): JourneyRef {
    const { module, options } = this.journey({ lines: 1, sku: variant });
    return { module, options: { ...(options as VendureJourney), waitsForPayment: true } };
  }

  /** A variant by the admin API, its stock tracked. */
  async stock(units: number): Promise<string> {
    const name = `Limited ${++this.limited}`;
    const token = await this.signIn();
    const texts = { languageCode: 'en', name };
    const { createProduct: product } = await this.admin(token, 'mutation ($input: CreateProductInput!) { createProduct(input: $input) { id } }', { input: { translations: [{ ...texts, slug: `limited-${this.limited}`, description: '' }] } });
    const input = [{ productId: product!.id, sku: `LIMITED-${this.limited}`, price: 2_000, stockOnHand: units, trackInventory: 'TRUE', translations: [texts] }];
    const { createProductVariants: variants } = await this.admin(token, 'mutation ($input: [CreateProductVariantInput!]!) { createProductVariants(input: $input) { id } }', { input });
    return (variants as unknown as Array<{ id: string }>)[0]!.id;
  }

  /** Units in placed orders. */
  async sold(variant: string): Promise<number> {
    const [row] = await ask<{ sold: number }>(this.shop!.database, 'select coalesce(sum(l.quantity), 0)::int as sold from order_line l join "order" o on o.id = l."orderId" where l."productVariantId" = $1 and o."orderPlacedAt" is not null', [variant]);
    return row!.sold;
  }

  /** Units that its stock ledger holds as allocated. */
  async allocated(variant: string): Promise<number> {
    const [row] = await ask<{ allocated: number }>(this.shop!.database, 'select coalesce(sum("stockAllocated"), 0)::int as allocated from stock_level where "productVariantId" = $1', [variant]);
    return row!.allocated;
  }

  async stop(): Promise<void> {
    const { processes = [] } = this.running ?? {};
    await Promise.all([...processes].reverse().map((one) => one.stop()));
    this.running = undefined;
  }

  private get up(): NonNullable<VendureSubject['running']> {
    if (!this.running) throw new Error('Vendure was not started');
    return this.running;
  }

  private async lay({ say, products }: SubjectSite, database: string, populate: PeerCommand): Promise<Shop> {
    say(`laying ${products} products with Vendure's importer`);
    await PeerProcess.run(populate, LAID_WITHIN_MS);
    await settle(database);
    const rows = await ask<{ id: number }>(database, "select id from product_variant where sku like 'SKU-%' order by id");
    if (rows.length !== products) throw new Error(`Vendure's importer made ${rows.length} variants of ${products}; its log is ${populate.logs}/${populate.name}.log`);
    return { database, variants: rows.map(({ id }) => String(id)) };
  }

  private async signIn(): Promise<string> {
    const query = `mutation { login(username: "superadmin", password: "${this.password}") { __typename } }`;
    const response = await fetch(`${this.up.url}/admin-api`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query }) });
    const token = response.headers.get('vendure-auth-token');
    if (!token) throw new Error(`Vendure did not let the superadmin in: ${response.status} ${await response.text()}`);
    return token;
  }

  private async admin(token: string, query: string, variables: unknown): Promise<Record<string, { id: string }>> {
    const response = await fetch(`${this.up.url}/admin-api`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: JSON.stringify({ query, variables }) });
    const { data, errors } = (await response.json()) as { data?: Record<string, { id: string }>; errors?: unknown };
    if (!data || errors) throw new Error(`Vendure's admin API: ${JSON.stringify(errors)}`);
    return data;
  }
}
