import type { Clock } from '@onefront/kernel';
import { EPOCH, type Loop, type Scheduled } from './loop.js';
import type { Random } from './random.js';

/**
 * Time and chance as the code under test sees them: timers, dates and random numbers of this realm come from the loop while a seed runs.
 * Production code stays as it is; what it captured from `node:timers/promises` would escape, and nothing that is simulated does.
 */
export async function underSimulatedTime<T>(loop: Loop, random: Random, run: () => Promise<T>): Promise<T> {
  const replaced = replacements(loop);
  const kept = new Map(Object.keys(replaced).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)!]));
  const [mathRandom, performanceNow, abortTimeout] = [Math.random, performance.now, AbortSignal.timeout];
  try {
    for (const [name, value] of Object.entries(replaced)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
    Math.random = () => random.float();
    performance.now = () => loop.now;
    AbortSignal.timeout = (ms) => timedOut(loop, ms);
    return await run();
  } finally {
    for (const [name, descriptor] of kept) Object.defineProperty(globalThis, name, descriptor);
    Math.random = mathRandom;
    performance.now = performanceNow;
    AbortSignal.timeout = abortTimeout;
  }
}

type Callback = (...args: unknown[]) => void;

class Timer {
  private event: Scheduled;

  constructor(private readonly loop: Loop, private readonly options: { ms: number; repeat: boolean; run: () => void }) {
    this.event = this.next();
  }

  private next(): Scheduled {
    return this.loop.schedule(this.options.ms, () => {
      if (this.options.repeat) this.event = this.next();
      this.options.run();
    });
  }

  clear(): void {
    this.event.cancelled = true;
  }

  unref(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }
}

function replacements(loop: Loop): Record<string, unknown> {
  const start = (repeat: boolean) => (run: Callback, ms = 0, ...args: unknown[]) => new Timer(loop, { ms: Math.max(repeat ? 1 : 0, ms), repeat, run: () => run(...args) });
  const clear = (timer: unknown) => (timer instanceof Timer ? timer.clear() : undefined);
  return {
    setTimeout: start(false), clearTimeout: clear, setInterval: start(true), clearInterval: clear,
    setImmediate: (run: Callback, ...args: unknown[]) => new Timer(loop, { ms: 0, repeat: false, run: () => run(...args) }), clearImmediate: clear,
    Date: dateOf(loop),
  };
}

const RealDate = Date;

/** Each process reads its own clock, which may be wrong. */
const clockOf = (loop: Loop): Clock => ({ now: () => new RealDate(EPOCH + Math.floor(loop.now) + (loop.current?.skew ?? 0)) });

function dateOf(loop: Loop): DateConstructor {
  const clock = clockOf(loop);
  const now = () => clock.now().getTime();
  return class SimulatedDate extends RealDate {
    constructor(...args: unknown[]) {
      super(...((args.length === 0 ? [now()] : args) as [number]));
    }

    static override now(): number {
      return now();
    }
  } as DateConstructor;
}

function timedOut(loop: Loop, ms: number): AbortSignal {
  const controller = new AbortController();
  loop.schedule(ms, () => controller.abort(new Error('the operation was aborted due to timeout')));
  return controller.signal;
}
