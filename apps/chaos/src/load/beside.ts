import { randomUUID } from 'node:crypto';
import type { BesideEntry } from '../evidence.js';
import type { Random } from '../types.js';

/** What came of a write that was followed to its end: repeated under its key until it was answered, 202 waited for. Status 0: given up. */
export interface Settled {
  readonly status: number;
  readonly problem?: string;
  readonly body?: { readonly id?: string };
}

export interface BesideOptions {
  readonly random: Random;
  /** Sends a write through one of the gateways, and through another when that one does not answer; never rejects. */
  write(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: unknown, idempotencyKey: string): Promise<Settled>;
  /** SKUs that orders want most, with a location that has plenty of them. */
  readonly hot: ReadonlyArray<{ readonly sku: string; readonly location: string }>;
  /** A location to which units are transferred. */
  readonly other: string;
  /** Ids of a few customers who exist. */
  readonly customers: readonly string[];
  /** A sales channel that sells the hot SKUs. */
  readonly channel: string;
  /** Milliseconds since the run began. */
  now(): number;
  note(entry: BesideEntry): void;
}

/** Of a hundred writes: receipts, transfers, holds, changes of customers, changes of products. */
const MIX = { receipt: 25, transfer: 10, hold: 35, customer: 15 } as const;

/** The warehouse, the assistants and the office: one write after the other, on few rows. Start two or three; each ends after `stop`. */
export class Beside {
  private running = true;
  private n = 0;
  private readonly workers: Array<Promise<void>>;

  constructor(private readonly options: BesideOptions, workers = 3) {
    this.workers = Array.from({ length: workers }, () => this.work());
  }

  /** No further writes; resolves when those under way have been answered. */
  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.workers);
  }

  private async work(): Promise<void> {
    while (this.running) {
      const draw = this.options.random.int(1, 100);
      const stock = MIX.receipt + MIX.transfer + MIX.hold;
      if (draw <= MIX.receipt) await this.receive();
      else if (draw <= MIX.receipt + MIX.transfer) await this.transfer();
      else if (draw <= stock || this.options.customers.length === 0) await this.keep();
      else if (draw <= stock + MIX.customer) await this.changeCustomer();
      else await this.changeProduct();
    }
  }

  private async receive(): Promise<void> {
    const { sku, location } = this.options.random.pick(this.options.hot);
    const quantity = this.options.random.int(1, 5);
    await this.settle({ write: 'receipt', subject: sku, location, quantity }, () => ['POST', '/v1/stock/movements', { movements: [{ sku, location, quantity, reason: 'receipt' }] }]);
  }

  /** Kept for a moment and never ordered: it ends by itself, under the eyes of orders for the same SKU; every third is given up, which may be the moment when it ends. */
  private async keep(): Promise<void> {
    const { sku } = this.options.random.pick(this.options.hot);
    const lines = [{ sku, quantity: this.options.random.int(1, 2) }];
    const { body } = await this.settle({ write: 'hold', subject: sku }, () => ['POST', '/v1/holds', { channel: this.options.channel, lines, ttlSeconds: this.options.random.int(1, 2) }]);
    if (body?.id && this.options.random.int(1, 3) === 1) await this.settle({ write: 'release', subject: sku }, () => ['DELETE', `/v1/holds/${body.id}`, undefined]);
  }

  /** On their way the units are nobody's to sell; they arrive, whole or with one missing. */
  private async transfer(): Promise<void> {
    const { sku, location } = this.options.random.pick(this.options.hot);
    const quantity = this.options.random.int(2, 5);
    const { body } = await this.settle({ write: 'transfer', subject: sku }, () => ['POST', '/v1/transfers', { from: location, to: this.options.other, lines: [{ sku, quantity }] }]);
    const arrived = quantity - (this.options.random.int(1, 5) === 1 ? 1 : 0);
    if (body?.id) await this.settle({ write: 'arrival', subject: sku }, () => ['POST', `/v1/transfers/${body.id}/receive`, { lines: [{ sku, quantity: arrived }], complete: true }]);
  }

  private async changeCustomer(): Promise<void> {
    const id = this.options.random.pick(this.options.customers);
    await this.settle({ write: 'customer', subject: id }, () => ['PATCH', `/v1/customers/${encodeURIComponent(id)}`, { groups: [`g${this.options.random.int(1, 1_000_000)}`] }]);
  }

  private async changeProduct(): Promise<void> {
    const { sku } = this.options.random.pick(this.options.hot);
    await this.settle({ write: 'product', subject: sku }, () => ['PATCH', `/v1/products/${encodeURIComponent(sku)}`, { description: `As of ${this.options.random.int(1, 1_000_000)}` }]);
  }

  private async settle(about: Pick<BesideEntry, 'write' | 'subject' | 'location' | 'quantity'>, request: () => ['POST' | 'PATCH' | 'DELETE', string, unknown]): Promise<Settled> {
    const startedAt = this.options.now();
    const n = this.n++;
    const [method, path, body] = request();
    const settled = await this.options.write(method, path, body, randomUUID());
    const { status, problem } = settled;
    const outcome = status >= 200 && status < 300 ? 'done' : status >= 400 && status < 500 ? 'refused' : 'unanswered';
    this.options.note({ n, ...about, outcome, status, ...(problem ? { problem } : {}), startedAt, settledAt: this.options.now() });
    return settled;
  }
}
