import { EntitySchema } from 'typeorm';
import type { RuleDocument, RuleKind } from '../domain/rule-book.js';

export interface RuleRow {
  kind: RuleKind;
  id: string;
  /** bigint: text in JavaScript. */
  version: string;
  document: RuleDocument | null;
  changedAt: Date;
}

export const ruleTable = new EntitySchema<RuleRow>({
  name: 'rule', schema: 'promotions', tableName: 'rule',
  columns: { kind: { type: 'text', primary: true }, id: { type: 'text', primary: true }, version: { type: 'bigint' }, document: { type: 'jsonb', nullable: true }, changedAt: { type: 'timestamptz', name: 'changed_at' } },
});
