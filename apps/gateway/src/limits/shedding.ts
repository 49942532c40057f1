import type { Priority } from './route-limits.js';

/** How full a process may be, as a share of its capacity, before each kind of request is turned away. */
const FULL_AT: Readonly<Record<Exclude<Priority, 'never'>, number>> = { last: 1, usual: 1.5, till: 2 };
/** Milliseconds by which every single turn of the event loop of the last half second was late: a queue that stands, not one that comes and goes. */
const LATE_MS = 1_000;
const SAMPLE_MS = 100;
const SAMPLES = 5;
/** With fewer requests than this it is not the requests that make the loop late. */
const FEW = 32;

export interface Capacity { readonly inFlight: number; readonly bodyBytes: number }
export type ShedReason = 'in-flight' | 'late' | 'bodies';

/** Turns requests away while that is still cheap, those first that can best be asked again. What is let in is worked on to its end. */
export class Shedding {
  inFlight = 0;
  bodyBytes = 0;
  private readonly lateness: number[] = [];
  private readonly timer: NodeJS.Timeout;
  private expected: number;

  constructor(private readonly capacity: Capacity, private readonly now: () => number = () => performance.now()) {
    this.expected = this.now() + SAMPLE_MS;
    this.timer = setInterval(() => this.sample(), SAMPLE_MS).unref();
  }

  /** Why this request is turned away, or undefined: then it is in, and `leave` must follow. */
  enter(priority: Priority, bodyBytes: number): ShedReason | undefined {
    const reason = priority === 'never' ? undefined : this.reason(priority, bodyBytes);
    if (reason) return reason;
    this.inFlight += 1;
    this.bodyBytes += bodyBytes;
    return undefined;
  }

  leave(bodyBytes: number): void {
    this.inFlight -= 1;
    this.bodyBytes -= bodyBytes;
  }

  /** The least lateness of the last samples in milliseconds (as CoDel looks at a queue). */
  get lagMs(): number {
    return this.lateness.length < SAMPLES ? 0 : Math.min(...this.lateness);
  }

  /** One look at how late the loop is; by the timer, and by tests. */
  sample(): void {
    const now = this.now();
    this.lateness.push(Math.max(0, now - this.expected));
    if (this.lateness.length > SAMPLES) this.lateness.shift();
    this.expected = now + SAMPLE_MS;
  }

  close(): void {
    clearInterval(this.timer);
  }

  private reason(priority: Exclude<Priority, 'never'>, bodyBytes: number): ShedReason | undefined {
    const share = FULL_AT[priority];
    if (this.inFlight >= this.capacity.inFlight * share) return 'in-flight';
    if (this.inFlight > FEW && this.lagMs > LATE_MS * share) return 'late';
    return bodyBytes > 0 && this.bodyBytes > 0 && this.bodyBytes + bodyBytes > this.capacity.bodyBytes ? 'bodies' : undefined;
  }
}
