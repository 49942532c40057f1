import fc from 'fast-check';
import { balanceOf, call, disable, emptyCardBooks, expire, issue, type CardBooks, type CardCall } from './gift-cards.js';

const day = 86_400_000;
const card = (id: string, amount: bigint, expiresAt: Date | null = null) => ({ id, index: `x-${id}`, ending: 'ABCD', kind: 'gift-card' as const, currency: 'GBP', amount, customer: null, order: null, line: null, issuedAt: new Date(0), expiresAt });
let calls = 0;
const ask = (books: CardBooks, action: CardCall['action'], amount: bigint, more: Partial<CardCall> = {}) =>
  call(books, { callId: `c-${++calls}`, action, tender: 't', orderId: 'o', index: 'x-a', amount, currency: 'GBP', ...more });
const withCard = (amount: bigint, expiresAt: Date | null = null): CardBooks => {
  const books = emptyCardBooks();
  issue(books, card('a', amount, expiresAt));
  return books;
};
const the = (books: CardBooks) => books.cards.get('x-a')!;

describe('S15 gift cards', () => {
  it('hold, capture in parts, let go of the rest, refund the same card', () => {
    const books = withCard(1000n);
    expect(ask(books, 'hold', 700n).outcome).toBe('done');
    expect([balanceOf(the(books)), the(books).held]).toEqual([300n, 700n]);
    expect([ask(books, 'capture', 400n), ask(books, 'capture', 400n)].map((one) => one.outcome)).toEqual(['done', 'failed']);
    expect(ask(books, 'release', 300n).outcome).toBe('done');
    expect([ask(books, 'refund', 400n), ask(books, 'refund', 1n)].map((one) => one.outcome)).toEqual(['done', 'failed']);
    expect(balanceOf(the(books))).toBe(1000n);
  });

  it('answers a repeated call as the first time, and moves nothing', () => {
    const books = withCard(1000n);
    for (let again = 0; again < 3; again++) expect(ask(books, 'hold', 700n, { callId: 'same' }).outcome).toBe('done');
    for (let again = 0; again < 2; again++) expect(ask(books, 'hold', 700n, { callId: 'other', tender: 't2' })).toMatchObject({ outcome: 'failed', detail: 'the gift card has not enough on it' });
    expect(the(books).held).toBe(700n);
  });

  it('is one answer for a code that nobody has, one that is disabled and one whose time is over', () => {
    const [gone, over] = [withCard(5n), withCard(5n, new Date(day))];
    disable(gone, the(gone));
    over.now = new Date(2 * day);
    const details = [ask(emptyCardBooks(), 'hold', 1n), ask(gone, 'hold', 1n), ask(over, 'hold', 1n)].map((one) => (one.outcome === 'failed' ? one.detail : ''));
    expect(new Set(details)).toEqual(new Set(['there is no such gift card, or it is not valid any more']));
    expect(ask(withCard(5n), 'hold', 1n, { currency: 'EUR' })).toMatchObject({ detail: 'the gift card is in GBP' });
  });

  it('disabling takes what is unspent, and what orders let go of later; what they hold stays theirs', () => {
    const books = withCard(1000n);
    ask(books, 'hold', 600n);
    expect([disable(books, the(books)), disable(books, the(books))]).toEqual([true, false]);
    expect([balanceOf(the(books)), the(books).expired]).toEqual([0n, 400n]);
    expect(ask(books, 'capture', 500n).outcome).toBe('done');
    expect(ask(books, 'release', 100n).outcome).toBe('done');
    expect([balanceOf(the(books)), the(books).expired, the(books).captured]).toEqual([0n, 500n, 500n]);
  });

  it('a refund onto a card whose time is over makes it good again for 90 days', () => {
    const books = withCard(1000n, new Date(day));
    ask(books, 'hold', 600n);
    ask(books, 'capture', 600n);
    books.now = new Date(2 * day);
    expect(expire(books, the(books))).toBe(true);
    expect(ask(books, 'refund', 600n).outcome).toBe('done');
    expect([the(books).status, balanceOf(the(books)), the(books).expiresAt]).toEqual(['active', 600n, new Date(92 * day)]);
  });

  it('store credit is a card of its own, made by the load; a code that is taken is none', () => {
    const books = emptyCardBooks();
    const issueOf = { cardId: 'gc-s', ending: 'WXYZ', customer: 'c-1' };
    expect(ask(books, 'load', 250n, { issue: issueOf, callId: 'l' })).toMatchObject({ outcome: 'done', card: { id: 'gc-s', kind: 'store-credit', loaded: 250n, customer: 'c-1' } });
    expect(ask(books, 'load', 250n, { issue: issueOf, callId: 'l' }).outcome).toBe('done');
    expect(ask(books, 'load', 250n, { issue: issueOf })).toMatchObject({ outcome: 'failed' });
    expect(() => issue(books, card('a', 1n))).toThrow('a gift card with this code');
  });

  it('adds up after any history, is never worth less than nothing, and is what its entries say (10,000 cases)', () => {
    const moves = fc.array(fc.record({ kind: fc.constantFrom('hold', 'capture', 'release', 'refund', 'disable', 'expire', 'repeat'), tender: fc.integer({ min: 0, max: 3 }), amount: fc.bigInt({ min: 0n, max: 700n }), days: fc.integer({ min: 0, max: 40 }) }), { maxLength: 20 });
    fc.assert(fc.property(fc.bigInt({ min: 1n, max: 2000n }), moves, (amount, history) => {
      const books = withCard(amount, new Date(60 * day));
      let last = '';
      for (const { kind, tender, amount: part, days } of history) {
        books.now = new Date(books.now.getTime() + days * day);
        if (kind === 'disable') disable(books, the(books));
        else if (kind === 'expire') expire(books, the(books));
        else if (kind === 'repeat' && last) {
          const before = balanceOf(the(books));
          call(books, { callId: last, action: 'hold', tender: 't0', orderId: 'o', index: 'x-a', amount: part, currency: 'GBP' });
          if (balanceOf(the(books)) !== before) throw new Error('a repeat has moved money');
        } else if (kind !== 'repeat') ask(books, kind as CardCall['action'], part, { tender: `t${tender}`, callId: (last = `p-${++calls}`) });
        const now = the(books);
        const sum = (action: string) => [...books.entries.values()].filter((one) => one.action === action && one.refused === null && one.card === 'a').reduce((total, one) => total + one.amount, 0n);
        if (balanceOf(now) < 0n || now.held < 0n || now.refunded > now.captured) throw new Error('below zero');
        const [held, byHolds] = [sum('hold') - sum('capture') - sum('release'), [...books.holds.values()].reduce((total, hold) => total + hold.held, 0n)];
        if (held !== now.held || byHolds !== held || sum('capture') !== now.captured || sum('refund') !== now.refunded || sum('expire') !== now.expired) throw new Error('not the sum of its entries');
      }
    }), { numRuns: 10_000 });
  });
});
