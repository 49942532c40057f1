interface Known { readonly acknowledged: number; readonly last: number; readonly beyond: readonly number[] }

/** Which sales of a till are here (S22): up to where there is no gap, and the greatest sequence anybody has named. */
export class TillQueue {
  /** Sequences that are here and were not before this batch, with their orders. */
  readonly fresh: Array<{ readonly sequence: number; readonly orderId: string }> = [];
  changed = false;
  private readonly beyond: Set<number>;
  private upTo: number;
  private greatest: number;

  /** `beyond` are the sequences behind the gap that are here already. */
  constructor(readonly till: string, { acknowledged, last, beyond }: Known = { acknowledged: 0, last: 0, beyond: [] }) {
    this.upTo = acknowledged;
    this.greatest = last;
    this.beyond = new Set(beyond);
  }

  /** All sales up to this sequence are here. */
  get acknowledged(): number { return this.upTo; }
  get last(): number { return this.greatest; }
  /** All sales that anybody has heard of are here. */
  get isHeard(): boolean { return this.upTo === this.greatest; }

  /** A sale is here. A repeat changes nothing. */
  take(sequence: number, orderId: string): void {
    if (sequence <= this.upTo || this.beyond.has(sequence)) return;
    this.fresh.push({ sequence, orderId });
    this.beyond.add(sequence);
    this.note(sequence);
    this.acknowledge(this.upTo);
  }

  /** Somebody has heard of a sale with this sequence. */
  note(sequence: number): void {
    if (sequence <= this.greatest) return;
    this.greatest = sequence;
    this.changed = true;
  }

  /** What the till sold up to this sequence was sold before it had a lease: nobody waits for it. */
  beginBehind(sequence: number): void {
    this.note(sequence);
    this.acknowledge(Math.max(this.upTo, sequence));
  }

  private acknowledge(from: number): void {
    for (const sequence of this.beyond) if (sequence <= from) this.beyond.delete(sequence);
    let acknowledged = from;
    while (this.beyond.delete(acknowledged + 1)) acknowledged += 1;
    if (acknowledged === this.upTo && !this.fresh.length) return;
    this.upTo = acknowledged;
    this.changed = true;
  }
}
