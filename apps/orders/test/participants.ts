import type { Placement, ReservedLine } from '@onefront/contracts';
import { advanceFulfillment, type Advance } from '../src/domain/advance-fulfillment.js';
import { cardAnswered, buyerKnown, couponRefused, couponsFreed, paymentAnswered, priced } from '../src/domain/answers.js';
import { goodsBooked, goodsConsumed, promiseBroken, stockFreed, stockPromised, stockRefused } from '../src/domain/stock-answers.js';
import { cancel, type Cancellation } from '../src/domain/cancel.js';
import { finish } from '../src/domain/finish.js';
import type { OrderState, PaymentCall } from '../src/domain/order.js';
import { passDeadline } from '../src/domain/overdue.js';
import { place } from '../src/domain/place.js';
import { takeBack, type GoodsBack } from '../src/domain/returns.js';
import { newStep, type Fact, type Step } from '../src/domain/step.js';

/** Inventory, promotions, customers and the payment provider as far as an order can tell, with books of their own: what they hold is the truth. */

export interface Scenario {
  readonly placement: Placement;
  readonly stock: Record<string, number>;
  /** Units of each location that are found missing, one by one, at random moments. */
  readonly breaks?: number;
  readonly oversell?: boolean;
  readonly price: 'priced' | 'held' | 'wrong' | 'wrong-held' | 'rejected';
  /** What is on the gift card of the order. */
  readonly card?: bigint;
  readonly payment: 'authorised' | 'declined' | 'unknown' | 'overdue';
}

type Delivery = { readonly name: string; readonly run: () => void };

const policy = { answerMs: 60_000, paymentMs: 1_800_000, pickupMs: 86_400_000, shipMs: 86_400_000, readyMs: 7_200_000, backorderMs: 900_000, exchangeMs: 1_814_400_000 };
const start = Date.parse('2026-11-01T09:00:00.000Z');

export class World {
  order!: OrderState;
  readonly facts: Fact[] = [];
  readonly settled: Extract<Fact, { kind: 'settled' }>['settlement'][] = [];
  /** One queue per sender and receiver: order is kept within, nothing between. */
  readonly queues = new Map<string, Delivery[]>();
  readonly delivered: Delivery[] = [];
  readonly stock: Map<string, number>;
  held: ReservedLine[] = [];
  consumed: ReservedLine[] = [];
  waiting: { lineId: string; sku: string; quantity: number }[] = [];
  couponUses = 0;
  readonly provider = { authorised: 0n, captured: 0n, refunded: 0n, seen: new Set<string>() };
  /** The gift card as promotions has it. */
  readonly card = { balance: 0n, held: 0n, captured: 0n, refunded: 0n, credited: 0n };
  /** An authorisation that takes over from another is declined. */
  refusesRenewals = false;
  private readonly seen = new Set<string>();
  private attempt = 0;
  private closed = false;
  private ticks = 0;

  constructor(readonly scenario: Scenario) {
    this.stock = new Map(Object.entries(scenario.stock));
    this.card.balance = scenario.card ?? 0n;
  }

  begin(): void {
    const step = this.step();
    this.order = place(this.scenario.placement, { correlationId: 'c' }, 'op-place', step);
    this.end(step);
    for (let index = 0; index < (this.scenario.breaks ?? 0); index++) this.send('accident', 'a promise breaks', () => this.breakOne(index));
  }

  command(run: (step: Step) => void): void {
    const step = this.step();
    run(step);
    this.end(step);
  }

  cancel(operationId: string, cancellation: Cancellation = {}): void {
    this.command((step) => cancel(this.order, cancellation, operationId, step));
  }

  advance(request: Advance, operationId?: string): void {
    this.command((step) => advanceFulfillment(this.order, request, { operationId, freshCode: '123456' }, step));
  }

  takeBack(goods: GoodsBack, operationId?: string): void {
    this.command((step) => takeBack(this.order, goods, operationId, step));
  }

  pass(kind: string): void {
    this.command((step) => void passDeadline(this.order, kind, step));
  }

  /** Delivers the oldest message of one queue. */
  deliver(choose: (count: number) => number): boolean {
    const open = [...this.queues].filter(([, queue]) => queue.length > 0);
    if (open.length === 0) return false;
    const delivery = open[choose(open.length)]![1].shift()!;
    delivery.run();
    this.delivered.push(delivery);
    return true;
  }

  drain(choose: (count: number) => number = () => 0): void {
    for (let count = 0; this.deliver(choose); count++) if (count > 500) throw new Error(`never comes to rest: ${[...this.queues.keys()].join(', ')}`);
  }

  private step(): Step {
    return newStep(new Date(start + 1000 * ++this.ticks), policy);
  }

  private end(step: Step): void {
    const facts = finish(this.order, step);
    // What is stored is JSON: nothing may depend on identity.
    this.order = JSON.parse(JSON.stringify(this.order)) as OrderState;
    for (const fact of facts) this.hear(fact);
    for (const call of step.calls) if (call.state === 'asked' && !call.by) this.ask(call);
  }

  private hear(fact: Fact): void {
    this.facts.push(fact);
    if (fact.kind === 'lifecycle') this.settled.push(...fact.settles);
    if (fact.kind === 'settled') this.settled.push(fact.settlement);
    const once = (id: string, run: () => void) => () => {
      if (this.seen.has(id)) return;
      this.seen.add(id);
      run();
    };
    if (fact.kind === 'lifecycle' && fact.type === 'order-placed') {
      if (this.order.process.stock === 'asked') this.send('inventory', 'order-placed', once('i-placed', () => this.reserve(1, this.wanted(), [])));
      if (this.order.process.buyer === 'asked') this.send('customers', 'order-placed', () => this.answer('customers', 'buyer-identified', (step) => buyerKnown(this.order, { orderId: this.order.id, customerId: 'c-1', groups: [], created: true, customer: { id: 'c-1', version: 3 } as never }, step)));
      this.send('promotions', 'order-placed', once('p-placed', () => this.price()));
    }
    if (fact.kind === 'resourcing-requested') this.send('inventory', fact.kind, once(fact.id, () => this.reserve(fact.data.attempt, fact.data.lines, fact.data.release)));
    if (fact.kind === 'release-requested') {
      const { releaseId, stock, coupons, lines } = fact.data;
      if (stock) this.send('inventory', fact.kind, once(`i${fact.id}`, () => this.release(releaseId, lines)));
      if (coupons) this.send('promotions', fact.kind, once(`p${fact.id}`, () => this.free(releaseId)));
    }
    if (fact.kind === 'gift-card-requested') this.send('promotions', fact.kind, once(fact.id, () => this.moveCard(fact.data)));
    if (fact.kind === 'goods-handed-over') this.send('inventory', fact.kind, once(fact.id, () => this.consume(fact.data.handoverId, fact.data.lines)));
    if (fact.kind === 'goods-returned') this.send('inventory', fact.kind, once(fact.id, () => {
      for (const line of fact.data.lines) {
        if (line.disposition === 'restock') this.stock.set(`${line.sku}@${fact.data.location}`, (this.stock.get(`${line.sku}@${fact.data.location}`) ?? 0) + line.quantity);
        const gone = this.consumed.find((one) => one.sku === line.sku);
        if (gone) gone.quantity -= line.quantity;
      }
      this.answer('inventory', 'stock-returned', (step) => goodsBooked(this.order, { returnId: fact.data.returnId, stock: this.levels() }, step));
    }));
  }

  private send(queue: string, name: string, run: () => void): void {
    const list = this.queues.get(queue) ?? [];
    this.queues.set(queue, list);
    list.push({ name: `${queue}: ${name}`, run });
  }

  private answer(from: string, name: string, take: (step: Step) => void): void {
    this.send(`${from} to orders`, name, () => this.command(take));
  }

  private wanted() {
    return this.order.lines.filter((line) => line.stocked).flatMap((line) => line.parts.map((part) => ({ lineId: line.id, sku: part.sku, quantity: part.per * line.quantity, method: line.method, location: line.location })));
  }

  private reserve(attempt: number, lines: readonly { lineId: string; sku: string; quantity: number; method: string; location?: string | undefined }[], release: readonly ReservedLine[]): void {
    if (attempt <= this.attempt) return;
    this.attempt = attempt;
    this.giveBack(release);
    const orderId = this.order.id;
    if (this.closed) return this.refuse(attempt, lines[0]!);
    const taken: (ReservedLine & { consumed?: boolean })[] = [];
    const backordered: { lineId: string; sku: string; quantity: number }[] = [];
    const left = new Map(this.stock);
    for (const line of lines) {
      let open = line.quantity;
      for (const [key, units] of left) {
        const [sku, location] = key.split('@') as [string, string];
        const here = line.method === 'carry-out' ? (location === line.location ? open : 0) : Math.min(open, units);
        if (sku !== line.sku || here === 0) continue;
        left.set(key, units - here);
        open -= here;
        taken.push({ lineId: line.lineId, sku, quantity: here, location, ...(line.method === 'carry-out' ? { consumed: true } : {}) });
      }
      if (open > 0 && !this.scenario.oversell) return this.refuse(attempt, line);
      if (open > 0) backordered.push({ lineId: line.lineId, sku: line.sku, quantity: open });
    }
    for (const [key, units] of left) this.stock.set(key, units);
    this.waiting = [...this.waiting.filter((one) => !lines.some((line) => line.lineId === one.lineId && line.sku === one.sku)), ...backordered.map((one) => ({ ...one }))];
    for (const { consumed, ...line } of taken) (consumed ? this.consumed : this.held).push(line);
    const copy = JSON.parse(JSON.stringify({ taken, backordered }));
    this.answer('inventory', 'stock-reserved', (step) => stockPromised(this.order, { orderId, attempt, lines: JSON.parse(JSON.stringify(copy.taken)), backordered: JSON.parse(JSON.stringify(copy.backordered)), stock: this.levels(), sourcing: { chosen: [], candidates: [] } }, step));
  }

  private refuse(attempt: number, line: { lineId: string; sku: string; quantity: number }): void {
    this.answer('inventory', 'reservation-rejected', (step) => stockRefused(this.order, { orderId: this.order.id, attempt, short: [{ lineId: line.lineId, sku: line.sku, requested: line.quantity, available: 0 }], sourcing: { chosen: [], candidates: [] }, contested: false }, step));
  }

  private giveBack(lines: readonly ReservedLine[]): ReservedLine[] {
    return lines.flatMap((line) => {
      let open = line.quantity;
      for (const one of this.held) {
        if (one.lineId !== line.lineId || one.sku !== line.sku || one.location !== line.location) continue;
        const units = Math.min(open, one.quantity);
        one.quantity -= units;
        open -= units;
        this.stock.set(`${one.sku}@${one.location}`, (this.stock.get(`${one.sku}@${one.location}`) ?? 0) + units);
      }
      const freed = line.quantity - open;
      for (const one of this.waiting) {
        if (one.lineId !== line.lineId || one.sku !== line.sku) continue;
        const units = Math.min(open, one.quantity);
        one.quantity -= units;
        open -= units;
      }
      this.tidy();
      return freed > 0 ? [{ ...line, quantity: freed }] : [];
    });
  }

  private release(releaseId: string, lines?: readonly ReservedLine[]): void {
    if (!lines) {
      this.closed = true;
      this.waiting = [];
    }
    const freed = this.giveBack(lines ?? this.held.map((one) => ({ ...one })));
    this.answer('inventory', 'reservation-released', (step) => stockFreed(this.order, { orderId: this.order.id, releaseId, lines: freed, stock: this.levels() }, step));
  }

  private consume(handoverId: string, lines: readonly ReservedLine[]): void {
    for (const line of lines) {
      let open = line.quantity;
      for (const one of this.held) {
        if (one.lineId !== line.lineId || one.sku !== line.sku || one.location !== line.location) continue;
        const units = Math.min(open, one.quantity);
        one.quantity -= units;
        open -= units;
      }
      this.consumed.push({ ...line });
    }
    this.tidy();
    this.answer('inventory', 'stock-consumed', (step) => goodsConsumed(this.order, { orderId: this.order.id, handoverId, lines: [...lines], stock: this.levels() }, step));
  }

  private breakOne(index: number): void {
    const [line] = this.held;
    if (!line) return;
    line.quantity -= 1;
    const broken = [{ ...line, quantity: 1 }];
    this.tidy();
    this.answer('inventory', 'reservation-broken', (step) => promiseBroken(this.order, { orderId: this.order.id, breakId: `b-${index}`, lines: broken, incident: { id: `i-${index}`, kind: 'promise-broken', detail: 'counted' } }, step));
  }

  private tidy(): void {
    this.held = this.held.filter((one) => one.quantity > 0);
    this.waiting = this.waiting.filter((one) => one.quantity > 0);
  }

  private levels() {
    return [...new Set([...this.stock.keys()].map((key) => key.split('@')[0]!))].map((sku) => ({ sku, version: this.ticks + 1, asOf: '2026-11-01T09:00:00.000Z', levels: [], entries: [] }));
  }

  private price(): void {
    const { price } = this.scenario;
    const problem = { type: 'https://onefront.dev/problems/price-changed', title: 'Price changed', status: 409, detail: 'price' };
    if (price === 'rejected') return this.answer('promotions', 'coupon-rejected', (step) => couponRefused(this.order, { orderId: this.order.id, problem: { ...problem, type: 'https://onefront.dev/problems/coupon-exhausted' } }, step));
    const held = price === 'held' || price === 'wrong-held';
    if (held) this.couponUses = 1;
    const gbp = (amount: bigint) => ({ amount: amount.toString(), currency: 'GBP' });
    const kept = new Map(this.scenario.placement.lines.flatMap((line) => (line.kept ? [[line.lineId, line.kept] as const] : [])));
    const shipping = kept.size === this.order.lines.length ? 0n : 395n;
    const lines = this.order.lines.map((line) => ({ lineId: line.id, sku: line.sku, quantity: line.quantity, unitPrice: line.unitPrice, discounts: [], total: gbp(BigInt(kept.get(line.id)?.total.amount ?? BigInt(line.unitPrice.amount) * BigInt(line.quantity))), taxRate: '0', tax: gbp(BigInt(kept.get(line.id)?.tax?.amount ?? '0')) }));
    const items = lines.reduce((sum, line) => sum + BigInt(line.total.amount), 0n);
    const totals = { items: gbp(items), discount: gbp(0n), shipping: gbp(shipping), tax: gbp(0n), grand: gbp(items + shipping) };
    const result = { currency: 'GBP', lines, shippingDiscounts: [], totals, taxes: [], explanation: [], coupons: held ? [{ code: 'TEN', promotion: 'ten' }] : [] };
    this.answer('promotions', 'order-priced', (step) => priced(this.order, { orderId: this.order.id, result, ...(price.startsWith('wrong') ? { problem } : {}) }, step));
  }

  private free(releaseId: string): void {
    if (this.couponUses === 0) return;
    this.couponUses = 0;
    this.answer('promotions', 'coupons-released', (step) => couponsFreed(this.order, { orderId: this.order.id, releaseId, couponStates: [{ code: 'ten', promotion: 'ten', used: 0, held: 0, status: 'active', version: 9 }] }, step));
  }

  private moveCard({ callId, action, amount }: { callId: string; action: 'hold' | 'capture' | 'release' | 'refund' | 'load'; amount: { amount: string } }): void {
    const { card } = this;
    const value = BigInt(amount.amount);
    const moves = {
      hold: { possible: card.balance >= value, balance: -value, held: value, captured: 0n, refunded: 0n, credited: 0n },
      capture: { possible: card.held >= value, balance: 0n, held: -value, captured: value, refunded: 0n, credited: 0n },
      release: { possible: card.held >= value, balance: value, held: -value, captured: 0n, refunded: 0n, credited: 0n },
      refund: { possible: card.captured - card.refunded >= value, balance: value, held: 0n, captured: 0n, refunded: value, credited: 0n },
      load: { possible: true, balance: 0n, held: 0n, captured: 0n, refunded: 0n, credited: value },
    };
    const { possible, ...by } = moves[action];
    if (possible) for (const name of ['balance', 'held', 'captured', 'refunded', 'credited'] as const) card[name] += by[name];
    else if (action !== 'hold') throw new Error(`promotions was asked to ${action} ${value}, which it does not have`);
    this.answer('promotions', `gift-card-answered ${action}`, (step) => cardAnswered(this.order, { orderId: this.order.id, callId, outcome: possible ? 'done' : 'failed' }, step));
  }

  private ask(call: PaymentCall): void {
    this.send(`call ${call.id}`, call.kind, () => {
      const { payment } = this.scenario;
      const answer = (outcome: 'done' | 'failed' | 'unknown') => this.send(`provider ${call.id}`, `${call.kind} ${outcome}`, () => this.command((step) => paymentAnswered(this.order, { callId: call.id, answer: outcome === 'failed' ? { outcome, detail: 'declined' } : { outcome } }, step)));
      if (call.kind === 'authorise' && (payment === 'declined' || (this.refusesRenewals && this.order.tenders.some((one) => one.id === call.tender && one.replaces)))) return answer('failed');
      if (payment === 'unknown') answer('unknown');
      if (payment === 'overdue' && call.kind === 'authorise') this.send('clock', 'payment deadline', () => this.pass('payment'));
      this.book(call);
      answer('done');
    });
  }

  private book({ id, kind, amount }: PaymentCall): void {
    if (this.provider.seen.has(id)) return;
    this.provider.seen.add(id);
    if (kind === 'authorise') this.provider.authorised += BigInt(amount);
    if (kind === 'void') this.provider.authorised -= BigInt(amount);
    if (kind === 'capture') this.provider.captured += BigInt(amount);
    if (kind === 'refund') this.provider.refunded += BigInt(amount);
  }
}
