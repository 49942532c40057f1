/** Units of an order line that wait for stock (S3). */
export interface Backorder {
  readonly orderId: string;
  readonly lineId: string;
  readonly sku: string;
  readonly channel: string;
  quantity: number;
}

/** How many units of a SKU wait for a channel, and the cap under which the last of them was accepted. */
export interface BackorderTotal {
  readonly channel: string;
  readonly sku: string;
  units: number;
  cap: number | null;
}

/** The backorders of the orders in a batch, and the totals of its SKUs (protected by the lock of the SKU). */
export class Backorders {
  readonly changed = new Set<Backorder>();
  readonly changedTotals = new Set<BackorderTotal>();
  private readonly lines = new Map<string, Backorder>();
  private readonly totals = new Map<string, BackorderTotal>();

  constructor(lines: readonly Backorder[] = [], totals: readonly BackorderTotal[] = []) {
    for (const one of lines) this.lines.set(lineKey(one), one);
    for (const one of totals) this.totals.set(`${one.channel}\t${one.sku}`, one);
  }

  ofOrder(orderId: string): Backorder[] {
    return [...this.lines.values()].filter((one) => one.orderId === orderId && one.quantity > 0);
  }

  /** Units of the SKU that wait for the channel. */
  waiting(channel: string, sku: string): number {
    return this.totals.get(`${channel}\t${sku}`)?.units ?? 0;
  }

  add(backorder: Backorder, cap: number | null): void {
    const line = this.lines.get(lineKey(backorder)) ?? { ...backorder, quantity: 0 };
    this.lines.set(lineKey(line), line);
    line.quantity += backorder.quantity;
    this.changed.add(line);
    const total = this.total(backorder.channel, backorder.sku);
    total.units += backorder.quantity;
    total.cap = cap;
  }

  /** Takes back up to `units`; returns how many waited. */
  drop(backorder: Backorder, units = backorder.quantity): number {
    const dropped = Math.min(units, backorder.quantity);
    if (dropped <= 0) return 0;
    backorder.quantity -= dropped;
    this.changed.add(backorder);
    this.total(backorder.channel, backorder.sku).units -= dropped;
    return dropped;
  }

  private total(channel: string, sku: string): BackorderTotal {
    const key = `${channel}\t${sku}`;
    let total = this.totals.get(key);
    if (!total) this.totals.set(key, (total = { channel, sku, units: 0, cap: null }));
    this.changedTotals.add(total);
    return total;
  }
}

function lineKey(one: Backorder): string {
  return `${one.orderId}\t${one.lineId}\t${one.sku}`;
}
