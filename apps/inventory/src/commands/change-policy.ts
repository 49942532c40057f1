import { checkPreconditions, DomainError, putDocument, type DocumentDecision, type Preconditions, type Versioned } from '@onefront/kernel';
import { NotYetHere } from '@onefront/outbox';
import type { OversellPolicy } from '../domain/network.js';
import type { Unit } from '../persistence/unit.js';

export interface ChangePolicy<D> {
  readonly channel: string;
  readonly sku: string;
  readonly document: D;
  /** What rules need of the document. */
  readonly policy: OversellPolicy;
  /** Units that the channel is to have to itself. */
  readonly escrow?: number | undefined;
  readonly conditions: Preconditions;
}

/** Sets the policy of a SKU on a channel (S3). What waits already goes on waiting. Throws what preconditions throw, and `invalid-request` (422) for an escrow of a channel that nobody speaks for. */
export function putPolicy<D>(unit: Unit, { channel, sku, document, policy, escrow, conditions }: ChangePolicy<D>): DocumentDecision<D> {
  const there = unit.book.network.channels.get(channel);
  if (!there) throw new NotYetHere(`channel ${channel}`);
  const alone = 'only a channel with a connector is told figures that it could confirm';
  if (escrow !== undefined && !there.connector) throw new DomainError('invalid-request', 'invalid', alone, [{ path: '/escrow', message: alone }]);
  const known = unit.documents.policies.get(`${channel}/${sku}`) as Versioned<D | null> | undefined;
  const gone = known?.document === null ? known : undefined;
  const decision = putDocument(gone ? undefined : (known as Versioned<D> | undefined), document, conditions);
  const next = gone ? { version: gone.version + 1, document } : decision.next;
  if (!decision.changed) return decision;
  change(unit, { channel, sku, next, policy });
  unit.book.escrows.limit(channel, sku, escrow ?? 0);
  return { ...decision, next };
}

/** Takes a policy away: the channel's own holds again. Throws `not-found` (404) where there is none, and what preconditions throw. */
export function deletePolicy(unit: Unit, { channel, sku, conditions }: Omit<ChangePolicy<never>, 'document' | 'policy'>): Versioned<null> {
  const known = unit.documents.policies.get(`${channel}/${sku}`);
  if (!known || known.document === null) throw new DomainError('not-found', 'not-found', 'There is nothing here.');
  checkPreconditions(known, conditions);
  const next = { version: known.version + 1, document: null };
  change(unit, { channel, sku, next, policy: undefined });
  unit.book.escrows.limit(channel, sku, 0);
  return next;
}

function change({ book, documents, changedPolicies }: Unit, { channel, sku, next, policy }: { channel: string; sku: string; next: Versioned<unknown>; policy: OversellPolicy | undefined }): void {
  const own = policy && { ...policy, channel, sku };
  documents.policies.set(`${channel}/${sku}`, next);
  changedPolicies.set(`${channel}/${sku}`, { policy: own, next });
  if (own) book.policies.put(own);
  else book.policies.drop(channel, sku);
}
