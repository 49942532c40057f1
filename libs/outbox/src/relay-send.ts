import { RecordTooLarge, type BusProducer, type OutgoingRecord } from '@onefront/bus';
import type { Database } from './database.js';

export interface OutboxRow {
  readonly bucket: number;
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: Buffer;
}

export interface Sent {
  /** Acknowledged by the log or moved to the dead letters: to be deleted. */
  readonly done: OutboxRow[];
  /** Why the others are still to be sent. */
  readonly error?: unknown;
}

/** The consumer name under which the relay keeps what the log refuses. */
export const RELAY = 'relay';

/**
 * Sends all rows at once. When that fails, each topic by itself, so that a topic that is missing holds up nobody else; a topic with a row
 * that the log refuses for its size is sent row by row, and that row becomes a dead letter. Order within a topic is always kept.
 */
export async function sendRows(database: Database, producer: BusProducer, rows: readonly OutboxRow[]): Promise<Sent> {
  try {
    await producer.send(rows.map(recordOf));
    return { done: [...rows] };
  } catch (error) {
    const topics = [...new Set(rows.map((row) => row.topic))];
    if (topics.length === 1 && !(error instanceof RecordTooLarge)) return { done: [], error };
    const done: OutboxRow[] = [];
    let failure: unknown;
    for (const topic of topics) {
      const sent = await sendTopic(database, producer, rows.filter((row) => row.topic === topic));
      done.push(...sent.done);
      failure ??= sent.error;
    }
    return { done, ...(failure === undefined ? {} : { error: failure }) };
  }
}

async function sendTopic(database: Database, producer: BusProducer, rows: readonly OutboxRow[]): Promise<Sent> {
  try {
    await producer.send(rows.map(recordOf));
    return { done: [...rows] };
  } catch (error) {
    if (error instanceof RecordTooLarge) return sendSingly(database, producer, rows);
    return { done: [], error };
  }
}

async function sendSingly(database: Database, producer: BusProducer, rows: readonly OutboxRow[]): Promise<Sent> {
  const done: OutboxRow[] = [];
  for (const row of rows) {
    try {
      await producer.send([recordOf(row)]);
    } catch (error) {
      if (!(error instanceof RecordTooLarge)) return { done, error };
      await bury(database, row, error);
    }
    done.push(row);
  }
  return { done };
}

function recordOf(row: OutboxRow): OutgoingRecord {
  return { topic: row.topic, key: row.key, value: row.value, headers: row.headers };
}

async function bury(database: Database, row: OutboxRow, error: RecordTooLarge): Promise<void> {
  database.log('the log refused a message for its size', { service: database.service, topic: row.topic, key: row.key, id: row.headers['ce_id'] });
  await database.pool.query(
    `insert into messaging.dead_letter (consumer, message_id, key, type, topic, headers, value, reason, error)
     values ($1, $2, $3, $4, $5, $6::jsonb, $7, 'record-too-large', $8) on conflict (consumer, message_id) do nothing`,
    [RELAY, row.headers['ce_id'], row.key, row.headers['ce_type'], row.topic, JSON.stringify(row.headers), row.value, error.message]);
}
