import { requestRelease } from './units.js';
import { authorisation, authorise, giveMoneyBack, settleMoney } from './payments.js';
import { answered, next, type Action, type Answer } from './process.js';
import { cancelRemaining, confirm, decideRefusal, dropShort, refuse } from './outcomes.js';
import { planDeadlines } from './deadlines.js';
import type { OrderState } from './order.js';
import { askSourcing } from './sourcing.js';
import type { Step } from './step.js';

/** Takes answers in and does what follows, until nothing does. Every change of an order ends here. */
export function advance(order: OrderState, step: Step, ...answers: Answer[]): void {
  const inbox = [...answers];
  const release = { stock: false, coupons: false, awaitCoupons: false };
  for (;;) {
    const { process, actions } = next(inbox.splice(0).reduce(answered, order.process));
    order.process = process;
    decideRefusal(order);
    for (const action of actions) inbox.push(...perform(order, step, action, release));
    if (inbox.length === 0 && actions.length === 0) break;
  }
  if (release.stock || release.coupons) giveBack(order, step, release);
  settleMoney(order, step);
  planDeadlines(order, step);
  if (order.exchange && !order.exchange.told && ['confirmed', 'refused', 'cancelled'].includes(order.process.outcome)) {
    order.exchange.told = true;
    step.decidesExchange = true;
  }
}

type Giving = { stock: boolean; coupons: boolean; awaitCoupons: boolean };

/** Does what `next` asks for. What can be answered at once is. */
function perform(order: OrderState, step: Step, action: Action, release: Giving): Answer[] {
  switch (action) {
    case 'release-stock': release.stock = true; return [];
    case 'release-coupons': release.coupons = true; release.awaitCoupons = true; return [];
    case 'forget-price': release.coupons = true; return [];
    case 'void-payment': return giveMoneyBack(order, step) ? [{ step: 'payment', answer: 'voided' }] : [];
    case 'resource': askSourcing(order, step); return [];
    case 'drop-short': return dropShort(order, step);
    case 'authorise': return authorise(order, step) === 'declined' ? [{ step: 'payment', answer: 'declined' }] : paymentAnswer(order, step);
    case 'confirm': return confirm(order, step);
    case 'refuse': refuse(order, step); return [];
    case 'cancel': cancelRemaining(order, step); return [];
    default: return action satisfies never;
  }
}

/** What the calls to the provider, taken together, answer. */
export function paymentAnswer(order: OrderState, step: Step): Answer[] {
  const { payment } = order.process;
  if (payment === 'voiding') return giveMoneyBack(order, step) ? [{ step: 'payment', answer: 'voided' }] : [];
  const stands = authorisation(order, step);
  return stands === 'open' ? [] : [{ step: 'payment', answer: stands }];
}

/**
 * Everything back in one request, so that one answer of each ends it. What a sale on the spot has consumed is not held any more:
 * it goes back on the shelf as a return.
 */
function giveBack(order: OrderState, step: Step, release: Giving): void {
  const gone = order.promised.filter((units) => units.consumed);
  const stock = release.stock && (order.promised.length === 0 || gone.length < order.promised.length || order.backordered.length > 0);
  for (const location of release.stock ? new Set(gone.map((units) => units.location)) : []) {
    const lines = gone.filter((units) => units.location === location).map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity }));
    const id = `${order.id}-u${order.takenBack.length + 1}`;
    order.takenBack.push({ id, location, lines });
    step.instructions.push(backOnShelf(order, { id, location, lines }));
  }
  if (stock || release.coupons) requestRelease(order, step, { ...release, stock });
  order.promised = [];
  order.backordered = [];
  order.unplaced = [];
}

export function backOnShelf(order: OrderState, back: OrderState['takenBack'][number]) {
  const lines = back.lines.map(({ sku, quantity }) => ({ sku, quantity, disposition: 'restock' as const }));
  return { kind: 'goods-returned' as const, id: back.id, data: { returnId: back.id, orderId: order.id, location: back.location, lines } };
}
