import type { ReservedLine } from '@onefront/contracts';
import { happen } from './fulfillment-step.js';
import { isActive, type Fulfillment, type FulfillmentStatus, type OrderLine, type OrderState, type PromisedUnits, type Units } from './order.js';
import { missingUnits, placedUnits } from './quantities.js';
import type { Step } from './step.js';

/** Where the units of an order are: promised, in fulfillments, without a place, waiting for stock. Every unit that leaves one place is in the next. */

/** Takes up to `quantity` units of a line's SKU out of a list; empty entries go. Returns how many were there. */
export function takeUnits(list: Units[], { lineId, sku }: { lineId: string; sku: string }, quantity: number): number {
  let left = quantity;
  for (const one of list) {
    if (one.lineId !== lineId || one.sku !== sku) continue;
    const taken = Math.min(left, one.quantity);
    one.quantity -= taken;
    left -= taken;
  }
  dropEmpty(list);
  return quantity - left;
}

function dropEmpty(list: Units[]): void {
  for (let index = list.length - 1; index >= 0; index--) if (list[index]!.quantity === 0) list.splice(index, 1);
}

/** Adds units to a list, joining those of one line and SKU. */
export function addUnits(list: Units[], { lineId, sku, quantity }: Units): void {
  const known = list.find((one) => one.lineId === lineId && one.sku === sku);
  if (known) known.quantity += quantity;
  else list.push({ lineId, sku, quantity });
}

/** Units that nobody has a location for any more; `heldAt` = inventory still holds them there. */
export function unplace(order: OrderState, units: Units, location: string, held: boolean): void {
  if (!order.excluded.includes(location)) order.excluded.push(location);
  order.unplaced.push({ lineId: units.lineId, sku: units.sku, quantity: units.quantity, ...(held ? { heldAt: location } : {}) });
}

/**
 * Makes fulfillment orders of promised units: one per location, method and destination. What is consumed has been handed over already.
 * Units without stock (services, digital) are handed over by being sold.
 */
export function fulfill(order: OrderState, promised: readonly PromisedUnits[], step: Step): void {
  const groups = new Map<string, Fulfillment>();
  const lines = new Map(order.lines.map((line) => [line.id, line]));
  for (const units of promised) {
    const line = lines.get(units.lineId);
    if (!line) throw new Error(`order ${order.id} was promised units of a line that it does not have: ${units.lineId}`);
    const status = statusAtOnce(line, units, step.now);
    const dueAt = status === 'open' || status === 'scheduled' ? dueOf(line, step) : undefined;
    const key = [units.location, line.method, line.apart ? line.id : '', status, dueAt, line.notBefore].join('\n');
    const group = groups.get(key) ?? newFulfillment(order, { location: units.location || null, method: line.method, status, since: step.now.toISOString(), dueAt, notBefore: line.notBefore });
    groups.set(key, group);
    addUnits(group.lines, units);
  }
}

type Beginning = Pick<Fulfillment, 'location' | 'method' | 'status' | 'since' | 'dueAt' | 'notBefore'>;

export function newFulfillment(order: OrderState, { location, method, status, since, dueAt, notBefore }: Beginning): Fulfillment {
  const fulfillment: Fulfillment = {
    id: `${order.id}-f${++order.counters.fulfillment}`, location, method, status, lines: [], tracking: [],
    ...(since ? { since } : {}), ...(dueAt ? { dueAt } : {}), ...(notBefore ? { notBefore } : {}),
  };
  order.fulfillments.push(fulfillment);
  return fulfillment;
}

function statusAtOnce(line: OrderLine, units: PromisedUnits, now: Date): FulfillmentStatus {
  if (!line.stocked || line.method === 'channel') return 'delivered';
  if (units.consumed) return 'collected';
  return line.notBefore !== undefined && new Date(line.notBefore) > now ? 'scheduled' : 'open';
}

/**
 * When units of a line are to have left, or to be ready: as the buyer was promised, else so long after they can be worked on.
 * It is said once: a location that fails does not move the promise.
 */
function dueOf(line: OrderLine, { now, policy }: Step): string {
  const begins = line.notBefore === undefined ? now.getTime() : Math.max(now.getTime(), Date.parse(line.notBefore));
  return line.dueAt ??= new Date(begins + (line.method === 'pickup' ? policy.readyMs : policy.shipMs)).toISOString();
}

/** Units of lines that inventory has no say in, as if promised by nobody. */
export function unstockedUnits(order: OrderState): PromisedUnits[] {
  return order.lines.filter((line) => !line.stocked).map((line) => ({ lineId: line.id, sku: line.sku, quantity: line.quantity, location: line.location ?? '' }));
}

/** Least advanced first: nobody has touched what is only open. */
const PROGRESS: readonly FulfillmentStatus[] = ['scheduled', 'open', 'on-hold', 'accepted', 'picking', 'packed', 'ready'];

/**
 * Lets go of units that the order does not want any more, those first that nobody has worked on. Returns what inventory is to free.
 * Units that are being sourced right now are let go when the answer comes.
 */
export function trim(order: OrderState): ReservedLine[] {
  const released: ReservedLine[] = [];
  const placed = placedUnits(order);
  for (const line of order.lines) {
    for (const part of line.parts) {
      const surplus = -missingUnits(line, part, placed);
      if (surplus > 0 && line.stocked) released.push(...letGo(order, { lineId: line.id, sku: part.sku }, surplus));
    }
  }
  return released;
}

/** Names no location: inventory frees what waits for stock by line and SKU. */
export const WAITS_FOR_STOCK = 'backorder';

function letGo(order: OrderState, unit: { lineId: string; sku: string }, surplus: number): ReservedLine[] {
  const released: ReservedLine[] = [];
  let left = surplus;
  const free = (quantity: number, location: string) => {
    left -= quantity;
    if (quantity > 0) released.push({ ...unit, quantity, location });
  };
  free(takeUnits(order.backordered, unit, left), WAITS_FOR_STOCK);
  for (const one of order.unplaced.filter((held) => held.lineId === unit.lineId && held.sku === unit.sku)) {
    const taken = Math.min(one.quantity, left);
    one.quantity -= taken;
    left -= taken;
    // What is asked for again still waits at inventory, where goods may have been set aside for it; what a broken promise lost is held nowhere.
    const location = one.again ? WAITS_FOR_STOCK : one.heldAt;
    if (location && taken > 0) released.push({ ...unit, quantity: taken, location });
  }
  dropEmpty(order.unplaced);
  const byProgress = order.fulfillments.filter(isActive).sort((a, b) => PROGRESS.indexOf(a.status) - PROGRESS.indexOf(b.status));
  for (const fulfillment of byProgress) {
    if (left === 0) break;
    free(takeUnits(fulfillment.lines, unit, left), fulfillment.location!);
    closeIfEmpty(fulfillment, 'cancel');
  }
  return released;
}

/** A fulfillment order from which everything was taken away is over. */
export function closeIfEmpty(fulfillment: Fulfillment, because: 'cancel' | 'break', reason?: string): void {
  if (fulfillment.lines.length === 0) happen(fulfillment, because, reason);
}

/** Asks inventory (and promotions) to give back. Answers are awaited under `released:<id>` and `coupons:<id>`. */
export function requestRelease(order: OrderState, step: Step, what: { lines?: ReservedLine[]; stock: boolean; coupons: boolean; awaitCoupons: boolean }): string[] {
  const id = `${order.id}-r${++order.counters.release}`;
  const owes: ('stock' | 'coupons')[] = [...(what.stock ? (['stock'] as const) : []), ...(what.awaitCoupons ? (['coupons'] as const) : [])];
  const release = { id, ...(what.lines ? { lines: what.lines } : {}), stock: what.stock, coupons: what.coupons, owes };
  if (owes.length > 0) order.releases.push(release);
  step.instructions.push(releaseInstruction(order, release));
  return owes.map((who) => `${who}:${id}`);
}

export function releaseInstruction(order: OrderState, release: { id: string; lines?: readonly ReservedLine[]; stock: boolean; coupons: boolean }) {
  const { id, lines, stock, coupons } = release;
  return { kind: 'release-requested' as const, id, data: { orderId: order.id, releaseId: id, ...(lines ? { lines: [...lines] } : {}), stock, coupons } };
}

/** Takes an owed answer off; false when it is not owed (any more). */
export function takeOwedAnswer(order: OrderState, releaseId: string, who: 'stock' | 'coupons'): boolean {
  const release = order.releases.find((one) => one.id === releaseId);
  if (!release?.owes.includes(who)) return false;
  release.owes = release.owes.filter((one) => one !== who);
  order.releases = order.releases.filter((one) => one.owes.length > 0);
  return true;
}
