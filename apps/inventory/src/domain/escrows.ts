import { begun, escrowId, settled, sold, told, type Escrow } from './escrow.js';

/** The escrows on the SKUs that a batch has locked, as they are after each message. */
export class Escrows {
  private readonly changed = new Set<string>();
  private readonly byPair: Map<string, Escrow>;

  constructor(loaded: readonly Escrow[] = []) {
    this.byPair = new Map(loaded.map((one) => [pairOf(one.channel, one.sku), one]));
  }

  get(channel: string, sku: string): Escrow | undefined {
    return this.byPair.get(pairOf(channel, sku));
  }

  all(): Escrow[] {
    return [...this.byPair.values()];
  }

  /** As whom their units are held. */
  ids(): string[] {
    return [...new Set(this.all().map((one) => escrowId(one.channel)))].sort();
  }

  put(escrow: Escrow): void {
    const key = pairOf(escrow.channel, escrow.sku);
    if (this.byPair.get(key) === escrow) return;
    this.byPair.set(key, escrow);
    this.changed.add(key);
  }

  /** Gives a channel up to so many units of its own; 0 takes them away again. */
  limit(channel: string, sku: string, limit: number): void {
    const known = this.get(channel, sku);
    if (known ? known.limit !== limit : limit > 0) this.put(known ? { ...known, limit } : begun(channel, sku, limit));
  }

  sold(channel: string, sku: string, units: number): void {
    const known = this.get(channel, sku);
    if (known) this.put(sold(known, units));
  }

  settle(channel: string, sku: string, seen: { readonly quantity: number; readonly version: number }): void {
    const known = this.get(channel, sku);
    if (known) this.put(settled(known, seen));
  }

  told(escrow: Escrow, version: number): void {
    this.put(told(escrow, version));
  }

  /** It is over: the channel sells from what all share. */
  drop(escrow: Escrow): void {
    const key = pairOf(escrow.channel, escrow.sku);
    this.byPair.delete(key);
    this.changed.add(key);
  }

  changedSkus(): string[] {
    return [...this.changed].map((key) => key.slice(key.indexOf('/') + 1));
  }

  /** What must be written, and what is gone. */
  toStore(): { readonly kept: readonly Escrow[]; readonly gone: ReadonlyArray<{ readonly channel: string; readonly sku: string }> } {
    const keys = [...this.changed].sort();
    const gone = keys.filter((key) => !this.byPair.has(key)).map((key) => ({ channel: key.slice(0, key.indexOf('/')), sku: key.slice(key.indexOf('/') + 1) }));
    return { kept: keys.flatMap((key) => this.byPair.get(key) ?? []), gone };
  }
}

function pairOf(channel: string, sku: string): string {
  return `${channel}/${sku}`;
}
