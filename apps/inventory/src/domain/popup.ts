import { DomainError, type FieldError } from '@onefront/kernel';
import type { Entry, LedgerReason } from './level.js';

/** The life of a pop-up location (S23): it sells only while it is open. */
export type PopupState = 'planned' | 'stocked' | 'open' | 'closing' | 'closed';

/** What became of the units that a pop-up got. Always: transferred = sold + returned + variance. */
export interface PopupFigures { readonly transferred: number; readonly sold: number; readonly returned: number; readonly variance: number }
export interface PopupLine extends PopupFigures { readonly sku: string }

/** Times as ISO strings, as the document of its location has them. */
export interface Popup {
  readonly startsAt: string;
  readonly endsAt: string;
  readonly state: PopupState;
  readonly openedAt?: string | undefined;
  readonly closingAt?: string | undefined;
  readonly closedAt?: string | undefined;
  readonly report?: (PopupFigures & { readonly lines: readonly PopupLine[] }) | undefined;
}

/** What somebody who moves it on has to know, read under the locks of all SKUs that ever lay there. */
export interface PopupEvidence {
  readonly now: Date;
  readonly lying: ReadonlyArray<{ readonly sku: string; readonly onHand: number }>;
  /** Was all that lies there counted since it began to close? */
  readonly counted: boolean;
  /** Tills there that have sold what has not arrived yet (S22). */
  readonly openDevices: readonly string[];
  /** Tills there that have not given back what they have on lease. */
  readonly openLeases: readonly string[];
  readonly lines: readonly PopupLine[];
}

const NEXT: Readonly<Record<PopupState, readonly PopupState[]>> = { planned: ['stocked', 'closed'], stocked: ['open', 'closing'], open: ['closing'], closing: ['closed'], closed: [] };

/** Lines of the report that the document names: those with the greatest variance. All of them are in the table. */
const NAMED_LINES = 200;

/**
 * The plan that a changed location has: its dates are the caller's, all else the service's. A new plan begins where there was none or the last one is closed.
 * Throws `popup-under-way` (409) when a plan that holds stock would be dropped.
 */
export function plannedPopup(current: Popup | undefined, dates: { readonly startsAt: string; readonly endsAt: string } | undefined): Popup | undefined {
  if (!dates) {
    if (current && current.state !== 'planned' && current.state !== 'closed') throw new DomainError('popup-under-way', 'conflict', `the pop-up is ${current.state}: close it first`);
    return undefined;
  }
  const { startsAt, endsAt } = dates;
  if (!current || (current.state === 'closed' && (current.startsAt !== startsAt || current.endsAt !== endsAt))) return { startsAt, endsAt, state: 'planned' };
  return { ...current, startsAt, endsAt };
}

/** Which figure an entry of the ledger belongs to; what comes counts for what was transferred, and what goes for the others. */
function figureOf(reason: LedgerReason): keyof PopupFigures {
  if (reason === 'transfer-in' || reason === 'arrival' || reason === 'receipt') return 'transferred';
  if (reason === 'sale' || reason === 'return') return 'sold';
  return reason === 'transfer-out' ? 'returned' : 'variance';
}

/** The lines with further entries of that location. */
export function accountFor(lines: readonly PopupLine[], entries: ReadonlyArray<Pick<Entry, 'sku' | 'reason' | 'onHand'>>): PopupLine[] {
  const bySku = new Map(lines.map((line) => [line.sku, { ...line }]));
  for (const { sku, reason, onHand } of entries) {
    const line = bySku.get(sku) ?? { sku, transferred: 0, sold: 0, returned: 0, variance: 0 };
    const figure = figureOf(reason);
    line[figure] += figure === 'transferred' ? onHand : -onHand;
    bySku.set(sku, line);
  }
  return [...bySku.values()];
}

/** Moves a pop-up on. Throws 409: `illegal-transition`, `nothing-stocked`, `popup-over`, `devices-open`, `leases-open`, `not-counted`, `stock-left`. */
export function advancePopup(popup: Popup | undefined, to: PopupState, evidence: PopupEvidence): Popup {
  if (!popup) throw new DomainError('illegal-transition', 'conflict', 'the location is no pop-up: give it `popup` with its dates');
  if (!NEXT[popup.state].includes(to)) throw new DomainError('illegal-transition', 'conflict', `a pop-up that is ${popup.state} becomes ${NEXT[popup.state].join(' or ') || 'nothing any more'}, not ${to}`);
  const now = evidence.now.toISOString();
  switch (to) {
    case 'stocked':
      if (evidence.lying.every((one) => one.onHand === 0)) throw new DomainError('nothing-stocked', 'conflict', 'nothing lies there yet');
      return { ...popup, state: to };
    case 'open':
      if (evidence.now >= new Date(popup.endsAt)) throw new DomainError('popup-over', 'conflict', `it ended at ${popup.endsAt}`);
      return { ...popup, state: to, openedAt: now };
    case 'closing': return { ...popup, state: to, closingAt: now };
    case 'closed': return closed(popup, evidence, now);
    case 'planned': throw new DomainError('illegal-transition', 'conflict', 'a pop-up is planned by its dates');
    default: return to satisfies never;
  }
}

function closed(popup: Popup, { lying, counted, openDevices, openLeases, lines }: PopupEvidence, now: string): Popup {
  refuse('devices-open', openDevices.map((device) => `till ${device} has sales that have not arrived`));
  refuse('leases-open', openLeases.map((till) => `till ${till} has not given back its lease`));
  if (popup.state === 'closing' && !counted) throw new DomainError('not-counted', 'conflict', 'count all that lies there first, since it began to close');
  refuse('stock-left', lying.filter((one) => one.onHand !== 0).map(({ sku, onHand }) => `${onHand} of ${sku} are still booked there: transfer them back`));
  const sum = (member: keyof PopupFigures): number => lines.reduce((total, line) => total + line[member], 0);
  const named = [...lines].filter((line) => line.variance !== 0).sort((a, b) => Math.abs(b.variance) - Math.abs(a.variance) || (a.sku < b.sku ? -1 : 1)).slice(0, NAMED_LINES);
  return { ...popup, state: 'closed', closedAt: now, report: { transferred: sum('transferred'), sold: sum('sold'), returned: sum('returned'), variance: sum('variance'), lines: named } };
}

function refuse(code: string, messages: readonly string[]): void {
  if (messages.length === 0) return;
  const errors = messages.slice(0, 100).map((message): FieldError => ({ path: '', message }));
  throw new DomainError(code, 'conflict', messages.slice(0, 10).join('; '), errors);
}
