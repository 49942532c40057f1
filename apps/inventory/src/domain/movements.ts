import { DomainError, type FieldError } from '@onefront/kernel';
import { bookPhysical } from './break-promises.js';
import type { StockFact } from './facts.js';
import { change, changed, free, type Change, type Level } from './level.js';
import { counted, damaged, type Physical } from './physical.js';
import type { StockBook } from './stock-book.js';

export interface Movement {
  readonly sku: string;
  readonly location: string;
  readonly quantity: number;
  readonly reason: 'receipt' | 'return' | 'adjustment' | 'count' | 'damage' | 'transfer';
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
 * Throws `invalid-request` (422) naming each unknown location, or `insufficient-stock` (409) naming each movement that asks for more than is free.
 */
export function recordMovements(book: StockBook, request: RecordMovements): StockFact[] {
  checkLocations(book, request.movements);
  const effects = decide(book, request.movements);
  const facts: StockFact[] = [];
  for (let from = 0; from < effects.length; from += MOVEMENTS_PER_STEP) {
    const part = effects.slice(from, from + MOVEMENTS_PER_STEP);
    facts.push(...bookStep(book, request, part, from));
  }
  return facts;
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
  const { sku, location, quantity, reason } = movement;
  const level = at(location);
  const here = (outcome: Physical): Effect[] => [{ sku, location, outcome }];
  switch (reason) {
    case 'receipt': case 'return': return here(only(change(reason, { onHand: quantity })));
    case 'count': return here(counted(level, quantity));
    case 'damage': return here(damaged(level, quantity));
    case 'adjustment': {
      if (quantity >= 0) return here(only(change(reason, { onHand: quantity })));
      const out = takenOut(level, -quantity);
      return out ? here(only(change(reason, { onHand: quantity, unavailable: -out.unavailable }))) : tooFew(movement, level);
    }
    case 'transfer': {
      const out = takenOut(level, quantity);
      if (!out) return tooFew(movement, level);
      return [
        ...here(only(change('transfer-out', { onHand: -quantity, unavailable: -out.unavailable }))),
        { sku, location: movement.toLocation!, outcome: only(change('transfer-in', { onHand: quantity, unavailable: out.unavailable })) },
      ];
    }
    default: return reason satisfies never;
  }
}

function only(one: Change): Physical {
  return { changes: [one], found: 0, broken: 0 };
}

/** Planned removal: sellable units first, then unavailable ones (writing off what is damaged); never what is promised. */
function takenOut(level: Readonly<Level>, units: number): { unavailable: number } | undefined {
  if (units > level.onHand - level.reserved) return undefined;
  return { unavailable: Math.max(0, units - free(level)) };
}

function tooFew({ sku, location, quantity }: Movement, level: Readonly<Level>): string {
  return `${Math.abs(quantity)} of ${sku} asked for at ${location}: ${level.onHand} on hand, ${level.reserved} of them promised`;
}

function bookStep(book: StockBook, request: RecordMovements, effects: ReadonlyArray<readonly Effect[]>, from: number): StockFact[] {
  const after = effects.flatMap((some, i) => some.map(({ sku, location, outcome }) => {
    const { reference = request.movementId, reason } = request.movements[from + i]!;
    return bookPhysical(book, { sku, location, outcome, reference, what: reason === 'count' ? 'a count' : 'damage' });
  }));
  return [
    { kind: 'stock-adjusted', key: request.movementId, movementId: request.movementId, stock: book.closeStep(), incidents: after.flatMap((one) => one.incidents) },
    ...after.flatMap((one) => one.broken),
  ];
}
