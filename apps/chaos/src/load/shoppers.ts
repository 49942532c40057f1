import { createHash, createHmac } from 'node:crypto';
import type { JournalEntry } from '../types.js';
import { basketOf, type Basket } from './basket.js';
import type { Journal } from './journal.js';
import type { Reader } from './reader.js';
import type { Settled, ShopDoor } from './shop-door.js';
import { afterwards, type Errand, type Run } from './afterwards.js';

export interface ShoppersOptions {
  readonly seed: number;
  /** So many orders are placed over the whole run, and further ones as long as `goOn` says so. */
  readonly orders: number;
  /** So many shoppers are at work at a time. */
  readonly atOnce: number;
  readonly door: ShopDoor;
  readonly gateways: number;
  readonly journal: Journal;
  readonly reader: Reader;
  /** Milliseconds since the run began. */
  now(): number;
  /** Told of every write once its outcome is known. */
  settled(entry: JournalEntry): void;
  /** False once nothing more is to be done than the orders agreed on. */
  goOn(): boolean;
  /** Told of an outcome that nobody has to reckon with. */
  unexpected(text: string): void;
}

/** Shoppers who place order after order until all have been placed; some cancel, bring things back or swap them, some look at what they have bought; some orders are handed over step by step. */
export class Shoppers {
  private stopped = false;
  private next = 0;
  private readonly placed: ReadonlySet<number>;
  /** Resolves when every order has been placed and followed to its outcome. */
  readonly finished: Promise<void>;

  constructor(private readonly options: ShoppersOptions) {
    this.placed = new Set(options.journal.entries.filter(({ write }) => write === 'order').map(({ n }) => n));
    this.finished = Promise.all(Array.from({ length: options.atOnce }, () => this.shop())).then(() => undefined);
  }

  /** No further orders; `finished` resolves when those under way are settled. */
  stop(): void {
    this.stopped = true;
  }

  private async shop(): Promise<void> {
    while (!this.stopped && (this.next < this.options.orders || this.options.goOn())) {
      const n = this.next++;
      if (!this.placed.has(n)) await this.buy(n);
    }
  }

  private async buy(n: number): Promise<void> {
    const { seed, orders, reader } = this.options;
    const basket = basketOf(seed, n, orders);
    const run = (errand: Errand): Promise<Run> => this.write(n, basket, errand);
    const { entry, body } = await run({ write: 'order', path: '/v1/orders', body: basket.body });
    if (entry.outcome !== 'done' || !entry.id) return;
    const look = reader.ownOrder(entry.id, { status: entry.orderStatus ?? '', events: body?.timeline?.length ?? 0 });
    if (basket.looks) await look.now();
    const shown = basket.then && (await afterwards[basket.then]({ order: body, n, run }));
    if (shown) await look.after(shown);
  }

  private async write(n: number, basket: Basket, errand: Errand): Promise<Run> {
    const body = JSON.stringify(errand.body);
    const idempotencyKey = keyOf(this.options.seed, errand, n);
    const startedAt = this.options.now();
    const settled = await this.options.door.write({ method: 'POST', path: errand.path, body, idempotencyKey }, n % this.options.gateways);
    const entry: JournalEntry = {
      n, write: errand.write, kind: basket.kind, idempotencyKey, digest: createHash('sha256').update(body).digest('base64url'),
      channel: basket.body.channel, ...(errand.write === 'exchange' ? {} : { externalId: basket.body.externalId }), ...(basket.coupon ? { coupon: basket.coupon } : {}), lines: basket.lines,
      ...(errand.order ? { order: errand.order } : {}), ...(errand.step ? { step: errand.step } : {}), ...outcomeOf(settled), startedAt: Math.round(startedAt), settledAt: Math.round(this.options.now()),
    };
    this.options.journal.note(entry);
    this.options.settled(entry);
    const expected = entry.outcome === 'done' || (errand.write === 'order' && basket.mayBeRefused.includes(entry.problem ?? ''));
    if (!expected) this.options.unexpected(`${errand.write} ${n} (${basket.kind}, ${errand.path}) ended in ${entry.status} ${entry.problem ?? ''}: ${JSON.stringify(settled.body ?? '').slice(0, 400)}`);
    return { entry, body: settled.body };
  }
}

/** The same after `--resume`: what was sent before the end and not noted is sent again under its key. */
const keyOf = (seed: number, { write, step }: Errand, n: number): string => createHmac('sha256', String(seed)).update(`${write}/${n}${step ? `/${step.fulfillment}/${step.verb}` : ''}`).digest('base64url');

type Known = Pick<JournalEntry, 'attempts' | 'outcome' | 'status' | 'problem' | 'id' | 'orderStatus' | 'grand'>;

function outcomeOf({ status, problem, body, attempts }: Settled): Known {
  const outcome = status >= 200 && status < 300 ? 'done' : status >= 400 && status < 500 ? 'refused' : 'unanswered';
  const order = outcome === 'done' ? { id: body?.order ?? body?.id, orderStatus: body?.status, grand: body?.totals?.grand?.amount } : {};
  return { attempts, outcome, status, ...(problem ? { problem } : {}), ...given(order) };
}

const given = <T extends object>(of: T): T => Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as T;
