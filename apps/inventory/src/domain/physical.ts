import { change, changed, type Change, type Level } from './level.js';

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
  return outcome(level, found, change('sale', { onHand: -units }));
}

/** Somebody counted `units` on the shelf. Damaged units that are no longer there are not damaged any more. */
export function counted(level: Level, units: number): Physical {
  const unavailable = Math.min(level.unavailable, units);
  return outcome(level, 0, change('count', { onHand: units - level.onHand, unavailable: unavailable - level.unavailable }));
}

/** Units broke: they stay on hand and can no longer be sold. */
export function damaged(level: Level, units: number): Physical {
  const found = Math.max(0, units - (level.onHand - level.unavailable));
  return outcome(level, found, change('damage', { unavailable: units }));
}

function outcome(level: Level, found: number, what: Change): Physical {
  const changes = found > 0 ? [change('found-by-sale', { onHand: found }), what] : [what];
  const after = changes.reduce(changed, level);
  return { changes, found, broken: Math.max(0, after.reserved - (after.onHand - after.unavailable)) };
}
