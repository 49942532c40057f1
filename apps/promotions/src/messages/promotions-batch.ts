import type { CouponIssue, Outbound } from '@onefront/contracts';
import type { Books } from '../domain/books.js';
import type { CardBooks } from '../domain/gift-cards.js';
import type { Rules } from '../domain/pricing/index.js';
import type { RuleEntry, RuleSlot } from '../domain/rule-book.js';

/** Many coupons that an executor issues, in its own transactions. */
export interface BulkIssue { readonly issueId: string; readonly issue: CouponIssue }

/** One batch on its way: rules and books that evolve, and what is to be told, in order. */
export interface PromotionsBatch {
  rules: Rules;
  readonly slots: Map<string, RuleSlot>;
  readonly entries: RuleEntry[];
  readonly books: Books;
  readonly cards: CardBooks;
  readonly bulks: BulkIssue[];
  readonly random: (bytes: number) => Uint8Array;
  readonly told: Outbound[];
}
