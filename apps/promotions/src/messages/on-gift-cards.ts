import type { DataOf, Inbound, disableGiftCard, giftCardRequested, issueGiftCard, linesCancelled, orderCancelled, orderReturned } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { call, disable, issue, type CardRow } from '../domain/gift-cards.js';
import type { PromotionsBatch } from './promotions-batch.js';
import { giftCardsFact, tellCardAnswer, tellGiftCard } from './published.js';

export function onIssueGiftCard(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof issueGiftCard>>): void {
  const { cardId: id, index, ending, amount, at, expiresAt, customer = null, order = null, line = null } = inbound.data;
  const wanted = { id, index, ending, kind: 'gift-card' as const, currency: amount.currency, amount: BigInt(amount.amount), customer, order, line, issuedAt: new Date(at), expiresAt: expiresAt ? new Date(expiresAt) : null };
  const { card, changed } = issue(batch.cards, wanted);
  batch.told.push(...tellGiftCard(card, { status: 201, changed }, inbound));
}

/** Throws `not-found` (404). */
export function onDisableGiftCard(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof disableGiftCard>>): void {
  const card = [...batch.cards.cards.values()].find((one) => one.id === inbound.data.cardId);
  if (!card) throw new DomainError('not-found', 'not-found', 'there is no such gift card');
  batch.told.push(...tellGiftCard(card, { status: 200, changed: disable(batch.cards, card) }, inbound));
}

/** One movement for an order; answered in any case, a repeat as the first. */
export function onGiftCardRequested(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof giftCardRequested>>): void {
  const { orderId, callId, action, tender, card: index, amount, issue: issued } = inbound.data;
  const answer = call(batch.cards, { callId, action, tender, orderId, index, amount: BigInt(amount.amount), currency: amount.currency, ...(issued ? { issue: issued } : {}) });
  batch.told.push(tellCardAnswer(orderId, callId, answer, inbound));
}

/** The purchase of a card is cancelled: what is unspent of it is worth nothing any more. Store credit of its return stays. */
export function cancelPurchases(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof orderCancelled>>): void {
  disableAll(batch, inbound, (card) => card.order === inbound.data.orderId);
}

/** A line that was a card comes back. */
export function onOrderReturned(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof orderReturned>>): void {
  disableSoldBy(batch, inbound, { orderId: inbound.data.orderId, lines: inbound.data.return.lines.flatMap((line) => line.lineId ?? []) });
}

/** A line that was a card is cancelled, and the order goes on. */
export function onLinesCancelled(batch: PromotionsBatch, inbound: Inbound<DataOf<typeof linesCancelled>>): void {
  disableSoldBy(batch, inbound, inbound.data);
}

function disableSoldBy(batch: PromotionsBatch, inbound: Inbound, { orderId, lines }: DataOf<typeof linesCancelled>): void {
  disableAll(batch, inbound, (card) => card.order === orderId && card.line !== null && lines.includes(card.line));
}

function disableAll(batch: PromotionsBatch, inbound: Inbound, isMeant: (card: CardRow) => boolean): void {
  const cards = [...batch.cards.cards.values()].filter((card) => card.kind === 'gift-card' && isMeant(card) && disable(batch.cards, card));
  for (const card of cards) batch.told.push({ ...giftCardsFact([card]), cause: inbound });
}
