import { DomainError } from '@onefront/kernel';
import type { GiftCard, GiftCardState } from '@onefront/contracts';

/**
 * Gift cards and store credit (S15): a ledger of LOAD, HOLD, CAPTURE, RELEASE, REFUND, EXPIRE. What a card is worth is the sum of its entries;
 * the sums in its row are their projection, held together by constraints. Rows are changed in place and marked. Amounts in minor units.
 */

export interface CardRow {
  readonly id: string;
  readonly index: string;
  readonly ending: string;
  readonly kind: GiftCard['kind'];
  readonly currency: string;
  readonly customer: string | null;
  /** The order by which it was bought, or whose return it pays for; `line` when it is one of its lines. */
  readonly order: string | null;
  readonly line: string | null;
  readonly issuedAt: Date;
  expiresAt: Date | null;
  status: GiftCard['status'];
  loaded: bigint;
  held: bigint;
  captured: bigint;
  refunded: bigint;
  expired: bigint;
  version: number;
  change?: 'new' | 'changed';
}

/** What one tender of an order keeps of a card. `held` is still open. */
export interface CardHold {
  readonly tender: string;
  readonly card: string;
  readonly orderId: string;
  held: bigint;
  captured: bigint;
  refunded: bigint;
  change?: 'new' | 'changed';
}

export type CardAction = 'load' | 'hold' | 'capture' | 'release' | 'refund' | 'expire';

/** One entry of the ledger: append-only. A call that was refused has moved nothing, and stands here with its reason. */
export interface CardEntry {
  /** Of a call of an order; else of the message or the moment that made it. */
  readonly id: string;
  readonly card: string | null;
  readonly action: CardAction;
  readonly tender: string | null;
  readonly amount: bigint;
  readonly refused: string | null;
  change?: 'new';
}

export interface CardBooks {
  /** By the index of the code. */
  readonly cards: Map<string, CardRow>;
  readonly holds: Map<string, CardHold>;
  /** Calls answered before, by id, and what this batch adds. */
  readonly entries: Map<string, CardEntry>;
  /** Of the database: what has expired is decided by one clock. */
  now: Date;
}

export const emptyCardBooks = (): CardBooks => ({ cards: new Map(), holds: new Map(), entries: new Map(), now: new Date(0) });

export interface CardCall {
  readonly callId: string;
  readonly action: 'load' | 'hold' | 'capture' | 'release' | 'refund';
  readonly tender: string;
  readonly orderId: string;
  readonly index: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly issue?: { readonly cardId: string; readonly ending: string; readonly customer?: string | undefined } | undefined;
}

export type CardAnswer = { readonly outcome: 'done'; readonly card?: CardRow } | { readonly outcome: 'failed'; readonly detail: string; readonly card?: CardRow };

/** A refund onto a card whose time is over makes it good for so long again, so that the money is not lost with it. Days. */
const AGAIN_DAYS = 90;

export const balanceOf = ({ loaded, held, captured, refunded, expired }: Pick<CardRow, 'loaded' | 'held' | 'captured' | 'refunded' | 'expired'>): bigint => loaded - held - captured + refunded - expired;

/** What an order asks of a card, once per call: the same call again has the same answer and moves nothing. */
export function call(books: CardBooks, asked: CardCall): CardAnswer {
  const known = books.entries.get(asked.callId);
  const card = books.cards.get(asked.index);
  if (known) return known.refused === null ? { outcome: 'done', ...(card ? { card } : {}) } : { outcome: 'failed', detail: known.refused, ...(card ? { card } : {}) };
  const refused = move(books, card, asked);
  const at = refused === undefined ? books.cards.get(asked.index) : card;
  books.entries.set(asked.callId, { id: asked.callId, card: at?.id ?? null, action: asked.action, tender: asked.tender, amount: refused === undefined ? asked.amount : 0n, refused: refused ?? null, change: 'new' });
  if (refused !== undefined) return { outcome: 'failed', detail: refused, ...(at ? { card: at } : {}) };
  // What an order lets go of a card that is over is gone as well.
  if (at && asked.action === 'release' && at.status !== 'active') expireRest(books, at, { cause: asked.callId, amount: asked.amount });
  return { outcome: 'done', ...(at ? { card: at } : {}) };
}

function move(books: CardBooks, card: CardRow | undefined, asked: CardCall): string | undefined {
  const { amount, tender, orderId } = asked;
  const hold = books.holds.get(tender);
  switch (asked.action) {
    case 'load': return load(books, card, asked);
    case 'hold': {
      const no = whyNot(books, card, asked);
      if (no !== undefined || !card) return no;
      card.held += amount;
      books.holds.set(tender, { tender, card: card.id, orderId, held: amount, captured: 0n, refunded: 0n, change: 'new' });
      touch(card);
      return undefined;
    }
    case 'capture':
      if (!card || !hold || hold.held < amount) return `${amount} is more than is held for ${tender}`;
      hold.held -= amount;
      hold.captured += amount;
      Object.assign(card, { held: card.held - amount, captured: card.captured + amount });
      break;
    case 'release':
      // Letting go of what was never held is a recorded no-op (S25).
      if (!card || !hold) return amount === 0n ? undefined : `nothing is held for ${tender}`;
      if (hold.held < amount) return `${amount} is more than is held for ${tender}`;
      hold.held -= amount;
      card.held -= amount;
      break;
    case 'refund':
      if (!card || !hold || hold.captured - hold.refunded < amount) return `${amount} is more than ${tender} has paid`;
      hold.refunded += amount;
      card.refunded += amount;
      revive(books, card);
      break;
    default: return asked.action satisfies never;
  }
  hold.change ??= 'changed';
  touch(card);
  return undefined;
}

/** Why a card cannot pay; undefined when it can. One answer for what is not there and what is not good, so that nobody learns codes by it. */
function whyNot(books: CardBooks, card: CardRow | undefined, { amount, currency, tender }: CardCall): string | undefined {
  if (books.holds.has(tender)) return `${tender} is held already`;
  if (!card || card.status !== 'active' || isOver(card, books.now)) return 'there is no such gift card, or it is not valid any more';
  if (card.currency !== currency) return `the gift card is in ${card.currency}`;
  return balanceOf(card) < amount ? 'the gift card has not enough on it' : undefined;
}

const isOver = ({ expiresAt }: CardRow, now: Date): boolean => expiresAt !== null && expiresAt <= now;

/** Store credit: a card of its own per return. */
function load(books: CardBooks, card: CardRow | undefined, { index, issue: issued, amount, currency, orderId }: CardCall): string | undefined {
  if (card) return 'there is a card with this code already';
  if (!issued) return 'there is no card to load';
  books.cards.set(index, newCard({ id: issued.cardId, index, ending: issued.ending, kind: 'store-credit', currency, amount, customer: issued.customer ?? null, order: orderId, line: null, issuedAt: books.now, expiresAt: null }));
  return undefined;
}

type NewCard = Pick<CardRow, 'id' | 'index' | 'ending' | 'kind' | 'currency' | 'customer' | 'order' | 'line' | 'issuedAt' | 'expiresAt'> & { readonly amount: bigint };

function newCard({ amount, ...of }: NewCard): CardRow {
  return { ...of, status: 'active', loaded: amount, held: 0n, captured: 0n, refunded: 0n, expired: 0n, version: 1, change: 'new' };
}

/** A card is issued with its amount on it. Throws `gift-card-exists` (409) where the code is taken; the same command again changes nothing. */
export function issue(books: CardBooks, wanted: NewCard): { card: CardRow; changed: boolean } {
  const known = books.cards.get(wanted.index);
  if (known?.id === wanted.id) return { card: known, changed: false };
  if (known) throw new DomainError('gift-card-exists', 'conflict', 'there is a gift card with this code already');
  const card = newCard(wanted);
  books.cards.set(wanted.index, card);
  books.entries.set(`${card.id}-load`, { id: `${card.id}-load`, card: card.id, action: 'load', tender: null, amount: wanted.amount, refused: null, change: 'new' });
  return { card, changed: true };
}

/** Disables what is unspent; what is held for orders stays theirs, and what they let go is gone as well. False when it is disabled already. */
export function disable(books: CardBooks, card: CardRow): boolean {
  if (card.status === 'disabled') return false;
  card.status = 'disabled';
  expireRest(books, card, { cause: `${card.id}-disabled`, amount: balanceOf(card) });
  touch(card);
  return true;
}

/** The time of a card is over: what is on it and not held is gone. False when there is nothing to do. */
export function expire(books: CardBooks, card: CardRow): boolean {
  if (card.status !== 'active' || !isOver(card, books.now)) return false;
  card.status = 'expired';
  expireRest(books, card, { cause: `${card.id}-expired-${card.version}`, amount: balanceOf(card) });
  touch(card);
  return true;
}

function expireRest(books: CardBooks, card: CardRow, { cause, amount }: { cause: string; amount: bigint }): void {
  if (amount === 0n) return;
  card.expired += amount;
  const id = `${cause}-rest`;
  books.entries.set(id, { id, card: card.id, action: 'expire', tender: null, amount, refused: null, change: 'new' });
}

/** A refund restores the same card. On one that was disabled it lies for a person to pay out: a card that was stolen stays so. */
function revive(books: CardBooks, card: CardRow): void {
  if (card.status === 'disabled' || !isOver(card, books.now)) return;
  card.status = 'active';
  card.expiresAt = new Date(books.now.getTime() + AGAIN_DAYS * 86_400_000);
}

/** Every change is a version of its own: of several in one batch each is told. */
function touch(card: CardRow): void {
  card.version += 1;
  card.change ??= 'changed';
}

/** As everybody may know it. */
export function cardState(card: CardRow): GiftCardState {
  const { id, index, kind, ending, status, version, currency, issuedAt, expiresAt, customer, order } = card;
  const money = (amount: bigint) => ({ amount: amount.toString(), currency });
  return {
    index, version,
    card: {
      id, kind, ending, status, balance: money(balanceOf(card)), held: money(card.held), loaded: money(card.loaded), spent: money(card.captured - card.refunded), issuedAt: issuedAt.toISOString(),
      ...(expiresAt ? { expiresAt: expiresAt.toISOString() } : {}), ...(customer ? { customer } : {}), ...(order ? { order } : {}),
    },
  };
}
