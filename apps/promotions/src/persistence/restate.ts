import type { Tx } from '@onefront/outbox';
import type { CouponRow } from '../domain/books.js';
import type { RuleKind } from '../domain/rule-book.js';

export interface RestatedRule { readonly kind: RuleKind; readonly id: string; readonly version: number; readonly document: unknown; readonly at: string }

/** Rules after a position, in the order of (kind, id). */
export async function restateRules(tx: Tx, after: { kind: string; id: string }, options: { key?: string; limit: number }): Promise<RestatedRule[]> {
  const { rows } = await tx.query<{ kind: RuleKind; id: string; version: string; document: unknown; changed_at: Date }>(
    `select kind, id, version, document, changed_at from promotions.rule where (kind, id) > ($1, $2) and version > 0 and ($3::text is null or id = $3) order by kind, id limit $4`,
    [after.kind, after.id, options.key ?? null, options.limit]);
  return rows.map((row) => ({ kind: row.kind, id: row.id, version: Number(row.version), document: row.document, at: row.changed_at.toISOString() }));
}

/** Coupons after a key, locked so that no newer state is told before this one. */
export async function restateCoupons(tx: Tx, after: string, options: { key?: string; limit: number }): Promise<CouponRow[]> {
  const { rows } = await tx.query<CouponRow & { version: unknown } & Record<string, unknown>>(
    `select key, code, promotion, "limit", per_customer as "perCustomer", customer, starts_at as "startsAt", expires_at as "expiresAt", issue_id as "issueId", status, used, held, over, version
     from promotions.coupon where key > $1 and ($2::text is null or key = upper($2)) order by key limit $3 for share`, [after, options.key ?? null, options.limit]);
  return rows.map((row) => ({ ...row, version: Number(row.version) }));
}

/** Lifts all versions above what views can have seen before a restore; ledgers tell the lifted version too. Versions that are high enough stay. */
export async function raiseEpoch(tx: Tx, epoch: number): Promise<void> {
  const floor = epoch * 1e12;
  await tx.query('update promotions.coupon set version = $1::bigint + version % 1000000000000 where version < $1::bigint', [floor]);
  await tx.query('update promotions.coupon_lease set version = $1::bigint + version % 1000000000000 where version < $1::bigint', [floor]);
  await tx.query('update promotions.gift_card set version = $1::bigint + version % 1000000000000 where version < $1::bigint', [floor]);
  await tx.query(`with lifted as (update promotions.rule set version = $1::bigint + version % 1000000000000 where version > 0 and version < $1::bigint returning kind, id, version, document)
    insert into promotions.rule_change (kind, id, version, document, message_id) select kind, id, version, document, $2 from lifted`, [floor, `epoch ${epoch}`]);
  await tx.query('update promotions.watermark set version = version + 1');
}
