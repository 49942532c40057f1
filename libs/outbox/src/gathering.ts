import { isTransient } from '@onefront/bus';
import type { Membership } from './handling.js';
import type { Received, Unreadable } from './received.js';

/** What one partition brings: its messages, what could not be read, and the batch they came in. */
export interface Arrival {
  readonly batch: Membership;
  readonly received: readonly Received[];
  readonly unreadable: readonly Unreadable[];
}

/** Several arrivals as one: messages in the order of their partitions, which keeps the order of every key. */
export interface Gathered extends Arrival {
  readonly partitions: number;
}

export interface GatheringOptions {
  /** About how many messages share a transaction. Default 500. */
  readonly most?: number;
  /** A transaction that takes longer than this no longer holds up the others: the next one starts beside it (R8). Default 200 ms. */
  readonly patienceMs?: number;
  /** Transactions side by side, at most. Default 4. */
  readonly sideBySide?: number;
  /** The longest rest between two transactions of a busy consumer. Default 50 ms; 0 for none. */
  readonly restMs?: number;
}

interface Waiting {
  readonly arrival: Arrival;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Group commit for consumers: while one transaction runs, what other partitions deliver is gathered, and goes into the next one together.
 * An idle consumer starts at once. With many partitions and few messages in each, a transaction per partition would cost more than its messages.
 * A consumer for which more has come while it worked is busy: it rests for as long as the work took, so that a machine whose cores are all taken
 * spends them on fewer and larger transactions; nobody rests while little comes.
 * When a shared transaction fails for a reason that concerns one partition only (taken away, too many parked), each has one of its own.
 */
export class Gathering {
  private readonly waiting: Waiting[] = [];
  private running = 0;
  /** Transactions that still hold up the next one. */
  private holding = 0;
  private scheduled = false;
  private readonly most: number;
  private readonly patienceMs: number;
  private readonly sideBySide: number;
  private readonly restMs: number;
  private rest: NodeJS.Timeout | undefined;

  constructor(private readonly handle: (gathered: Gathered) => Promise<void>, options: GatheringOptions = {}) {
    this.most = options.most ?? 500;
    this.patienceMs = options.patienceMs ?? 200;
    this.sideBySide = options.sideBySide ?? 4;
    this.restMs = options.restMs ?? 50;
  }

  /** Resolves when every effect of the arrival is durable; rejects as `handle` does. */
  add(arrival: Arrival): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ arrival, resolve, reject });
      this.schedule();
    });
  }

  /** Partitions that are read together deliver in the same turn of the event loop: they are let in together. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.startNext();
    });
  }

  private startNext(): void {
    while (this.rest === undefined && this.waiting.length > 0 && this.holding === 0 && this.running < this.sideBySide) void this.run(this.take());
  }

  private take(): Waiting[] {
    let count = 0;
    let messages = 0;
    while (count < this.waiting.length && (count === 0 || messages + this.waiting[count]!.arrival.received.length <= this.most)) {
      messages += this.waiting[count]!.arrival.received.length;
      count += 1;
    }
    return this.waiting.splice(0, count);
  }

  private async run(some: Waiting[]): Promise<void> {
    this.running += 1;
    this.holding += 1;
    const began = performance.now();
    let holds = true;
    const letOthersPass = (): void => {
      if (!holds) return;
      holds = false;
      this.holding -= 1;
      this.startNext();
    };
    const patience = setTimeout(letOthersPass, this.patienceMs);
    try {
      await this.finish(some);
    } finally {
      clearTimeout(patience);
      this.running -= 1;
      if (this.waiting.length > 0) this.restFor(Math.min(this.restMs, performance.now() - began));
      letOthersPass();
      this.startNext();
    }
  }

  private restFor(ms: number): void {
    if (this.rest !== undefined || ms < 1) return;
    this.rest = setTimeout(() => {
      this.rest = undefined;
      this.startNext();
    }, ms);
  }

  private async finish(some: readonly Waiting[]): Promise<void> {
    try {
      await this.handle(together(some.map(({ arrival }) => arrival)));
      for (const one of some) one.resolve();
    } catch (error) {
      if (some.length === 1 || isTransient(error)) {
        for (const one of some) one.reject(error);
        return;
      }
      for (const one of some) await this.finish([one]);
    }
  }
}

function together(arrivals: readonly Arrival[]): Gathered {
  if (arrivals.length === 1) return { ...arrivals[0]!, partitions: 1 };
  return {
    received: arrivals.flatMap((one) => one.received),
    unreadable: arrivals.flatMap((one) => one.unreadable),
    partitions: arrivals.length,
    batch: {
      heartbeat: async () => {
        for (const { batch } of arrivals) await batch.heartbeat();
      },
      signal: {
        get aborted() {
          return arrivals.some(({ batch }) => batch.signal.aborted);
        },
      },
    },
  };
}
