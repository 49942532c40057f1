import { DomainError, type DocumentDecision } from '@onefront/kernel';
import type { Location } from '../domain/network.js';
import { accountFor, advancePopup, plannedPopup, type Popup, type PopupState } from '../domain/popup.js';
import type { Unit } from '../persistence/unit.js';
import { changeLocation } from './change-network.js';

interface WithPopup { readonly popup?: { readonly startsAt: string; readonly endsAt: string } | undefined }

/** A location's document with the plan that it has: the caller says the dates, the service all else. Throws `popup-under-way` (409). */
export function withPopup<D extends WithPopup>(unit: Unit, id: string, next: D): D {
  const current = popupOf(unit, id);
  const popup = plannedPopup(current, next.popup);
  if (popup?.state === 'open') unit.book.popupsToEnd.set(id, new Date(popup.endsAt));
  const { popup: _popup, ...rest } = next;
  return (popup ? { ...rest, popup } : rest) as D;
}

/** Moves a pop-up on, and writes its report when it is closed. */
export function movePopup<D extends object>(unit: Unit, { id, to, rulesOf }: { id: string; to: PopupState; rulesOf: (document: D) => Location }): DocumentDecision<D> {
  const { book } = unit;
  const read = book.popups.get(id);
  if (!unit.documents.locations.has(id) || !read) throw new DomainError('not-found', 'not-found', 'There is nothing here.');
  const lying = [...book.pages.values()].flatMap(({ sku, levels }) => (levels.has(id) ? [{ sku, onHand: levels.get(id)!.onHand }] : []));
  const lines = accountFor(read.lines, book.ledger.filter((row) => row.location === id));
  const popup = advancePopup(popupOf(unit, id), to, { ...read, lines, lying });
  if (to === 'open') book.popupsToEnd.set(id, new Date(popup.endsAt));
  if (to === 'closed') book.popupReports.push({ location: id, closedAt: read.now, lines });
  return changeLocation<D>(unit, { id, change: { patch: (current) => ({ ...current, popup }) }, conditions: {}, rulesOf });
}

/** For the sweeper: one that is open beyond its end begins to close. Undefined when there is nothing to do; one that ends later is looked at then. */
export function endPopup<D extends object>(unit: Unit, { id, rulesOf }: { id: string; rulesOf: (document: D) => Location }): DocumentDecision<D> | undefined {
  const popup = popupOf(unit, id);
  if (popup?.state !== 'open') return undefined;
  if (new Date(popup.endsAt) > unit.book.now) {
    unit.book.popupsToEnd.set(id, new Date(popup.endsAt));
    return undefined;
  }
  return movePopup(unit, { id, to: 'closing', rulesOf });
}

function popupOf(unit: Unit, id: string): Popup | undefined {
  return (unit.documents.locations.get(id)?.document as { popup?: Popup } | undefined)?.popup;
}
