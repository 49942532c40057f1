import type { Random } from './random.js';

/** Whose code runs: its timers, answers and deliveries end with it, and wait while it is frozen. */
export interface Owner {
  readonly alive: boolean;
  /** Simulated milliseconds until which nothing of it runs. */
  readonly frozenUntil: number;
  /** What its clock is wrong by. Milliseconds. */
  readonly skew: number;
}

export interface Scheduled {
  at: number;
  readonly order: number;
  readonly run: () => void;
  readonly owner: Owner | null;
  cancelled: boolean;
}

/** Turns of the real event loop: after each, every promise that can go on has gone on. */
const nextTurn: () => Promise<void> = () => new Promise((resolve) => realSetImmediate(resolve));
const realSetImmediate = setImmediate;

/** Simulated time starts here, in every seed. */
export const EPOCH = Date.UTC(2026, 10, 23, 9);

/**
 * The only scheduler: what happens next is the earliest event, and of those at one moment a random one. Between two events all promises
 * settle, so that `current` says whose code is running, and code of ours only ever waits for an event.
 */
export class Loop {
  /** Simulated milliseconds since the start. */
  now = 0;
  events = 0;
  current: Owner | undefined;
  private readonly heap: Scheduled[] = [];

  constructor(private readonly random: Random) {}

  schedule(delay: number, run: () => void, owner: Owner | null = this.current ?? null): Scheduled {
    const event = { at: this.now + Math.max(0, delay), order: this.random.float(), run, owner, cancelled: false };
    this.push(event);
    return event;
  }

  /** Runs until `done` says so (asked every `everyMs`) or the time is over. Resolves with whether it was done. */
  async runUntil(done: () => boolean, most: number, everyMs = 50): Promise<boolean> {
    const end = this.now + most;
    let ask = this.now;
    for (;;) {
      if (this.now >= ask) {
        if (done()) return true;
        ask = this.now + everyMs;
      }
      const event = this.pop();
      if (!event || event.at > end) {
        if (event) this.push(event);
        this.now = end;
        return done();
      }
      await this.fire(event);
    }
  }

  private async fire(event: Scheduled): Promise<void> {
    const { owner } = event;
    if (event.cancelled || (owner && !owner.alive)) return;
    this.now = Math.max(this.now, event.at);
    if (owner && owner.frozenUntil > this.now) {
      event.at = owner.frozenUntil;
      this.push(event);
      return;
    }
    this.events++;
    this.current = owner ?? undefined;
    event.run();
    await nextTurn();
    this.current = undefined;
  }

  private push(event: Scheduled): void {
    const { heap } = this;
    let i = heap.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!before(event, heap[parent]!)) break;
      heap[i] = heap[parent]!;
      i = parent;
    }
    heap[i] = event;
  }

  private pop(): Scheduled | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || !last) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++;
      if (!before(heap[child]!, last)) break;
      heap[i] = heap[child]!;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

function before(a: Scheduled, b: Scheduled): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
