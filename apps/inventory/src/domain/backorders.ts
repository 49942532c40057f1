/** Units of an order line that wait for stock (S3). */
export interface Backorder {
  readonly orderId: string;
  readonly lineId: string;
  readonly sku: string;
  readonly channel: string;
  quantity: number;
  /** When the customer placed the order. */
  readonly placedAt: Date;
  /** The day that was promised, where one was. */
  readonly promisedBy?: Date | undefined;
  /** Only units at this location are of use: they are collected there. */
  readonly pickupAt?: string | undefined;
  /** Nothing of it waits any more, and nothing is set aside for it that its order does not know of. */
  ended?: boolean;
}

/** How many units of a SKU wait for a channel, and the cap under which the last of them was accepted. */
export interface BackorderTotal {
  readonly channel: string;
  readonly sku: string;
  units: number;
  cap: number | null;
}

type LineKey = Pick<Backorder, 'orderId' | 'lineId' | 'sku'>;

/** The backorders of the orders and SKUs in a batch, and the totals of its SKUs (protected by the lock of the SKU). */
export class Backorders {
  readonly changed = new Set<Backorder>();
  readonly changedTotals = new Set<BackorderTotal>();
  /** By SKU, the version of its stock at which nobody could be served any more. */
  readonly servedAt = new Map<string, number>();
  private readonly lines = new Map<string, Backorder>();
  private readonly totals = new Map<string, BackorderTotal>();
  private readonly revisions = new Map<string, number>();

  constructor(lines: readonly Backorder[] = [], totals: readonly BackorderTotal[] = []) {
    for (const one of lines) this.lines.set(lineKey(one), one);
    for (const one of totals) this.totals.set(`${one.channel}\t${one.sku}`, one);
  }

  ofOrder(orderId: string): Backorder[] {
    return [...this.lines.values()].filter((one) => one.orderId === orderId && !one.ended);
  }

  find(key: LineKey): Backorder | undefined {
    return this.lines.get(lineKey(key));
  }

  /** Units of the SKU that wait for the channel. */
  waiting(channel: string, sku: string): number {
    return this.totals.get(`${channel}\t${sku}`)?.units ?? 0;
  }

  /** SKUs that somebody waits for, sorted. */
  waitingSkus(): string[] {
    return [...new Set([...this.lines.values()].filter((one) => one.quantity > 0).map((one) => one.sku))].sort();
  }

  /** Who waits for a SKU, across channels, in promise order: the earliest promised day first, then whoever placed the order first. */
  queue(sku: string): Backorder[] {
    return [...this.lines.values()].filter((one) => one.sku === sku && one.quantity > 0).sort(byTurn);
  }

  /** Lets more units wait. `cap` is that of the policy which allows it; undefined where they had been accepted before. */
  add(backorder: Omit<Backorder, 'ended'>, cap: number | null | undefined): void {
    const line = this.lines.get(lineKey(backorder)) ?? { ...backorder, quantity: 0 };
    this.lines.set(lineKey(line), line);
    line.quantity += backorder.quantity;
    line.ended = false;
    this.changed.add(line);
    const total = this.total(backorder.channel, backorder.sku);
    total.units += backorder.quantity;
    if (cap !== undefined) total.cap = cap;
  }

  /** Takes back up to `units`; returns how many waited. A line of which nothing waits is over. */
  drop(backorder: Backorder, units = backorder.quantity): number {
    const dropped = this.serve(backorder, units);
    backorder.ended = backorder.quantity === 0;
    this.changed.add(backorder);
    return dropped;
  }

  /** Units for a line have been set aside: they wait no longer, and the line stays until its order has asked for them. */
  serve(backorder: Backorder, units: number): number {
    const served = Math.min(units, backorder.quantity);
    if (served <= 0) return 0;
    backorder.quantity -= served;
    this.changed.add(backorder);
    this.total(backorder.channel, backorder.sku).units -= served;
    return served;
  }

  /** What had been set aside is gone: it waits again, in its old place, whatever is accepted by now. */
  waitAgain(backorder: Backorder, units: number): void {
    backorder.quantity += units;
    this.changed.add(backorder);
    const total = this.total(backorder.channel, backorder.sku);
    total.units += units;
    if (total.cap !== null) total.cap = Math.max(total.cap, total.units);
  }

  /** Counts the changes of what waits for a SKU. */
  revision(sku: string): number {
    return this.revisions.get(sku) ?? 0;
  }

  private total(channel: string, sku: string): BackorderTotal {
    const key = `${channel}\t${sku}`;
    let total = this.totals.get(key);
    if (!total) this.totals.set(key, (total = { channel, sku, units: 0, cap: null }));
    this.changedTotals.add(total);
    this.revisions.set(sku, this.revision(sku) + 1);
    return total;
  }
}

function byTurn(a: Backorder, b: Backorder): number {
  const day = (one: Backorder): number => one.promisedBy?.getTime() ?? Infinity;
  if (day(a) !== day(b)) return day(a) - day(b);
  return a.placedAt.getTime() - b.placedAt.getTime() || (lineKey(a) < lineKey(b) ? -1 : 1);
}

function lineKey(one: LineKey): string {
  return `${one.orderId}\t${one.lineId}\t${one.sku}`;
}
