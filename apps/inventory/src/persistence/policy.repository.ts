import type { Versioned } from '@onefront/kernel';
import type { Tx } from '@onefront/outbox';
import type { SkuPolicy } from '../domain/oversell.js';
import { sorted, type Needs } from './needs.js';
import type { Documents, Unit } from './unit.js';

export interface PolicyRow { sku: string; channel: string; policy: SkuPolicy['policy']; limit: number | null; until: Date | null; eta: Date | null }

export function skuPolicyOf({ sku, channel, policy, limit, until, eta }: PolicyRow): SkuPolicy {
  return { sku, channel, policy, ...(limit === null ? {} : { limit }), ...(until ? { until } : {}), ...(eta ? { eta } : {}) };
}

/** Policies that the batch may change, by `channel/sku`; locked with their SKU. One that was taken away has a null document. */
export async function readPolicyDocuments(tx: Tx, { policies }: Needs): Promise<Documents> {
  if (policies.size === 0) return new Map();
  const keys = sorted(policies);
  const { rows } = await tx.query<{ key: string; version: number; document: unknown }>({
    name: 'documents-policy',
    text: `select channel || '/' || sku as key, version::float8 as version, document from inventory.channel_policy
      where (sku, channel) in (select * from unnest($1::text[], $2::text[]))`,
    values: [keys.map((key) => skuOf(key)), keys.map((key) => channelOf(key))],
  });
  return new Map(rows.map(({ key, version, document }) => [key, { version, document }]));
}

export function storePolicies(tx: Tx, { changedPolicies, documents }: Unit): void {
  for (const [key, { policy, next }] of [...changedPolicies].sort(([a], [b]) => (a < b ? -1 : 1))) {
    documents.policies.set(key, next);
    tx.write({
      name: 'policy-store',
      text: `insert into inventory.channel_policy (channel, sku, version, document, policy, cap, until, eta) values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (sku, channel) do update set version = excluded.version, document = excluded.document, policy = excluded.policy, cap = excluded.cap, until = excluded.until, eta = excluded.eta`,
      values: [channelOf(key), skuOf(key), next.version, next.document === null ? null : JSON.stringify(next.document), policy?.policy ?? null, policy?.limit ?? null, policy?.until ?? null, policy?.eta ?? null],
    });
  }
}

/** What has become of a policy in a batch; none: it was taken away. */
export interface ChangedPolicy {
  readonly policy: SkuPolicy | undefined;
  readonly next: Versioned<unknown>;
}

const POLICIES_PER_PAGE = 500;

/** A page of policies as they are, also those that were taken away; locked, so that nothing newer is told before. */
export async function policyPage(tx: Tx, { after, key }: { after: string; key?: string | undefined }): Promise<{ policies: Array<{ channel: string; sku: string; version: number; document: unknown; at: Date }>; next: string | undefined }> {
  const { rows } = await tx.query<{ channel: string; sku: string; version: number; document: unknown; at: Date }>(
    `select channel, sku, version::float8 as version, document, now() as at from inventory.channel_policy
     where sku || '/' || channel > $1 and ($2::text is null or sku = $2) order by sku || '/' || channel limit ${POLICIES_PER_PAGE} for update`, [after, key ?? null]);
  const last = rows.at(-1);
  return { policies: rows, next: rows.length === POLICIES_PER_PAGE && last ? `${last.sku}/${last.channel}` : undefined };
}

function channelOf(key: string): string {
  return key.slice(0, key.indexOf('/'));
}

function skuOf(key: string): string {
  return key.slice(key.indexOf('/') + 1);
}
