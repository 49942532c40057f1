import type { Consumer, ConsumerCrashEvent, ConsumerGroupJoinEvent, EachBatchPayload, Kafka } from 'kafkajs';
import { Committer, type Progress } from '../committer.js';
import { BatchAbandoned, type BusConsumer, type ConsumerHealth, type ConsumerOptions } from '../driver.js';
import type { TopicPartition } from '../fair-share.js';
import type { Lane, LaneOwner } from '../lane.js';
import { Lanes } from '../lanes.js';
import type { BusLog } from '../log.js';
import { stallsOf } from '../stalls.js';
import { pause, settlesWithin } from '../wait.js';
import { fairAssigner } from './kafka-assigner.js';
import { RETRY } from './kafka-client.js';
import { isNamed, protocolError } from './kafka-errors.js';
import { KafkaPositions, type AskLag } from './kafka-positions.js';
import { recordsOf } from './kafka-records.js';

const SESSION_MS = 10_000;
/**
 * A fetch without data waits this long. Commits and heartbeats share its connection and wait behind it, a partition that
 * is read again waits for its end; each fetch costs CPU (36 idle partitions, 200 ms: 2 % of a core on a small machine).
 */
const FETCH_WAIT_MS = 200;
/** The pause before a group is looked for again. */
const NO_COORDINATOR_MS = 1_000;

export interface KafkaConsumerParts {
  readonly kafka: Kafka;
  readonly options: ConsumerOptions;
  readonly log: BusLog;
  readonly lag: AskLag;
}

/**
 * The library fetches and keeps the membership; records are handed to lanes at once and `eachBatch` returns, because a
 * fetch round ends only when every batch of it has been handled: one slow partition would hold up all others of its broker.
 */
export class KafkaConsumer implements BusConsumer, LaneOwner {
  readonly options: ConsumerOptions;
  readonly log: BusLog;
  private readonly lanes = new Lanes(this);
  private readonly committer: Committer;
  private readonly positions: KafkaPositions;
  private readonly client: Consumer;
  private readonly sessionMs: number;
  private memberId = '';
  private beat: (() => Promise<void>) | null = null;
  private aliveAt = performance.now();
  private lastPollAt = Date.now();
  private closing = false;
  private partitions = 1;
  private fatal: Error | undefined;

  constructor(parts: KafkaConsumerParts) {
    this.options = parts.options;
    this.log = parts.log;
    this.sessionMs = parts.options.sessionTimeoutMs ?? SESSION_MS;
    this.client = parts.kafka.consumer({
      groupId: this.options.group,
      sessionTimeout: this.sessionMs,
      // Only a heartbeat tells of a rebalance: members wait for the slowest one.
      heartbeatInterval: Math.min(1_000, Math.floor(this.sessionMs / 4)),
      rebalanceTimeout: Math.max(this.sessionMs, 15_000),
      partitionAssigners: [fairAssigner],
      allowAutoTopicCreation: false,
      minBytes: 1,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytesPerPartition: 512 * 1024,
      maxBytes: 8 * 1024 * 1024,
      retry: { ...RETRY, restartOnFailure: async () => !this.closing },
    });
    this.positions = new KafkaPositions(parts.lag, this.options, this.lanes);
    this.committer = new Committer((progress) => this.commit(progress), (error) => this.log('offsets cannot be committed, trying again', { group: this.options.group, error }));
  }

  async start(partitions: number): Promise<void> {
    const { events } = this.client;
    this.client.on(events.GROUP_JOIN, (event) => this.guarded(() => this.joined(event)));
    this.client.on(events.CRASH, (event) => this.guarded(() => this.crashed(event)));
    this.client.on(events.HEARTBEAT, () => void (this.aliveAt = performance.now()));
    this.client.on(events.FETCH, () => void (this.lastPollAt = Date.now()));
    await this.client.connect();
    await this.client.subscribe({ topics: [...this.options.topics], fromBeginning: true });
    this.partitions = partitions;
    await this.run();
  }

  private run(): Promise<void> {
    return this.client.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: Math.max(1, this.partitions),
      eachBatch: (payload) => this.take(payload),
    });
  }

  health(): ConsumerHealth {
    return { assigned: this.lanes.size, lastPollAt: this.lastPollAt, stalled: stallsOf(this.lanes, this.positions.reachable), ...(this.fatal ? { fatal: this.fatal } : {}) };
  }

  async close(deadlineMs = 20_000): Promise<void> {
    if (this.closing) return;
    this.closing = true;
    this.positions.close();
    const drained = this.lanes.drain(this.lanes).then(() => this.committer.idle());
    if (!(await settlesWithin(drained, deadlineMs))) void this.lanes.abandon(this.lanes, 'the consumer closed past its deadline');
    this.committer.stop();
    await settlesWithin(this.client.disconnect(), 5_000);
  }

  settled(lane: Lane): void {
    this.committer.mark(lane);
  }

  appetite(lane: Lane): void {
    const at = [{ topic: lane.topic, partitions: [lane.partition] }];
    const paused = this.client.paused().some(({ topic, partitions }) => topic === lane.topic && partitions.includes(lane.partition));
    const owned = this.lanes.find(lane.topic, lane.partition) === lane;
    if (!owned || lane.hungry !== paused) return;
    if (lane.hungry) this.client.resume(at);
    else this.client.pause(at);
  }

  async stayAlive(lane: Lane): Promise<void> {
    if (performance.now() - this.aliveAt > this.sessionMs) throw new BatchAbandoned(`${lane.topic}/${lane.partition}: the session lapsed`);
    try {
      await this.beat?.();
    } catch (error) {
      const type = protocolError(error);
      // A rebalance that has only begun may leave the partition with us; the new assignment decides.
      if (type === 'UNKNOWN_MEMBER_ID' || type === 'ILLEGAL_GENERATION') throw new BatchAbandoned(`${lane.topic}/${lane.partition}: ${type}`);
    }
  }

  /** Never rejects: what escapes here would crash or, for a TypeError, silently end the library's consumer. */
  private async take({ batch, resolveOffset, heartbeat }: EachBatchPayload): Promise<void> {
    try {
      this.beat = heartbeat;
      const lane = this.lanes.find(batch.topic, batch.partition);
      const last = batch.messages.at(-1);
      if (!lane || !last || this.closing) return;
      // Not in the library's types: the offset from which this batch was asked for.
      const { fetchedOffset } = batch as unknown as { readonly fetchedOffset: string };
      if (lane.next === null && (await this.positions.isStale(lane, BigInt(fetchedOffset)))) return;
      lane.receive(recordsOf(batch), BigInt(batch.highWatermark));
      if (!lane.abandoned) resolveOffset(last.offset);
      this.appetite(lane);
    } catch (error) {
      this.log('a fetched batch could not be taken and will be fetched again', { group: this.options.group, topic: batch.topic, partition: batch.partition, error });
    }
  }

  /** What a callback of ours throws would end the library's consumer. */
  private guarded(react: () => void): void {
    try {
      react();
    } catch (error) {
      this.log('a callback of the consumer failed', { group: this.options.group, error });
    }
  }

  private joined({ payload }: ConsumerGroupJoinEvent): void {
    this.aliveAt = performance.now();
    const share = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) => partitions.map((partition) => ({ topic, partition })));
    const sameMember = this.memberId === payload.memberId;
    this.memberId = payload.memberId;
    const kept = new Set(sameMember ? share.map(({ topic, partition }) => this.lanes.find(topic, partition)) : []);
    const lost = [...this.lanes].filter((lane) => !kept.has(lane));
    this.revoke(lost, 'the partition was revoked');
    const fresh = share.filter(({ topic, partition }) => this.lanes.find(topic, partition) === undefined);
    if (fresh.length > 0) this.positions.refresh();
    for (const at of fresh) this.lanes.open(at);
    for (const lane of this.lanes) this.appetite(lane);
    if (fresh.length > 0) this.options.onAssigned?.(fresh);
  }

  private revoke(lanes: readonly Lane[], reason: string): void {
    if (lanes.length === 0) return;
    void this.lanes.abandon(lanes, reason);
    this.options.onRevoked?.(lanes.map(({ topic, partition }): TopicPartition => ({ topic, partition })));
  }

  private crashed({ payload }: ConsumerCrashEvent): void {
    this.revoke([...this.lanes], `the consumer crashed: ${payload.error.message}`);
    if (payload.restart || this.closing) return;
    if (isNamed(payload.error, 'KafkaJSGroupCoordinatorNotFound')) return void this.runAgain();
    this.stopped(payload.error);
  }

  private stopped(error: Error): void {
    this.fatal = error;
    this.log('the consumer stopped for good', { group: this.options.group, error });
    this.options.onFatal?.(error);
  }

  /** The library gives up on a cluster that is only just making its groups, or moving them; that passes. */
  private async runAgain(): Promise<void> {
    await pause(NO_COORDINATOR_MS);
    if (this.closing) return;
    await this.run().catch((error: Error) => this.stopped(error));
  }

  private async commit(progress: readonly Progress[]): Promise<void> {
    await this.client.commitOffsets(progress.map(({ lane, offset }) => ({ topic: lane.topic, partition: lane.partition, offset: offset.toString() })));
  }
}
