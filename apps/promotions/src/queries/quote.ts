import type { PricingRequest, QuoteAnswer } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import { BookRefs } from '../domain/book-refs.js';
import { emptyBooks } from '../domain/books.js';
import { decidePrice } from '../domain/decide-price.js';
import { loadBooks } from '../persistence/books.load.js';
import type { Reader, RulesCache } from '../persistence/rules-cache.js';

/**
 * What an order would cost now and why: the path that prices orders, reading only. One statement (the watermark) when neither coupons nor limits
 * are concerned. Explains promotions of other channels and times as well.
 */
export async function quote(database: Database, cache: RulesCache, request: PricingRequest): Promise<QuoteAnswer> {
  const reader: Reader = { query: (statement, values) => database.read(typeof statement === 'string' ? { text: statement, ...(values ? { values } : {}) } : statement) };
  const rules = await cache.read(reader);
  const books = emptyBooks();
  const refs = new BookRefs();
  refs.ofRequest(request, rules);
  await loadBooks(reader, books, refs, false);
  const decision = decidePrice(books, rules, request, { explainAll: true });
  if (decision.refusal) return { problem: { ...decision.refusal, ...(decision.refusal.errors ? { errors: [...decision.refusal.errors] } : {}) } as NonNullable<QuoteAnswer['problem']> };
  const { result, problem } = decision.priced;
  return { result, ...(problem ? { problem } : {}) };
}
