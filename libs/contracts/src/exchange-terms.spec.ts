import { httpExchange } from './orders.js';

describe('S7 what an exchange has to say', () => {
  const line = { lineId: '1', quantity: 1 };
  const money = { amount: '1.00', currency: 'GBP' };
  const wrong = (more: object) => {
    const { error } = httpExchange.safeParse({ location: 'leeds', lines: [{ ...line, disposition: 'restock' }], newLines: [{ sku: 'LAMP', quantity: 1 }], fulfillment: { method: 'carry-out', location: 'leeds' }, ...more });
    return error?.issues.map((issue) => `/${issue.path.join('/')}`) ?? [];
  };

  it('of goods that are here: their state', () => {
    expect([wrong({}), wrong({ advance: false }), wrong({ lines: [line] })]).toEqual([[], [], ['/lines/0/disposition']]);
  });

  it('of goods that come later: one card that stands for all that leaves, and nothing of their state', () => {
    const card = { method: 'card', token: 'tok_ok' };
    const later = (payment: unknown, lines: object[] = [line]) => wrong({ advance: true, lines, ...(payment === undefined ? {} : { payment }) });
    expect([later(card), later([card])]).toEqual([[], []]);
    for (const payment of [undefined, { method: 'cash' }, { ...card, amount: money }, [card, card]]) expect(later(payment)).toEqual(['/payment']);
    expect(later(card, [{ ...line, disposition: 'restock' }])).toEqual(['/lines/0/disposition']);
  });
});
