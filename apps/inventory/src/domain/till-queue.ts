/** What is known of the sales of a till at its location (S22): up to where they are here without a gap, and the greatest sequence anybody has named. */
export class TillQueue {
  /** Sequences that are here and were not before this batch, with their orders. */
  readonly fresh: Array<{ readonly sequence: number; readonly orderId: string; readonly soldAt: Date }> = [];
  touched = false;
  private readonly beyond: Set<number>;

  /** `beyond` are the sequences behind the gap that are here already. */
  constructor(readonly till: string, readonly location: string, private state: { acknowledged: number; last: number; beyond: readonly number[] } = { acknowledged: 0, last: 0, beyond: [] }) {
    this.beyond = new Set(state.beyond);
  }

  /** All sales up to this sequence are here. */
  get acknowledged(): number { return this.state.acknowledged; }
  get last(): number { return this.state.last; }

  /** A sale is here. A repeat changes nothing. */
  take(sale: { readonly sequence: number; readonly orderId: string; readonly soldAt: Date }): void {
    const { sequence } = sale;
    if (sequence <= this.state.acknowledged || this.beyond.has(sequence)) return;
    this.fresh.push(sale);
    this.beyond.add(sequence);
    let { acknowledged } = this.state;
    while (this.beyond.delete(acknowledged + 1)) acknowledged += 1;
    this.state = { ...this.state, acknowledged };
    this.note(sequence);
    this.touched = true;
  }

  /** Somebody has heard of a sale with this sequence. */
  note(sequence: number): void {
    if (sequence <= this.state.last) return;
    this.state = { ...this.state, last: sequence };
    this.touched = true;
  }
}
