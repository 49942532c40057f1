import type { Promotion, ShippingRate, TaxRate } from '@onefront/contracts';
import { checkPreconditions, DomainError, patchDocument, putDocument, type DocumentDecision, type Preconditions, type Versioned } from '@onefront/kernel';
import type { Rules } from './pricing/index.js';

export type RuleKind = 'promotion' | 'tax-rate' | 'shipping-rate';
export type RuleDocument = Promotion | TaxRate | ShippingRate;

export interface RuleRef { readonly kind: RuleKind; readonly id: string }
export const ruleKey = ({ kind, id }: RuleRef): string => `${kind}/${id}`;

/** One line of the ledger of rules. */
export interface RuleEntry extends RuleRef { readonly version: number; readonly document: RuleDocument | null; readonly messageId: string }

/** The place of a rule: version 0 before its first document; a null document = ended. Versions count on over an end. */
export interface RuleSlot {
  readonly kind: RuleKind;
  readonly id: string;
  version: number;
  document: RuleDocument | null;
}

export interface RuleChange {
  readonly status: 200 | 201 | 204;
  readonly changed: boolean;
}

/** PUT: 201 creates (also after an end), 200 replaces or changes nothing. Throws `precondition-failed`. */
export function putRule(slot: RuleSlot, document: RuleDocument, conditions: Preconditions): RuleChange {
  return settle(slot, putDocument(current(slot), document, conditions));
}

/** PATCH. `validate` makes the document of the patched one, or throws. Throws `not-found`, `precondition-failed`. */
export function patchRule(slot: RuleSlot, conditions: Preconditions, validate: (base: RuleDocument) => RuleDocument): RuleChange {
  const base = current(slot);
  return settle(slot, patchDocument(base, {}, () => validate(base!.document), conditions));
}

/** Ends a rule for good. Throws `not-found`, `precondition-failed`. */
export function endRule(slot: RuleSlot, conditions: Preconditions): RuleChange {
  const base = current(slot);
  if (!base) throw new DomainError('not-found', 'not-found', 'there is nothing here to end');
  checkPreconditions(base, conditions);
  slot.version += 1;
  slot.document = null;
  return { status: 204, changed: true };
}

function current(slot: RuleSlot): Versioned<RuleDocument> | undefined {
  return slot.document === null ? undefined : { version: slot.version, document: slot.document };
}

function settle(slot: RuleSlot, { status, changed, next }: DocumentDecision<RuleDocument>): RuleChange {
  if (changed) {
    slot.version += 1;
    slot.document = next.document;
  }
  return { status, changed };
}

/** The rules with one of them replaced or taken out. */
export function withRule(rules: Rules, { kind, id, document }: RuleSlot): Rules {
  const list = { promotion: 'promotions', 'tax-rate': 'taxRates', 'shipping-rate': 'shippingRates' } as const;
  const others = rules[list[kind]].filter((one) => one.id !== id);
  return { ...rules, [list[kind]]: document === null ? others : [...others, { id, rule: document }] };
}
