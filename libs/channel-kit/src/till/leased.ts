/** What is said about a lease: which level of each thing the till wants to hold from now on, its sales up to `sequence` handed in (S22). */
interface Word { readonly serial: number }

/** What a till may take by itself of one kind of thing - units by SKU, uses by coupon -, made of nothing but the entries of its journal. */
export class Leased<W extends Word> {
  /** Greatest serial of a word. */
  serial = 0;
  /** A word that nobody has answered: it is said again before anything else is. */
  word: W | undefined;
  /** What is on lease may be taken before this time. */
  until: Date | undefined;
  readonly left = new Map<string, number>();
  /** Taken since the last word. */
  private readonly since = new Map<string, number>();

  isOver(now: Date): boolean {
    return this.until !== undefined && this.until <= now;
  }

  /** What may be taken now. */
  at(now: Date): ReadonlyMap<string, number> {
    return this.isOver(now) ? new Map() : this.left;
  }

  grant(more: Readonly<Record<string, number>>): void {
    for (const [key, quantity] of Object.entries(more)) add(this.left, key, quantity);
  }

  took(key: string, quantity: number): void {
    add(this.since, key, quantity);
    this.left.set(key, Math.max(0, (this.left.get(key) ?? 0) - quantity));
  }

  /** What a word gives back is not taken any more from here on. */
  said(word: W, wanted: Iterable<readonly [string, number]>): void {
    this.serial = word.serial;
    this.word = word;
    this.since.clear();
    const levels = new Map(wanted);
    for (const [key, quantity] of this.left) this.left.set(key, Math.min(quantity, levels.get(key) ?? 0));
  }

  /** The server has said no: what it has set aside is what it was. */
  refused(): void {
    this.word = undefined;
  }

  /** The answer is the whole: what was taken since the word is taken off, and nothing is added to what was there. */
  answered(expiresAt: string, left: Iterable<readonly [string, number]>): void {
    this.word = undefined;
    this.until = new Date(expiresAt);
    this.left.clear();
    for (const [key, quantity] of left) this.left.set(key, Math.max(0, quantity - (this.since.get(key) ?? 0)));
  }
}

function add(map: Map<string, number>, key: string, by: number): void {
  map.set(key, (map.get(key) ?? 0) + by);
}
