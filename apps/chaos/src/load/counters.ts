import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { deviceOf, OfflineTill, Refused, type Device, type Doors, type Lease, type SyncAnswer } from '@onefront/channel-kit/till';
import type { Random, TillSale } from '../types.js';
import type { ShopDoor } from './shop-door.js';

export interface CountersOptions {
  readonly seed: number;
  readonly random: Random;
  /** Where the tills keep their journals; they go on from there after `--resume`. */
  readonly folder: string;
  readonly door: ShopDoor;
  readonly gateways: number;
  /** What they sell, at 20.00. */
  readonly skus: readonly string[];
  /** Told of each sale before anybody else hears of it. */
  sold(sale: TillSale): void;
  unexpected(text: string): void;
}

const LOCATION = 'leeds';
const CHANNEL = 'till-leeds';
const MOST_ON_LEASE = 6;
const PAUSE_MS = 300;

/** Counters whose network comes and goes: each leases units, sells from them by itself, and hands in what it has sold; every third time the answer is lost. */
export class Counters {
  private running = true;
  private turn = 0;
  private readonly working: Promise<unknown>;

  constructor(private readonly options: CountersOptions, tills = 2) {
    mkdirSync(options.folder, { recursive: true });
    this.working = Promise.all(Array.from({ length: tills }, (_, n) => this.open(`counter-${n + 1}`)));
  }

  /** No further sales; resolves when all have been handed in and every lease was given back. */
  async stop(): Promise<void> {
    this.running = false;
    await this.working;
  }

  private async open(name: string): Promise<void> {
    const device = deviceOf(name, createHash('sha256').update(`${this.options.seed}/${name}`).digest());
    const till = OfflineTill.open(device, join(this.options.folder, name));
    try {
      await this.register(device);
      till.usePriceBook({ version: '1', currency: 'GBP', prices: Object.fromEntries(this.options.skus.map((sku) => [sku, '2000'])) });
      while (this.running) await this.work(till);
      await till.lease({}, this.doors);
    } catch (error) {
      this.options.unexpected(`${name} gave up with ${till.waiting.length} sales in hand: ${(error as Error).message}`);
    } finally {
      till.close();
    }
  }

  private async register({ till, publicKey }: Device): Promise<void> {
    await this.ask('PUT', `/v1/tills/${till}`, { name: till, location: LOCATION, channel: CHANNEL, publicKey });
  }

  private async work(till: OfflineTill): Promise<void> {
    const { random, skus } = this.options;
    const sku = random.pick(skus);
    await till.lease({ [sku]: random.int(1, MOST_ON_LEASE) }, this.doors);
    const most = random.int(1, MOST_ON_LEASE);
    for (let n = 0; n < most && (till.quota.stock[sku] ?? 0) > 0; n += 1) {
      const { id } = till.sell({ lines: [{ sku, quantity: 1 }], payment: 'cash' });
      this.options.sold({ channel: CHANNEL, id, sku, quantity: 1 });
    }
    if (random.int(1, 3) === 1) await till.sync(async (id, sales) => { await this.doors.send(id, sales); throw new LostAnswer(); }).catch(unlessLost);
    await till.sync(this.doors.send);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }

  private readonly doors: Doors = {
    send: async (till, sales) => (await this.ask('POST', `/v1/tills/${till}/sales`, { sales })) as SyncAnswer,
    say: async (till, word) => (await this.ask('PUT', `/v1/tills/${till}/stock-lease`, word)) as Lease,
  };

  /** The tills' own numbers make a repeat harmless; no key is needed. */
  private async ask(method: 'POST' | 'PUT', path: string, body: unknown): Promise<unknown> {
    const settled = await this.options.door.write({ method, path, body: JSON.stringify(body) }, this.turn++ % this.options.gateways);
    if (settled.status >= 200 && settled.status < 300) return settled.body;
    if (settled.status >= 400 && settled.status < 500) throw new Refused(settled.status, settled.body);
    throw new Error(`${method} ${path} was given up: ${settled.status} ${settled.problem ?? ''}`);
  }
}

class LostAnswer extends Error {}

function unlessLost(error: unknown): void {
  if (!(error instanceof LostAnswer)) throw error;
}
