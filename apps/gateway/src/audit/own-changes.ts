import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import type { Database, Tx } from '@onefront/outbox';
import { currentTraceparent } from '@onefront/service';
import { appendEntries } from './append.js';
import { difference } from './difference.js';
import { traceOf, type Actor, type Change, type Entry } from './entry.js';

/** Everything that the gateway owns itself and that a caller, or it, may change. */
export const ownActions = [
  'gateway.partner-created', 'gateway.partner-changed', 'gateway.partner-revoked', 'gateway.secret-added', 'gateway.secret-removed', 'gateway.webhook-created', 'gateway.webhook-changed', 'gateway.webhook-removed',
  'gateway.webhook-disabled', 'gateway.webhook-secret-added', 'gateway.webhook-replayed', 'gateway.webhook-redelivered', 'gateway.webhook-tested', 'gateway.import-started', 'gateway.import-cancelled', 'gateway.exported',
  'gateway.customer-exported', 'gateway.access-refused', 'gateway.audit-pruned',
] as const;
export type OwnAction = (typeof ownActions)[number];

const acting = new AsyncLocalStorage<{ readonly client: string }>();

/** What happens in `work` is done on behalf of this client; outside of it the gateway acts by itself. */
export function actingAs<T>(client: string, work: () => T): T {
  return acting.run({ client }, work);
}

/** Work that will run in the context of somebody else, such as a group's transaction, and stays that of who handed it in. */
export function asNow<A extends unknown[], T>(work: (...args: A) => T): (...args: A) => T {
  return AsyncResource.bind(work);
}

export interface OwnChange {
  readonly action: OwnAction;
  readonly subject: Entry['subject'];
  /** Of the subject after it. A further change of the same version needs none. */
  readonly version?: number;
  /** States of the subject, of which the differing members are told. Never anything secret. */
  readonly before?: unknown;
  readonly after?: unknown;
}

/** An entry for what the gateway itself changes, in the transaction of the change. */
export function recordOwn(tx: Tx, { action, subject, version, before, after }: OwnChange): void {
  append(tx, { action, subject, version, changes: difference(before, after) });
}

/** An entry for what was only looked at, but must be told: data that leaves the house. */
export async function recordLooking(database: Database, { action, subject, after }: OwnChange): Promise<void> {
  await database.transact(async (tx) => append(tx, { action, subject, changes: difference(undefined, after) }));
}

export function append(tx: Tx, { actor, ...entry }: Pick<Entry, 'action' | 'subject' | 'changes' | 'version'> & { readonly actor?: Actor; readonly changes: readonly Change[] }): void {
  appendEntries(tx, [{ ...entry, at: new Date().toISOString(), actor: actor ?? { service: 'gateway', client: acting.getStore()?.client || undefined }, trace: traceOf(currentTraceparent()) }]);
}
