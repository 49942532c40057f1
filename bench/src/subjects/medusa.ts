import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '@onefront/local';
import type { JourneyRef, JourneyWish, Subject, SubjectSite, Watched } from '../types.js';
import type { MedusaJourney } from '../journeys/medusa.js';
import { ask, settle } from '../peers/peer-database.js';
import { installPeer, peerVersion } from '../peers/install.js';
import { PeerProcess, type PeerCommand } from '../peers/peer-process.js';

const READY_WITHIN_MS = 180_000;
const LAID_WITHIN_MS = 15 * 60_000;
const cli = 'node_modules/@medusajs/cli/cli.js';

/** What seed.js tells of the shop, and where it lies. */
interface Shop {
  readonly database: string;
  readonly key: string;
  readonly secret: string;
  readonly region: string;
  readonly channel: string;
  readonly location: string;
  readonly profile: string;
  readonly variants: readonly string[];
}

/** Medusa as one process in shared mode, on the in-memory modules that are its defaults. */
export class MedusaSubject implements Subject {
  readonly name = 'medusa' as const;
  readonly version = peerVersion('medusa');
  private readonly secrets = { JWT_SECRET: randomBytes(24).toString('base64url'), COOKIE_SECRET: randomBytes(24).toString('base64url') };
  private shop: Shop | undefined;
  private running: { readonly url: string; readonly process: PeerProcess; readonly postgres: Watched } | undefined;
  private limited = 0;

  /** Installs it when it is not; lays the shop when the site's database is not the one of the last start. */
  async start(site: SubjectSite): Promise<void> {
    const { folder } = await installPeer('medusa', site.say);
    const database = await site.database('medusa');
    const env = { ...this.secrets, DATABASE_URL: database, MEDUSA_DISABLE_TELEMETRY: 'true' };
    const command = (name: string, ...args: string[]): PeerCommand => ({ name, args: [cli, ...args], folder, env, logs: site.folder });
    if (this.shop?.database !== database) this.shop = await this.lay(site, database, command);
    site.say(`starting Medusa ${this.version}: one process, server and worker in one`);
    const port = String(await freePort());
    const url = `http://127.0.0.1:${port}`;
    const process = await PeerProcess.start(command('medusa', 'start', '--host', '127.0.0.1', '--port', port));
    this.running = { url, process, postgres: { name: 'postgres', pid: site.postgresPid, tree: true } };
    await process.ready(`${url}/health`, READY_WITHIN_MS);
  }

  processes(): readonly Watched[] {
    return [this.up.process.watched, this.up.postgres];
  }

  journey({ lines, sku }: JourneyWish): JourneyRef {
    const { key, region, variants } = this.shop!;
    const options: MedusaJourney = { url: this.up.url, key, region, variants, lines, ...(sku === undefined ? {} : { variant: sku }) };
    return { module: join(__dirname, '../journeys/medusa.js'), options };
  }

  /** A variant by the admin API, its stock managed and no backorders allowed. */
  async stock(units: number): Promise<string> {
    const { channel, location, profile } = this.shop!;
    const sku = `LIMITED-${++this.limited}`;
    const variant = { title: 'One', sku, manage_inventory: true, allow_backorder: false, options: { Size: 'One' }, prices: [{ currency_code: 'gbp', amount: 20 }] };
    const { product } = await this.admin<{ product: { variants: Array<{ id: string }> } }>('POST', '/admin/products', {
      title: sku, handle: sku.toLowerCase(), status: 'published', shipping_profile_id: profile, sales_channels: [{ id: channel }], options: [{ title: 'Size', values: ['One'] }], variants: [variant],
    });
    const { inventory_items: [item] } = await this.admin<{ inventory_items: Array<{ id: string }> }>('GET', `/admin/inventory-items?sku=${sku}`);
    await this.admin('POST', `/admin/inventory-items/${item!.id}/location-levels`, { location_id: location, stocked_quantity: units });
    return product.variants[0]!.id;
  }

  /** Units in orders. */
  async sold(variant: string): Promise<number> {
    const sql = 'select coalesce(sum(i.quantity), 0)::int as sold from order_item i join order_line_item l on l.id = i.item_id join "order" o on o.id = i.order_id where l.variant_id = $1 and i.deleted_at is null and o.deleted_at is null and o.canceled_at is null';
    const [row] = await ask<{ sold: number }>(this.shop!.database, sql, [variant]);
    return row!.sold;
  }

  async stop(): Promise<void> {
    await this.running?.process.stop();
    this.running = undefined;
  }

  private get up(): NonNullable<MedusaSubject['running']> {
    if (!this.running) throw new Error('Medusa was not started');
    return this.running;
  }

  private async lay({ say, products, folder }: SubjectSite, database: string, command: (name: string, ...args: string[]) => PeerCommand): Promise<Shop> {
    say("laying Medusa's schema with its migrations");
    await PeerProcess.run(command('medusa-migrate', 'db:migrate'), LAID_WITHIN_MS);
    say(`laying ${products} products with Medusa's workflows`);
    const file = join(folder, 'medusa-shop.json');
    await PeerProcess.run(command('medusa-seed', 'exec', './seed.js', String(products), file), LAID_WITHIN_MS);
    await settle(database);
    return { ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Shop, 'database'>), database };
  }

  private async admin<Body>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Body> {
    const authorization = `Basic ${Buffer.from(`${this.shop!.secret}:`).toString('base64')}`;
    const response = await fetch(`${this.up.url}${path}`, { method, headers: { 'content-type': 'application/json', authorization }, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`Medusa's admin API: ${method} ${path} answered ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }
}
