import { createHash } from 'node:crypto';

/** Who did it: the service that decided, and the client on whose behalf; no client means that the service acted by itself. */
export interface Actor {
  readonly service: string;
  readonly client?: string | undefined;
  /** The people behind the client, where it named them. */
  readonly staff?: Readonly<Record<string, string | undefined>> | undefined;
}

/** A member that changed, as JSON Pointer (RFC 6901) into the subject; the whole subject where it is empty. What is missing was or is not there. */
export interface Change {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One change of one subject: who, what, before, after, trace (R39). */
export interface Entry {
  /** RFC 3339 UTC, milliseconds. */
  readonly at: string;
  /** The fact without its version (`orders.order-confirmed`), or `gateway.<verb>` for what the gateway itself owns. */
  readonly action: string;
  readonly actor: Actor;
  readonly subject: { readonly type: string; readonly id: string };
  /** Of the subject after the change; the changes are the difference to `previousVersion`. */
  readonly version?: number | undefined;
  readonly previousVersion?: number | undefined;
  /** Trace id (W3C), 32 hex digits. */
  readonly trace?: string | undefined;
  /** The operation that it follows from: `/v1/operations/{id}`. */
  readonly operation?: string | undefined;
  /** The fact that told it. */
  readonly message?: string | undefined;
  readonly changes: readonly Change[];
}

/** An entry as it is stored: its changes are canonical text already. */
export interface StoredEntry {
  readonly at: Date;
  readonly action: string;
  readonly service: string;
  readonly client: string | null;
  readonly staff: string | null;
  readonly subject_type: string;
  readonly subject_id: string;
  readonly version: string | null;
  readonly previous_version: string | null;
  readonly trace: string | null;
  readonly operation: string | null;
  readonly message: string | null;
  readonly changes: string;
}

export const ENTRY_COLUMNS = ['at', 'action', 'service', 'client', 'staff', 'subject_type', 'subject_id', 'version', 'previous_version', 'trace', 'operation', 'message', 'changes'] as const;

/** The one text of a JSON value (RFC 8785): members sorted, no blanks. Members that are undefined are left out. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = value as Record<string, unknown>;
  const names = Object.keys(members).filter((name) => members[name] !== undefined).sort();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(members[name])}`).join(',')}}`;
}

/** The bytes of an entry that are hashed, as text: canonical JSON, put together from what is stored. */
export function recordOf(row: StoredEntry): string {
  const text = (name: string, value: string | null) => (value === null ? '' : `,"${name}":${JSON.stringify(value)}`);
  const number = (name: string, value: string | null) => (value === null ? '' : `,"${name}":${value}`);
  const actor = `{${row.client === null ? '' : `"client":${JSON.stringify(row.client)},`}"service":${JSON.stringify(row.service)}${row.staff === null ? '' : `,"staff":${row.staff}`}}`;
  return `{"action":${JSON.stringify(row.action)},"actor":${actor},"at":"${row.at.toISOString()}","changes":${row.changes}${text('message', row.message)}${text('operation', row.operation)}` +
    `${number('previousVersion', row.previous_version)},"subject":{"id":${JSON.stringify(row.subject_id)},"type":${JSON.stringify(row.subject_type)}}${text('trace', row.trace)}${number('version', row.version)}}`;
}

export const GENESIS: Buffer = Buffer.alloc(32);

/** SHA-256 of the hash before and the record: one link of the chain. */
export function nextHash(previous: Buffer, record: string): Buffer {
  return createHash('sha256').update(previous).update(record).digest();
}

/** The trace id within a W3C traceparent. */
export function traceOf(traceparent: string | undefined): string | undefined {
  const id = traceparent?.split('-', 2)[1];
  return id?.length === 32 ? id : undefined;
}
