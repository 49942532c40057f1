import { DomainError, type FieldError } from '@onefront/kernel';
import { bookPhysical } from './break-promises.js';
import type { StockFact } from './facts.js';
import { changed, type Change, type Level } from './level.js';
import { counted, damaged, type Physical } from './physical.js';
import { areTheirs, noTransfer } from './ownership.js';
import { moved, takenFrom, unitsIn, type Unavailable } from './states.js';
import type { StockBook } from './stock-book.js';

/** States that a movement may name; what is in transit is a matter of its transfer. */
export type NamedState = Exclude<Unavailable, 'in-transit'>;

export interface Movement {
  readonly sku: string;
  readonly location: string;
  readonly quantity: number;
  readonly reason: 'receipt' | 'return' | 'adjustment' | 'count' | 'damage' | 'transfer' | 'quality' | 'display' | 'release';
  /** The state of units that cannot be sold: where units that come in go to, where others come from. */
  readonly state?: NamedState | undefined;
  readonly toLocation?: string | undefined;
  readonly reference?: string | undefined;
}

export interface RecordMovements {
  readonly movementId: string;
  readonly movements: readonly Movement[];
}

/** So many movements make one step of their SKUs' versions, so that a fact stays small. */
const MOVEMENTS_PER_STEP = 500;

/** What one movement does at one place. */
interface Effect {
  readonly sku: string;
  readonly location: string;
  readonly outcome: Physical;
}

/**
 * Books movements, all or none, one after the other. Counts and damage are facts and always accepted (S26).
 * Throws `invalid-request` (422) naming each unknown location and each that would mix our goods with a supplier's, or `insufficient-stock` (409) naming each movement that asks for more than is free.
 */
export function recordMovements(book: StockBook, request: RecordMovements): StockFact[] {
  checkLocations(book, request.movements);
  checkOwners(book, request.movements);
  const effects = decide(book, request.movements);
  const facts: StockFact[] = [];
  for (let from = 0; from < effects.length; from += MOVEMENTS_PER_STEP) {
    const part = effects.slice(from, from + MOVEMENTS_PER_STEP);
    facts.push(...bookStep(book, request, part, from));
  }
  return facts;
}

/** Goods of a supplier are counted, adjusted, received; they are never moved to our places, and nothing of ours is restocked among them. */
function checkOwners({ network }: StockBook, movements: readonly Movement[]): void {
  const errors = movements.flatMap(({ reason, location, toLocation }, i): FieldError[] => {
    if (reason === 'return' && areTheirs(network.locations.get(location))) return [{ path: `/movements/${i}/location`, message: `what lies at ${location} belongs to a supplier: nothing of ours comes back there` }];
    const mixed = reason === 'transfer' ? noTransfer(network, { from: location, to: toLocation! }) : undefined;
    return mixed ? [{ path: `/movements/${i}/${mixed.member === 'from' ? 'location' : 'toLocation'}`, message: mixed.message }] : [];
  });
  if (errors.length > 0) throw new DomainError('invalid-request', 'invalid', errors[0]!.message, errors.slice(0, 100));
}

function checkLocations(book: StockBook, movements: readonly Movement[]): void {
  const errors: FieldError[] = [];
  movements.forEach((movement, i) => {
    for (const field of ['location', 'toLocation'] as const) {
      const id = movement[field];
      if (id !== undefined && !book.network.locations.has(id)) errors.push({ path: `/movements/${i}/${field}`, message: `there is no location ${id}` });
    }
  });
  if (errors.length > 0) throw new DomainError('invalid-request', 'invalid', `${errors.length} unknown locations, the first: ${errors[0]!.message}`, errors.slice(0, 100));
}

/** Decides all movements on copies of the levels, so that a refusal leaves the book as it was. */
function decide(book: StockBook, movements: readonly Movement[]): Effect[][] {
  const levels = new Map<string, Level>();
  const errors: FieldError[] = [];
  const effects = movements.map((movement, i) => {
    const at = (location: string) => levels.get(`${movement.sku}\t${location}`) ?? book.level(movement.sku, location);
    const decided = effectsOf(movement, at);
    if (typeof decided === 'string') {
      errors.push({ path: `/movements/${i}/quantity`, message: decided });
      return [];
    }
    for (const { sku, location, outcome } of decided) {
      const next = outcome.changes.reduce(changed, at(location));
      levels.set(`${sku}\t${location}`, { ...next, reserved: next.reserved - outcome.broken });
    }
    return decided;
  });
  if (errors.length > 0) throw new DomainError('insufficient-stock', 'conflict', errors[0]!.message, errors.slice(0, 100));
  return effects;
}

function effectsOf(movement: Movement, at: (location: string) => Readonly<Level>): Effect[] | string {
  const { sku, location, quantity, reason, state } = movement;
  const level = at(location);
  const here = (changes: readonly Change[]): Effect[] => [{ sku, location, outcome: { changes, found: 0, broken: 0 } }];
  switch (reason) {
    case 'receipt': case 'return': return here([moved(reason, quantity, 'outside', state ?? 'sellable')]);
    case 'count': return [{ sku, location, outcome: counted(level, quantity) }];
    case 'damage': return [{ sku, location, outcome: damaged(level, quantity, state === 'damaged' ? 'sellable' : state) }];
    case 'quality': case 'display': return unitsIn(level, state ?? 'sellable') < quantity ? tooFew(movement, level) : here([moved(reason, quantity, state ?? 'sellable', reason)]);
    case 'release': {
      const from = state ?? 'quality';
      return unitsIn(level, from) < quantity ? tooFew({ ...movement, state: from }, level) : here([moved(reason, quantity, from, 'sellable')]);
    }
    case 'adjustment': {
      if (quantity >= 0) return here([moved(reason, quantity, 'outside', state ?? 'sellable')]);
      const out = takenOut(movement, level);
      return out ? here(out.map((one) => moved(reason, one.units, one.state, 'outside'))) : tooFew(movement, level);
    }
    case 'transfer': {
      const out = takenOut(movement, level);
      if (!out) return tooFew(movement, level);
      const arriving = out.map((one) => moved('transfer-in', one.units, 'outside', one.state));
      return [...here(out.map((one) => moved('transfer-out', one.units, one.state, 'outside'))), { sku, location: movement.toLocation!, outcome: { changes: arriving, found: 0, broken: 0 } }];
    }
    default: return reason satisfies never;
  }
}

/** What a planned removal takes: from the state that it names, else sellable units first. Never what is promised. */
function takenOut({ quantity, state }: Movement, level: Readonly<Level>): ReturnType<typeof takenFrom> {
  const units = Math.abs(quantity);
  if (!state) return takenFrom(level, units);
  return unitsIn(level, state) < units ? undefined : [{ state, units }];
}

function tooFew({ sku, location, quantity, state }: Movement, level: Readonly<Level>): string {
  const there = state ? `${unitsIn(level, state)} in state ${state}` : `${level.onHand} on hand, ${level.reserved} of them promised`;
  return `${Math.abs(quantity)} of ${sku} asked for at ${location}: ${there}`;
}

function bookStep(book: StockBook, request: RecordMovements, effects: ReadonlyArray<readonly Effect[]>, from: number): StockFact[] {
  const after = effects.flatMap((some, i) => some.map(({ sku, location, outcome }) => {
    const { reference = request.movementId, reason } = request.movements[from + i]!;
    return bookPhysical(book, { sku, location, outcome, reference, ...(reason === 'count' ? { counted: true, what: 'a count' } : { what: 'damage' }) });
  }));
  return [
    { kind: 'stock-adjusted', key: request.movementId, movementId: request.movementId, stock: book.closeStep(), incidents: after.flatMap((one) => one.incidents) },
    ...after.flatMap((one) => one.broken),
  ];
}
