import type { ReturnDocument } from '@onefront/contracts';
import { DomainError, type FieldError } from '@onefront/kernel';
import { advance } from './advance.js';
import { amountIn } from './document.js';
import { chooseLines, tooMany, type LineRef } from './line-choice.js';
import { awaitedNeeds, decideAwaited } from './exchange-in-advance.js';
import { firstUnits, paidFor } from './money.js';
import type { AnnouncedReturn, Disposition, OrderLine, OrderState } from './order.js';
import { openCallsSince } from './outcomes.js';
import { announcedUnits, handedOver, shippedUnits } from './quantities.js';
import { takeBack } from './returns.js';
import { waitFor, type Step } from './step.js';

/** Goods that are to come back by mail (S6): asked for, let come, on their way, here. Once they are inspected they are a return like one over the counter. */

export type ReturnVerb = 'authorise' | 'decline' | 'send' | 'receive' | 'inspect';
type Stage = AnnouncedReturn['stage'];

/** From which stage a verb may be asked for, and what it leads to. All others are 409 `illegal-transition`. */
export const returnSteps: { readonly [verb in ReturnVerb]: { readonly [from in Stage]?: Stage | 'inspected' } } = {
  authorise: { requested: 'authorised' },
  decline: { requested: 'declined', authorised: 'declined' },
  send: { authorised: 'in-transit' },
  receive: { authorised: 'received', 'in-transit': 'received' },
  inspect: { received: 'inspected' },
};

export interface ReturnRequest {
  readonly returnId: string;
  readonly location: string;
  readonly lines: readonly LineRef[];
  readonly refund: 'original' | 'store-credit' | 'none';
  /** The card to be made for store credit. */
  readonly credit?: AnnouncedReturn['credit'] | undefined;
  readonly refundWhen: 'received' | 'inspected';
  /** Kept from the refund. Minor units. */
  readonly fee?: string | undefined;
  /** Of what was paid for shipping, goes back with it. Minor units. */
  readonly shipping?: string | undefined;
  readonly reason?: string | undefined;
  readonly at: string;
}

/**
 * Notes what a buyer wants to send back. The units are taken into account at once: they cannot be announced or brought back a second time.
 * Throws `not-returnable` (409), `unknown-line`, `invalid-request` (422: more shipping than was paid, a fee above the refund).
 */
export function announce(order: OrderState, request: ReturnRequest, operationId: string | undefined, step: Step): void {
  const { returnId, location, refund, refundWhen, credit, fee = '0', shipping = '0', reason = null, at } = request;
  if (announcedOf(order, returnId) || order.returns.some((one) => one.document.id === returnId)) return;
  const gone = handedOver(order);
  const { chosen, excess } = chooseLines(order, request.lines, (line) => shippedUnits(order, line, gone) - line.returned - announcedUnits(order, line));
  if (excess.length > 0) throw tooMany('not-returnable', excess, 'was shipped and has not come back');
  const lines = chosen.map(({ line, quantity }) => ({ lineId: line.id, sku: line.sku, quantity }));
  const announced: AnnouncedReturn = { id: returnId, stage: 'requested', location, lines, refund, refundWhen, fee, shipping, reason, at, refunds: [], ...(credit ? { credit } : {}) };
  checkAmounts(order, announced);
  order.announced = [...(order.announced ?? []), announced];
  order.untold = `return ${returnId} is requested`;
  waitFor(order, { operationId: operationId ?? '', status: 201, answer: 'announced', returnId, needs: [] });
  advance(order, step);
}

function checkAmounts(order: OrderState, announced: AnnouncedReturn): void {
  const givenBack = [...order.returns, ...(order.announced ?? [])].reduce((sum, one) => sum + BigInt(one.shipping ?? '0'), 0n);
  const errors: FieldError[] = [];
  if (BigInt(announced.shipping) + givenBack > BigInt(order.rest)) errors.push({ path: '/shipping', message: `of shipping ${BigInt(order.rest) - givenBack} (minor units) are left` });
  if (BigInt(announced.fee) > valueOfAnnounced(order, announced) + BigInt(announced.shipping)) errors.push({ path: '/fee', message: 'more than would be refunded' });
  if (errors.length > 0) throw new DomainError('invalid-request', 'invalid', errors.map((one) => one.message).join('; '), errors);
}

export interface ReturnAdvance {
  readonly returnId: string;
  readonly verb: ReturnVerb;
  readonly location?: string | undefined;
  readonly lines?: readonly (LineRef & { disposition?: Disposition | undefined })[] | undefined;
  readonly carrier?: string | undefined;
  readonly tracking?: string | undefined;
  readonly reason?: string | undefined;
  readonly at: string;
}

/** A step of an announced return. Throws `not-found` (404), `illegal-transition` (409), `unknown-line`, `too-many-units`, `invalid-request` (422). */
export function advanceReturn(order: OrderState, asked: ReturnAdvance, operationId: string | undefined, step: Step): void {
  const announced = announcedOf(order, asked.returnId);
  const over = order.returns.some((one) => one.document.id === asked.returnId);
  if (!announced && !over) throw new DomainError('not-found', 'not-found', 'there is no such return');
  const next = announced && returnSteps[asked.verb][announced.stage];
  if (!next) throw illegal(asked.verb, announced?.stage ?? 'inspected');
  if (next === 'inspected') return inspect(order, announced, asked, { operationId, step });
  announced.stage = next;
  if (asked.verb === 'decline') announced.reason = asked.reason ?? announced.reason;
  if (asked.verb === 'send') announced.tracking = { carrier: asked.carrier ?? '', number: asked.tracking ?? '' };
  if (asked.verb === 'receive') receive(order, announced, asked);
  if (asked.verb === 'receive' || asked.verb === 'decline') decideAwaited(order, announced, asked.verb === 'receive' ? 'came' : 'due', step);
  order.untold = `return ${announced.id} is ${next}`;
  waitFor(order, { operationId: operationId ?? '', status: 200, answer: 'announced', returnId: announced.id, needs: awaitedNeeds(announced) });
  const calls = order.calls.length;
  advance(order, step);
  // What is refunded before the inspection is that of this return.
  announced.refunds.push(...order.calls.slice(calls).filter((call) => call.kind === 'refund').map((call) => call.id));
  order.waiters.at(-1)?.needs.push(...openCallsSince(order, calls));
}

function illegal(verb: ReturnVerb, stage: Stage | 'inspected'): DomainError {
  const allowed = stage === 'inspected' ? [] : (Object.keys(returnSteps) as ReturnVerb[]).filter((one) => returnSteps[one][stage]);
  return new DomainError('illegal-transition', 'conflict', `${verb} is not possible for a return that is ${stage}; possible: ${allowed.join(', ') || 'nothing'}`);
}

/** What has come may be less than was announced, and may have come elsewhere. */
function receive(order: OrderState, announced: AnnouncedReturn, asked: ReturnAdvance): void {
  announced.at = asked.at;
  if (asked.location) announced.location = asked.location;
  if (!asked.lines) return;
  const { chosen, excess } = chooseLines(order, asked.lines, (line) => unitsOf(announced, line));
  if (excess.length > 0) throw tooMany('too-many-units', excess, 'was announced');
  announced.lines = chosen.map(({ line, quantity }) => ({ lineId: line.id, sku: line.sku, quantity }));
}

/** Every unit gets its disposition; from here it is a return like any other. */
function inspect(order: OrderState, announced: AnnouncedReturn, asked: ReturnAdvance, { operationId, step }: { operationId: string | undefined; step: Step }): void {
  const { chosen, excess } = chooseLines(order, asked.lines ?? [], (line) => unitsOf(announced, line));
  if (excess.length > 0) throw tooMany('too-many-units', excess, 'was received');
  const sum = (list: readonly { quantity: number }[]) => list.reduce((total, one) => total + one.quantity, 0);
  if (sum(chosen) < sum(announced.lines)) throw new DomainError('invalid-request', 'invalid', `${sum(announced.lines) - sum(chosen)} units that were received have no disposition`, [{ path: '/lines', message: 'every unit that was received needs a disposition' }]);
  if (awaitedNeeds(announced).length > 0) throw new DomainError('illegal-transition', 'conflict', 'the order that was given for it does not know yet that it came: inspect it when its receipt has been answered');
  order.announced = order.announced!.filter((one) => one !== announced);
  const { exchange } = announced;
  const { id: returnId, location, refund, credit, fee, shipping, refunds, reason, tracking } = announced;
  const lines = chosen.map(({ line, quantity, index }) => ({ lineId: line.id, quantity, disposition: asked.lines![index]!.disposition ?? 'damaged' }));
  takeBack(order, { returnId, location, lines, refund, credit, at: announced.at, ...(exchange ? { exchange: { id: exchange.id, order: exchange.order, taken: exchange.advance?.taken ?? '0' } } : {}), announced: { fee, shipping, refunds, reason, ...(tracking ? { tracking } : {}) } }, operationId, step);
}

const announcedOf = (order: OrderState, returnId: string): AnnouncedReturn | undefined => order.announced?.find((one) => one.id === returnId);
const unitsOf = ({ lines }: AnnouncedReturn, line: OrderLine): number => lines.reduce((sum, one) => (one.lineId === line.id ? sum + one.quantity : sum), 0);

/** What its units would be worth if they came next. Minor units. */
function valueOfAnnounced(order: OrderState, { lines }: AnnouncedReturn): bigint {
  return lines.reduce((sum, { lineId, quantity }) => {
    const line = order.lines.find((one) => one.id === lineId)!;
    return sum + firstUnits(paidFor(line), line.quantity, line.returned + quantity) - firstUnits(paidFor(line), line.quantity, line.returned);
  }, 0n);
}

/** The return as it stands before it is inspected; amounts are what they would be if it came next. */
export function announcedDocument(order: OrderState, announced: AnnouncedReturn): ReturnDocument {
  const { id, stage, location, at, reason, refund, refunds, fee, shipping, tracking, exchange } = announced;
  const refunded = order.calls.filter((call) => refunds.includes(call.id)).reduce((sum, call) => sum + BigInt(call.amount), 0n);
  return {
    id, order: order.id, channel: order.channel, externalId: null, location, returnedAt: at, customer: order.customer, reason, status: stage === 'exchanging' ? 'authorised' : stage,
    lines: announced.lines.map((one) => ({ ...one, amount: amountIn(order, valueOfAnnounced(order, { ...announced, lines: [one] })) })),
    total: amountIn(order, valueOfAnnounced(order, announced)), refund: { to: refund, amount: amountIn(order, refunded), status: refunded === 0n ? 'none' : 'refunded' },
    ...(fee === '0' ? {} : { fee: amountIn(order, fee) }), ...(shipping === '0' ? {} : { shipping: amountIn(order, shipping) }), ...(tracking ? { tracking } : {}),
    ...(exchange?.advance ? { exchange: { id: exchange.id, order: exchange.order, amount: amountIn(order, exchange.advance.taken ?? '0') } } : {}),
  };
}

export function toldReturn(order: OrderState, returnId: string | undefined): ReturnDocument | undefined {
  const announced = returnId === undefined ? undefined : announcedOf(order, returnId);
  return announced && announcedDocument(order, announced);
}
