import { z } from 'zod';
import { http, wire, type Kit } from './kit.js';
import { command, fact } from './message.js';
import { blindIndex } from './sealed.js';
import { opaqueId, text, timestamp, wireMoney } from './values.js';

/** Gift cards and store credit (S15): money that we owe to whoever has the code. Owned by promotions. A code is never told: only its blind index is. */

/** As people type it: letters and digits, blanks and dashes between them. */
export const giftCardCode = z.string().max(64).regex(/^(?:[ -]*[0-9A-Za-z]){8,32}[ -]*$/, '8 to 32 letters and digits, blanks and dashes between them');

/** The index by which a code is found, without regard to case, blanks and dashes. */
export function giftCardIndex(code: string, pepper: Buffer): string {
  return blindIndex('gift-card', code.replaceAll(/[ -]/g, '').toUpperCase(), pepper);
}

const giftCard = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  id: opaqueId,
  kind: z.enum(['gift-card', 'store-credit']),
  ending: z.string().describe('the last four characters of the code'),
  status: z.enum(['active', 'disabled', 'expired']),
  /** What can be spent now. */
  balance: kit.money,
  held: kit.money.describe('kept for orders that are not paid yet'),
  loaded: kit.money,
  spent: kit.money.describe('captured less refunded'),
  issuedAt: timestamp,
  expiresAt: timestamp.optional(),
  customer: opaqueId.optional(),
  order: opaqueId.optional().describe('the order by which it was bought, or whose return it pays for'),
});
export const httpGiftCard = giftCard(http);
export const wireGiftCard = giftCard(wire);
export type GiftCard = z.infer<typeof wireGiftCard>;

/** A card with the index of its code and its version. */
export const giftCardState = z.object({ index: z.string(), version: z.int(), card: wireGiftCard });
export type GiftCardState = z.infer<typeof giftCardState>;

/** `POST /v1/gift-cards`. */
export const httpGiftCardIssue = http.object({
  amount: http.money,
  code: giftCardCode.optional().describe('of a card that exists on paper; else one is made'),
  expiresAt: timestamp.optional(),
  customer: opaqueId.optional(),
  order: opaqueId.optional().describe('the order by which it was bought: cancelling it, or returning its line, disables what is unspent'),
  line: text(64, 1).optional(),
});

const gbp = (amount: string) => ({ amount, currency: 'GBP' });
const sampleCard: GiftCard = { id: 'gc-1', kind: 'gift-card', ending: 'X7QK', status: 'active', balance: gbp('2500'), held: gbp('0'), loaded: gbp('2500'), spent: gbp('0'), issuedAt: '2026-11-01T09:00:00.000Z' };
const sampleState: GiftCardState = { index: 'aGlkZGVu', version: 1, card: sampleCard };

export const issueGiftCard = command('promotions.issue-gift-card.v1', {
  keyedBy: 'card id', summary: 'Issue a gift card with an amount on it.',
  schema: z.object({ cardId: opaqueId, index: z.string(), ending: z.string(), amount: wireMoney, at: timestamp, expiresAt: timestamp.optional(), customer: opaqueId.optional(), order: opaqueId.optional(), line: z.string().optional() }),
  sample: { cardId: 'gc-1', index: 'aGlkZGVu', ending: 'X7QK', amount: gbp('2500'), at: '2026-11-01T09:00:00.000Z' },
});
export const disableGiftCard = command('promotions.disable-gift-card.v1', {
  keyedBy: 'card id', summary: 'Disable what is unspent of a gift card; what is held for orders stays theirs.', schema: z.object({ cardId: opaqueId, reason: z.string() }), sample: { cardId: 'gc-1', reason: 'lost' },
});
/** State-carrying. */
export const giftCardChanged = fact('promotions.gift-card-changed.v1', {
  keyedBy: 'card id', summary: 'A gift card was issued, loaded, disabled or has expired; carries all of it.', schema: z.object({ cards: z.array(giftCardState).min(1) }), sample: { cards: [sampleState] },
});
/** Answer to `orders.gift-card-requested`; a repeat is answered as the first. */
export const giftCardAnswered = fact('promotions.gift-card-answered.v1', {
  keyedBy: 'order id', summary: 'What became of one movement on a gift card that an order asked for.',
  schema: z.object({ orderId: opaqueId, callId: opaqueId, outcome: z.enum(['done', 'failed']), detail: z.string().optional(), state: giftCardState.optional() }),
  sample: { orderId: 'o-1', callId: 'o-1-c1', outcome: 'done', state: { ...sampleState, version: 2, card: { ...sampleCard, balance: gbp('0'), held: gbp('2500') } } },
});
