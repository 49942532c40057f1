import { isTransient } from '@onefront/bus';
import { replayRequested } from './dead-letter-replay.js';
import { enterInbox } from './inbox.js';
import { wordsOf } from './log.js';
import { decide, MessageFailed, type ConsumerContext } from './once.js';
import { asRecord, type StoredRecord } from './stored-record.js';
import { readOne, type Received, type Verdict } from './received.js';
import type { BatchWork, Tx } from './work.js';

/** How often a key that waits for something not yet here is tried. */
const WAITING_RETRY_MS = 200;
/** How often we look for what a person asked for. */
const REQUEST_POLL_MS = 1_000;
/** Messages per transaction of a release. */
const RELEASE_BATCH = 500;

export type ReleaseResult = 'released' | 'still-parked' | 'not-parked';

type ParkedRow = StoredRecord & { readonly message_id: string; readonly waited_enough: boolean };

/**
 * Handles the parked messages of one key in order, through the same work, with their own ids. The key's row goes in the transaction
 * that handles the last one, so that the next batch finds either the key parked or all of it done (reliability.md 3.3).
 * A message that fails again stays, and all behind it. Rejects with transient errors only.
 */
export async function releaseKey(consumer: ConsumerContext, key: string, work: BatchWork<unknown>): Promise<ReleaseResult> {
  const verdicts = new Map<string, Verdict>();
  let limit = RELEASE_BATCH;
  let tried = 0;
  for (;;) {
    try {
      const step = await releaseSome(consumer, key, work, { verdicts, limit, tried: (count) => (tried = count) });
      if (step !== 'more') return step;
      limit = RELEASE_BATCH;
    } catch (error) {
      if (error instanceof MessageFailed) {
        if (error.verdict.kind === 'refused') verdicts.set(error.received.message.id, error.verdict);
        else if (error.index > 0) limit = error.index;
        else return keepParked(consumer, key, error.received, error.verdict);
      } else if (isTransient(error) || tried === 0) throw error;
      else if (tried > 1) limit = Math.ceil(tried / 2);
      else return keepParked(consumer, key, undefined, { kind: 'park', reason: 'failed', error: wordsOf(error) });
    }
  }
}

interface Step {
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly limit: number;
  readonly tried: (count: number) => void;
}

async function releaseSome(consumer: ConsumerContext, key: string, work: BatchWork<unknown>, step: Step): Promise<ReleaseResult | 'more'> {
  const { name, database } = consumer;
  return database.transact(async (tx, emit) => {
    if (!(await lockKey(tx, name, key))) return 'not-parked';
    const stored = await tx.query<ParkedRow & Record<string, unknown>>(
      `select *, parked_at < clock_timestamp() - make_interval(secs => $4) as waited_enough
       from messaging.parked_message where consumer = $1 and key = $2 order by id limit $3`, [name, key, step.limit, consumer.notYetHereMs / 1000]);
    step.tried(stored.rows.length);
    const types = new Set(work.types);
    const received = stored.rows.map((row) => readOne(asRecord(row), (type) => types.has(type), consumer.lifecycle)).filter((one) => one !== undefined);
    const admission = await enterInbox(tx, name, received, true);
    const outcomes = await decide(consumer, { tx, emit, received, admission, verdicts: step.verdicts, waitedEnough: stored.rows[0]?.waited_enough }, work);
    await tx.query(`delete from messaging.parked_message where consumer = $1 and message_id = any($2::text[])`, [name, stored.rows.map((row) => row.message_id)]);
    consumer.observe.messages?.(name, 'released', outcomes.get('handled') ?? 0);
    return (await deleteIfEmpty(tx, name, key)) ? 'released' : 'more';
  });
}

/** `for update` waits for batches that are adding to the key, and makes the next ones wait for us. */
async function lockKey(tx: Tx, consumer: string, key: string): Promise<boolean> {
  const { rowCount } = await tx.query(`select from messaging.parked_key where consumer = $1 and key = $2 for update`, [consumer, key]);
  return rowCount === 1;
}

/** The key's row goes with its last message. The caller holds the row. */
export async function deleteIfEmpty(tx: Tx, consumer: string, key: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `delete from messaging.parked_key k where consumer = $1 and key = $2
     and not exists (select from messaging.parked_message m where m.consumer = k.consumer and m.key = k.key)`, [consumer, key]);
  return rowCount === 1;
}

async function keepParked(consumer: ConsumerContext, key: string, received: Received | undefined, verdict: Verdict): Promise<ReleaseResult> {
  const { reason, error } = verdict.kind === 'park' ? verdict : { reason: 'failed' as const, error: '' };
  if (reason !== 'waiting') consumer.log('a key stays parked', { consumer: consumer.name, key, id: received?.message.id, reason, error });
  await consumer.database.read({
    text: `with kept as (
        update messaging.parked_key set reason = $3, release_requested = false, retry_at = clock_timestamp() + make_interval(secs => $4)
        where consumer = $1 and key = $2 returning key
      )
      update messaging.parked_message set attempts = attempts + 1, error = $5
      where id = (select min(id) from messaging.parked_message where consumer = $1 and key = (select key from kept))`,
    values: [consumer.name, key, reason, WAITING_RETRY_MS / 1000, error],
  });
  return 'still-parked';
}

/** The loop that tries waiting keys again, and does the releases and replays that were asked for in any process. */
export function startReleasing(consumer: ConsumerContext, work: BatchWork<unknown>): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const again = (delay: number) => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = round(consumer, work, () => stopped).then(again, (error: unknown) => {
        if (!isTransient(error)) consumer.log('releasing failed', { consumer: consumer.name, error });
        again(REQUEST_POLL_MS);
      });
    }, delay).unref();
  };
  again(WAITING_RETRY_MS);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** One round; resolves with the milliseconds until the next. */
async function round(consumer: ConsumerContext, work: BatchWork<unknown>, stopped: () => boolean): Promise<number> {
  const { rows } = await consumer.database.read<{ key: string | null; due: boolean }>({
    name: 'release-due',
    text: `select key, (release_requested or (reason = 'waiting' and retry_at <= clock_timestamp())) as due
      from messaging.parked_key where consumer = $1 and (release_requested or reason = 'waiting') order by retry_at limit 200`,
    values: [consumer.name],
  });
  for (const row of rows) if (row.due && !stopped()) await releaseKey(consumer, row.key!, work);
  if (!stopped()) await replayRequested(consumer, work);
  return rows.length > 0 ? WAITING_RETRY_MS : REQUEST_POLL_MS;
}
