import type { Promotion } from '@onefront/contracts';
import type { Books } from './books.js';
import type { RuleSlot } from './rule-book.js';

/** A promotion's limits for its counter. One below what has been used already is set to what was used: nothing more is given, and the books stay true. */
export function limitsChanged(books: Books, { kind, id, document }: RuleSlot): void {
  if (kind !== 'promotion' || document === null) return;
  const { limits } = document as Promotion;
  const { uses, spent } = books.counters.get(id) ?? { uses: 0, spent: 0n };
  const maxUses = limits?.total === undefined ? null : Math.max(limits.total, uses);
  const budget = limits?.budget === undefined ? null : BigInt(limits.budget.amount);
  books.counters.set(id, { promotion: id, uses, spent, maxUses, maxSpent: budget === null ? null : budget > spent ? budget : spent, changed: true });
}
