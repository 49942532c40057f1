import { change, free, type Change, type LedgerReason, type Level } from './level.js';

/** Units that lie here and cannot be sold: broken, being looked at, shown, or on their way to another location. */
export type Unavailable = 'damaged' | 'quality' | 'display' | 'in-transit';
/** Every unit is in one state; `outside` is where it comes from and goes to: suppliers, customers, other locations, the bin. */
export type StockState = 'outside' | 'sellable' | 'reserved' | Unavailable;

/** In this order a planned removal takes units that cannot be sold. What is in transit is not here to be taken. */
const TAKEN_FROM: readonly Unavailable[] = ['damaged', 'quality', 'display'];

/** Units of a level in one of its states. */
export function unitsIn(level: Level, state: Exclude<StockState, 'outside'>): number {
  const { quality = 0, display = 0, inTransit = 0 } = level;
  switch (state) {
    case 'sellable': return free(level);
    case 'reserved': return level.reserved;
    case 'damaged': return level.unavailable - quality - display - inTransit;
    case 'quality': return quality;
    case 'display': return display;
    case 'in-transit': return inTransit;
    default: return state satisfies never;
  }
}

/** One entry of the ledger: units leave one state and enter another (double entry). */
export function moved(reason: LedgerReason, units: number, from: StockState, to: StockState): Change {
  const deltas: Required<Level> = { onHand: 0, unavailable: 0, reserved: 0, quality: 0, display: 0, inTransit: 0 };
  add(deltas, from, -units);
  add(deltas, to, units);
  const { quality, display, inTransit, ...counted } = deltas;
  return change(reason, { ...counted, ...(quality ? { quality } : {}), ...(display ? { display } : {}), ...(inTransit ? { inTransit } : {}) });
}

function add(deltas: Required<Level>, state: StockState, units: number): void {
  if (state === 'outside') return;
  deltas.onHand += units;
  if (state === 'sellable') return;
  if (state === 'reserved') {
    deltas.reserved += units;
    return;
  }
  deltas.unavailable += units;
  if (state === 'quality' || state === 'display') deltas[state] += units;
  if (state === 'in-transit') deltas.inTransit += units;
}

/** A planned removal of `units`: sellable ones first, then those that cannot be sold; never what is promised or in transit. Undefined where there are too few. */
export function takenFrom(level: Level, units: number): Array<{ state: 'sellable' | Unavailable; units: number }> | undefined {
  const taken: Array<{ state: 'sellable' | Unavailable; units: number }> = [];
  let open = units;
  for (const state of ['sellable', ...TAKEN_FROM] as const) {
    const here = Math.min(open, Math.max(0, unitsIn(level, state)));
    if (here > 0) taken.push({ state, units: here });
    open -= here;
  }
  return open > 0 ? undefined : taken;
}

/** Of units that cannot be sold and lie on the shelf, `units` are gone: which states lose them. */
export function goneFrom(level: Level, units: number): Array<{ state: Unavailable; units: number }> {
  let open = units;
  return TAKEN_FROM.flatMap((state) => {
    const here = Math.min(open, unitsIn(level, state));
    open -= here;
    return here > 0 ? [{ state, units: here }] : [];
  });
}
