import type { DataOf, Placement, Problem, exchangeGoods } from '@onefront/contracts';
import { advance } from './advance.js';
import { chooseLines, tooMany } from './line-choice.js';
import { letCome } from './exchange-in-advance.js';
import { valueOfNext } from './money.js';
import type { AnnouncedReturn, Disposition, OrderState } from './order.js';
import { priceLocked } from './price-lock.js';
import { announcedUnits, handedOver, shippedUnits } from './quantities.js';
import { takeBack } from './returns.js';
import { alsoNeeds, resolve, waitFor, type Step } from './step.js';

/**
 * Exchanges (S7): a return and a new order under one id. The units wait with the order that they came from until the new one stands - its goods reserved,
 * its difference paid - and become a return then; when it is refused, nothing has happened to them. What the goods were worth pays for the new order,
 * so that an even exchange moves no money, and a difference moves once.
 */

export type ExchangeRequest = DataOf<typeof exchangeGoods>;

const need = (returnId: string) => `exchange:${returnId}`;

/**
 * Sets the units aside and says what the new order is. Nothing when it has been done before.
 * Throws `not-returnable` (409), `unknown-line`, `too-many-units`, `invalid-request` (422).
 */
export function beginExchange(order: OrderState, request: ExchangeRequest, operationId: string | undefined, step: Step): Placement | undefined {
  const { returnId, exchangeId, location, placement, at } = request;
  if (order.announced?.some((one) => one.id === returnId) || order.returns.some((one) => one.document.id === returnId)) return undefined;
  const gone = handedOver(order);
  const { chosen, excess } = chooseLines(order, request.lines, (line) => shippedUnits(order, line, gone) - line.returned - announcedUnits(order, line));
  if (excess.length > 0) throw tooMany('not-returnable', excess, 'was shipped and has not come back');
  const lines = chosen.map(({ line, quantity, index }) => ({ lineId: line.id, sku: line.sku, quantity, ...dispositionOf(request.lines[index]!) }));
  const credit = valueOfNext(order, lines);
  const exchange = { id: exchangeId, order: placement.orderId, ...(request.advance ? { advance: { value: credit.toString() } } : {}) };
  const aside: AnnouncedReturn = { id: returnId, stage: 'exchanging', location, lines, refund: 'original', refundWhen: 'inspected', fee: '0', shipping: '0', reason: `exchange ${exchangeId}`, at, refunds: [], exchange };
  order.announced = [...(order.announced ?? []), aside];
  const swapped = priceLocked(order, aside, placement, request.insteadOf ?? {});
  if (operationId) waitFor(order, { operationId, status: 201, answer: 'order', needs: [need(returnId)], body: { id: exchangeId, order: placement.orderId, return: returnId } });
  advance(order, step);
  // Goods that are to come later pay when they have come: until then the card stands for all of it.
  if (request.advance) return swapped;
  return { ...swapped, payments: [...(credit > 0n ? [{ method: 'exchange' as const, amount: { amount: credit.toString(), currency: order.currency } }] : []), ...placement.payments] };
}

const dispositionOf = ({ disposition }: { disposition?: Disposition | undefined }) => (disposition ? { disposition } : {});

/** What the new order is to know of where it comes from. */
export function exchangeOf(order: OrderState, { returnId, exchangeId }: ExchangeRequest): NonNullable<OrderState['exchange']> {
  const awaited = order.announced?.find((one) => one.id === returnId)?.exchange?.advance;
  return { id: exchangeId, order: order.id, returnId, ...(awaited ? { advance: { value: awaited.value, state: 'open' as const, forgiven: '0' } } : {}) };
}

/** How the new order has ended: what of the goods' value it took, or why it does not stand. */
export type ExchangeOutcome = { readonly stands: true; readonly taken: string } | { readonly stands: false; readonly problem: Problem };

export function outcomeOf(order: OrderState): ExchangeOutcome {
  if (order.process.outcome === 'confirmed') return { stands: true, taken: order.tenders.find((one) => one.method === 'exchange')?.captured ?? '0' };
  return { stands: false, problem: order.problem ?? { type: 'https://onefront.dev/problems/order-cancelled', title: 'Order cancelled', status: 409, detail: 'the new order was cancelled' } };
}

/** The new order stands or falls. Saying it again changes nothing. */
export function endExchange(order: OrderState, returnId: string, outcome: ExchangeOutcome, step: Step): void {
  const aside = order.announced?.find((one) => one.id === returnId && one.stage === 'exchanging');
  if (!aside) return advance(order, step);
  if (outcome.stands && aside.exchange?.advance) {
    resolve(order, need(returnId));
    letCome(order, aside, step);
    return advance(order, step);
  }
  order.announced = order.announced!.filter((one) => one !== aside);
  if (!outcome.stands) {
    for (const waiter of order.waiters) if (waiter.needs.includes(need(returnId))) waiter.problem = outcome.problem;
    resolve(order, need(returnId));
    return advance(order, step);
  }
  alsoNeeds(order, need(returnId), [`returned:${returnId}`]);
  resolve(order, need(returnId));
  const lines = aside.lines.map(({ lineId, quantity, disposition }) => ({ lineId, quantity, disposition: disposition as Disposition }));
  takeBack(order, { returnId, location: aside.location, lines, refund: 'original', at: aside.at, exchange: { id: aside.exchange!.id, order: aside.exchange!.order, taken: outcome.taken } }, undefined, step);
}

/** Value that the new order gives back, because it was cancelled or returned in its turn: from here it goes to who paid first. Minor units. */
export function giveCreditBack(order: OrderState, returnId: string, amount: bigint, step: Step): void {
  const awaited = order.announced?.find((one) => one.id === returnId)?.exchange?.advance;
  if (awaited?.taken !== undefined) {
    // It came and is not inspected: it is refunded then.
    awaited.taken = (BigInt(awaited.taken) - amount).toString();
    return advance(order, step);
  }
  const record = order.returns.find((one) => one.document.id === returnId);
  if (!record?.exchange) throw new Error(`order ${order.id} has no exchanged return ${returnId}`);
  record.exchange.taken = (BigInt(record.exchange.taken) - amount).toString();
  const asked = order.calls.length;
  advance(order, step);
  record.refunds.push(...order.calls.slice(asked).filter((call) => call.kind === 'refund').map((call) => call.id));
}
