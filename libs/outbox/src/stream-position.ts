import type { Received } from './received.js';
import type { Tx } from './work.js';

const read = {
  name: 'stream-position-read',
  text: `select p.topic, p.key, p.version from messaging.stream_position p
    join unnest($2::text[], $3::text[]) as s(topic, key) using (topic, key) where p.consumer = $1`,
};
const write = {
  name: 'stream-position-write',
  text: `insert into messaging.stream_position as p (consumer, topic, key, version)
    select $1, s.topic, s.key, s.version from unnest($2::text[], $3::text[], $4::bigint[]) as s(topic, key, version) order by s.topic, s.key
    on conflict (consumer, topic, key) do update set version = greatest(p.version, excluded.version)`,
};

/** A version was left out of a lifecycle stream: something was lost, or came by another way. */
export class StreamGap extends Error {
  override readonly name = 'StreamGap';
  constructor(readonly received: Received, seen: number) {
    super(`${received.message.type} with key ${received.message.key} has version ${received.message.version} after ${seen}`);
  }
}

/**
 * Holds lifecycle streams to steps of one. A version seen before is left out (a duplicate from before the inbox was pruned, or of a
 * replay); the first message of a key may have any version. Throws `StreamGap`. Positions are written with the transaction.
 */
export async function followStreams(tx: Tx, consumer: string, received: readonly Received[], lifecycle: (topic: string) => boolean): Promise<Received[]> {
  const versioned = received.filter((one) => one.message.version !== undefined && lifecycle(one.record.topic));
  if (versioned.length === 0) return [...received];
  const seen = await readPositions(tx, consumer, versioned);
  const moved = new Map<string, Received>();
  const next = received.filter((one) => {
    const { version } = one.message;
    if (version === undefined || !lifecycle(one.record.topic)) return true;
    const stream = streamOf(one);
    const last = seen.get(stream);
    if (last !== undefined && version <= last) return false;
    if (last !== undefined && version > last + 1) throw new StreamGap(one, last);
    seen.set(stream, version);
    moved.set(stream, one);
    return true;
  });
  const last = [...moved.values()];
  if (last.length > 0) {
    tx.write({ ...write, values: [consumer, last.map((one) => one.record.topic), last.map((one) => one.message.key), last.map((one) => one.message.version)] });
  }
  return next;
}

async function readPositions(tx: Tx, consumer: string, versioned: readonly Received[]): Promise<Map<string, number>> {
  const streams = new Map(versioned.map((one) => [streamOf(one), one]));
  const values = [consumer, [...streams.values()].map((one) => one.record.topic), [...streams.values()].map((one) => one.message.key)];
  const { rows } = await tx.query<{ topic: string; key: string; version: string }>({ ...read, values });
  return new Map(rows.map((row) => [`${row.topic}\n${row.key}`, Number(row.version)]));
}

function streamOf(one: Received): string {
  return `${one.record.topic}\n${one.message.key}`;
}
