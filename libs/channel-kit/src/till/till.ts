import { newUlid, type Device } from './device.js';
import { Journal } from './journal.js';
import { priced } from './priced.js';
import { TillState, type CouponLease, type Entry, type Lease, type PriceBook, type Quota, type SignedSale } from './state.js';
import { Refused, type SayCouponLease, type SayLease, type SendSales } from './transport.js';

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
export interface CouponDoors { readonly send: SendSales; readonly say: SayCouponLease }

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
  /** When the stock on lease ends; undefined without one. */
  get leasedUntil(): Date | undefined { return this.state.stock.until; }
  /** What the till may still take by itself. */
  get quota(): Quota {
    const now = this.now();
    return { stock: Object.fromEntries(this.state.stock.at(now)), coupons: Object.fromEntries(this.state.coupons.at(now)) };
  }

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
   * Not while a word about a lease is unanswered: say it again first (`finishWord`, `finishCouponWord`).
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
      this.note({ kind: 'word', word: this.device.sign({ serial: this.state.stock.serial + 1, sequence: this.state.last, lines, ttlSeconds }) });
      await this.answered(doors.say);
      return this.quota;
    });
  }

  /**
   * The same for uses of coupons. What is on lease stands within the limit of its coupon; limits per customer and budgets are known to the server alone, so that
   * of such coupons nothing is leased.
   */
  leaseCoupons(uses: Readonly<Record<string, number>>, doors: CouponDoors, ttlSeconds = LEASE_TTL): Promise<Quota> {
    return this.inTurn(async () => {
      await this.couponsAnswered(doors.say);
      await this.handIn(doors.send);
      const coupons = Object.entries(uses).map(([code, quantity]) => ({ code, quantity }));
      this.note({ kind: 'coupon-word', word: this.device.sign({ serial: this.state.coupons.serial + 1, sequence: this.state.last, coupons, ttlSeconds }) });
      await this.couponsAnswered(doors.say);
      return this.quota;
    });
  }

  /** Says a word about stock again that nobody has answered; nothing when there is none. */
  finishWord(say: SayLease): Promise<void> {
    return this.inTurn(() => this.answered(say));
  }

  /** The same for a word about coupons. */
  finishCouponWord(say: SayCouponLease): Promise<void> {
    return this.inTurn(() => this.couponsAnswered(say));
  }

  close(): void { this.journal.close(); }

  /** One conversation with the server after the other. */
  private inTurn<T>(talk: () => Promise<T>): Promise<T> {
    const turn = this.line.then(talk, talk);
    this.line = turn.catch(() => undefined);
    return turn;
  }

  private async answered(say: SayLease): Promise<void> {
    const { word } = this.state.stock;
    if (!word) return;
    const { serial, expiresAt, lines }: Lease = await this.asked(word, say, 'no-lease');
    this.note({ kind: 'lease', lease: { serial, expiresAt, lines: lines.map(({ sku, left }) => ({ sku, left })) } });
  }

  private async couponsAnswered(say: SayCouponLease): Promise<void> {
    const { word } = this.state.coupons;
    if (!word) return;
    const { serial, expiresAt, coupons }: CouponLease = await this.asked(word, say, 'no-coupon-lease');
    this.note({ kind: 'coupon-lease', lease: { serial, expiresAt, coupons: coupons.map(({ code, left }) => ({ code, left })) } });
  }

  /** The answer to a word, which is the one to this word. A no is noted and thrown. */
  private async asked<W extends { serial: number }, L extends { serial: number }>(word: W, say: (till: string, word: W) => Promise<L>, no: 'no-lease' | 'no-coupon-lease'): Promise<L> {
    try {
      const lease = await say(this.device.till, word);
      if (lease.serial !== word.serial) throw new Error(`the server answers word ${lease.serial} of ${this.device.till}, not ${word.serial}`);
      return lease;
    } catch (error) {
      if (error instanceof Refused) this.note({ kind: no, serial: word.serial });
      throw error;
    }
  }

  private async handIn(send: SendSales): Promise<number> {
    const word = this.state.stock.word ?? this.state.coupons.word;
    if (word) throw new Error(`word ${word.serial} of ${this.device.till} about its lease is not answered: later sales wait behind it`);
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
    const now = this.now();
    const [stock, uses] = [this.state.stock.at(now), this.state.coupons.at(now)];
    const wanted = new Map<string, number>();
    for (const { sku, quantity } of lines) wanted.set(sku, (wanted.get(sku) ?? 0) + quantity);
    return [
      ...[...wanted].filter(([sku, units]) => (stock.get(sku) ?? 0) < units).map(([sku, units]) => `${units} of ${sku}`),
      ...coupons.filter((code) => (uses.get(code) ?? 0) < 1).map((code) => `coupon ${code}`),
    ];
  }
}

function atOnce(waiting: readonly SignedSale[]): SignedSale[] {
  let lines = 0;
  const fits = waiting.slice(0, SALES_AT_ONCE).findIndex((sale) => (lines += sale.lines.length) > LINES_AT_ONCE);
  return waiting.slice(0, fits < 0 ? SALES_AT_ONCE : fits);
}
