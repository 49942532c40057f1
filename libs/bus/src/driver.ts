/**
 * The seam between Onefront and a log of messages, in Kafka's own words.
 *
 * Two drivers stand behind it: `kafka` (production) and `pglog` (one host, nothing installed but Node).
 * No type, error or setting of a client library may cross this file.
 */

/** A record on its way into the log. `value: null` is a tombstone. Header values are UTF-8 strings. */
export interface OutgoingRecord {
  readonly topic: string;
  /** Decides the partition (murmur2, as Kafka's Java client); null = any partition. */
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** A record read from the log. `timestamp` is milliseconds since the epoch, given when it was appended. */
export interface IncomingRecord extends OutgoingRecord {
  readonly partition: number;
  readonly offset: bigint;
  readonly timestamp: number;
}

/** What a consumer is handed: records of one partition in offset order, at most 500 or about 1 MB. */
export interface RecordBatch {
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  readonly records: readonly IncomingRecord[];
  /** The next offset that the log will assign; lag = highWatermark - last offset - 1. */
  readonly highWatermark: bigint;
  /** Keeps the membership alive during long work. Throws `BatchAbandoned` when the partition is no longer ours: stop, commit nothing. */
  heartbeat(): Promise<void>;
  /** Aborted when the partition is revoked or the consumer is closing past its deadline. */
  readonly signal: AbortSignal;
}

/**
 * Resolves when every effect of the batch is durable; only then its offsets are committed.
 * Rejecting with anything pauses this partition, backs off (bounded growth, 50 ms to 5 s) and delivers the batch again:
 * nothing is skipped, other partitions go on, no dead letter is made here.
 */
export type OnBatch = (batch: RecordBatch) => Promise<void>;

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  /** Milliseconds that records are kept; -1 = for ever. */
  readonly retentionMs?: number;
  readonly replicationFactor?: number;
}

export interface ConsumerOptions {
  /** Stable for ever: offsets and inbox rows belong to it. */
  readonly group: string;
  readonly topics: readonly string[];
  readonly onBatch: OnBatch;
  /** At most this many records per batch (default 500). */
  readonly maxRecords?: number;
  readonly sessionTimeoutMs?: number;
  readonly onAssigned?: (assignment: ReadonlyArray<{ topic: string; partition: number }>) => void;
  readonly onRevoked?: (assignment: ReadonlyArray<{ topic: string; partition: number }>) => void;
  /** A failure from which the consumer will not recover by itself; the process should exit (watchdog, R3). */
  readonly onFatal?: (error: Error) => void;
}

export interface ConsumerHealth {
  readonly assigned: number;
  /** Milliseconds since the epoch of the last answer from the log. */
  readonly lastPollAt: number;
  /** Partitions that have records to read but whose committed position has not moved, with the time since when (`steadyNow`, ms since the epoch). */
  readonly stalled: ReadonlyArray<{ topic: string; partition: number; since: number; transient: boolean }>;
  /** Set when the consumer stopped for good; the same error as given to `onFatal`. */
  readonly fatal?: Error;
}

export interface BusConsumer {
  health(): ConsumerHealth;
  /** Stops fetching, lets running batches finish and commit, leaves the group. Gives up waiting after the deadline. */
  close(deadlineMs?: number): Promise<void>;
}

export interface BusProducer {
  /**
   * Appends all records, acknowledged by all in-sync replicas. Order per key is the order of the array and of successive awaited calls.
   * After any failure the underlying connection is discarded, so that a later batch cannot be swallowed as a duplicate (R17).
   * Throws `RecordTooLarge` (permanent) or another error (try again with the same records).
   */
  send(records: readonly OutgoingRecord[]): Promise<void>;
  close(): Promise<void>;
}

export interface PartitionLag {
  readonly topic: string;
  readonly partition: number;
  readonly committed: bigint;
  readonly end: bigint;
  readonly lag: bigint;
}

export interface BusAdmin {
  /** The only way topics come to be (R13). Existing topics are left alone; a different partition count throws `TopicMismatch`. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  describeTopics(names?: readonly string[]): Promise<TopicSpec[]>;
  lag(group: string, topics: readonly string[]): Promise<PartitionLag[]>;
  /** The group must have no running member. `to`: earliest, latest, or an exact offset per partition. */
  resetOffsets(group: string, topic: string, to: 'earliest' | 'latest' | ReadonlyMap<number, bigint>): Promise<void>;
  /** Per partition the offset of the first record that was appended at that time (milliseconds since the epoch) or later; the end where there is none. */
  offsetsAt(topic: string, time: number): Promise<ReadonlyMap<number, bigint>>;
  /** Drops every record below the given offset (all records by default); offsets go on counting. */
  truncate(topic: string, before?: ReadonlyMap<number, bigint>): Promise<void>;
  deleteTopics(names: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

export interface BusDriver {
  readonly name: 'kafka' | 'pglog';
  producer(): Promise<BusProducer>;
  /** Joins the group and starts consuming from the committed offsets, or from the earliest record. */
  consume(options: ConsumerOptions): Promise<BusConsumer>;
  admin(): Promise<BusAdmin>;
  /** Ends everything that was made by this driver. */
  close(): Promise<void>;
}

/** Thrown out of `heartbeat()` when the partition has been taken away. */
export class BatchAbandoned extends Error {
  override readonly name = 'BatchAbandoned';
}
/** One record exceeds the limit of the log (1 MB); sending it again cannot help. */
export class RecordTooLarge extends Error {
  override readonly name = 'RecordTooLarge';
}
/** A topic is missing or has another partition count than agreed. */
export class TopicMismatch extends Error {
  override readonly name = 'TopicMismatch';
}
