import type { Attempt, Violation } from '../types.js';

/** So long after a fault is over a connection may still break: what waits at the time of the strike has its own time limits. */
const AFTERWARDS_MS = 5_000;
const MOST_TOLD = 20;

/** Which broken requests had a reason. A connection that ends and a 503 have one while a fault lasts; any other 5xx never has. */
export class Excuses {
  private readonly faults: Array<{ readonly from: number; until: number }> = [];
  /** `without`: requests that broke without a reason, so many of them before `--resume`. */
  constructor(private readonly violated: (violation: Violation) => void, public without = 0) {}

  faultBegins(at: number): void {
    this.faults.push({ from: at, until: Infinity });
  }

  faultIsOver(at: number): void {
    const last = this.faults.at(-1);
    if (last) last.until = at + AFTERWARDS_MS;
  }

  broken({ at, ms, status }: Attempt, what: string): void {
    const reason = status === undefined || status === 503;
    if (reason && this.faults.some(({ from, until }) => at <= until && at + ms >= from)) return;
    this.unexpected(at + ms, `broken without a reason: ${what}`);
  }

  unexpected(at: number, text: string): void {
    this.without += 1;
    if (this.without <= MOST_TOLD) this.violated({ by: 'requests', text, at: Math.round(at) });
  }
}
