import type { Backorder } from './backorders.js';
import type { ExpectedPromise, ExpectedReceipt } from './expected.js';

type LineKey = Pick<Backorder, 'orderId' | 'lineId' | 'sku'>;

/** Promises of one line as they are stored. */
export interface PromisedLineRow extends LineKey, ExpectedPromise {}

/** The expected receipts of the SKUs that a batch has locked, those that it names, and what is promised against them. */
export class ExpectedBook {
  /** Receipts to be written. */
  readonly changed = new Set<ExpectedReceipt>();
  /** Lines whose promises are to be written, with what is promised now. */
  readonly changedLines = new Map<string, { readonly line: LineKey; readonly promises: readonly ExpectedPromise[] }>();
  /** Receipts whose day has moved and whose lines have not been told yet. */
  readonly moved = new Set<string>();
  /** By SKU, the state of its stock, queue and receipts for which promises were found last. */
  readonly foundAt = new Map<string, string>();
  private readonly byId: Map<string, ExpectedReceipt>;
  private readonly lines = new Map<string, { line: LineKey; promises: ExpectedPromise[] }>();
  private readonly revisions = new Map<string, number>();

  constructor(receipts: readonly ExpectedReceipt[] = [], promises: readonly PromisedLineRow[] = []) {
    this.byId = new Map(receipts.map((one) => [one.id, one]));
    for (const { receipt, quantity, ...line } of promises) {
      const known = this.lines.get(keyOf(line));
      if (known) known.promises.push({ receipt, quantity });
      else this.lines.set(keyOf(line), { line, promises: [{ receipt, quantity }] });
    }
  }

  get(id: string): ExpectedReceipt | undefined {
    return this.byId.get(id);
  }

  /** SKUs of which units are expected, or promised. Sorted. */
  skus(): string[] {
    const open = [...this.byId.values()].filter((one) => one.status === 'expected' || one.promised > 0).map((one) => one.sku);
    return [...new Set([...open, ...[...this.lines.values()].map((one) => one.line.sku)])].sort();
  }

  /** Open receipts of a SKU, the earliest first. */
  open(sku: string): ExpectedReceipt[] {
    return this.of(sku).filter((one) => one.status === 'expected').sort((a, b) => a.eta.getTime() - b.eta.getTime() || (a.id < b.id ? -1 : 1));
  }

  of(sku: string): ExpectedReceipt[] {
    return [...this.byId.values()].filter((one) => one.sku === sku);
  }

  /** It has changed: one version more. */
  put(receipt: ExpectedReceipt): void {
    receipt.version += 1;
    this.byId.set(receipt.id, receipt);
    this.changed.add(receipt);
    this.revisions.set(receipt.sku, this.revision(receipt.sku) + 1);
  }

  revision(sku: string): number {
    return this.revisions.get(sku) ?? 0;
  }

  promisedTo(line: LineKey): readonly ExpectedPromise[] {
    return this.lines.get(keyOf(line))?.promises ?? [];
  }

  /** Lines of a SKU that are promised something. */
  promisedLines(sku: string): LineKey[] {
    return [...this.lines.values()].flatMap((one) => (one.line.sku === sku ? [one.line] : []));
  }

  /** Puts other promises in the place of those of a line. */
  promise({ orderId, lineId, sku }: LineKey, promises: ExpectedPromise[]): void {
    const line = { orderId, lineId, sku };
    if (promises.length > 0) this.lines.set(keyOf(line), { line, promises });
    else this.lines.delete(keyOf(line));
    this.changedLines.set(keyOf(line), { line, promises });
  }
}

function keyOf({ orderId, lineId, sku }: LineKey): string {
  return `${orderId}\t${lineId}\t${sku}`;
}
