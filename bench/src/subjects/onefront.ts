import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bus, JourneyRef, JourneyWish, Subject, SubjectSite, Watched } from '../types.js';
import { root } from '../harness/crew.js';
import type { Ground } from '../harness/ground.js';
import { startOnefront, type Onefront, type OnefrontOptions } from '../harness/onefront.js';
import { openShop, stockExactly } from '../harness/shop.js';
import type { OnefrontJourney } from '../journeys/onefront.js';

/** Onefront as a subject, beside the peers. */
export class OnefrontSubject implements Subject {
  readonly name = 'onefront';
  readonly version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
  private world: Onefront | undefined;
  private products = 0;
  private limited = 0;

  constructor(readonly bus: Bus, private readonly ground: Ground, private readonly options: Omit<OnefrontOptions, 'bus'> = {}) {}

  /** What runs. Throws before `start`. */
  get running(): Onefront {
    if (!this.world) throw new Error('Onefront was not started');
    return this.world;
  }

  async start({ products, say }: Pick<SubjectSite, 'products' | 'say'>): Promise<void> {
    say(`starting Onefront on ${this.bus}`);
    this.world = await startOnefront(this.ground, { ...this.options, bus: this.bus });
    this.products = products;
    say(`laying ${products} products`);
    await openShop(this.world.api, products);
  }

  processes(): readonly Watched[] {
    return this.running.watched();
  }

  journey({ lines, sku, acceptOnly }: JourneyWish & Pick<OnefrontJourney, 'acceptOnly'>): JourneyRef {
    const { access, gateways } = this.running;
    const options: OnefrontJourney = { access, gateways, lines, products: this.products, ...(sku === undefined ? {} : { sku }), ...(acceptOnly ? { acceptOnly } : {}) };
    return { module: join(__dirname, '../journeys/onefront.js'), options };
  }

  /** As `journey`, for a shopper whose shop reads the stock and asks for a quote first. */
  readingFirst(wish: JourneyWish): JourneyRef {
    return { module: join(__dirname, '../journeys/onefront-shopper.js'), options: this.journey(wish).options };
  }

  async stock(units: number): Promise<string> {
    const sku = `LIMITED-${++this.limited}`;
    await stockExactly(this.running.api, sku, units);
    return sku;
  }

  /** What inventory has promised or handed over of it. */
  async sold(sku: string): Promise<number> {
    const { body } = await this.running.api.expect<{ reserved: number }>([200], 'GET', `/v1/stock/${sku}`);
    return body.reserved;
  }

  async stop(): Promise<void> {
    await this.world?.stop();
    this.world = undefined;
  }
}
