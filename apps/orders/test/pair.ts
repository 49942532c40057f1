import { announcedUnits } from '../src/domain/quantities.js';
import { advanceFulfillment, type Advance } from '../src/domain/advance-fulfillment.js';
import { advanceReturn, type ReturnAdvance } from '../src/domain/announced-return.js';
import { paymentAnswered } from '../src/domain/answers.js';
import { cancel, type Cancellation } from '../src/domain/cancel.js';
import { beginExchange, endExchange, exchangeOf, giveCreditBack, outcomeOf, type ExchangeRequest } from '../src/domain/exchange.js';
import { closeAdvance, isToBeSettled, noteTaken } from '../src/domain/exchange-in-advance.js';
import { finish } from '../src/domain/finish.js';
import { moneyOf } from '../src/domain/money.js';
import type { OrderState } from '../src/domain/order.js';
import { passDeadline } from '../src/domain/overdue.js';
import { authorisationLapses } from '../src/domain/renewal.js';
import { takeBack, type GoodsBack } from '../src/domain/returns.js';
import { goodsBooked, goodsConsumed, stockFreed } from '../src/domain/stock-answers.js';
import { newStep, type Fact, type Step } from '../src/domain/step.js';
import { defaultPolicy as policy } from '../src/orders.subscriptions.js';
import { placementOf } from './orders.js';
import { World } from './participants.js';

/** The two orders of an exchange in advance, what is on its way between them and to everybody else, and the books of the card's provider. */

export const at = '2026-11-05T09:00:00.000Z';
const prices = { LAMP: '333', CUP: '100', VASE: '500' };
type Sku = keyof typeof prices;
type Side = 'old' | 'fresh';
interface Books { authorised: bigint; voided: bigint; captured: bigint; refunded: bigint }
const books = (): Books => ({ authorised: 0n, voided: 0n, captured: 0n, refunded: 0n });

function shipped(): World {
  const stock = { 'LAMP@leeds': 9, 'CUP@leeds': 9, 'VASE@leeds': 9 };
  const world = new World({ placement: placementOf({ id: 'old', payments: [{ method: 'card' }], lines: [{ sku: 'LAMP', quantity: 3, price: prices.LAMP }, { sku: 'CUP', quantity: 2, price: prices.CUP }] }), stock, price: 'priced', payment: 'authorised' });
  world.begin();
  world.drain();
  for (const verb of ['accept', 'pick', 'pack', 'ship'] as const) world.advance({ fulfillmentId: world.order.fulfillments[0]!.id, verb, carrier: 'Post', tracking: 'T' });
  world.drain();
  return world;
}

export interface Wanted {
  readonly back: readonly { lineId: string; quantity: number }[];
  readonly given: readonly { sku: Sku; quantity: number }[];
  readonly insteadOf?: ExchangeRequest['insteadOf'];
  readonly payment?: 'authorised' | 'declined';
}

/** Both orders as they are when the new one has been decided, and the old one knows. */
export function begun({ back, given, insteadOf, payment = 'authorised' }: Wanted): { old: OrderState; fresh: OrderState; settled: World['settled'] } {
  const old = shipped();
  const placement = placementOf({ id: 'new', lines: given.map((one) => ({ ...one, price: prices[one.sku] })), payments: [{ method: 'card' }] });
  const request: ExchangeRequest = { orderId: 'old', returnId: 'ret', exchangeId: 'x', location: 'leeds', lines: [...back], advance: true, placement, at, ...(insteadOf ? { insteadOf } : {}) };
  let made: ReturnType<typeof beginExchange>;
  old.command((step) => { made = beginExchange(old.order, request, 'op-x', step); });
  const fresh = new World({ placement: made!, stock: { 'LAMP@leeds': 9, 'CUP@leeds': 9, 'VASE@leeds': 9 }, price: 'priced', payment });
  fresh.begin();
  fresh.order.exchange = exchangeOf(old.order, request);
  fresh.drain();
  for (let times = 0; times < 2; times++) old.command((step) => endExchange(old.order, 'ret', outcomeOf(fresh.order), step));
  old.drain();
  return { old: old.order, fresh: fresh.order, settled: old.settled };
}

export class Pair {
  readonly old: OrderState;
  readonly fresh: OrderState;
  readonly books: Record<Side, Books> = { old: books(), fresh: books() };
  readonly told: Fact[] = [];
  refusesRenewals = false;
  private readonly queue: (() => void)[] = [];
  private ticks = 0;
  private returns = 0;

  constructor(saved: string) {
    const { old, fresh } = JSON.parse(saved) as { old: OrderState; fresh: OrderState };
    [this.old, this.fresh] = [old, fresh];
    for (const side of ['old', 'fresh'] as const) {
      for (const { captured, authorised, method } of this[side].tenders) if (method === 'card') Object.assign(this.books[side], { authorised: BigInt(authorised), captured: BigInt(captured) });
    }
  }

  do(side: Side, run: (order: OrderState, step: Step) => void): void {
    const order = this[side];
    const step = newStep(new Date(Date.parse(at) + 1000 * ++this.ticks), policy);
    run(order, step);
    this.told.push(...finish(order, step));
    for (const fact of step.instructions) this.answer(side, fact);
    for (const call of step.calls) if (call.state === 'asked') this.queue.push(call.by === 'exchange' ? () => this.giveBack(call.id, BigInt(call.amount)) : () => this.call(side, call.id));
    const about = step.decidesReturn;
    if (about) this.queue.push(() => this.settle(about), () => this.settle(about));
  }

  /** Lets one of those on their way arrive. */
  deliver(which: number): boolean {
    const [run] = this.queue.length === 0 ? [] : this.queue.splice(which % this.queue.length, 1);
    run?.();
    return run !== undefined;
  }

  drain(): void {
    for (let count = 0; this.deliver(0); count++) if (count > 300) throw new Error('never comes to rest');
  }

  /** What a caller asks for. Whoever is refused has changed nothing. */
  private asks(side: Side, run: (order: OrderState, step: Step) => void): boolean {
    try {
      this.do(side, run);
      return true;
    } catch (error) {
      if ((error as Error).name !== 'DomainError') throw error;
      return false;
    }
  }

  step(verb: ReturnAdvance['verb'], more: Partial<ReturnAdvance> = {}): boolean {
    return this.asks('old', (order, step) => advanceReturn(order, { returnId: 'ret', verb, at, ...more }, `op-${verb}`, step));
  }
  receive(units?: number): boolean {
    const [line] = this.old.announced?.[0]?.lines ?? [];
    return this.step('receive', units === undefined || !line ? {} : { lines: [{ lineId: line.lineId, quantity: Math.min(units, line.quantity) }] });
  }
  inspect(): boolean {
    return this.step('inspect', { lines: (this.old.announced?.[0]?.lines ?? []).map(({ lineId, quantity }) => ({ lineId, quantity, disposition: 'restock' })) });
  }
  overdue(): void {
    if (this.old.deadlines['exchange:ret']) this.do('old', (order, step) => void passDeadline(order, 'exchange:ret', step));
  }
  lapse(): void {
    const tender = this.fresh.tenders.findLast((one) => one.method === 'card' && one.status === 'authorised');
    if (tender) this.do('fresh', (order, step) => void authorisationLapses(order, tender.id, new Date(at), step));
  }
  cancel(cancellation: Cancellation = {}): boolean {
    return this.asks('fresh', (order, step) => cancel(order, cancellation, undefined, step));
  }
  ship(units?: number): void {
    for (const { id } of this.fresh.fulfillments) {
      for (const verb of ['accept', 'pick', 'pack'] as const) this.asks('fresh', (order, step) => this.forth(order, { fulfillmentId: id, verb }, step));
      const line = this.fresh.fulfillments.find((one) => one.id === id)?.lines[0];
      const some = units !== undefined && line ? { lines: [{ lineId: line.lineId, quantity: Math.min(units, line.quantity) }] } : {};
      this.asks('fresh', (order, step) => this.forth(order, { fulfillmentId: id, verb: 'ship', carrier: 'Post', tracking: 'T', ...some }, step));
    }
  }
  private forth(order: OrderState, request: Advance, step: Step): void {
    advanceFulfillment(order, request, { operationId: undefined, freshCode: '1' }, step);
  }
  takeBack(side: Side, refund: GoodsBack['refund'], lineId = '1'): boolean {
    return this.asks(side, (order, step) => takeBack(order, { returnId: `own-${++this.returns}`, location: 'leeds', lines: [{ lineId, quantity: 1, disposition: 'restock' }], refund, at }, undefined, step));
  }

  private call(side: Side, id: string): void {
    const call = this[side].calls.find((one) => one.id === id)!;
    const { kind, amount } = call;
    const refused = kind === 'authorise' && this.refusesRenewals;
    const own = this.books[side];
    if (!refused) own[({ authorise: 'authorised', capture: 'captured', void: 'voided', refund: 'refunded' } as const)[kind]] += BigInt(amount);
    for (let times = 0; times < 2; times++) this.do(side, (order, step) => paymentAnswered(order, { callId: id, answer: refused ? { outcome: 'failed', detail: 'declined' } : { outcome: 'done' } }, step));
  }

  private settle({ returnId, decided, value }: NonNullable<Step['decidesReturn']>): void {
    if (!isToBeSettled(this.old, returnId)) return;
    let taken = 0n;
    this.do('fresh', (order, step) => { taken = closeAdvance(order, { decided, value: BigInt(value) }, step); });
    this.do('old', (order, step) => noteTaken(order, returnId, taken, step));
  }

  private giveBack(callId: string, amount: bigint): void {
    this.do('old', (order, step) => giveCreditBack(order, 'ret', amount, step));
    this.do('fresh', (order, step) => paymentAnswered(order, { callId, answer: { outcome: 'done' } }, step));
  }

  private answer(side: Side, fact: Fact): void {
    const { id: orderId } = this[side];
    if (fact.kind === 'goods-returned') this.queue.push(() => this.do(side, (order, step) => goodsBooked(order, { returnId: fact.data.returnId, stock: [] }, step)));
    if (fact.kind === 'goods-handed-over') this.queue.push(() => this.do(side, (order, step) => goodsConsumed(order, { orderId, handoverId: fact.data.handoverId, lines: [], stock: [] }, step)));
    if (fact.kind === 'release-requested') this.queue.push(() => this.do(side, (order, step) => stockFreed(order, { orderId, releaseId: fact.data.releaseId, lines: [...(fact.data.lines ?? [])], stock: [] }, step)));
  }

  /** What its goods have paid of the new order and have not got back. */
  get paidByGoods(): bigint {
    return this.fresh.tenders.reduce((sum, one) => (one.method === 'exchange' ? sum + BigInt(one.captured) - BigInt(one.refunded) : sum), 0n);
  }
  /** What the card is sure to pay: authorised and not let go. */
  get sure(): bigint {
    return this.books.fresh.authorised - this.books.fresh.voided;
  }
  get announcedUnits(): number {
    return this.old.lines.reduce((sum, line) => sum + announcedUnits(this.old, line), 0);
  }
  money(side: Side) {
    return moneyOf(this[side]);
  }
}
