import type { Socket } from 'node:net';

const HELD_BYTES = 4_000_000;

/** One direction of a connection: pieces go on in order, late or never. */
export class Way {
  /** True once something has been lost; such a connection is of no use any more. */
  hasSwallowed = false;
  private rule = { cut: false, delayMs: 0 };
  private readonly held: Array<{ readonly due: number; readonly piece: Buffer | 'end' }> = [];
  private heldBytes = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly from: Socket, private readonly to: Socket) {
    from.on('data', (piece) => this.take(piece));
    from.on('end', () => this.take('end'));
    to.on('drain', () => this.from.resume());
  }

  follow(rule: { readonly cut: boolean; readonly delayMs: number }): void {
    this.rule = rule;
    clearTimeout(this.timer);
    this.timer = undefined;
    if (rule.cut) this.swallowHeld();
    else this.passDue(rule.delayMs === 0 ? Infinity : 0);
  }

  /** Forgets what it holds; nothing passes any more. */
  drop(): void {
    clearTimeout(this.timer);
    this.held.length = 0;
    this.hasSwallowed = true;
  }

  private take(piece: Buffer | 'end'): void {
    if (this.rule.cut) this.hasSwallowed = true;
    else if (this.rule.delayMs === 0 && this.held.length === 0) this.pass(piece);
    else this.hold(piece);
  }

  private hold(piece: Buffer | 'end'): void {
    this.held.push({ due: performance.now() + this.rule.delayMs, piece });
    this.heldBytes += piece.length;
    if (this.heldBytes > HELD_BYTES) this.from.pause();
    this.schedule();
  }

  private schedule(): void {
    const next = this.held[0];
    if (!next || this.timer) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.passDue(performance.now() + 1);
    }, Math.max(0, next.due - performance.now()));
  }

  private passDue(until: number): void {
    while (this.held[0] && this.held[0].due <= until) {
      const { piece } = this.held.shift()!;
      this.heldBytes -= piece.length;
      this.pass(piece);
    }
    if (this.heldBytes <= HELD_BYTES && !this.to.writableNeedDrain) this.from.resume();
    this.schedule();
  }

  private swallowHeld(): void {
    if (this.held.length > 0) this.hasSwallowed = true;
    this.held.length = 0;
    this.heldBytes = 0;
    this.from.resume();
  }

  private pass(piece: Buffer | 'end'): void {
    if (piece === 'end') this.to.end();
    else if (!this.to.destroyed && this.to.writable && !this.to.write(piece)) this.from.pause();
  }
}
