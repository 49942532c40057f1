import { autoResolve } from './auto-resolve.js';
import { cursorRelay } from './cursor-relay.js';
import { earlyId } from './early-id.js';
import { freshPaymentKey } from './fresh-payment-key.js';
import { markBeforeAck } from './mark-before-ack.js';
import { naiveExpiry } from './naive-expiry.js';
import { noInbox } from './no-inbox.js';
import { offsetsFirst } from './offsets-first.js';
import type { Saboteur } from './saboteur.js';
import { sharedRelays } from './shared-relays.js';
import { splitIdempotency } from './split-idempotency.js';
import { unlockedStock } from './unlocked-stock.js';
import { unsortedLocks } from './unsorted-locks.js';
import type { Violation } from '../types.js';

export type { Edit, Saboteur } from './saboteur.js';

/** The nine of reliability R50 first; a new class of bug adds one. */
export const saboteurs: readonly Saboteur[] = [
  cursorRelay, sharedRelays, earlyId, noInbox, offsetsFirst, naiveExpiry, autoResolve, markBeforeAck, unsortedLocks,
  unlockedStock, splitIdempotency, freshPaymentKey,
];

/** Throws with all names when there is none of this name. */
export function saboteurOf(name: string): Saboteur {
  const found = saboteurs.find((one) => one.name === name);
  if (!found) throw new Error(`There is no saboteur ${name}; there are ${saboteurs.map((one) => one.name).join(', ')}.`);
  return found;
}

/** Whether a violation catches a saboteur: only what must hold on every machine, however slow. */
export const catches = ({ by }: Pick<Violation, 'by'>): boolean => by !== 'goal' && by !== 'run' && by !== 'requests';
