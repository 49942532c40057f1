import { DomainError } from '@onefront/kernel';
import type { Gateway } from '../gateway.js';
import type { ReceivedForm } from '../intake/imports/receive.js';
import type { Idempotency } from '../intake/operation.js';
import type { Client } from '../partners/clients.js';
import type { Viewer } from '../views/viewer.js';

/** A request that has been authenticated, read and checked. */
export interface Call<P = unknown, Q = unknown, B = unknown> {
  readonly gateway: Gateway;
  readonly params: P;
  readonly query: Q;
  /** In its wire form. */
  readonly body: B;
  /** As it was sent. */
  readonly raw: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Absent on public routes only. */
  readonly client: Client;
  /** Where the caller is; behind proxies that are trusted, as they say. */
  readonly address: string;
  readonly viewer: Viewer;
  readonly prefer: { readonly async: boolean; readonly waitMs: number };
  readonly conditions: { ifMatch?: string; ifNoneMatch?: '*' };
  /** Method and path as called. */
  readonly route: string;
  readonly idempotency?: Idempotency;
  /** The file of a multipart body, put away. */
  readonly upload?: ReceivedForm['upload'];
  readonly now: Date;
}

const DEFAULT_WAIT_S = 5;
const LONGEST_WAIT_S = 60;

/** `Prefer: respond-async`, `Prefer: wait=<seconds>` (RFC 7240). What is not understood is ignored, as the RFC has it. */
export function readPrefer(header: string | string[] | undefined): Call['prefer'] {
  const preferences = [header ?? []].flat().join(',').split(',').map((one) => one.split(';')[0]!.trim().toLowerCase());
  const wait = preferences.map((one) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(one)?.[1]).find((seconds) => seconds !== undefined);
  return { async: preferences.includes('respond-async'), waitMs: Math.min(wait === undefined ? DEFAULT_WAIT_S : Number(wait), LONGEST_WAIT_S) * 1000 };
}

/** The one answer for what is not there and for what may not be seen: byte for byte the same. */
export function notFound(): DomainError {
  return new DomainError('not-found', 'not-found', 'There is nothing here.');
}

/** 422 with one wrong field. */
export function wrong(path: string, message: string): DomainError {
  return new DomainError('invalid-request', 'invalid', `${path}: ${message}`, [{ path, message }]);
}

export function requireScope(call: Call<unknown, unknown, unknown>, scope: string): void {
  if (!call.client.scopes.includes(scope)) throw missingScope(scope);
}

export function missingScope(scope: string): DomainError {
  return new DomainError('missing-scope', 'forbidden', `This needs the scope ${scope}.`);
}

/** A partner may write only through its own channels; another channel does not exist for it. */
export function ownChannel(call: Call<unknown, unknown, unknown>, channel: string): boolean {
  return call.viewer.channels === null || call.viewer.channels.includes(channel);
}
