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

const realSetImmediate = setImmediate;

/**
 * Lets every promise that can go on do so, at once. Node keeps `process._tickCallback` to "emulate a tick manually"; a turn of the real event
 * loop instead would cost ten times as much as all that happens in it. Called only from a timer's callback, where no promise is being handled.
 */
const settlePromises: () => void = (process as unknown as { _tickCallback?: () => void })._tickCallback ?? (() => {
  throw new Error('this version of Node cannot settle promises on demand; the simulation was written for Node 20 to 24');
});

/** So that a key press or a message of a parent process is heard meanwhile. */
const EVENTS_PER_TURN = 2_000;

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
  /** The simulation itself is wrong: nothing that it finds would mean anything. */
  fatal: Error | undefined;
  current: Owner | undefined;
  private readonly heap: Scheduled[] = [];

  constructor(private readonly random: Random) {}

  schedule(delay: number, run: () => void, owner: Owner | null = this.current ?? null): Scheduled {
    const event = { at: this.now + Math.max(0, delay), order: this.random.float(), run, owner, cancelled: false };
    this.push(event);
    return event;
  }

  /** Runs until `done` says so (asked every `everyMs`) or the time is over. Resolves with whether it was done. */
  runUntil(done: () => boolean, most: number, everyMs = 50): Promise<boolean> {
    const limits = { end: this.now + most, ask: this.now, everyMs };
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        try {
          for (let i = 0; i < EVENTS_PER_TURN; i++) {
            const result = this.step(done, limits);
            if (result !== undefined) return resolve(result);
          }
          realSetImmediate(turn);
        } catch (error) {
          reject(error as Error);
        }
      };
      realSetImmediate(turn);
    });
  }

  private step(done: () => boolean, limits: { readonly end: number; ask: number; readonly everyMs: number }): boolean | undefined {
    if (this.now >= limits.ask) {
      if (done()) return true;
      limits.ask = this.now + limits.everyMs;
    }
    const event = this.pop();
    if (event && event.at <= limits.end) return this.fire(event);
    if (event) this.push(event);
    this.now = limits.end;
    return done();
  }

  private fire(event: Scheduled): undefined {
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
    settlePromises();
    this.current = undefined;
    if (this.fatal) throw this.fatal;
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
