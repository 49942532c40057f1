import { definitionOf, isSettlingService, message, operationSettled, type Outbound } from '@onefront/contracts';
import { DomainError, problemOf } from '@onefront/kernel';
import type { Database } from './database.js';
import { markDone } from './inbox.js';
import { bucketOf } from './outbox-rows.js';
import { RELAY } from './relay-send.js';
import { deleteIfEmpty } from './release.js';
import type { Tx } from './work.js';

export type DeadLetterState = 'dead' | 'replay-requested' | 'replayed' | 'dropped' | 'parked';

/** A message that waits for a person: quarantined (`d<n>`), or at the head of a parked key (`p<n>`). */
export interface DeadLetter {
  readonly id: string;
  readonly consumer: string;
  readonly state: DeadLetterState;
  readonly messageId: string;
  readonly type: string | null;
  readonly topic: string;
  readonly partition: number | null;
  readonly offset: string | null;
  readonly key: string | null;
  readonly reason: string;
  readonly error: string | null;
  readonly attempts: number;
  readonly since: Date;
  /** Messages of the same key that wait behind it. */
  readonly behind: number;
}

export interface DeadLetterWithBytes extends DeadLetter {
  readonly headers: Record<string, string>;
  readonly value: Buffer | null;
}

/** One shape for both tables. Parked keys show their first message only, with the number behind it. */
const ALL = `
  select 'd' || d.id as id, d.consumer, d.state, d.message_id as "messageId", d.type, d.topic, d.partition, d."offset", d.key, d.reason, d.error, d.attempts,
    d.died_at as since, 0 as behind, d.headers, d.value
  from messaging.dead_letter d
  union all
  select 'p' || m.id, m.consumer, case when k.release_requested then 'replay-requested' else 'parked' end, m.message_id, m.type, m.topic, m.partition, m."offset", m.key,
    k.reason, m.error, m.attempts, k.since,
    (select count(*)::int from messaging.parked_message b where b.consumer = m.consumer and b.key = m.key and b.id > m.id), m.headers, m.value
  from messaging.parked_key k
  join lateral (select * from messaging.parked_message h where h.consumer = k.consumer and h.key = k.key order by h.id limit 1) m on true`;

/** What waits for a person, oldest first. `all` adds what was replayed or dropped. */
export async function listDeadLetters(database: Database, filter: { consumer?: string; all?: boolean; limit?: number } = {}): Promise<DeadLetter[]> {
  const { rows } = await database.read<DeadLetterWithBytes & Record<string, unknown>>({
    text: `select * from (${ALL}) as letters where ($1::text is null or consumer = $1) and ($2 or state not in ('replayed', 'dropped')) order by since, id limit $3`,
    values: [filter.consumer ?? null, filter.all ?? false, filter.limit ?? 1_000],
  });
  return rows.map(({ headers: _headers, value: _value, ...letter }) => letter);
}

/** One with its headers and exact bytes, or undefined. */
export async function showDeadLetter(database: Database, id: string): Promise<DeadLetterWithBytes | undefined> {
  const { rows } = await database.read<DeadLetterWithBytes & Record<string, unknown>>({ text: `select * from (${ALL}) as letters where id = $1`, values: [id] });
  return rows[0];
}

/**
 * Asks the consumer, in whatever process it runs, to handle the message again with the same id (within about a second); a parked key is
 * released in order. `acceptGap`: a key parked for a gap goes on from the version of its first message. Resolves false when there is no such letter.
 */
export async function replayDeadLetter(database: Database, id: string, options: { acceptGap?: boolean } = {}): Promise<boolean> {
  const letter = await showDeadLetter(database, id);
  if (!letter) return false;
  if (letter.consumer === RELAY) return sendAgain(database, letter);
  if (id.startsWith('p')) return requestRelease(database, letter.consumer, letter.key!, options);
  const { rowCount } = await database.read({
    text: `update messaging.dead_letter set state = 'replay-requested', changed_at = clock_timestamp() where id = $1 and state in ('dead', 'dropped')`, values: [id.slice(1)],
  });
  return rowCount === 1;
}

/** Asks for the release of one parked key. Resolves false when it is not parked. */
export async function requestRelease(database: Database, consumer: string, key: string, options: { acceptGap?: boolean } = {}): Promise<boolean> {
  return database.transact(async (tx) => {
    const { rowCount } = await tx.query(`update messaging.parked_key set release_requested = true where consumer = $1 and key = $2`, [consumer, key]);
    if (rowCount === 0) return false;
    if (options.acceptGap) {
      await tx.query(
        `update messaging.stream_position p set version = greatest(p.version, (m.headers ->> 'ce_subjectversion')::bigint - 1)
         from (select * from messaging.parked_message where consumer = $1 and key = $2 order by id limit 1) m
         where p.consumer = m.consumer and p.topic = m.topic and p.key = m.key`, [consumer, key]);
    }
    return true;
  });
}

/**
 * Gives a message up for good: a later delivery of it is a duplicate, a caller who waits for it is refused, and a key that it held up
 * goes on with the next. Its row stays as `dropped` when it was quarantined. Resolves false when there is no such letter.
 */
export async function dropDeadLetter(database: Database, id: string): Promise<boolean> {
  const letter = await showDeadLetter(database, id);
  if (!letter || letter.state === 'dropped' || letter.state === 'replayed') return false;
  return database.transact(async (tx, emit) => {
    const dropped = id.startsWith('p') ? await dropParked(tx, letter) : await dropQuarantined(tx, letter);
    if (!dropped) return false;
    if (letter.consumer !== RELAY) {
      await markDone(tx, letter.consumer, letter.messageId);
      emit(...givenUp(database.service, letter));
    }
    return true;
  });
}

async function dropQuarantined(tx: Tx, letter: DeadLetter): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update messaging.dead_letter set state = 'dropped', changed_at = clock_timestamp() where id = $1 and state in ('dead', 'replay-requested')`, [letter.id.slice(1)]);
  return rowCount === 1;
}

async function dropParked(tx: Tx, letter: DeadLetter): Promise<boolean> {
  await tx.query(`select from messaging.parked_key where consumer = $1 and key = $2 for update`, [letter.consumer, letter.key]);
  const { rowCount } = await tx.query(`delete from messaging.parked_message where id = $1`, [letter.id.slice(1)]);
  if (rowCount === 0) return false;
  if (!(await deleteIfEmpty(tx, letter.consumer, letter.key!))) {
    await tx.query(`update messaging.parked_key set release_requested = true where consumer = $1 and key = $2`, [letter.consumer, letter.key]);
  }
  return true;
}

function givenUp(service: string, letter: DeadLetterWithBytes): Outbound[] {
  const operationId = letter.headers['ce_operationid'];
  if (!operationId || !isSettlingService(service) || (letter.type !== null && definitionOf(letter.type)?.kind === 'fact')) return [];
  const { errors: _none, ...problem } = problemOf(new DomainError('given-up', 'unavailable', 'The command could not be processed and was given up by an operator.'));
  const data = { operationId, outcome: 'refused' as const, status: problem.status, problem, effects: [] };
  return [message(operationSettled(service), { key: operationId, data, operationId }) as Outbound];
}

/** What the log refused for its size goes back into the outbox, for when the limit was raised. */
async function sendAgain(database: Database, letter: DeadLetterWithBytes): Promise<boolean> {
  const sent = await database.transact(async (tx) => {
    // Deleted, not marked: if the log refuses it again, it must be able to come back.
    const { rowCount } = await tx.query(`delete from messaging.dead_letter where id = $1`, [letter.id.slice(1)]);
    if (rowCount === 0) return false;
    await tx.query(`insert into messaging.outbox (bucket, topic, key, headers, value) values ($1, $2, $3, $4::jsonb, $5)`,
      [bucketOf(letter.key ?? ''), letter.topic, letter.key, JSON.stringify(letter.headers), letter.value]);
    return true;
  });
  if (sent) database.wake();
  return sent;
}
