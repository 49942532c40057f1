import { randomUUID } from 'node:crypto';
import { Committer, type Progress } from '../committer.js';
import { BatchAbandoned, type BusConsumer, type ConsumerHealth, type ConsumerOptions } from '../driver.js';
import type { Lane, LaneOwner } from '../lane.js';
import { Lanes } from '../lanes.js';
import type { BusLog } from '../log.js';
import { stallsOf } from '../stalls.js';
import { settlesWithin } from '../wait.js';
import { PgLogGroup, type Claim } from './pglog-group.js';
import { PgLogReader } from './pglog-reader.js';
import type { PgLogStore } from './pglog-store.js';
import type { PgLogTail, TailReader } from './pglog-tail.js';

const SESSION_MS = 6_000;

/** A member of a group: holds its partitions by leases and feeds them to lanes. */
export class PgLogConsumer implements BusConsumer, LaneOwner, TailReader {
  readonly options: ConsumerOptions;
  readonly group: string;
  readonly log: BusLog;
  private readonly lanes = new Lanes(this);
  private readonly claims = new Map<Lane, Claim>();
  private readonly leaving = new Set<Lane>();
  private readonly sessionMs: number;
  private readonly membership: PgLogGroup;
  private readonly committer: Committer;
  private readonly reader: PgLogReader;
  private beating: Promise<void> | null = null;
  private beatAgain = false;
  private beatTimer: NodeJS.Timeout | undefined;
  /** Monotonic time at which the last successful renewal was asked for: leases hold at least until then + session. */
  private renewedAt = Number.NEGATIVE_INFINITY;
  private lastPollAt = Date.now();
  private reachable = true;
  private closing = false;

  constructor(
    store: PgLogStore,
    private readonly tail: PgLogTail,
    options: ConsumerOptions,
  ) {
    this.options = options;
    this.group = options.group;
    this.log = store.log;
    this.sessionMs = options.sessionTimeoutMs ?? SESSION_MS;
    this.membership = new PgLogGroup(store, { group: options.group, id: randomUUID(), topics: options.topics, sessionMs: this.sessionMs });
    this.committer = new Committer((progress) => this.commit(progress), (error) => this.log('offsets cannot be committed, trying again', { group: this.group, error }));
    this.reader = new PgLogReader(store, () => this.hungry(), (error) => this.answered(error));
  }

  async start(): Promise<void> {
    this.tail.add(this);
    await this.beat();
    await this.tail.announceGroup(this.group);
    this.beatTimer = setInterval(() => void this.beat().catch(() => undefined), Math.max(50, this.sessionMs / 3));
  }

  health(): ConsumerHealth {
    return { assigned: this.lanes.size, lastPollAt: this.lastPollAt, stalled: stallsOf(this.lanes, this.reachable) };
  }

  async close(deadlineMs = 20_000): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    const drained = this.lanes.drain(this.lanes).then(() => this.committer.idle());
    if (!(await settlesWithin(drained, deadlineMs))) void this.lanes.abandon(this.lanes, 'the consumer closed past its deadline');
    this.committer.stop();
    clearInterval(this.beatTimer);
    this.tail.remove(this);
    const left = (this.beating ?? Promise.resolve()).catch(() => undefined).then(() => this.membership.leave());
    // Whoever cannot say goodbye is noticed when its session ends.
    if (await settlesWithin(left, 5_000)) await this.tail.announceGroup(this.group);
  }

  logs(): number[] {
    return [...this.claims.values()].map(({ log }) => log);
  }

  grew(log: number, end: bigint): void {
    for (const [lane, claim] of this.claims) {
      if (claim.log !== log) continue;
      lane.probe(end, lane.next ?? 0n);
      if (lane.hungry && (lane.next ?? 0n) < lane.end) this.reader.wake();
    }
  }

  groupChanged(): void {
    void this.beat().catch(() => undefined);
  }

  settled(lane: Lane): void {
    this.committer.mark(lane);
  }

  appetite(): void {
    this.reader.wake();
  }

  async stayAlive(lane: Lane): Promise<void> {
    const age = performance.now() - this.renewedAt;
    if (age > this.sessionMs) throw new BatchAbandoned(`${lane.topic}/${lane.partition}: the session lapsed`);
    // The lease still holds; a renewal that fails now is repeated by the timer.
    if (age > this.sessionMs / 2) await this.beat().catch(() => undefined);
  }

  private hungry(): Array<{ log: number; lane: Lane }> {
    if (this.closing) return [];
    return [...this.claims].filter(([lane]) => lane.hungry && (lane.next ?? 0n) < lane.end).map(([lane, { log }]) => ({ lane, log }));
  }

  answered(error: unknown): void {
    if (error === null) {
      if (!this.reachable) for (const lane of this.lanes) lane.restartPatience();
      this.lastPollAt = Date.now();
    }
    this.reachable = error === null;
  }

  /** Renews, and brings the partitions we hold in line with our share. One at a time; a call during one causes another. */
  private beat(): Promise<void> {
    if (this.beating) this.beatAgain = true;
    this.beating ??= this.beatOnce().finally(() => {
      this.beating = null;
      const again = this.beatAgain && !this.closing;
      this.beatAgain = false;
      if (again) void this.beat().catch(() => undefined);
    });
    return this.beating;
  }

  private async beatOnce(): Promise<void> {
    const asked = performance.now();
    const held = await this.membership.renew();
    this.renewedAt = asked;
    this.loseAllBut(held);
    if (this.closing) return;
    const share = await this.membership.share();
    for (const [lane, { log }] of this.claims) if (!share.has(log)) void this.handOver(lane);
    const mine = new Set(this.logs());
    const wanted = [...share].filter((log) => !mine.has(log));
    if (wanted.length > 0 && !this.closing) this.open(await this.membership.claim(wanted));
  }

  /** Partitions whose lease another member took, or that were deleted. */
  private loseAllBut(held: ReadonlyMap<number, bigint>): void {
    const lost = [...this.claims].filter(([, { log, epoch }]) => held.get(log) !== epoch).map(([lane]) => lane);
    this.forget(lost, 'the lease was lost');
  }

  private forget(lanes: readonly Lane[], reason: string): void {
    const gone = lanes.filter((lane) => this.claims.delete(lane));
    void this.lanes.abandon(gone, reason);
    if (gone.length > 0) this.options.onRevoked?.(gone.map(({ topic, partition }) => ({ topic, partition })));
  }

  private open(claims: readonly Claim[]): void {
    if (claims.length === 0) return;
    for (const claim of claims) {
      const lane = this.lanes.open(claim);
      lane.skipTo(claim.offset);
      lane.observeEnd(claim.end);
      this.claims.set(lane, claim);
    }
    this.options.onAssigned?.(claims.map(({ topic, partition }) => ({ topic, partition })));
    this.reader.wake();
  }

  /** Lets the running batch finish and commit, for one session at most, then gives the partition back for another member to claim. */
  private async handOver(lane: Lane): Promise<void> {
    const claim = this.claims.get(lane);
    if (!claim || this.leaving.has(lane)) return;
    this.leaving.add(lane);
    await settlesWithin(lane.drain().then(() => this.committer.idle()), this.sessionMs);
    this.leaving.delete(lane);
    if (!this.claims.has(lane)) return;
    this.forget([lane], 'the partition was revoked');
    await this.membership.release([claim.log]).then(() => this.tail.announceGroup(this.group)).catch(() => undefined);
  }

  private async commit(progress: readonly Progress[]): Promise<void> {
    const positions = progress.flatMap(({ lane, offset }) => {
      const claim = this.claims.get(lane);
      return claim ? [{ log: claim.log, epoch: claim.epoch, offset }] : [];
    });
    if (positions.length === 0) return;
    const committed = await this.membership.commit(positions);
    const fenced = progress.filter(({ lane }) => this.claims.has(lane) && !committed.has(this.claims.get(lane)!.log));
    this.forget(fenced.map(({ lane }) => lane), 'another member has the partition');
  }
}
