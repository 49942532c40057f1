import { pointer } from '@onefront/contracts';
import type { Change } from './entry.js';

/**
 * The members that differ between two states of a subject, in HTTP form, the shallowest that tell it all: money and sealed values are whole,
 * so are lists of plain values; lists of things are compared place by place. Undefined = there is no such state; then the other one is one change.
 */
export function difference(before: unknown, after: unknown): Change[] {
  const changes: Change[] = [];
  compare(before, after, [], changes);
  return changes;
}

function compare(before: unknown, after: unknown, path: string[], changes: Change[]): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after) && !(isPlain(before) && isPlain(after))) {
    for (let index = 0; index < Math.max(before.length, after.length); index++) compare(before[index], after[index], [...path, String(index)], changes);
  } else if (isOpen(before) && isOpen(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) compare(before[name], after[name], [...path, name], changes);
  } else if (!sameLeaf(before, after)) {
    changes.push({ path: pointer(path), ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
  }
}

type Members = Record<string, unknown>;

function isPlain(list: readonly unknown[]): boolean {
  return list.every((one) => typeof one !== 'object' || one === null);
}

/** Money and sealed values say something only as a whole. */
function isOpen(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !('currency' in value && 'amount' in value) && !('kid' in value && 'box' in value);
}

function sameLeaf(before: unknown, after: unknown): boolean {
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null || Array.isArray(before) !== Array.isArray(after)) return false;
  const names = Object.keys(before);
  return names.length === Object.keys(after).length && names.every((name) => (before as Members)[name] === (after as Members)[name]);
}
