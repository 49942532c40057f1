import { DomainError } from '@onefront/kernel';
import type { OrderLine, OrderState } from './order.js';

/** A line named by its id, or by its SKU: then the earliest lines that have enough left. */
export interface LineRef {
  readonly lineId?: string | undefined;
  readonly sku?: string | undefined;
  readonly quantity: number;
}

export interface Chosen {
  readonly line: OrderLine;
  readonly quantity: number;
  /** Position in the request. */
  readonly index: number;
}

/** What of a request could not be had: `missing` units of the lines that it may mean. */
export interface Excess {
  readonly index: number;
  readonly lines: readonly OrderLine[];
  readonly missing: number;
}

/** Spreads a request over lines, at most what each has left; several entries of one line add up. Throws `unknown-line` (422). */
export function chooseLines(order: OrderState, refs: readonly LineRef[], left: (line: OrderLine) => number): { chosen: Chosen[]; excess: Excess[] } {
  const taken = new Map<OrderLine, number>();
  const chosen: Chosen[] = [];
  const excess: Excess[] = [];
  refs.forEach((ref, index) => {
    const lines = order.lines.filter((line) => (ref.lineId === undefined ? line.sku === ref.sku : line.id === ref.lineId && (ref.sku === undefined || line.sku === ref.sku)));
    if (lines.length === 0) throw unknownLine(ref, index);
    const room = (line: OrderLine) => left(line) - (taken.get(line) ?? 0);
    const one = lines.find((line) => room(line) >= ref.quantity);
    let missing = ref.quantity;
    for (const line of one ? [one] : lines) {
      const quantity = Math.min(missing, Math.max(0, room(line)));
      if (quantity === 0) continue;
      missing -= quantity;
      taken.set(line, (taken.get(line) ?? 0) + quantity);
      chosen.push({ line, quantity, index });
    }
    if (missing > 0) excess.push({ index, lines, missing });
  });
  return { chosen, excess };
}

function unknownLine(ref: LineRef, index: number): DomainError {
  const [field, value] = ref.lineId === undefined ? ['sku', ref.sku] : ['lineId', ref.lineId];
  return new DomainError('unknown-line', 'invalid', `the order has no line ${value}`, [{ path: `/lines/${index}/${field}`, message: 'no such line' }]);
}

/** Says for each line how many units are missing. 409 for what has been taken elsewhere since, 422 for what was never there. */
export function tooMany(code: 'not-returnable' | 'too-many-units', excess: readonly Excess[], than: string): DomainError {
  const errors = excess.map(({ index, lines, missing }) => ({ path: `/lines/${index}/quantity`, message: `${lines[0]!.sku}: ${missing} more than ${than}` }));
  return new DomainError(code, code === 'not-returnable' ? 'conflict' : 'invalid', errors.map((one) => one.message).join('; '), errors);
}
