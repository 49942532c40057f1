import type { OnBatch } from '@onefront/bus';
import type { Database } from './database.js';
import { Gathering } from './gathering.js';
import { Handling } from './handling.js';
import type { OutboxLog } from './log.js';
import type { Observe } from './observe.js';
import type { ConsumerContext } from './once.js';
import { quarantine } from './quarantine.js';
import { readAll } from './received.js';
import { releaseKey, startReleasing, type ReleaseResult } from './release.js';
import type { BatchWork, Tx } from './work.js';

export interface ConsumerSettings<S> {
  /** Stable for ever; the group's name. */
  readonly name: string;
  readonly work: BatchWork<S>;
  /** Topics whose messages step the version of their key by one. Default: none. */
  readonly lifecycle?: (topic: string) => boolean;
  /** Parked messages per key beyond which the partition pauses. Default 1,000. */
  readonly parkedCapPerKey?: number;
  /** The same for all keys of the consumer. Default 5,000. */
  readonly parkedCap?: number;
  /** How long a reference may be not yet here. Default 30,000 ms. */
  readonly notYetHereMs?: number;
  readonly log?: OutboxLog;
  readonly observe?: Observe;
}

export interface Consumer {
  readonly name: string;
  readonly onBatch: OnBatch;
  /** For releases and replays by hand. */
  readonly context: ConsumerContext;
  readonly work: BatchWork<unknown>;
  /** Ends the loop that releases and replays; waits for what it is doing. */
  stop(): Promise<void>;
}

/** Makes what handles batches of messages: the five steps of design.md section 4. Starts the loop that releases parked keys. */
export function createConsumer<S>(database: Database, settings: ConsumerSettings<S>): Consumer {
  const { name, lifecycle = () => false, parkedCapPerKey = 1_000, parkedCap = 5_000, notYetHereMs = 30_000, log = database.log, observe = {} } = settings;
  const work = settings.work as BatchWork<unknown>;
  const context: ConsumerContext = { name, database, lifecycle, caps: { perKey: parkedCapPerKey, perConsumer: parkedCap }, notYetHereMs, log, observe };
  const types = new Set(work.types);
  const releasing = startReleasing(context, work);
  const gathering = new Gathering(async ({ batch, received, unreadable }) => {
    const started = performance.now();
    const first = unreadable.length > 0 ? (tx: Tx) => quarantine(tx, name, unreadable) : undefined;
    await new Handling(context, work, batch).handle(received, first);
    observe.batchSeconds?.(name, (performance.now() - started) / 1000);
  });
  const onBatch: OnBatch = async (batch) => {
    const { received, unreadable, passed } = readAll(batch.records, (type) => types.has(type), lifecycle);
    for (const one of unreadable) log('a message was quarantined', { consumer: name, topic: one.record.topic, partition: one.record.partition, offset: one.record.offset.toString(), reason: one.reason });
    if (received.length + unreadable.length > 0) await gathering.add({ batch, received, unreadable });
    observe.messages?.(name, 'passed', passed);
    observe.messages?.(name, 'quarantined', unreadable.length);
  };
  return { name, onBatch, context, work, stop: releasing.stop };
}

/** Releases one parked key now, in this process. The CLI asks the service for it instead: `requestRelease`. */
export function releaseParked(consumer: Consumer, key: string): Promise<ReleaseResult> {
  return releaseKey(consumer.context, key, consumer.work);
}
