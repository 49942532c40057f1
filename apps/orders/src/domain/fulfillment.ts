import { createHash } from 'node:crypto';
import { DomainError } from '@onefront/kernel';
import type { Fulfillment, OrderState, Units } from './order.js';
import { lineOf } from './order.js';
import { newFulfillment, takeUnits, addUnits, unplace } from './units.js';

/** Quantities of a request per line of the fulfillment order; a bundle is named by its line and counted whole. Throws `unknown-line`, `too-many-units` (422). */
function partsOf(order: OrderState, fulfillment: Fulfillment, refs: readonly { lineId: string; quantity: number }[]): Units[] {
  return refs.flatMap(({ lineId, quantity }, index) => {
    const units = fulfillment.lines.filter((one) => one.lineId === lineId);
    const line = lineOf(order, lineId);
    if (units.length === 0 || !line) throw new DomainError('unknown-line', 'invalid', `the fulfillment order has no line ${lineId}`, [{ path: `/lines/${index}/lineId`, message: 'no such line' }]);
    return units.map((one) => {
      const asked = quantity * (line.parts.find((part) => part.sku === one.sku)?.per ?? 1);
      if (asked > one.quantity) throw new DomainError('too-many-units', 'invalid', `line ${lineId} has ${one.quantity} of ${one.sku} open here`, [{ path: `/lines/${index}/quantity`, message: `at most ${one.quantity}` }]);
      return { lineId, sku: one.sku, quantity: asked };
    });
  });
}

/** What was found on the shelf; what is missing needs another location. Lines that are not named are there. */
export function pick(order: OrderState, fulfillment: Fulfillment, refs: readonly { lineId: string; quantity: number }[]): number {
  let short = 0;
  for (const found of partsOf(order, fulfillment, refs)) {
    const here = fulfillment.lines.find((one) => one.lineId === found.lineId && one.sku === found.sku)!;
    const missing = here.quantity - found.quantity;
    if (missing === 0) continue;
    short += missing;
    takeUnits(fulfillment.lines, found, missing);
    unplace(order, { ...found, quantity: missing }, fulfillment.location!, true);
  }
  return short;
}

/** All its units need another location. It keeps its lines, to tell what it was about. */
export function reject(order: OrderState, fulfillment: Fulfillment, reason: string): void {
  fulfillment.reason = reason;
  for (const units of fulfillment.lines) unplace(order, units, fulfillment.location!, true);
}

/** A parcel with part of the lines is a fulfillment order of its own, shipped; the rest stays packed under the id that people know. */
export function splitParcel(order: OrderState, fulfillment: Fulfillment, refs: readonly { lineId: string; quantity: number }[] | undefined): Fulfillment {
  if (!refs) return fulfillment;
  const parcel = partsOf(order, fulfillment, refs);
  const all = fulfillment.lines.every((one) => parcel.some((units) => units.lineId === one.lineId && units.sku === one.sku && units.quantity === one.quantity));
  if (all) return fulfillment;
  const { location, method, status, since, dueAt, notBefore } = fulfillment;
  const shipped = newFulfillment(order, { location, method, status, since, dueAt, notBefore });
  for (const units of parcel) {
    takeUnits(fulfillment.lines, units, units.quantity);
    addUnits(shipped.lines, units);
  }
  return shipped;
}

/** Only the hash is kept; the id makes equal codes differ. */
export function hashOfCode(fulfillmentId: string, code: string): string {
  return createHash('sha256').update(`${fulfillmentId}:${code}`).digest('base64url');
}
