import type { ReturnDocument } from '@onefront/contracts';
import { advance } from './advance.js';
import { amountIn } from './document.js';
import { chooseLines, tooMany, type LineRef } from './line-choice.js';
import { valueOfReturn } from './money.js';
import type { Disposition, OrderState, ReturnRecord } from './order.js';
import { announcedUnits, handedOver, shippedUnits } from './quantities.js';
import { openCallsSince } from './outcomes.js';
import { settleMoney } from './payments.js';
import { askCredit } from './tenders.js';
import { alsoNeeds, resolve, waitFor, type Instruction, type Step } from './step.js';

export interface GoodsBack {
  readonly returnId: string;
  readonly location: string;
  readonly lines: readonly (LineRef & { disposition: Disposition })[];
  readonly refund: ReturnDocument['refund']['to'];
  readonly at: string;
  /** Of goods that came by mail: what was agreed before. Minor units. */
  readonly announced?: { readonly fee: string; readonly shipping: string; readonly refunds: readonly string[]; readonly reason: string | null; readonly tracking?: { carrier: string; number: string } } | undefined;
  /** Of goods that were exchanged: what of their value the new order has taken. Minor units. */
  readonly exchange?: { readonly id: string; readonly order: string; readonly taken: string } | undefined;
  /** The card to be made for store credit. */
  readonly credit?: { readonly cardId: string; readonly index: string; readonly ending: string } | undefined;
}

/**
 * Takes goods back (S6): where they lie and in what state is inventory's to book, what they are worth is the order's share of each unit.
 * Throws `not-returnable` (409) for more than was shipped and has not come back, `unknown-line` (422).
 */
export function takeBack(order: OrderState, goods: GoodsBack, operationId: string | undefined, step: Step): void {
  if (order.returns.some((one) => one.document.id === goods.returnId)) return;
  const gone = handedOver(order);
  const { chosen, excess } = chooseLines(order, goods.lines, (line) => shippedUnits(order, line, gone) - line.returned - announcedUnits(order, line));
  if (excess.length > 0) throw tooMany('not-returnable', excess, 'was shipped and has not come back');
  const lines = chosen.map(({ line, quantity, index }) => {
    const amount = valueOfReturn(line, quantity);
    line.returned += quantity;
    return { lineId: line.id, sku: line.sku, quantity, disposition: goods.lines[index]!.disposition, amount: amountIn(order, amount) };
  });
  const total = lines.reduce((sum, line) => sum + BigInt(line.amount.amount), 0n);
  const record: ReturnRecord = {
    document: {
      id: goods.returnId, order: order.id, channel: order.channel, externalId: null, location: goods.location, returnedAt: goods.at, customer: order.customer, reason: goods.announced?.reason ?? null,
      lines, total: amountIn(order, total), refund: { to: goods.refund, amount: amountIn(order, 0n), status: 'pending' }, ...agreed(order, goods),
    },
    goods: chosen.flatMap(({ line, quantity, index }) => line.comesBackAs.map((part) => ({ sku: part.sku, quantity: part.per * quantity, disposition: goods.lines[index]!.disposition }))),
    booked: false,
    refunds: [...(goods.announced?.refunds ?? [])],
    ...(goods.exchange ? { exchange: { ...goods.exchange } } : {}),
    ...(goods.announced ? { fee: goods.announced.fee, shipping: goods.announced.shipping } : {}),
    ...(goods.credit && goods.refund === 'store-credit' ? { credit: { id: `${goods.returnId}-credit`, ...goods.credit, amount: '0', state: 'wanted' as const } } : {}),
  };
  order.returns.push(record);
  waitFor(order, { operationId: operationId ?? '', status: goods.announced ? 200 : 201, answer: 'return', returnId: goods.returnId, needs: [`returned:${goods.returnId}`] });
  if (goods.refund === 'store-credit' && !record.credit && total > 0n) order.attention = `store credit of ${total} ${order.currency} (minor units) is to be issued for return ${goods.returnId}`;
  if (record.goods.length > 0) step.instructions.push(returnInstruction(order, record));
  else bookReturn(order, goods.returnId, step);
  advance(order, step);
}

function agreed(order: OrderState, { announced }: GoodsBack): Pick<ReturnDocument, 'fee' | 'shipping' | 'tracking'> {
  if (!announced) return {};
  const { fee, shipping, tracking } = announced;
  return { ...(fee === '0' ? {} : { fee: amountIn(order, fee) }), ...(shipping === '0' ? {} : { shipping: amountIn(order, shipping) }), ...(tracking ? { tracking } : {}) };
}

/** The goods of a return lie where they belong: now the money. */
export function bookReturn(order: OrderState, returnId: string, step: Step): void {
  const record = order.returns.find((one) => one.document.id === returnId);
  if (!record || record.booked) return;
  record.booked = true;
  const asked = order.calls.length;
  settleMoney(order, step);
  const refunds = order.calls.slice(asked).filter((call) => call.kind === 'refund');
  if (record.document.refund.to === 'original') record.refunds.push(...refunds.map((call) => call.id));
  alsoNeeds(order, `returned:${returnId}`, [...openCallsSince(order, asked), ...askCredit(order, step, returnId)]);
  resolve(order, `returned:${returnId}`);
}

export function returnInstruction(order: OrderState, { document, goods }: ReturnRecord): Instruction {
  return { kind: 'goods-returned', id: `${document.id}-goods`, data: { returnId: document.id, orderId: order.id, location: document.location, lines: [...goods] } };
}

/** The return as it stands: the refund is what the calls that pay it back have come to. */
export function returnDocumentOf(order: OrderState, record: ReturnRecord): ReturnDocument {
  const refund = refundedBy(order, record);
  const { exchange } = record;
  return {
    ...record.document, status: record.booked && refund.status !== 'pending' ? 'closed' : 'inspected', refund,
    ...(exchange ? { exchange: { id: exchange.id, order: exchange.order, amount: amountIn(order, exchange.taken) } } : {}),
  };
}

function refundedBy(order: OrderState, { document, refunds, credit }: ReturnRecord): ReturnDocument['refund'] {
  const calls = order.calls.filter((call) => refunds.includes(call.id));
  const amount = calls.reduce((sum, call) => sum + BigInt(call.amount), 0n);
  const { to } = document.refund;
  if (credit) return { to, amount: amountIn(order, credit.amount), status: credit.amount === '0' ? 'none' : credit.state === 'done' ? 'refunded' : credit.state === 'failed' ? 'failed' : 'pending' };
  if (to === 'store-credit') return { to, amount: document.total, status: 'pending' };
  const status = calls.length === 0 ? 'none' : calls.some((call) => call.state === 'failed') ? 'failed' : calls.every((call) => call.state === 'done') ? 'refunded' : 'pending';
  return { to, amount: amountIn(order, amount), status };
}
