import { giftCardIndex, type OrderRequest, type Placement } from '@onefront/contracts';
import type { Wrong } from './references.js';

type Tender = Exclude<NonNullable<OrderRequest['payment']>, unknown[] | { tenders: unknown }>;

/** The ways in which an order is to be paid, in the order in which they are taken, each with where it stands in the body; none when nothing is said. */
function tendersOf({ payment }: Pick<OrderRequest, 'payment'>): { tender: Tender; path: string }[] {
  if (payment === undefined) return [];
  if (Array.isArray(payment)) return payment.map((tender, index) => ({ tender, path: `/payment/${index}` }));
  if ('tenders' in payment) return payment.tenders.map((tender, index) => ({ tender, path: `/payment/tenders/${index}` }));
  return [{ tender: payment, path: '/payment' }];
}

export function checkTenders(request: OrderRequest, currency: string, wrong: Wrong): void {
  for (const { tender: { method, amount, giftCard }, path } of tendersOf(request)) {
    if (amount && amount.currency !== currency) wrong.add(`${path}/amount/currency`, `the channel sells in ${currency}`);
    if (giftCard !== undefined && method !== 'gift-card') wrong.add(`${path}/giftCard`, `no gift card pays as ${method}`);
  }
}

/** As the order's owner gets them: of a gift card the index of its code (which may also come as `token`), never the code. */
export function paymentsGiven(request: OrderRequest, pepper: Buffer): Placement['payments'] {
  return tendersOf(request).map(({ tender: { method, amount, token, giftCard } }) => {
    const code = method === 'gift-card' ? giftCard ?? token : undefined;
    return { method, ...(amount ? { amount } : {}), ...(code ? { card: giftCardIndex(code, pepper) } : {}), ...(token && method !== 'gift-card' ? { token } : {}) };
  });
}
