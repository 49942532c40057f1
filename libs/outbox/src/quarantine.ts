import type { Unreadable } from './received.js';
import type { Tx } from './work.js';

const insert = `insert into messaging.dead_letter (consumer, message_id, key, type, topic, partition, "offset", headers, value, logged_at, reason, error)
  select $1, d.message_id, d.key, d.type, d.topic, d.partition, d.log_offset, d.headers::jsonb, d.value, to_timestamp(d.logged_at / 1000.0), d.reason, d.error
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::text[], $9::bytea[], $10::float8[], $11::text[], $12::text[])
    as d(message_id, key, type, topic, partition, log_offset, headers, value, logged_at, reason, error)
  on conflict (consumer, message_id) do nothing`;

/** Keeps records that cannot be read, with their bytes, headers, place and reason (R11). A redelivery finds them kept. */
export async function quarantine(tx: Tx, consumer: string, unreadable: readonly Unreadable[]): Promise<void> {
  if (unreadable.length === 0) return;
  const of = <T>(pick: (one: Unreadable) => T) => unreadable.map(pick);
  await tx.query(insert, [
    consumer, of(idOf), of((u) => storable(u.record.key)), of((u) => u.record.headers['ce_type'] ?? null), of((u) => u.record.topic), of((u) => u.record.partition),
    of((u) => u.record.offset.toString()), of((u) => storable(JSON.stringify(u.record.headers))), of((u) => u.record.value), of((u) => u.record.timestamp),
    of((u) => u.reason), of((u) => storable(u.error)),
  ]);
}

/** A record without an id is known by its place in the log. */
function idOf({ record }: Unreadable): string {
  return storable(record.headers['ce_id']) || `${record.topic}/${record.partition}/${record.offset}`;
}

/** Postgres takes no NUL in text or JSON. */
function storable<T extends string | null | undefined>(text: T): T {
  return (typeof text === 'string' ? text.replaceAll('\u0000', '').replaceAll('\\u0000', '') : text) as T;
}
