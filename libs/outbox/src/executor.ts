import type { Database } from './database.js';
import { passing } from './fail-places.js';
import { Finisher, LeaseLost, type Claim, type StoreAll, type WorkOutcome } from './finisher.js';
import { wordsOf, type OutboxLog } from './log.js';

export type { StoreAll, StoreResult, WorkOutcome } from './finisher.js';

export interface ClaimedItem<P = unknown> {
  readonly kind: string;
  readonly id: string;
  readonly payload: P;
  /** This one included: 1 at the first. An attempt may have had its effect although nothing was stored: repeat it with the same idempotency key. */
  readonly attempts: number;
  readonly dueAt: Date;
  /** Aborted shortly before the lease ends, or when the executor is stopped past its deadline. */
  readonly signal: AbortSignal;
}

export interface ExecutorOptions<P, R = never> {
  readonly kind: string;
  /** Called outside of any transaction; the effect must be idempotent by kind and id. */
  readonly handle: (item: ClaimedItem<P>) => Promise<WorkOutcome<R>>;
  /** Writes the results of all items that ended while the last ones were written. What cannot be written together is written one by one. */
  readonly storeAll?: StoreAll<R>;
  /** Items at a time in this process. Default 4. */
  readonly concurrency?: number;
  /** After this, another process may take the item over. Default 30,000 ms. */
  readonly leaseMs?: number;
  /** The longest pause between two looks; a commit in this process wakes earlier. Default 500 ms. */
  readonly pollMs?: number;
  /** Pause after the n-th failed attempt. Default: 1 s doubling to 5 min, with jitter. */
  readonly backoffMs?: (attempts: number) => number;
  readonly log?: OutboxLog;
}

export interface Executor {
  /** Claims no more, waits for what runs, gives up waiting after the deadline (default 20 s): the leases then end by themselves. */
  stop(deadlineMs?: number): Promise<void>;
}

interface Claimed extends Claim {
  readonly payload: unknown;
  readonly attempts: number;
  readonly due_at: Date;
}

const claim = {
  name: 'work-claim',
  text: `update messaging.work_item w set token = w.token + 1, attempts = w.attempts + 1, leased_until = clock_timestamp() + make_interval(secs => $3)
    from (
      select kind, id from messaging.work_item
      where kind = $1 and due_at <= clock_timestamp() and (leased_until is null or leased_until < clock_timestamp()) order by due_at limit $2 for update skip locked
    ) as due where w.kind = due.kind and w.id = due.id
    returning w.id, w.payload, w.attempts, w.due_at, w.token, w.revision`,
};

/**
 * Handles the due items of one kind: claim by lease and token, effect outside of any transaction, result and removal of the item in one.
 * At least once: after a crash between the two, the effect is repeated.
 */
export function startExecutor<P, R = never>(database: Database, options: ExecutorOptions<P, R>): Executor {
  const executor = new WorkExecutor(database, options as ExecutorOptions<unknown, unknown>);
  executor.start();
  return { stop: (deadlineMs = 20_000) => executor.stop(deadlineMs) };
}

class WorkExecutor {
  private readonly running = new Set<Promise<void>>();
  private readonly abort = new AbortController();
  private readonly log: OutboxLog;
  private readonly finisher: Finisher;
  private stopped = false;
  private claiming: Promise<void> | undefined;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly look = () => void this.claimMore();

  constructor(private readonly database: Database, private readonly options: ExecutorOptions<unknown, unknown>) {
    this.log = options.log ?? database.log;
    this.finisher = new Finisher(database, options);
  }

  start(): void {
    this.database.signals.on('enqueued', this.look);
    this.timer = setInterval(this.look, this.options.pollMs ?? 500).unref();
    this.look();
  }

  async stop(deadlineMs: number): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    this.database.signals.off('enqueued', this.look);
    await this.claiming;
    let deadline: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (deadline = setTimeout(() => (this.abort.abort(), resolve()), deadlineMs)));
    await Promise.race([Promise.all(this.running), late]);
    clearTimeout(deadline);
  }

  /** One claim at a time; a wish that comes meanwhile is not lost. */
  private async claimMore(): Promise<void> {
    this.again = true;
    if (this.claiming) return;
    this.claiming = (async () => {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.claimOnce().catch((error: unknown) => this.log('claiming work failed', { kind: this.options.kind, error }));
      }
      this.claiming = undefined;
    })();
    await this.claiming;
  }

  private async claimOnce(): Promise<void> {
    const { kind, concurrency = 4, leaseMs = 30_000 } = this.options;
    const free = concurrency - this.running.size;
    if (free <= 0) return;
    const { rows } = await this.database.read<Claimed & Record<string, unknown>>({ ...claim, values: [kind, free, leaseMs / 1000] });
    for (const row of rows) {
      const run = this.run(row, leaseMs).finally(() => {
        this.running.delete(run);
        this.look();
      });
      this.running.add(run);
    }
  }

  private async run(row: Claimed, leaseMs: number): Promise<void> {
    const { kind, handle } = this.options;
    const signal = AbortSignal.any([this.abort.signal, AbortSignal.timeout(Math.ceil(leaseMs * 0.9))]);
    try {
      await passing('executor:before-effect');
      const outcome = await handle({ kind, id: row.id, payload: row.payload, attempts: row.attempts, dueAt: row.due_at, signal });
      await passing('executor:after-effect');
      await this.finisher.finish(row, outcome);
    } catch (error) {
      if (error instanceof LeaseLost) return this.log('a lease was lost; the item is done again elsewhere', { kind, id: row.id });
      this.log('work failed and will be tried again', { kind, id: row.id, attempts: row.attempts, error });
      await this.postpone(row, error).catch((failure: unknown) => this.log('work could not be postponed; its lease will end', { kind, id: row.id, error: failure }));
    }
  }

  private async postpone(row: Claimed, error: unknown): Promise<void> {
    const pause = (this.options.backoffMs ?? defaultBackoff)(row.attempts);
    await this.database.read({
      text: `update messaging.work_item set leased_until = null, last_error = $4,
          due_at = case when revision = $5 then clock_timestamp() + make_interval(secs => $6) else due_at end
        where kind = $1 and id = $2 and token = $3`,
      values: [this.options.kind, row.id, row.token, wordsOf(error), row.revision, pause / 1000],
    });
  }
}

function defaultBackoff(attempts: number): number {
  return Math.min(300_000, 1_000 * 2 ** Math.min(attempts - 1, 20)) * (0.75 + Math.random() / 2);
}
