import type { ParkReason, Received } from './received.js';
import type { Tx } from './work.js';

/** Too much is parked already: the partition must pause and a person must look (R10). Not an error of any one message. */
export class ParkedCapReached extends Error {
  override readonly name = 'ParkedCapReached';
}

export interface Parking {
  readonly received: Received;
  /** Given for the message that is to blame; those behind it in its key have none. */
  readonly blame?: { readonly reason: ParkReason; readonly error: string };
}

export interface ParkedCaps {
  readonly perKey: number;
  readonly perConsumer: number;
}

/** `do update` and not `do nothing`: the key's row must be locked, or a release could delete it before our messages are in. */
const insertKeys = `insert into messaging.parked_key as k (consumer, key, reason)
  select $1, p.key, p.reason from unnest($2::text[], $3::text[]) as p(key, reason) order by p.key
  on conflict (consumer, key) do update set since = k.since`;

const insertMessages = `insert into messaging.parked_message (consumer, key, message_id, type, topic, partition, "offset", headers, value, logged_at, error, attempts)
  select $1, p.key, p.message_id, p.type, p.topic, p.partition, p.log_offset, p.headers::jsonb, p.value, to_timestamp(p.logged_at / 1000.0), p.error, case when p.error is null then 0 else 1 end
  from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[], $8::text[], $9::bytea[], $10::float8[], $11::text[])
    with ordinality as p(key, message_id, type, topic, partition, log_offset, headers, value, logged_at, error, position)
  where not exists (select from messaging.inbox i where i.consumer = $1 and i.message_id = p.message_id)
  order by p.position
  on conflict (consumer, message_id) do nothing`;

/** Puts messages aside in arrival order, with their bytes. Keys that are not parked yet become so. Throws `ParkedCapReached`. */
export async function park(tx: Tx, consumer: string, parkings: readonly Parking[], caps: ParkedCaps): Promise<void> {
  if (parkings.length === 0) return;
  const blamed = new Map<string, ParkReason>();
  for (const { received, blame } of parkings) if (blame && !blamed.has(received.message.key)) blamed.set(received.message.key, blame.reason);
  await tx.query(insertKeys, [consumer, [...blamed.keys()], [...blamed.values()]]);
  const of = <T>(pick: (parking: Parking) => T) => parkings.map(pick);
  await tx.query(insertMessages, [
    consumer, of((p) => p.received.message.key), of((p) => p.received.message.id), of((p) => p.received.message.type),
    of((p) => p.received.record.topic), of((p) => p.received.record.partition), of((p) => p.received.record.offset.toString()),
    of((p) => JSON.stringify(p.received.record.headers)), of((p) => p.received.record.value), of((p) => p.received.record.timestamp), of((p) => p.blame?.error ?? null),
  ]);
  await checkCaps(tx, consumer, [...new Set(of((p) => p.received.message.key))], caps);
}

async function checkCaps(tx: Tx, consumer: string, keys: readonly string[], caps: ParkedCaps): Promise<void> {
  const { rows } = await tx.query<{ all: number; worst: number; key: string | null }>(
    `select (select count(*)::int from messaging.parked_message where consumer = $1) as all, w.key, coalesce(w.messages, 0) as worst
     from (select 1) as one left join lateral (
       select key, count(*)::int as messages from messaging.parked_message where consumer = $1 and key = any($2::text[]) group by key order by 2 desc limit 1
     ) as w on true`, [consumer, keys]);
  const { all, worst, key } = rows[0]!;
  if (worst > caps.perKey) throw new ParkedCapReached(`${consumer} has ${worst} parked messages of key ${key}; at most ${caps.perKey} are put aside`);
  if (all > caps.perConsumer) throw new ParkedCapReached(`${consumer} has ${all} parked messages; at most ${caps.perConsumer} are put aside`);
}
