import type { Change } from './entry.js';

/**
 * The audit outlives an erasure, so nothing may stand in it that tells of a person without a key (R38): sealed values stay sealed, and are unreadable
 * once the person's keys are destroyed; what finds people goes; what names them elsewhere is said to have changed, not what it was.
 */
const GONE = new Set(['index', 'nameIndexes']);
const WITHHELD = new Set(['loyaltyId', 'externalId']);
const INSTEAD = 'withheld';

/** Changes of a customer without what would be personal in the clear. */
export function withoutPersonal(changes: readonly Change[]): Change[] {
  return changes.flatMap((change) => {
    const steps = change.path.split('/');
    if (steps.some((step) => GONE.has(step))) return [];
    const hide = steps.some((step) => WITHHELD.has(step)) ? () => INSTEAD : hidden;
    return [{ path: change.path, ...('before' in change ? { before: hide(change.before) } : {}), ...('after' in change ? { after: hide(change.after) } : {}) }];
  });
}

function hidden(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hidden);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => !GONE.has(name)).map(([name, member]) => [name, WITHHELD.has(name) && member !== undefined ? INSTEAD : hidden(member)]));
}
