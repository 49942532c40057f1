import type { ChannelOrderStatus } from '@onefront/channel-kit';

/**
 * What became of a channel order with us.
 * - `received`: to be placed; `tried` tells that a request may be under way
 * - `placed`: it is an order of ours
 * - `refused`: we cannot serve it, and say so upstream
 * - `exception`: it cannot be translated or names what we do not know: waits for a person, is tried again, is never dropped
 * - `skipped`: it was off before we took it
 */
export type OrderPlacement = 'received' | 'placed' | 'refused' | 'exception' | 'skipped';

/** A channel order as we keep it: no personal data, the marketplace has the rest. */
export interface TrackedOrder {
  readonly externalId: string;
  readonly status: ChannelOrderStatus;
  /** By the marketplace's clock. */
  readonly updatedAt: Date;
  readonly placedAt: Date;
  /** Of what is ordered (not of its status). */
  readonly hash: string;
  readonly placement: OrderPlacement;
  /** A request to place it was or is under way whose outcome we have not stored. */
  readonly tried: boolean;
  /** Definite answers so far; makes the next idempotency key. */
  readonly attempt: number;
  readonly orderId: string | null;
  readonly acknowledged: boolean;
  readonly rejectionTold: boolean;
  readonly cancellation: 'none' | 'done' | 'denied';
  readonly cancellationTold: boolean;
  /** Why it was refused, or why a person should look: a code and words without personal data. */
  readonly reasonCode: string | null;
  readonly reason: string | null;
  /** A placed order that nevertheless needs a person. */
  readonly attention: string | null;
}

/** What the marketplace tells about an order, as far as we compare it. */
export interface Sighting {
  readonly externalId: string;
  readonly status: ChannelOrderStatus;
  readonly updatedAt: Date;
  readonly placedAt: Date;
  readonly hash: string;
}

export type Step = 'place' | 'acknowledge' | 'reject' | 'cancel' | 'answer-cancellation' | 'none';

/** Contested stock is asked for this often before a refusal counts. */
export const MAX_CONTESTED = 3;

/** Takes in what the marketplace says now (S16). An older or equal sighting changes nothing; cancelled is for ever. Undefined: nothing new. */
export function observe(known: TrackedOrder | undefined, seen: Sighting): TrackedOrder | undefined {
  if (!known) return firstSeen(seen);
  if (seen.updatedAt < known.updatedAt) return undefined;
  const status = known.status === 'cancelled' ? 'cancelled' : seen.status;
  const changed = seen.hash !== known.hash;
  if (!changed && status === known.status && seen.updatedAt.getTime() === known.updatedAt.getTime()) return undefined;
  const next = { ...known, status, updatedAt: seen.updatedAt, ...(status === known.status ? {} : { cancellationTold: false }) };
  // A buyer who asks again after a no gets a new answer.
  const asked = status === 'cancel-requested' && known.status === 'open' && next.cancellation === 'denied' ? { ...next, cancellation: 'none' as const } : next;
  return changed ? contentChanged(asked, seen.hash) : asked;
}

function firstSeen(seen: Sighting): TrackedOrder {
  return {
    ...seen, placement: seen.status === 'open' ? 'received' : 'skipped', tried: false, attempt: 0, orderId: null, acknowledged: false, rejectionTold: false,
    cancellation: seen.status === 'open' ? 'none' : 'done', cancellationTold: false, reasonCode: null, reason: null, attention: null,
  };
}

/** Before we placed it, the newer content counts; afterwards a person decides, since our order is agreed. */
function contentChanged(order: TrackedOrder, hash: string): TrackedOrder {
  switch (order.placement) {
    case 'exception':
      return { ...order, hash, placement: 'received', attempt: order.attempt + 1, reasonCode: null, reason: null };
    case 'received':
      // Should a request with the old content be under way, its answer tells (see afterPlacing).
      return { ...order, hash };
    case 'placed':
      return { ...order, hash, attention: 'changed-after-import' };
    case 'refused':
    case 'skipped':
      return { ...order, hash };
    default:
      return order.placement satisfies never;
  }
}

/** The one thing to be done next for an order; each is stored before the next is asked for. */
export function nextStep(order: TrackedOrder): Step {
  const wantsCancel = order.status !== 'open';
  if (order.placement === 'received') return 'place';
  if (order.placement === 'exception') return wantsCancel ? 'cancel' : 'place';
  if (wantsCancel && order.cancellation === 'none') return 'cancel';
  if (order.status === 'cancel-requested' && !order.cancellationTold) return 'answer-cancellation';
  if (order.placement === 'refused' && !order.rejectionTold && order.status === 'open') return 'reject';
  if (order.placement === 'placed' && !order.acknowledged && order.status === 'open') return 'acknowledge';
  return 'none';
}

/** Whether a cancellation has something with us to take back. */
export function isOrdered(order: TrackedOrder): boolean {
  return order.placement === 'placed';
}

/** It was called off before we ever asked for it: nothing is placed. */
export function skipped(order: TrackedOrder): TrackedOrder {
  return { ...order, placement: 'skipped', cancellation: 'done' };
}

/** When the next step is due. Exceptions and contested stock are asked for again with growing pauses. */
export function dueAt(order: TrackedOrder, now: Date, exceptionRetryMs: number): Date {
  if (order.placement === 'exception') return new Date(now.getTime() + Math.min(900_000, exceptionRetryMs * 2 ** Math.min(order.attempt - 1, 8)));
  if (order.placement === 'received' && order.attempt > 0) return new Date(now.getTime() + 1_000 * order.attempt);
  return now;
}

/** A definite answer to the request to place it. */
export type PlacingAnswer =
  /** `changed`: the order that we have was made of other content than the marketplace shows now. */
  | { readonly kind: 'placed'; readonly orderId: string; readonly changed: boolean }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string; readonly contested: boolean }
  | { readonly kind: 'wrong'; readonly code: string; readonly reason: string };

export function afterPlacing(order: TrackedOrder, answer: PlacingAnswer): TrackedOrder {
  const settled = { ...order, tried: false, attempt: order.attempt + 1 };
  switch (answer.kind) {
    case 'placed':
      return { ...settled, placement: 'placed', orderId: answer.orderId, reasonCode: null, reason: null, ...(answer.changed ? { attention: 'changed-while-placed' } : {}) };
    case 'refused':
      if (answer.contested && settled.attempt < MAX_CONTESTED) return settled;
      return { ...settled, placement: 'refused', reasonCode: answer.code, reason: answer.reason };
    case 'wrong':
      return { ...settled, placement: 'exception', reasonCode: answer.code, reason: answer.reason };
    default:
      return answer satisfies never;
  }
}

/** Our cancellation was done, or came too late. A marketplace that cancelled what we have shipped needs a person. */
export function afterCancelling(order: TrackedOrder, outcome: 'done' | 'denied'): TrackedOrder {
  if (order.placement === 'exception') return skipped(order);
  return { ...order, cancellation: outcome, ...(outcome === 'denied' && order.status === 'cancelled' ? { attention: 'cancelled-after-shipping' } : {}) };
}
