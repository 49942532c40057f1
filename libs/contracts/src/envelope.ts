import { newId } from '@onefront/kernel';
import { z } from 'zod';
import { definitionOf, type MessageDefinition } from './message.js';
import { settlement, type Settlement } from './settlement.js';

/** CloudEvents 1.0 attributes and our extensions, carried in Kafka headers (binary mode, prefix `ce_`). */
export interface Envelope {
  readonly id: string;
  readonly type: string;
  /** `/onefront/<service>`. */
  readonly source: string;
  /** RFC 3339 UTC time of the decision. */
  readonly time: string;
  /** The id of what the message is about; also the partition key. */
  readonly key: string;
  /** Version of the subject after this fact; steps by one on lifecycle streams. */
  readonly version?: number;
  /** Groups all that follows from one accepted command. */
  readonly correlationId: string;
  /** The id of the message that caused this one. */
  readonly causationId?: string;
  /** The partner (client id) on whose behalf it happens. */
  readonly partner?: string;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** On commands: the operation that waits to be settled. */
  readonly operationId?: string;
  /** Operations that this message settles, in the transaction of its effect. */
  readonly settles?: readonly Settlement[];
}

/** A message that has been read, parsed and checked. */
export interface Inbound<T = unknown> extends Envelope {
  readonly data: T;
}

/** A message as a service hands it to its outbox. */
export interface Outbound<T = unknown> {
  readonly definition: MessageDefinition<T>;
  readonly key: string;
  readonly data: T;
  readonly version?: number;
  readonly settles?: readonly Settlement[];
  /** What caused it: correlation, causation, partner and trace follow from it. */
  readonly cause?: Pick<Envelope, 'id' | 'correlationId' | 'partner' | 'traceparent'>;
  readonly partner?: string;
  readonly traceparent?: string;
  readonly correlationId?: string;
  readonly operationId?: string;
  readonly id?: string;
  readonly time?: Date;
}

export interface EncodedMessage {
  readonly id: string;
  readonly type: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly value: Buffer;
}

/** Makes an `Outbound` with its data checked by the compiler against the definition. */
export function message<T>(definition: MessageDefinition<T>, outbound: Omit<Outbound<T>, 'definition'>): Outbound<T> {
  return { definition, ...outbound };
}

/** Turns an outbound message into a record. Data that does not fit the definition throws: a bug in the producer, never sent. */
export function encode(outbound: Outbound, source: string): EncodedMessage {
  const { definition } = outbound;
  const id = outbound.id ?? newId();
  const data = definition.schema.parse(outbound.data);
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: id,
    ce_type: definition.type,
    ce_source: `/onefront/${source}`,
    ce_time: (outbound.time ?? new Date()).toISOString(),
    ce_subject: outbound.key,
    ce_correlationid: outbound.correlationId ?? outbound.cause?.correlationId ?? id,
    'content-type': 'application/json',
  };
  put(headers, 'ce_subjectversion', outbound.version?.toString());
  put(headers, 'ce_causationid', outbound.cause?.id);
  put(headers, 'ce_partner', outbound.partner ?? outbound.cause?.partner);
  put(headers, 'ce_operationid', outbound.operationId);
  put(headers, 'traceparent', outbound.traceparent ?? outbound.cause?.traceparent);
  put(headers, 'ce_settles', outbound.settles?.length ? JSON.stringify(outbound.settles) : undefined);
  return { id, type: definition.type, topic: definition.topic, key: outbound.key, headers, value: Buffer.from(JSON.stringify(data)) };
}

function put(headers: Record<string, string>, name: string, value: string | undefined): void {
  if (value !== undefined) headers[name] = value;
}

/** A record that cannot be understood; it is quarantined with its bytes, never skipped in silence (R11). */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
  constructor(readonly reason: 'missing-header' | 'unknown-type' | 'invalid-json' | 'invalid-data' | 'tombstone', detail: string) {
    super(`${reason}: ${detail}`);
  }
}

export interface RawRecord {
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

const settlements = z.array(settlement);

/** Reads the envelope without the data; cheap, for routing by type. Throws `UnreadableMessage`. */
export function readEnvelope(record: RawRecord): Envelope {
  const { headers } = record;
  for (const name of ['ce_id', 'ce_type', 'ce_source', 'ce_time']) {
    if (!headers[name]) throw new UnreadableMessage('missing-header', name);
  }
  if (record.key === null) throw new UnreadableMessage('missing-header', 'the record has no key');
  return {
    id: headers['ce_id']!,
    type: headers['ce_type']!,
    source: headers['ce_source']!,
    time: headers['ce_time']!,
    key: record.key,
    correlationId: headers['ce_correlationid'] ?? headers['ce_id']!,
    ...(headers['ce_subjectversion'] ? { version: Number(headers['ce_subjectversion']) } : {}),
    ...(headers['ce_causationid'] ? { causationId: headers['ce_causationid'] } : {}),
    ...(headers['ce_partner'] ? { partner: headers['ce_partner'] } : {}),
    ...(headers['ce_operationid'] ? { operationId: headers['ce_operationid'] } : {}),
    ...(headers['traceparent'] ? { traceparent: headers['traceparent'] } : {}),
    ...(headers['ce_settles'] ? { settles: parseSettles(headers['ce_settles']) } : {}),
  };
}

function parseSettles(text: string): Settlement[] {
  try {
    return settlements.parse(JSON.parse(text));
  } catch (error) {
    throw new UnreadableMessage('invalid-data', `ce_settles: ${(error as Error).message}`);
  }
}

/** Reads envelope and data. Throws `UnreadableMessage`. */
export function decode(record: RawRecord): Inbound {
  const envelope = readEnvelope(record);
  const definition = definitionOf(envelope.type);
  if (!definition) throw new UnreadableMessage('unknown-type', envelope.type);
  if (record.value === null) throw new UnreadableMessage('tombstone', envelope.type);
  let json: unknown;
  try {
    json = JSON.parse(record.value.toString('utf8'));
  } catch (error) {
    throw new UnreadableMessage('invalid-json', (error as Error).message);
  }
  const parsed = definition.schema.safeParse(json);
  if (!parsed.success) throw new UnreadableMessage('invalid-data', z.prettifyError(parsed.error));
  return { ...envelope, data: parsed.data };
}
