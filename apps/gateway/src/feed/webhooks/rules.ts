import type { Attempt } from './send.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** A single delivery is tried for so long; then it is failed, can be sent again by hand, and lets the next of its key pass. */
export const GIVE_UP_MS = 36 * HOUR;
/** A webhook that has answered nothing well for so long is disabled; what waits for it stays. */
export const DISABLE_AFTER_MS = 72 * HOUR;
/** So many failures in a row open the circuit: then one at a time is tried. */
export const OPENS_AT = 5;
export const GONE = 410;

export interface Notice { readonly reason: 'failing' | 'gone' | 'by-client' | 'expired'; readonly detail: string; readonly at: string }

/** How a webhook has been answering; all that the circuit knows. */
export interface Standing {
  readonly failures: number;
  readonly failingSince: Date | null;
  readonly openUntil: Date | null;
  readonly notice: Notice | null;
  readonly enabled: boolean;
}

/** Pause before the next try of a delivery: 5 s, tripled up to 4 h, a fifth more or less. `random` in [0, 1). */
export function retryDelayMs(attempts: number, random: number): number {
  return Math.round(Math.min(4 * HOUR, 5 * SECOND * 3 ** Math.min(attempts - 1, 20)) * (0.8 + 0.4 * random));
}

/** Pause of an open circuit: 5 s, doubled up to 1 h, a fifth more or less. */
export function circuitDelayMs(failures: number, random: number): number {
  return Math.round(Math.min(HOUR, 5 * SECOND * 2 ** Math.min(Math.max(failures - OPENS_AT, 0), 20)) * (0.8 + 0.4 * random));
}

/** The standing after the attempts of one round, in the order in which they ended. */
export function standingAfter(before: Standing, attempts: readonly Attempt[], random: () => number): Standing {
  return attempts.reduce((standing, attempt) => after(standing, attempt, random()), before);
}

function after(standing: Standing, attempt: Attempt, random: number): Standing {
  if (attempt.ok) return { ...standing, failures: 0, failingSince: null, openUntil: null };
  const ended = attempt.at.getTime() + attempt.tookMs;
  const failures = standing.failures + 1;
  const failingSince = standing.failingSince ?? attempt.at;
  const openUntil = failures >= OPENS_AT ? new Date(ended + Math.max(circuitDelayMs(failures, random), attempt.retryAfterMs ?? 0)) : attempt.retryAfterMs ? new Date(ended + attempt.retryAfterMs) : standing.openUntil;
  const next = { ...standing, failures, failingSince, openUntil };
  if (attempt.status === GONE) return disabled(next, 'gone', 'The receiver answered 410: it wants no more.', ended);
  if (failures >= OPENS_AT && ended - failingSince.getTime() >= DISABLE_AFTER_MS) return disabled(next, 'failing', `Nothing has been taken since ${failingSince.toISOString()}.`, ended);
  return next;
}

function disabled(standing: Standing, reason: Notice['reason'], detail: string, at: number): Standing {
  if (!standing.enabled) return standing;
  return { ...standing, enabled: false, notice: { reason, detail, at: new Date(at).toISOString() } };
}

/** What becomes of a delivery after an attempt. While its webhook takes nothing at all, none is given up. */
export function deliveryAfter(attempt: Attempt, of: { attempts: number; firstAttemptAt: Date; webhookFailing: boolean; random: number }): { status: 'delivered' | 'failed' } | { status: 'pending'; dueAt: Date } {
  if (attempt.ok) return { status: 'delivered' };
  const ended = attempt.at.getTime() + attempt.tookMs;
  if (!of.webhookFailing && ended - of.firstAttemptAt.getTime() >= GIVE_UP_MS) return { status: 'failed' };
  return { status: 'pending', dueAt: new Date(ended + Math.max(retryDelayMs(of.attempts, of.random), attempt.retryAfterMs ?? 0)) };
}
