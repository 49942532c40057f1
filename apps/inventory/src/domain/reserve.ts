import type { Backorder } from './backorders.js';
import { bookPhysical, type Aftermath } from './break-promises.js';
import { ownUnits, soldThere, takeOwn } from './escrow-stock.js';
import type { PromisedLine, Sourcing, StockFact } from './facts.js';
import type { Hold } from './holds.js';
import type { Incident } from './incident.js';
import type { Channel } from './network.js';
import { capOf, promisedBy } from './oversell.js';
import { goneBeforeCount, goodsLeft } from './physical.js';
import { plan, type Demand, type Plan, type Shortage } from './plan.js';
import type { Recalled } from './recalled.js';
import { withoutDay } from './promised-day.js';
import { releaseUnits } from './release.js';
import { placeOf } from './reservations.js';
import { asideOf, claimAside, type Aside } from './set-aside.js';
import type { StockBook } from './stock-book.js';
import { sellFromLease, tellSold } from './stock-lease.js';
import { Supply } from './supply.js';
import { endTaken, holdOf, takePromises, unitsOf } from './take-over.js';

/** An order, or part of one that is sourced again, asks for its units. */
export interface TakeStock {
  readonly orderId: string;
  /** 1 for a new order; answered once each, in rising order. */
  readonly attempt: number;
  /** When the customer placed it; who waits is served in this order. */
  readonly placedAt?: Date | undefined;
  readonly channel: Channel;
  readonly asked: readonly Demand[];
  /** Already gone from their location (carry-out, or fulfilled by the channel): booked whatever the book says (S26). */
  readonly gone: readonly PromisedLine[];
  /** It has happened before we heard of it: never refused. */
  readonly recorded: boolean;
  readonly excluded: readonly string[];
  /** Given back in the same step (units still held at the excluded locations). */
  readonly release: readonly PromisedLine[];
  /** The hold whose promises it takes over (S2). */
  readonly hold?: string | undefined;
  /** The till that sold without a network, and when; its lease is taken first (S22). */
  readonly till?: { readonly id: string; readonly sequence: number; readonly location: string; readonly soldAt: Date } | undefined;
}

/** A refusal may be caused by a promise this young, whose order may still be undecided. Milliseconds. */
const CONTESTED_MS = 30_000;

/** Promises a whole order or nothing of it (S2): first come, first served. A repeat of an attempt is ignored. */
export function takeStock(book: StockBook, request: TakeStock): StockFact[] {
  const order = book.order(request.orderId);
  if (request.attempt <= order.attempt) return [];
  order.attempt = request.attempt;
  if (request.till) book.queueOf(request.till.id, request.till.location).take({ ...request.till, orderId: request.orderId });
  soldThere(book, request);
  releaseUnits(book, request.orderId, request.release);
  if (order.closed) return [...releaseStep(book, request), blocked(request)];
  const before = recalledAnswer(book, request);
  if (before) return asBefore(book, request, before);
  const asked = lessReleasedAhead(request.asked, order.ahead);
  const hold = holdOf(book, request.hold, request.channel);
  const own = hold ? unitsOf(book, hold) : ownUnits(book, request);
  const supply = new Supply(book, request.channel, { excluded: new Set(request.excluded), orderId: request.orderId, own, soldThere: request.channel.connector !== undefined });
  const aside = asideOf(book, { orderId: request.orderId, asked, excluded: request.excluded });
  const promised = takePromises(aside.rest, own, supply);
  const planned = withPinned(plan(supply, promised.rest), promised);
  if (!acceptable(book, request, planned.short) && !goesOnWaiting(book, request, { short: planned.short, aside })) return [...releaseStep(book, request), rejected(book, request, planned)];
  if (!hold) takeOwn(book, request.channel, promised.pinned);
  return accept(book, request, planned, { hold, aside });
}

/** What this attempt was answered before a restore. An order that takes over a hold gets the hold's units in any case. */
export function recalledAnswer(book: StockBook, { orderId, attempt, hold }: Pick<TakeStock, 'orderId' | 'attempt' | 'hold'>): Recalled | undefined {
  return hold === undefined ? book.order(orderId).recalled?.[attempt] : undefined;
}

/** The same answer again, with the same units. How it was found is on the order; days planned for parcels are not kept. */
function asBefore(book: StockBook, request: TakeStock, before: Recalled): StockFact[] {
  const { orderId, attempt } = request;
  if (before.answer === 'rejected') {
    return [...releaseStep(book, request), { kind: 'reservation-rejected', orderId, attempt, short: [...before.short], sourcing: { chosen: [], candidates: [] }, contested: false }];
  }
  const lines = [...before.lines];
  const short = before.backordered.map((demand) => ({ demand, available: 0 }));
  return accept(book, request, { lines, short, sourcing: { chosen: [...new Set(lines.map((line) => line.location))], candidates: [] }, parcels: [] });
}

/** What a hold had promised stands before what was looked for now; it was sourced when it was held. */
function withPinned(planned: Plan, { pinned, parcels }: ReturnType<typeof takePromises>): Plan {
  if (pinned.length === 0) return planned;
  for (const { location, day } of planned.parcels) parcels.set(location, day);
  const there = [...new Set(pinned.map((line) => line.location))];
  const { chosen, candidates } = planned.sourcing;
  const held = there.map((id) => ({ locations: [id], cost: '0' }));
  return {
    ...planned, parcels: [...parcels].map(([location, day]) => ({ location, day })), lines: [...pinned, ...planned.lines], sourcing: { ...planned.sourcing, chosen: [...new Set([...there, ...chosen])], candidates: [...held, ...candidates] },
  };
}

function accept(book: StockBook, request: TakeStock, planned: Plan, { hold: held, aside }: { hold?: Hold | undefined; aside?: Aside } = {}): StockFact[] {
  const { orderId, attempt, gone } = request;
  dropOwnBackorders(book, request);
  const hold = endTaken(book, held, orderId);
  if (aside) claimAside(book, request, aside);
  for (const line of planned.lines) {
    book.book({ reason: 'reserve', sku: line.sku, location: line.location, reference: orderId, onHand: 0, unavailable: 0, reserved: line.quantity });
    book.reservations.take(orderId, line);
  }
  for (const parcel of planned.parcels) book.parcels.plan({ orderId, ...parcel });
  const after = gone.map((line) => takeGone(book, request, line));
  const incidents = [...after.flatMap((one) => one.incidents), ...oversold(book, request, planned.short)];
  const backordered = planned.short.map((one) => backorder(book, request, one));
  const lines = [...(aside?.lines ?? []), ...planned.lines, ...gone.map((line) => ({ ...line, consumed: true as const }))];
  return [
    { kind: 'stock-reserved', orderId, attempt, lines, backordered, stock: book.closeStep(), sourcing: withGone(planned.sourcing, gone), incidents, hold },
    ...after.flatMap((one) => one.broken), ...tellSold(book),
  ];
}

function takeGone(book: StockBook, { orderId, till }: TakeStock, line: PromisedLine): Aftermath {
  if (till) sellFromLease(book, till.id, line);
  const level = book.level(line.sku, line.location);
  const outcome = till && countedSince(book, line, till.soldAt) ? goneBeforeCount(level, line.quantity) : goodsLeft(level, line.quantity);
  return bookPhysical(book, { sku: line.sku, location: line.location, reference: orderId, orderId, outcome, what: `sale ${orderId}` });
}

/** Has somebody counted there since the till sold? Then the goods were missing already, and the count has booked them out. */
function countedSince(book: StockBook, { sku, location }: PromisedLine, soldAt: Date): boolean {
  const counted = book.countedAt.get(placeOf(sku, location));
  const inBatch = [...book.counts.changed].some((count) => count.location === location && count.lines.some((line) => line.sku === sku && line.countedAt !== undefined && line.countedAt > soldAt));
  return inBatch || (counted !== undefined && counted > soldAt) || book.ledger.some((row) => row.reason === 'count' && row.sku === sku && row.location === location);
}

function withGone(sourcing: Sourcing, gone: readonly PromisedLine[]): Sourcing {
  const there = [...new Set(gone.map((line) => line.location))].filter((id) => !sourcing.chosen.includes(id));
  return { ...sourcing, chosen: [...sourcing.chosen, ...there], candidates: [...sourcing.candidates, ...there.map((id) => ({ locations: [id], cost: '0' }))] };
}

/** May the shortage be accepted without stock (S3)? All of it, or nothing, and with a day to promise where the policy of the SKU asks for one. */
function acceptable(book: StockBook, request: TakeStock, short: readonly Shortage[]): boolean {
  if (short.length === 0 || request.recorded) return true;
  const missing = new Map<string, number>();
  for (const { demand, available } of short) missing.set(demand.sku, (missing.get(demand.sku) ?? 0) + demand.quantity - available);
  const own = waitsNoMore(book, request);
  return [...missing].every(([sku, units]) => {
    const cap = capOf(book.policies.of(request.channel, sku), book.now);
    const others = book.backorders.waiting(request.channel.id, sku) - own.reduce((sum, one) => (one.backorder.sku === sku ? sum + one.units : sum), 0);
    return others + units <= cap;
  }) && undated(book, request, short).length === 0;
}

const undated = (book: StockBook, request: TakeStock, short: readonly Shortage[]): Shortage[] => withoutDay(book, { orderId: request.orderId, channel: request.channel, again: waitsNoMore(book, request) }, short);

/** Part of what the order waited for is here: the rest goes on waiting as it was accepted once, whatever the policy says by now. */
function goesOnWaiting(book: StockBook, { orderId }: TakeStock, { short, aside }: { short: readonly Shortage[]; aside: Aside }): boolean {
  return aside.lines.length > 0 && short.every(({ demand: { lineId, sku, quantity }, available }) => quantity - available <= (book.backorders.find({ orderId, lineId, sku })?.quantity ?? 0));
}

function backorder(book: StockBook, { orderId, channel, recorded, placedAt = book.now }: TakeStock, { demand, available }: Shortage): { lineId: string; sku: string; quantity: number } {
  const line = { lineId: demand.lineId, sku: demand.sku, quantity: demand.quantity - available };
  const policy = book.policies.of(channel, line.sku);
  const cap = recorded ? Infinity : capOf(policy, book.now);
  const more = book.backorders.waiting(channel.id, line.sku) + line.quantity;
  const { pickupAt } = demand;
  book.backorders.add({ orderId, channel: channel.id, ...line, placedAt, promisedBy: recorded ? undefined : promisedBy(policy), ...(pickupAt === undefined ? {} : { pickupAt }) }, more > cap ? undefined : Number.isFinite(cap) ? cap : null);
  return line;
}

/** A recorded order that we could not have promised is a breach to look at; a policy that allowed it is not. */
function oversold(book: StockBook, { orderId, recorded, channel }: TakeStock, short: readonly Shortage[]): Incident[] {
  if (!recorded) return [];
  const incidents = short.map(({ demand: { sku, quantity }, available }): Incident => ({
    id: book.newId(), kind: 'oversell', sku, orderId, quantity: quantity - available, detail: `order ${orderId} was recorded by ${channel.id} with ${quantity} of ${sku}, ${available} could be promised`,
  }));
  book.incidents.push(...incidents);
  return incidents;
}

/** Units that are asked for again wait no longer; what is still short waits anew. */
function dropOwnBackorders(book: StockBook, request: TakeStock): void {
  for (const { backorder: one, units, asked } of waitsNoMore(book, request)) if (asked) book.backorders.drop(one, units);
}

/** What the order waits for already, as far as it asks for it again. Other lines of it go on waiting, and count like those of others. */
function waitsNoMore(book: StockBook, { orderId, asked }: TakeStock): { backorder: Backorder; units: number; asked: boolean }[] {
  return book.backorders.ofOrder(orderId).map((one) => {
    const again = asked.reduce((sum, { lineId, sku, quantity }) => (lineId === one.lineId && sku === one.sku ? sum + quantity : sum), 0);
    return { backorder: one, units: Math.min(again, one.quantity), asked: again > 0 };
  });
}

function lessReleasedAhead(asked: readonly Demand[], ahead: ReadonlyArray<{ lineId: string; sku: string; quantity: number }>): Demand[] {
  if (ahead.length === 0) return [...asked];
  return asked.flatMap((demand) => {
    const given = ahead.filter((one) => one.lineId === demand.lineId && one.sku === demand.sku).reduce((sum, one) => sum + one.quantity, 0);
    return given >= demand.quantity ? [] : [{ ...demand, quantity: demand.quantity - given }];
  });
}

/** What a rejected attempt gave back is told by a fact of its own: the rejection carries no stock. */
function releaseStep(book: StockBook, { orderId, attempt }: TakeStock): StockFact[] {
  const stock = book.closeStep();
  return stock.length === 0 ? [] : [{ kind: 'stock-adjusted', key: orderId, movementId: `${orderId}/${attempt}`, stock, incidents: [] }];
}

function rejected(book: StockBook, request: TakeStock, planned: Plan): StockFact {
  const { orderId, attempt } = request;
  const contested = planned.short.some(({ demand }) => {
    const last = book.page(demand.sku).lastReservedAt;
    return last !== null && book.now.getTime() - last < CONTESTED_MS;
  });
  const noDay = new Set(undated(book, request, planned.short));
  const short = planned.short.map((one) => ({ lineId: one.demand.lineId, sku: one.demand.sku, requested: one.demand.quantity, available: one.available, ...(noDay.has(one) ? { noDay: true as const } : {}) }));
  return { kind: 'reservation-rejected', orderId, attempt, short, sourcing: { chosen: [], candidates: planned.sourcing.candidates.slice(0, 6) }, contested };
}

/** The order was released before it could take (S25). */
function blocked({ orderId, attempt, asked }: TakeStock): StockFact {
  const short = asked.map(({ lineId, sku, quantity }) => ({ lineId, sku, requested: quantity, available: 0 }));
  return { kind: 'reservation-rejected', orderId, attempt, short, sourcing: { chosen: [], candidates: [] }, contested: false };
}
