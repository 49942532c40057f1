import type { Tx } from '@onefront/outbox';
import { ruleKey, type RuleDocument, type RuleEntry, type RuleKind, type RuleRef, type RuleSlot } from '../domain/rule-book.js';

/** Locks the places of these rules, in sorted order; a place that was not there is made (version 0). */
export async function loadRules(tx: Tx, refs: readonly RuleRef[]): Promise<Map<string, RuleSlot>> {
  if (refs.length === 0) return new Map();
  const { rows } = await tx.query<{ kind: RuleKind; id: string; version: string; document: RuleDocument | null }>({
    name: 'rule-lock',
    text: `insert into promotions.rule as r (kind, id, version)
      select distinct kind, id, 0 from unnest($1::text[], $2::text[]) as wanted(kind, id) order by kind, id
      on conflict (kind, id) do update set kind = r.kind returning kind, id, version, document`,
    values: [refs.map((ref) => ref.kind), refs.map((ref) => ref.id)],
  });
  return new Map(rows.map((row) => [ruleKey(row), { ...row, version: Number(row.version) }]));
}

/** Writes changed rules and their ledger, then moves the watermark. Places that stayed empty go. */
export async function storeRules(tx: Tx, slots: ReadonlyMap<string, RuleSlot>, entries: readonly RuleEntry[]): Promise<void> {
  if (slots.size === 0) return;
  if (entries.length > 0) {
    const last = [...new Map(entries.map((entry) => [ruleKey(entry), entry])).values()];
    tx.write({
      name: 'rule-store',
      text: `update promotions.rule r set version = n.version, document = n.document::jsonb, changed_at = clock_timestamp()
        from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) as n(kind, id, version, document) where r.kind = n.kind and r.id = n.id`,
      values: columns(last),
    });
    tx.write({
      name: 'rule-ledger',
      text: `insert into promotions.rule_change (kind, id, version, document, message_id)
        select kind, id, version, document::jsonb, message_id from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[]) as n(kind, id, version, document, message_id)`,
      values: [...columns(entries), entries.map((entry) => entry.messageId)],
    });
    tx.write({ name: 'watermark-move', text: 'update promotions.watermark set version = version + 1' });
  }
  if ([...slots.values()].some((slot) => slot.version === 0)) await tx.query({ name: 'rule-empty', text: 'delete from promotions.rule where version = 0 and (kind, id) in (select * from unnest($1::text[], $2::text[]))', values: [[...slots.values()].map((slot) => slot.kind), [...slots.values()].map((slot) => slot.id)] });
}

function columns(entries: readonly RuleEntry[]): unknown[] {
  return [entries.map((one) => one.kind), entries.map((one) => one.id), entries.map((one) => one.version), entries.map((one) => (one.document === null ? null : JSON.stringify(one.document)))];
}
