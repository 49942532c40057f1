/** A quantity on its way to a marketplace (S17, S18): what it should be, what we sent, what was accepted, what is seen there. */
export interface Listing {
  readonly sku: string;
  readonly desired: number;
  /** The version of the stock that `desired` follows from. */
  readonly desiredVersion: number;
  /** When stock changed. */
  readonly desiredAt: Date;
  /** When it is to be sent; null when there is nothing to send. */
  readonly dueAt: Date | null;
  readonly sent: number | null;
  readonly sentVersion: number | null;
  readonly sentAt: Date | null;
  readonly accepted: number | null;
  readonly acceptedVersion: number | null;
  readonly acceptedAt: Date | null;
  readonly observed: number | null;
  readonly observedAt: Date | null;
  /** Since when what is seen differs from what was accepted. */
  readonly differsSince: Date | null;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
  /** Refusals or re-sendings in a row: makes their pauses grow. */
  readonly failures: number;
  readonly increasedAt: Date | null;
  /** The figure is of units that are held for this channel alone (S3): sent once, lowered by its sales. */
  readonly escrow: boolean;
  /** The version that had been accepted when `observed` was seen. */
  readonly observedVersion: number | null;
  /** What the house was told of what was seen, and whether with all orders placed until then. */
  readonly confirmed: number | null;
  readonly confirmedVersion: number | null;
  readonly confirmedAt: Date | null;
  readonly confirmedFully: boolean;
}

export interface StockPolicy {
  /** How long changes are gathered, in milliseconds. */
  readonly debounceMs: number;
  /** At or below it, and across it, a change is sent at once. */
  readonly lowThreshold: number;
  /** From the connector's capabilities. */
  readonly increasePauseMs: number;
  /** A quantity without an answer is sent again after this, in milliseconds. */
  readonly resendMs: number;
  /** A lower quantity than accepted may be a sale that we have not heard of: so long it is left alone, in milliseconds. */
  readonly graceMs: number;
}

export type ListingState = 'pending' | 'submitted' | 'accepted' | 'live' | 'out-of-stock' | 'differs' | 'rejected';

export interface Availability {
  readonly available: number;
  readonly version: number;
  readonly at: Date;
  readonly escrow?: boolean | undefined;
}

/** Last value wins; an older version is never taken (undefined). Crossing zero or the low threshold is due at once, anything else after the debounce. */
export function desire(known: Listing | undefined, sku: string, change: Availability, { policy, now }: { policy: StockPolicy; now: Date }): Listing | undefined {
  if (known && change.version <= known.desiredVersion) return undefined;
  const next: Listing = { ...(known ?? blank(sku)), desired: change.available, desiredVersion: change.version, desiredAt: change.at, escrow: change.escrow ?? false };
  if (isSettled(next)) return { ...next, dueAt: null };
  const waited = isUrgent(next, policy) ? now : new Date(now.getTime() + policy.debounceMs);
  const due = known?.dueAt && known.dueAt < waited && known.errorCode === null ? known.dueAt : waited;
  return { ...next, dueAt: rationed(next, due, policy) };
}

/** Nothing to send: the marketplace accepted this very quantity last, and no other is on its way. A figure of units of its own fills up what was sold of it. */
function isSettled(listing: Listing): boolean {
  if (listing.escrow && listing.desired > 0) return false;
  return listing.accepted === listing.desired && listing.sentVersion === listing.acceptedVersion && listing.errorCode === null && listing.differsSince === null;
}

function isUrgent(listing: Listing, { lowThreshold }: StockPolicy): boolean {
  const last = listing.sent ?? listing.observed;
  if (last === null || last === listing.desired) return listing.desired === 0;
  const across = (threshold: number) => last > threshold !== listing.desired > threshold;
  return across(0) || across(lowThreshold) || (listing.desired < last && listing.desired <= lowThreshold);
}

/** Increases of one listing keep a pause; what lowers, or opens a listing that was at zero, never waits. */
function rationed(listing: Listing, due: Date, { increasePauseMs }: StockPolicy): Date {
  if (priorityOf(listing) !== 2 || listing.sent === 0 || !listing.increasedAt) return due;
  const earliest = new Date(listing.increasedAt.getTime() + increasePauseMs);
  return due < earliest ? earliest : due;
}

/** 0 zeroing, 1 decrease, 2 increase. What was never sent counts as a decrease: we do not know what is offered. */
export function priorityOf(listing: Listing): 0 | 1 | 2 {
  if (listing.desired === 0) return 0;
  const last = listing.sent ?? listing.observed;
  return last === null || listing.desired < last ? 1 : 2;
}

/** About to be sent. Should no answer ever be stored, it is due again after `resendMs`. */
export function sending(listing: Listing, policy: StockPolicy, now: Date): Listing {
  const increases = priorityOf(listing) === 2;
  return { ...listing, sent: listing.desired, sentVersion: listing.desiredVersion, sentAt: now, dueAt: new Date(now.getTime() + policy.resendMs), ...(increases ? { increasedAt: now } : {}) };
}

export interface Sent {
  readonly quantity: number;
  readonly version: number;
}

/** The marketplace took it. An answer to an older version never hides that a newer one is still to be sent. */
export function accepted(listing: Listing, sent: Sent, now: Date): Listing {
  if (listing.acceptedVersion !== null && listing.acceptedVersion > sent.version) return listing;
  const caughtUp = listing.desiredVersion === sent.version;
  const failures = listing.differsSince ? listing.failures : 0;
  return { ...listing, accepted: sent.quantity, acceptedVersion: sent.version, acceptedAt: now, errorCode: null, errorDetail: null, failures, dueAt: caughtUp ? null : listing.dueAt };
}

/** The marketplace said no to this listing: it waits, visible, and is tried again with growing pauses up to 15 minutes. */
export function rejected(listing: Listing, error: { code: string; detail: string }, now: Date): Listing {
  const failures = listing.failures + 1;
  return { ...listing, errorCode: error.code, errorDetail: error.detail, failures, dueAt: new Date(now.getTime() + pauseOf(failures)) };
}

/** The call failed as a whole: nothing is known, it is due as it was. What must not take effect twice counts as taken; reading back shows whether it was. */
export function notAnswered(listing: Listing, sent: Sent, now: Date): Listing {
  if (onceOnly(listing) && listing.sentVersion === sent.version) return accepted(listing, sent, now);
  return listing.sentVersion === sent.version && listing.acceptedVersion !== sent.version ? { ...listing, dueAt: now } : listing;
}

/** Sent a second time it would be sold a second time. */
export function onceOnly({ escrow, desired, desiredVersion, sentVersion }: Listing): boolean {
  return escrow && desired > 0 && desiredVersion === sentVersion;
}

function pauseOf(failures: number): number {
  return Math.min(900_000, 5_000 * 2 ** Math.min(failures - 1, 10));
}

/**
 * Compares what is offered with what was accepted (pains 18: accepted is not applied). More than desired is sent again at once, for it oversells;
 * less may be a sale of which we shall hear, and is sent again after the grace. A quantity sent since the reading began is not judged.
 */
export function readBack(listing: Listing, observed: number | undefined, { policy, now, startedAt }: { policy: StockPolicy; now: Date; startedAt: Date }): Listing {
  if (listing.sentVersion !== listing.acceptedVersion || (listing.sentAt && listing.sentAt >= startedAt)) return listing;
  const seen = { ...listing, observed: observed ?? null, observedAt: now, observedVersion: observed === undefined ? null : listing.acceptedVersion };
  if (observed === undefined) return seen.errorCode === null ? rejected({ ...seen, differsSince: seen.differsSince ?? now }, { code: 'not-listed', detail: 'the marketplace does not know this listing' }, now) : seen;
  if (observed === listing.accepted || onceOnly(listing)) return { ...seen, differsSince: null, failures: 0 };
  const differsSince = listing.differsSince ?? now;
  const dangerous = observed > listing.desired;
  if (seen.dueAt !== null || (!dangerous && now.getTime() - differsSince.getTime() < policy.graceMs)) return { ...seen, differsSince };
  const failures = listing.failures + 1;
  const pause = failures === 1 ? 0 : Math.min(300_000, 1_000 * 2 ** Math.min(failures - 2, 10));
  return { ...seen, differsSince, failures, dueAt: new Date(now.getTime() + pause) };
}

/** Accepted is not live: only reading back makes it so (S18). */
export function stateOf(listing: Listing): ListingState {
  if (listing.errorCode !== null) return 'rejected';
  if (listing.differsSince !== null) return 'differs';
  if (listing.sentVersion === null) return 'pending';
  if (listing.sentVersion !== listing.acceptedVersion) return 'submitted';
  if (listing.observedAt === null || listing.observedAt < listing.acceptedAt!) return 'accepted';
  return listing.accepted === 0 ? 'out-of-stock' : 'live';
}

function blank(sku: string): Omit<Listing, 'desired' | 'desiredVersion' | 'desiredAt'> {
  return {
    sku, dueAt: null, sent: null, sentVersion: null, sentAt: null, accepted: null, acceptedVersion: null, acceptedAt: null, observed: null, observedAt: null,
    differsSince: null, errorCode: null, errorDetail: null, failures: 0, increasedAt: null, escrow: false, observedVersion: null, confirmed: null, confirmedVersion: null, confirmedAt: null, confirmedFully: false,
  };
}
