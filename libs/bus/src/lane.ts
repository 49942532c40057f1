import { Backlog } from './backlog.js';
import { BatchAbandoned, type ConsumerOptions, type IncomingRecord, type RecordBatch } from './driver.js';
import { MAX_BATCH_RECORDS } from './limits.js';
import type { BusLog } from './log.js';
import { steadyNow } from './steady.js';
import { isTransient } from './transient.js';
import { backOff, pause } from './wait.js';

/** What a lane needs from the consumer that owns it. */
export interface LaneOwner {
  readonly options: ConsumerOptions;
  readonly log: BusLog;
  /** Records up to `lane.position` (exclusive) have taken effect: their offsets may be committed. */
  settled(lane: Lane): void;
  /** The backlog has become short enough to read more, or too long. */
  appetite(lane: Lane): void;
  /** Proves or renews the membership; rejects when it is lost. */
  stayAlive(lane: Lane): Promise<void>;
}

/**
 * One assigned partition: takes what the log delivers, hands it to `onBatch` batch by batch, in order, and again until it
 * resolves. Lanes run side by side, so a slow or failing partition holds up no other (R8).
 */
export class Lane {
  /** The first offset not yet received from the log; null until something was received. */
  next: bigint | null = null;
  /** The first offset whose effect is not durable yet; null while nothing was handled. */
  position: bigint | null = null;
  /** The end of the partition as far as known. */
  end = 0n;
  /** Milliseconds since the epoch since when records wait without progress; null when none wait. */
  waitingSince: number | null = null;
  /** The last failure of a handler that was not followed by success, and when (ms since the epoch). */
  failure: { readonly error: unknown; readonly at: number } | null = null;

  private readonly backlog: Backlog;
  private readonly abort = new AbortController();
  private draining = false;
  private running: Promise<void> | null = null;

  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly owner: LaneOwner,
    /** Settles when an earlier lane of the same partition has let go: a partition is never handled twice at once here. */
    private readonly predecessor: Promise<void> = Promise.resolve(),
  ) {
    this.backlog = new Backlog(owner.options.maxRecords ?? MAX_BATCH_RECORDS);
  }

  get abandoned(): boolean {
    return this.abort.signal.aborted;
  }

  /** Whether more should be read from the log. */
  get hungry(): boolean {
    return !this.draining && !this.abandoned && this.failure === null && !this.backlog.full;
  }

  /** Takes records from the log; those received before (a read repeated after a rebalance) are ignored. */
  receive(records: readonly IncomingRecord[], end: bigint): void {
    if (this.draining || this.abandoned) return;
    this.observeEnd(end);
    for (const record of records) {
      if (this.next !== null && record.offset < this.next) continue;
      this.backlog.add(record);
      this.next = record.offset + 1n;
    }
    if (this.backlog.isEmpty) return;
    this.waitingSince ??= steadyNow();
    this.running ??= this.work();
  }

  /** Begins, or goes on, at this offset: there is nothing before it to wait for. */
  skipTo(offset: bigint): void {
    if (this.next === null || this.next < offset) this.next = offset;
    if (this.running === null && this.next >= this.end) this.waitingSince = null;
  }

  /** Notes how far the log goes. */
  observeEnd(end: bigint): void {
    if (end > this.end) this.end = end;
  }

  /** Compares with the log itself, so that a lane that is not fed although there is something to read shows as stalled. */
  probe(end: bigint, committed: bigint): void {
    this.observeEnd(end);
    if (committed < end) this.waitingSince ??= steadyNow();
    else if (this.running === null) this.waitingSince = null;
  }

  /** Trouble that explains the waiting is over: count from now. */
  restartPatience(): void {
    if (this.waitingSince !== null) this.waitingSince = steadyNow();
  }

  /** A commit went through: this is what counts as progress (R3). */
  progressed(committed: bigint): void {
    this.waitingSince = committed < this.end ? steadyNow() : null;
  }

  /** Stops handling: the running batch may finish, nothing new is begun. Resolves when it has. */
  async drain(): Promise<void> {
    this.draining = true;
    this.backlog.clear();
    await this.running;
  }

  /** The partition is no longer ours: the running batch is told to stop and will not be committed. Resolves when it let go. */
  async abandon(reason: string): Promise<void> {
    if (!this.abandoned) this.abort.abort(new BatchAbandoned(`${this.topic}/${this.partition}: ${reason}`));
    await this.drain();
    await this.predecessor;
  }

  private async work(): Promise<void> {
    await this.predecessor;
    while (!this.backlog.isEmpty && !this.abandoned && !this.draining) {
      const records = this.backlog.take();
      this.owner.appetite(this);
      if (!(await this.deliver(records))) break;
      this.position = records.at(-1)!.offset + 1n;
      this.owner.settled(this);
    }
    this.running = null;
    // Records may have come in while the last batch was settling.
    if (!this.backlog.isEmpty && !this.abandoned && !this.draining) this.running = this.work();
  }

  /** Hands the batch over until its effects are durable (true), or until the partition is lost or draining (false). */
  private async deliver(records: readonly IncomingRecord[]): Promise<boolean> {
    for (let attempt = 1; !this.abandoned; attempt += 1) {
      try {
        await this.owner.options.onBatch(this.batchOf(records));
        this.recovered();
        return !this.abandoned;
      } catch (error) {
        if (this.abandoned || this.draining) return false;
        this.failed(error, records, attempt);
      }
      await pause(backOff(attempt), this.abort.signal);
      if (this.draining) return false;
    }
    return false;
  }

  private batchOf(records: readonly IncomingRecord[]): RecordBatch {
    const highWatermark = this.end > records.at(-1)!.offset ? this.end : records.at(-1)!.offset + 1n;
    const { topic, partition } = this;
    return { group: this.owner.options.group, topic, partition, records, highWatermark, signal: this.abort.signal, heartbeat: () => this.heartbeat() };
  }

  private async heartbeat(): Promise<void> {
    this.abort.signal.throwIfAborted();
    await this.owner.stayAlive(this);
    this.abort.signal.throwIfAborted();
  }

  private failed(error: unknown, records: readonly IncomingRecord[], attempt: number): void {
    this.failure = { error, at: steadyNow() };
    this.owner.appetite(this);
    const { topic, partition } = this;
    // Every tenth attempt is told again: a partition that waits for hours must not fill the log.
    if (attempt === 1 || attempt % 10 === 0) {
      this.owner.log('a batch was rejected and will be delivered again', {
        group: this.owner.options.group, topic, partition, offset: String(records[0]!.offset), records: records.length, attempt, transient: isTransient(error), error,
      });
    }
  }

  private recovered(): void {
    if (this.failure === null) return;
    this.failure = null;
    this.restartPatience();
    this.owner.appetite(this);
  }
}
