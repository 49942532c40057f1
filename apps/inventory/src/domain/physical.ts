import { change, changed, onShelf, type Change, type Level } from './level.js';
import { goneFrom, moved, unitsIn, type StockState } from './states.js';

/**
 * What has physically happened is never refused because of promises (S26). Missing units are first booked as found, so that on-hand
 * stays at or above zero; `broken` is how many promised units no longer have anything behind them.
 */
export interface Physical {
  readonly changes: readonly Change[];
  readonly found: number;
  readonly broken: number;
}

/** Units left the location with somebody: carry-out, a sale that a channel has fulfilled, a handover beyond what was promised. */
export function goodsLeft(level: Level, units: number): Physical {
  const found = Math.max(0, units - (level.onHand - level.unavailable));
  return outcome(level, found, [change('sale', { onHand: -units })]);
}

/** Units left before somebody counted what was there: the count has booked them out for want of a reason, and this is the reason. Nothing changes hands any more. */
export function goneBeforeCount(level: Level, units: number): Physical {
  return outcome(level, 0, [change('adjustment', { onHand: units }), change('sale', { onHand: -units })]);
}

/** Somebody counted `units` on the shelf. Damaged units that are no longer there are not damaged any more; what is in transit was not there to be counted. */
export function counted(level: Level, units: number, reason: 'count' | 'cycle-count' = 'count'): Physical {
  const unavailable = level.unavailable - unitsIn(level, 'in-transit');
  const gone = goneFrom(level, Math.max(0, unavailable - units));
  const sold = units - onShelf(level) + gone.reduce((sum, one) => sum + one.units, 0);
  const changes = [
    ...gone.map((one) => moved(reason, one.units, one.state, 'outside')),
    ...(sold === 0 ? [] : [sold > 0 ? moved(reason, sold, 'outside', 'sellable') : moved(reason, -sold, 'sellable', 'outside')]),
  ];
  // A count that confirms the book is told as well.
  return outcome(level, 0, changes.length > 0 ? changes : [change(reason, {})]);
}

/** Units broke: they stay on hand and can no longer be sold. Those of another state that are said to be broken come from there first. */
export function damaged(level: Level, units: number, state: Exclude<StockState, 'outside' | 'reserved' | 'damaged' | 'in-transit'> = 'sellable'): Physical {
  const apart = state === 'sellable' ? 0 : Math.min(units, unitsIn(level, state));
  const rest = units - apart;
  const found = Math.max(0, rest - (level.onHand - level.unavailable));
  return outcome(level, found, [...(apart > 0 ? [moved('damage', apart, state, 'damaged')] : []), ...(rest > 0 ? [moved('damage', rest, 'sellable', 'damaged')] : [])]);
}

function outcome(level: Level, found: number, what: readonly Change[]): Physical {
  const changes = found > 0 ? [change('found-by-sale', { onHand: found }), ...what] : [...what];
  const after = changes.reduce(changed, level);
  return { changes, found, broken: Math.max(0, after.reserved - (after.onHand - after.unavailable)) };
}
