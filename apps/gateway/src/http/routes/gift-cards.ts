import { randomInt } from 'node:crypto';
import { disableGiftCard, giftCardCode, giftCardIndex, httpGiftCard, httpGiftCardIssue, issueGiftCard, message, toHttpMoney } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { z } from 'zod';
import { Wrong } from '../../intake/references.js';
import { GIFT_CARD_ID } from '../../views/gift-cards.js';
import { notFound } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { route } from '../route.js';
import { sealBody, submit } from '../submit.js';
import { defined } from './orders.js';

const tag = 'Gift cards';
const params = z.strictObject({ code: z.union([giftCardCode, z.string().regex(GIFT_CARD_ID)]).describe('the code of the card, or its id') });
export const giftCardShape = httpGiftCard.meta({ id: 'GiftCard' });
const issued = z.strictObject({ ...httpGiftCard.shape, code: z.string().describe('told this once') }).meta({ id: 'IssuedGiftCard' });

/** Without characters that look like others: 31^16 codes, 79 bits. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'.replace('U', '');
/** A code of 16 characters in groups of four. */
export function newGiftCardCode(): string {
  const letters = Array.from({ length: 16 }, () => ALPHABET[randomInt(ALPHABET.length)]!).join('');
  return letters.match(/.{4}/g)!.join('-');
}

/** What may be told of a code: the index by which it is found, and its end. */
export function traceOfCode(code: string, pepper: Buffer): { index: string; ending: string } {
  return { index: giftCardIndex(code, pepper), ending: code.replaceAll(/[ -]/g, '').slice(-4).toUpperCase() };
}

/** Money on a card (S15): a tender, not a discount. The code is told once, sealed where the answer is kept, and stands in no log, message or table. */
export const giftCardRoutes = [
  route({
    method: 'POST', path: '/v1/gift-cards', scope: 'promotions:write', tag, summary: 'Issue a gift card; the code is told this once', body: httpGiftCardIssue, problems: [409], personal: true, answers: { 201: issued },
    handle: async (call) => {
      const { amount, code = newGiftCardCode(), customer, order, line, expiresAt } = call.body;
      const wrong = new Wrong();
      const at = call.now.toISOString();
      if (BigInt(amount.amount) <= 0n) wrong.add('/amount/amount', 'must be above zero');
      if (expiresAt !== undefined && new Date(expiresAt) <= call.now) wrong.add('/expiresAt', 'has passed');
      if (customer !== undefined && !(await call.gateway.customers.find(customer, call.viewer))) wrong.add('/customer', 'there is no such customer');
      if (line !== undefined && order === undefined) wrong.add('/line', 'of which order');
      if (order !== undefined && !(await call.gateway.orders.get(order, call.viewer))) wrong.add('/order', 'there is no such order');
      wrong.check();
      const cardId = `gc-${newId()}`;
      const { index, ending } = traceOfCode(code, call.gateway.keyring.pepper);
      const more = defined({ customer, order, expiresAt: expiresAt && new Date(expiresAt).toISOString() });
      const nothing = toHttpMoney({ ...amount, amount: '0' });
      const [loaded, card] = [toHttpMoney(amount), { id: cardId, kind: 'gift-card', ending, status: 'active' }];
      const body = await sealBody(call.gateway.keyring, { ...card, balance: loaded, held: nothing, loaded, spent: nothing, issuedAt: at, ...more, code });
      return submit(call, message(issueGiftCard, { key: cardId, data: { cardId, index, ending, amount, at, ...more, ...defined({ line }) } }), { body });
    },
  }),
  route({
    method: 'GET', path: '/v1/gift-cards/{code}', scope: 'promotions:read', tag, summary: 'What is on a gift card', params, conditional: true, answers: { 200: giftCardShape },
    handle: async (call) => conditionalGet(call, await call.gateway.giftCards.get(call.params.code, call.viewer)),
  }),
  route({
    method: 'DELETE', path: '/v1/gift-cards/{code}', scope: 'promotions:write', tag, summary: 'Disable what is unspent of a gift card, by its id', params, answers: { 200: giftCardShape },
    handle: async (call) => {
      const { code: cardId } = call.params;
      // What is asked for is kept with its address, in which no code may stand.
      if (!GIFT_CARD_ID.test(cardId) || !(await call.gateway.giftCards.find(cardId, call.viewer))) throw notFound();
      return submit(call, message(disableGiftCard, { key: cardId, data: { cardId, reason: 'disabled by hand' } }));
    },
  }),
];
