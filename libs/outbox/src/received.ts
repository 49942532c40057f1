import { decode, definitionOf, readEnvelope, UnreadableMessage, type Inbound, type Problem } from '@onefront/contracts';
import type { IncomingRecord } from '@onefront/bus';

/** A message and the bytes it came in, kept together until its fate is known: what is parked or quarantined keeps its bytes. */
export interface Received {
  readonly message: Inbound;
  readonly record: IncomingRecord;
  /** False for a known type that the work does not list; such a message only moves the position of its lifecycle stream. */
  readonly handled: boolean;
}

/** A record that nobody here can read, and why. */
export interface Unreadable {
  readonly record: IncomingRecord;
  readonly reason: string;
  readonly error: string;
}

/** Why a key waits. `waiting` = for something that is not yet here; `failed` and `gap` = for a person. */
export type ParkReason = 'waiting' | 'failed' | 'gap';

/** What was decided about a message that could not be applied. */
export type Verdict = { readonly kind: 'refused'; readonly problem: Problem } | { readonly kind: 'park'; readonly reason: ParkReason; readonly error: string };

/** Step 1: reads all records before any transaction. Known types that nobody handles pass; what cannot be read is set apart. */
export function readAll(records: readonly IncomingRecord[], handles: (type: string) => boolean, lifecycle: (topic: string) => boolean) {
  const received: Received[] = [];
  const unreadable: Unreadable[] = [];
  let passed = 0;
  for (const record of records) {
    try {
      const one = readOne(record, handles, lifecycle);
      if (one) received.push(one);
      else passed++;
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error;
      unreadable.push({ record, reason: error.reason, error: error.message });
    }
  }
  return { received, unreadable, passed };
}

/** Undefined for a message that does not concern this consumer. Throws `UnreadableMessage`. */
export function readOne(record: IncomingRecord, handles: (type: string) => boolean, lifecycle: (topic: string) => boolean): Received | undefined {
  const type = record.headers['ce_type'];
  refuseNul(record);
  if (type !== undefined && handles(type)) return { message: decode(record), record, handled: true };
  const envelope = readEnvelope(record);
  if (!definitionOf(envelope.type)) throw new UnreadableMessage('unknown-type', envelope.type);
  if (!lifecycle(record.topic) || envelope.version === undefined) return undefined;
  return { message: { ...envelope, data: undefined }, record, handled: false };
}

/** Postgres cannot store NUL in text: such a key or header could be neither taken in nor parked. */
function refuseNul(record: IncomingRecord): void {
  for (const text of [record.key ?? '', ...Object.values(record.headers)]) {
    if (text.includes('\u0000')) throw new UnreadableMessage('invalid-data', 'NUL in the key or a header');
  }
}

/** Whether it is a command whose caller waits for an answer. */
export function awaitsAnswer(message: Inbound): message is Inbound & { operationId: string } {
  return message.operationId !== undefined && definitionOf(message.type)?.kind === 'command';
}
