import type { Backorder } from './backorders.js';

/** Units that are announced for one SKU at one location (IN of S1). They count for later days, never for today. */
export interface ExpectedReceipt {
  readonly id: string;
  readonly sku: string;
  readonly location: string;
  quantity: number;
  eta: Date;
  /** Per cent of the units that may be promised. */
  confidence: number;
  source: 'purchase' | 'supplier';
  reference?: string | undefined;
  status: 'expected' | 'received' | 'cancelled';
  received: number;
  /** Units promised against it to lines that wait. */
  promised: number;
  version: number;
  closedAt?: Date | undefined;
}

/** Units of a receipt that a waiting line is promised. */
export interface ExpectedPromise {
  readonly receipt: string;
  readonly quantity: number;
}

/** Units of a receipt that may be promised: what is still to come, rounded down by the confidence (S1). */
export function promisableUnits({ status, quantity, received, confidence }: Pick<ExpectedReceipt, 'status' | 'quantity' | 'received' | 'confidence'>): number {
  return status === 'expected' ? Math.floor((Math.max(0, quantity - received) * confidence) / 100) : 0;
}

export interface Assignment {
  /** Open receipts of one SKU; the earliest first. */
  readonly receipts: readonly ExpectedReceipt[];
  /** Who waits for it, in turn. */
  readonly queue: readonly Backorder[];
  /** Is what arrives at a location of use for this line? */
  readonly usable: (location: string, line: Backorder) => boolean;
  /** Units that must come to a location before any of them can be promised there: its safety stock is not full. */
  readonly keptAt: (location: string) => number;
  /** Units that must come to a channel before it may promise any: its buffer is not full. */
  readonly keptFor: (channel: string) => number;
}

/**
 * Which receipt each waiting line is promised: in turn, the earliest first, just as they will be served when the goods are here. Never more of a
 * receipt than may be promised of it, never more for a line than it waits for. A line of which nothing is expected is missing.
 */
export function assignExpected({ receipts, queue, usable, keptAt, keptFor }: Assignment): Map<Backorder, ExpectedPromise[]> {
  const left = freeUnits(receipts, keptAt);
  const found = new Map<Backorder, ExpectedPromise[]>();
  for (const line of queue) {
    let open = line.quantity;
    let kept = keptFor(line.channel);
    const promises: ExpectedPromise[] = [];
    for (const { id, location } of receipts) {
      if (open === 0) break;
      if (!usable(location, line)) continue;
      const here = left.get(id)!;
      const quantity = Math.min(open, Math.max(0, here - kept));
      kept = Math.max(0, kept - here);
      if (quantity === 0) continue;
      left.set(id, here - quantity);
      open -= quantity;
      promises.push({ receipt: id, quantity });
    }
    if (promises.length > 0) found.set(line, promises);
  }
  return found;
}

function freeUnits(receipts: readonly ExpectedReceipt[], keptAt: Assignment['keptAt']): Map<string, number> {
  const kept = new Map<string, number>();
  return new Map(receipts.map((receipt) => {
    const promisable = promisableUnits(receipt);
    const before = kept.get(receipt.location) ?? keptAt(receipt.location);
    kept.set(receipt.location, Math.max(0, before - promisable));
    return [receipt.id, Math.max(0, promisable - before)];
  }));
}
