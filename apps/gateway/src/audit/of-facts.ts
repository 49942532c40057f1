import type { Inbound, SkuStock } from '@onefront/contracts';
import type { Tx } from '@onefront/outbox';
import type { Told } from '../views/changes.js';
import { httpFormOf } from '../views/http-form.js';
import { difference } from './difference.js';
import { traceOf, type Change, type Entry } from './entry.js';
import { nameOf, type KnownStates, type State } from './known-states.js';
import { withoutPersonal } from './personal.js';

/**
 * The entries of a batch of facts, against what the views hold before it is stored: call it in the transaction, before the views are written.
 * A version that a view has already was told with it; a late one is told without changes, since those were told with the newer one.
 */
export async function entriesOf(tx: Tx, told: readonly Told[], known: KnownStates): Promise<Entry[]> {
  const states = await known.read(tx, asked(told));
  const entries: Entry[] = [];
  for (const one of told) {
    const entry = entryOf(one, states, known);
    if (entry) entries.push(entry);
  }
  return entries;
}

/** The first version that a batch brings of each subject; stock tells what it was before by itself. */
function asked(told: readonly Told[]): Map<string, Told> {
  const wanted = new Map<string, Told>();
  for (const one of told) {
    const name = nameOf(one.type, one.id);
    if (one.document !== undefined && one.type !== 'stock' && !wanted.has(name)) wanted.set(name, one);
  }
  return wanted;
}

function entryOf(told: Told, states: Map<string, State>, known: KnownStates): Entry | undefined {
  const { inbound, type, id, version, document } = told;
  if (document === undefined) return { ...whoAndWhat(inbound), subject: { type, id }, changes: outcomeOf(inbound) };
  if (type === 'stock') return ofStock(inbound, document as SkuStock);
  const name = nameOf(type, id);
  const before = states.get(name);
  if (before && before.version === version) return undefined;
  const after = document ? httpFormOf(document) : undefined;
  const base = { ...whoAndWhat(inbound), subject: { type, id }, version };
  if (before && version !== undefined && before.version > version) return { ...base, changes: [] };
  const changes = difference(before?.state ?? undefined, after);
  if (version === undefined && before && changes.length === 0) return undefined;
  const state = { version: version ?? 0, state: after };
  states.set(name, state);
  if (type === 'order') known.remember(name, state);
  const staff = type === 'order' && !before ? staffOf(after) : undefined;
  return {
    ...base, ...(staff ? { actor: { ...base.actor, staff } } : {}), ...(before && version !== undefined ? { previousVersion: before.version } : {}),
    changes: type === 'customer' ? withoutPersonal(changes) : changes,
  };
}

function whoAndWhat(inbound: Inbound): Pick<Entry, 'at' | 'action' | 'actor' | 'trace' | 'operation' | 'message'> {
  return {
    at: inbound.time, action: inbound.type.replace(/\.v\d+$/, ''), actor: { service: inbound.source.replace('/onefront/', ''), client: inbound.partner },
    trace: traceOf(inbound.traceparent), operation: inbound.correlationId, message: inbound.id,
  };
}

/** An operation that is settled by itself, refused mostly; other facts without a state tell what happened by their name. */
function outcomeOf({ data }: Inbound): Change[] {
  const { operationId, outcome } = data as { operationId?: unknown; outcome?: unknown };
  return operationId && outcome ? [{ path: '/status', before: 'pending', after: outcome }] : [];
}

function staffOf(order: unknown): Record<string, string | undefined> | undefined {
  return (order as { staff?: Record<string, string | undefined> }).staff;
}

const COUNTED = ['onHand', 'unavailable', 'reserved', 'quality', 'display', 'inTransit'] as const;

/** A version of stock carries what was booked to come to it: before = after - booked, per location. */
function ofStock(inbound: Inbound, { sku, version, levels, entries }: SkuStock): Entry {
  const changes: Change[] = [];
  for (const location of new Set(entries.map((entry) => entry.location))) {
    const level = levels.find((one) => one.location === location);
    for (const member of COUNTED) {
      const booked = entries.reduce((sum, entry) => (entry.location === location ? sum + (entry[member] ?? 0) : sum), 0);
      const after = level?.[member] ?? 0;
      if (booked !== 0) changes.push({ path: `/${location}/${member}`, before: after - booked, after });
    }
  }
  return { ...whoAndWhat(inbound), subject: { type: 'stock', id: sku }, version, ...(version > 1 ? { previousVersion: version - 1 } : {}), changes };
}
