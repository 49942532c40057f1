import { encode, settlement, type EncodedMessage, type Outbound, type Settlement } from '@onefront/contracts';
import type { Tx } from './work.js';

/** Fixed for ever: rows carry their bucket, and every relay must agree on it. */
export const BUCKETS = 16;
/** Key, headers and value together. The log takes 1 MB; the rest is room for its own framing. */
export const MAX_MESSAGE_BYTES = 900_000;

/** A message over 900 kB. Thrown in the transaction that emits it, so that nothing is stored that could never be sent. */
export class MessageTooLarge extends Error {
  override readonly name = 'MessageTooLarge';
  constructor(readonly type: string, readonly key: string, readonly bytes: number) {
    super(`${type} with key ${key} has ${bytes} bytes; at most ${MAX_MESSAGE_BYTES} can be told. Tell less, or split it.`);
  }
}

/** FNV-1a over UTF-16 units, mod 16: messages of one key always share a bucket, and a bucket has one relay. */
export function bucketOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return ((hash ^ (hash >>> 15)) >>> 0) % BUCKETS;
}

const insertOutbox = {
  name: 'outbox-insert',
  text: `insert into messaging.outbox (bucket, topic, key, headers, value)
    select bucket, topic, key, headers::jsonb, value
    from unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::bytea[]) with ordinality as m(bucket, topic, key, headers, value, position)
    order by position`,
};

const insertSettlements = {
  name: 'settlement-insert',
  text: `insert into messaging.settlement (operation_id, settlement)
    select operation_id, settlement::jsonb from unnest($1::text[], $2::text[]) as s(operation_id, settlement) order by operation_id
    on conflict (operation_id) do nothing`,
};

/**
 * Inserts messages into the outbox by one statement, and the answers that they settle by another.
 * Returns how many there were. Throws `MessageTooLarge`, or a `ZodError` for data that does not fit its definition.
 */
export function writeOutbox(tx: Tx, service: string, outbound: readonly Outbound[]): number {
  if (outbound.length === 0) return 0;
  const encoded = outbound.map((one) => checkedSize(encode(one, service)));
  const settled = settledBy(outbound);
  if (settled.length > 0) {
    tx.write({ ...insertSettlements, values: [settled.map((one) => one.operationId), settled.map((one) => JSON.stringify(one))] });
  }
  tx.write({
    ...insertOutbox,
    values: [
      encoded.map((one) => bucketOf(one.key)), encoded.map((one) => one.topic), encoded.map((one) => one.key),
      encoded.map((one) => JSON.stringify(one.headers)), encoded.map((one) => one.value),
    ],
  });
  return encoded.length;
}

function checkedSize(message: EncodedMessage): EncodedMessage {
  let bytes = message.value.length + Buffer.byteLength(message.key);
  for (const [name, value] of Object.entries(message.headers)) bytes += name.length + Buffer.byteLength(value);
  if (bytes > MAX_MESSAGE_BYTES) throw new MessageTooLarge(message.type, message.key, bytes);
  return message;
}

const SETTLED = /^[a-z]+\.operation-settled\.v\d+$/;

/** The answers in these messages: in the header of a fact, or as the data of `operation-settled`. The first answer to an operation counts. */
export function settledBy(outbound: readonly Outbound[]): Settlement[] {
  const byOperation = new Map<string, Settlement>();
  for (const one of outbound) {
    const told = SETTLED.test(one.definition.type) ? [settlement.parse(one.data)] : (one.settles ?? []);
    for (const answer of told) if (!byOperation.has(answer.operationId)) byOperation.set(answer.operationId, answer);
  }
  return [...byOperation.values()];
}
