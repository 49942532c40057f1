import type { Match, Promotion } from '@onefront/contracts';
import { allocate, divideHalfUp, percentOf } from '@onefront/kernel';
import { discountLine, discountShipping, isKept, shippingLeft, smaller, sum, type Basket, type BasketLine } from './basket.js';
import { matches } from './match.js';

export type Effect = Promotion['effects'][number];
export const stages = ['line', 'order', 'shipping'] as const;
export type Stage = (typeof stages)[number];
interface By { readonly id: string; readonly name: string }

/** Line effects come first, then order effects, then shipping (S12). */
export function stageOf(effect: Effect): Stage {
  switch (effect.type) {
    case 'percentage': return effect.on === 'lines' ? 'line' : effect.on;
    case 'fixed-amount': return effect.on === 'order' || effect.on === 'shipping' ? effect.on : 'line';
    case 'free-shipping': return 'shipping';
    default: return 'line';
  }
}

/** Applies one effect to what earlier ones left, and returns what it took off. */
export function applyEffect(basket: Basket, effect: Effect, by: By): bigint {
  switch (effect.type) {
    case 'percentage': return percentage(basket, effect, by);
    case 'fixed-amount': return fixedAmount(basket, effect, by);
    case 'fixed-price': return takeOff(matching(basket, effect.match), (line) => line.left - BigInt(effect.price.amount) * line.quantity, by);
    case 'free-shipping': return discountShipping(basket, shippingLeft(basket), by);
    case 'cheapest-free':
    case 'dearest-free': return unitsFree(matching(basket, effect.match), effect, by);
    default: return effect satisfies never;
  }
}

function percentage(basket: Basket, effect: Extract<Effect, { type: 'percentage' }>, by: By): bigint {
  const most = effect.maxAmount ? BigInt(effect.maxAmount.amount) : undefined;
  const capped = (amount: bigint) => (most === undefined ? amount : smaller(amount, most));
  if (effect.on === 'shipping') return discountShipping(basket, capped(percentOf(shippingLeft(basket), effect.percent)), by);
  const lines = matching(basket, effect.match);
  const bases = lines.map((line) => shareOf(line, effect.maxUnits));
  if (effect.on === 'order') return spread(lines, bases, capped(percentOf(sum(bases), effect.percent)), by);
  const wanted = bases.map((base) => percentOf(base, effect.percent));
  const parts = most !== undefined && sum(wanted) > most ? allocate(most, wanted) : wanted;
  return takeOff(lines, (_line, index) => parts[index]!, by);
}

function fixedAmount(basket: Basket, effect: Extract<Effect, { type: 'fixed-amount' }>, by: By): bigint {
  const amount = BigInt(effect.amount.amount);
  if (effect.on === 'shipping') return discountShipping(basket, amount, by);
  const lines = matching(basket, effect.match);
  if (effect.on === 'order') return spread(lines, lines.map((line) => shareOf(line, effect.maxUnits)), amount, by);
  if (effect.on === 'line') return takeOff(lines, (line) => smaller(amount, shareOf(line, effect.maxUnits)), by);
  return takeOff(lines, (line) => smaller(amount * unitsOf(line, effect.maxUnits), shareOf(line, effect.maxUnits)), by);
}

/**
 * In whole sets of buy + get, `get` units per set are free: over all matching lines the cheapest (or the dearest), by what earlier
 * effects left per unit; ties to the earlier line.
 */
function unitsFree(lines: BasketLine[], effect: Extract<Effect, { type: 'cheapest-free' | 'dearest-free' }>, by: By): bigint {
  const sets = sum(lines.map((line) => line.quantity)) / BigInt(effect.buy + effect.get);
  let free = sets * BigInt(effect.get);
  const sign = effect.type === 'cheapest-free' ? 1 : -1;
  const byUnitPrice = [...lines].sort((a, b) => {
    const difference = a.left * b.quantity - b.left * a.quantity;
    return difference === 0n ? 0 : difference < 0n ? -sign : sign;
  });
  let taken = 0n;
  for (const line of byUnitPrice) {
    const units = smaller(free, line.quantity);
    free -= units;
    taken += discountLine(line, divideHalfUp(line.left * units, line.quantity), by);
  }
  return taken;
}

function matching(basket: Basket, match: Match | undefined): BasketLine[] {
  return basket.lines.filter((line) => !isKept(line.request) && matches(line, match));
}

const unitsOf = (line: BasketLine, maxUnits: number | undefined): bigint => (maxUnits === undefined ? line.quantity : smaller(BigInt(maxUnits), line.quantity));

/** What is left of the first `maxUnits` units of a line, half-up. */
function shareOf(line: BasketLine, maxUnits: number | undefined): bigint {
  return divideHalfUp(line.left * unitsOf(line, maxUnits), line.quantity);
}

function takeOff(lines: readonly BasketLine[], wanted: (line: BasketLine, index: number) => bigint, by: By): bigint {
  return sum(lines.map((line, index) => discountLine(line, wanted(line, index), by)));
}

/** An order effect: the whole amount over the lines by largest remainder, ties to the earlier line. */
function spread(lines: readonly BasketLine[], bases: readonly bigint[], amount: bigint, by: By): bigint {
  const parts = allocate(smaller(amount, sum(bases)), bases);
  return takeOff(lines, (_line, index) => parts[index]!, by);
}
