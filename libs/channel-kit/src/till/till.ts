import { allocate, formatDecimal, percentOf } from '@onefront/kernel';
import { newUlid, type Device } from './device.js';
import { Journal } from './journal.js';
import { TillState, type Entry, type Lease, type PriceBook, type Quota, type SaleLine, type SignedSale } from './state.js';
import { Refused, type SayLease, type SendSales } from './transport.js';

/** Most sales that are handed in at once, and most lines of all of them (the gateway's limits). */
const SALES_AT_ONCE = 50;
const LINES_AT_ONCE = 400;

export interface Wish {
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
  readonly coupons?: readonly string[];
  readonly payment: 'cash' | 'card';
  readonly soldBy?: string;
  /** The manager who sells beyond the quota: the goods are in hand. */
  readonly override?: { readonly by: string; readonly reason: string };
}

/** The doors of the server that a lease needs: sales go in before it is spoken about. */
export interface Doors { readonly send: SendSales; readonly say: SayLease }

/** How long a lease is asked for unless the caller says; seconds. */
const LEASE_TTL = 86_400;

/** More than the till may take by itself; with `override` it is sold all the same. */
export class BeyondQuota extends Error {
  override readonly name = 'BeyondQuota';
  constructor(readonly missing: readonly string[]) {
    super(`beyond the quota of the till: ${missing.join(', ')}`);
  }
}

/**
 * A till that sells with or without a network (S22). A sale is on the disk, signed and numbered, before anybody is told that it is made; it stays in the queue
 * until the server has confirmed it. Killed between any two steps it goes on where the disk says: nothing is lost, and what was sent twice counts once.
 */
export class OfflineTill {
  private readonly state = new TillState();
  private syncing: Promise<number> | undefined;
  private line: Promise<unknown> = Promise.resolve();

  private constructor(private readonly device: Device, private readonly journal: Journal<Entry>, private readonly now: () => Date) {
    for (const entry of journal.entries) this.state.apply(entry);
  }

  static open(device: Device, path: string, now: () => Date = () => new Date()): OfflineTill {
    return new OfflineTill(device, Journal.open<Entry>(path), now);
  }

  /** Sales that the server has not confirmed. */
  get waiting(): readonly SignedSale[] { return this.state.waiting; }
  /** The sequence of the last sale: what the return of a lease names. */
  get lastSequence(): number { return this.state.last; }
  /** When what is on lease ends; undefined without one. */
  get leasedUntil(): Date | undefined { return this.state.leasedUntil; }
  /** What the till may still take by itself. */
  get quota(): Quota { return { stock: this.leaseIsOver() ? {} : Object.fromEntries(this.state.stock), coupons: Object.fromEntries(this.state.coupons) }; }

  usePriceBook(book: PriceBook): void { this.note({ kind: 'price-book', book }); }
  grant(quota: Quota): void { this.note({ kind: 'quota', quota }); }

  /** Sells. The sale is durable when this returns. Throws `BeyondQuota`, and for what the price book does not have. */
  sell(wish: Wish): SignedSale {
    const { book } = this.state;
    if (!book) throw new Error('the till has no price book');
    const missing = this.missing(wish);
    if (missing.length > 0 && !wish.override) throw new BeyondQuota(missing);
    const now = this.now();
    const sale = this.device.sign({
      id: newUlid(now), sequence: this.state.last + 1, priceBook: book.version, soldAt: now.toISOString(), lines: priced(book, wish),
      ...(wish.coupons?.length ? { coupons: [...wish.coupons] } : {}), payment: { method: wish.payment }, ...(wish.soldBy ? { soldBy: wish.soldBy } : {}),
      ...(missing.length > 0 ? { override: wish.override! } : {}),
    });
    this.note({ kind: 'sale', sale });
    return sale;
  }

  /**
   * Hands in what waits, in order, until nothing does; returns how many were confirmed. One at a time; what is cut off is simply sent again by the next.
   * Not while a word about the lease is unanswered: say it again first (`lease`, `finishWord`).
   */
  sync(send: SendSales): Promise<number> {
    return (this.syncing ??= this.inTurn(() => this.handIn(send)).finally(() => { this.syncing = undefined; }));
  }

  /**
   * Says how many units of each SKU the till wants to hold unsold from now on, after handing in what waits; what is not named goes back, `{}` is all of it.
   * Resolves with what it has: as much as there was. When the answer is lost, the next one asks for it again. Throws `Refused` for a no, which changes nothing.
   */
  lease(stock: Readonly<Record<string, number>>, doors: Doors, ttlSeconds = LEASE_TTL): Promise<Quota> {
    return this.inTurn(async () => {
      await this.answered(doors.say);
      await this.handIn(doors.send);
      const lines = Object.entries(stock).map(([sku, quantity]) => ({ sku, quantity }));
      this.note({ kind: 'word', word: this.device.sign({ serial: this.state.serial + 1, sequence: this.state.last, lines, ttlSeconds }) });
      await this.answered(doors.say);
      return this.quota;
    });
  }

  /** Says a word again that nobody has answered; nothing when there is none. */
  finishWord(say: SayLease): Promise<void> {
    return this.inTurn(() => this.answered(say));
  }

  close(): void { this.journal.close(); }

  /** One conversation with the server after the other. */
  private inTurn<T>(talk: () => Promise<T>): Promise<T> {
    const turn = this.line.then(talk, talk);
    this.line = turn.catch(() => undefined);
    return turn;
  }

  private async answered(say: SayLease): Promise<void> {
    const { word } = this.state;
    if (!word) return;
    try {
      const lease: Lease = await say(this.device.till, word);
      if (lease.serial !== word.serial) throw new Error(`the server answers word ${lease.serial} of ${this.device.till}, not ${word.serial}`);
      this.note({ kind: 'lease', lease: { serial: lease.serial, expiresAt: lease.expiresAt, lines: lease.lines.map(({ sku, left }) => ({ sku, left })) } });
    } catch (error) {
      if (error instanceof Refused) this.note({ kind: 'no-lease', serial: word.serial });
      throw error;
    }
  }

  private leaseIsOver(): boolean {
    const { leasedUntil } = this.state;
    return leasedUntil !== undefined && leasedUntil <= this.now();
  }

  private async handIn(send: SendSales): Promise<number> {
    if (this.state.word) throw new Error(`word ${this.state.word.serial} of ${this.device.till} about its lease is not answered: later sales wait behind it`);
    const before = this.state.accepted;
    while (this.state.waiting.length > 0) {
      const { accepted } = await send(this.device.till, atOnce(this.state.waiting));
      if (accepted <= this.state.accepted) throw new Error(`the server has the sales of ${this.device.till} up to ${accepted} only; ${this.state.accepted} were confirmed before`);
      this.note({ kind: 'accepted', through: accepted });
    }
    return this.state.accepted - before;
  }

  private note(entry: Entry): void {
    this.journal.append(entry);
    this.state.apply(entry);
  }

  private missing({ lines, coupons = [] }: Wish): string[] {
    const over = this.leaseIsOver();
    const wanted = new Map<string, number>();
    for (const { sku, quantity } of lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
    return [
      ...[...wanted].filter(([sku, units]) => (over ? 0 : this.state.stock.get(sku) ?? 0) < units).map(([sku, units]) => `${units} of ${sku}`),
      ...coupons.filter((code) => (this.state.coupons.get(code) ?? 0) < 1).map((code) => `coupon ${code}`),
    ];
  }
}

function atOnce(waiting: readonly SignedSale[]): SignedSale[] {
  let lines = 0;
  const fits = waiting.slice(0, SALES_AT_ONCE).findIndex((sale) => (lines += sale.lines.length) > LINES_AT_ONCE);
  return waiting.slice(0, fits < 0 ? SALES_AT_ONCE : fits);
}

/** Lines with what is paid for each: the book's price, less what coupons take off the whole, spread by largest remainder. */
function priced(book: PriceBook, { lines, coupons = [] }: Wish): SaleLine[] {
  const gross = lines.map(({ sku, quantity }) => {
    const price = book.prices[sku];
    if (price === undefined) throw new Error(`the price book ${book.version} has no ${sku}`);
    return BigInt(price) * BigInt(quantity);
  });
  const left = coupons.reduce((amounts, code) => lessPercent(amounts, percentFor(book, code)), gross);
  return lines.map(({ sku, quantity }, index) => ({ sku, quantity, total: { amount: formatDecimal(left[index]!, book.currency), currency: book.currency } }));
}

function percentFor(book: PriceBook, code: string): string {
  const percent = book.coupons?.[code];
  if (percent === undefined) throw new Error(`the price book ${book.version} does not know the coupon ${code}`);
  return percent;
}

function lessPercent(amounts: readonly bigint[], percent: string): bigint[] {
  const off = allocate(percentOf(amounts.reduce((sum, one) => sum + one, 0n), percent), amounts);
  return amounts.map((amount, index) => amount - off[index]!);
}
