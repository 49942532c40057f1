import { ChannelRefused, Throttled, type ChannelOrder } from '@onefront/channel-kit';
import { fingerprint } from '@onefront/kernel';
import type { ClaimedItem, Tx, WorkOutcome } from '@onefront/outbox';
import { afterCancelling, afterPlacing, isOrdered, nextStep, observe, skipped, type PlacingAnswer, type TrackedOrder } from '../domain/channel-order.js';
import { contentOf, orderRequestOf, Untranslatable } from '../domain/order-content.js';
import { lockOrders, markTried, readOrders, scheduleSteps, updateOrder } from '../persistence/channel-order.repository.js';
import { outside } from '../persistence/outside.js';
import type { Connection } from './connection.js';
import { sightingOf } from './take-in-orders.js';

/** What a step found out, applied to the order as it stands when it is stored (intake may have moved it on). */
type Change = (order: TrackedOrder) => TrackedOrder;

/**
 * Does the next step of one channel order: one call outside of any transaction, then its outcome and the step after it in one.
 * A crash in between repeats the call; every call is idempotent by (connection, external id, content, attempt).
 */
export async function advanceOrder(connection: Connection, item: ClaimedItem): Promise<WorkOutcome> {
  const { database, id, clock, observe: told } = connection;
  const order = (await readOrders(outside(database), id, [item.id])).get(item.id);
  if (!order) return 'done';
  try {
    const change = await doStep(connection, order, item.signal);
    return change ? { store: (tx) => storeChange(tx, connection, item.id, change) } : 'done';
  } catch (error) {
    if (!(error instanceof Throttled)) throw error;
    told.throttled(error.operation);
    return { retryAt: new Date(clock.now().getTime() + error.retryAfterMs) };
  }
}

async function storeChange(tx: Tx, { id, clock, policy }: Connection, externalId: string, change: Change): Promise<void> {
  const current = (await lockOrders(tx, id, [externalId])).get(externalId)!;
  const next = change(current);
  await updateOrder(tx, id, next);
  await scheduleSteps(tx, id, [next], { now: clock.now(), exceptionRetryMs: policy.exceptionRetryMs });
}

async function doStep(connection: Connection, order: TrackedOrder, signal: AbortSignal): Promise<Change | undefined> {
  const { connector } = connection;
  const step = nextStep(order);
  switch (step) {
    case 'place':
      return place(connection, order, signal);
    case 'cancel':
      return cancel(connection, order, signal);
    case 'acknowledge':
      return tell(connection, order, () => connector.acknowledge(order.externalId, order.orderId!, signal), (now) => ({ ...now, acknowledged: now.placement === 'placed' }));
    case 'reject':
      return tell(connection, order, () => connector.reject(order.externalId, order.reasonCode ?? 'refused', signal), (now) => ({ ...now, rejectionTold: now.placement === 'refused' }));
    case 'answer-cancellation':
      return tell(connection, order, () => connector.answerCancellation(order.externalId, order.cancellation === 'denied' ? 'deny' : 'approve', signal), (now) => ({ ...now, cancellationTold: true }));
    case 'none':
      return undefined;
    default:
      return step satisfies never;
  }
}

/**
 * Tells the marketplace a decision. When it refuses to hear it, the order may have moved on: then its new state decides what comes next;
 * if it has not, there is nobody to tell any more and a person sees it.
 */
async function tell({ connector }: Connection, order: TrackedOrder, call: () => Promise<void>, told: Change): Promise<Change> {
  try {
    await call();
    return told;
  } catch (error) {
    if (!(error instanceof ChannelRefused)) throw error;
    const now = await connector.readOrder(order.externalId);
    if (now && observed(order, now).status !== order.status) return (current) => observed(current, now);
    return (current) => ({ ...told(current), attention: current.attention ?? `told-too-late: ${error.operation} ${error.code}` });
  }
}

async function place(connection: Connection, order: TrackedOrder, signal: AbortSignal): Promise<Change> {
  const { id, connector, house, database, recent } = connection;
  const channelOrder = recent.take(order.externalId) ?? (await connector.readOrder(order.externalId, signal));
  if (!channelOrder) return gone;
  const off = channelOrder.status !== 'open' || order.status !== 'open';
  if (off && !order.tried) return (now) => (now.tried ? observed(now, channelOrder) : skipped(observed(now, channelOrder)));
  const body = bodyOf(channelOrder, id);
  if (body instanceof Untranslatable) return answered(connection, channelOrder, { kind: 'wrong', code: body.code, reason: body.message });
  if (!(await markTried(outside(database), id, order.externalId))) return (now) => now;
  const idempotencyKey = fingerprint([id, order.externalId, body, order.attempt]);
  return answered(connection, channelOrder, await house.place(body, { channel: id, externalId: order.externalId, idempotencyKey, signal }));
}

function bodyOf(order: ChannelOrder, channel: string): object | Untranslatable {
  try {
    return orderRequestOf(order, channel);
  } catch (error) {
    if (error instanceof Untranslatable) return error;
    throw error;
  }
}

function answered({ observe: told, clock, database, id }: Connection, channelOrder: ChannelOrder, answer: PlacingAnswer): Change {
  if (answer.kind === 'placed') told.intakeLag((clock.now().getTime() - channelOrder.placedAt.getTime()) / 1000);
  if (answer.kind === 'wrong') database.log('a channel order waits for a person', { connection: id, externalId: channelOrder.externalId, code: answer.code, reason: answer.reason });
  told.orders(outcomeOf(answer));
  const hash = fingerprint(contentOf(channelOrder));
  return (order) => afterPlacing(observed({ ...order, hash: order.updatedAt <= channelOrder.updatedAt ? hash : order.hash }, channelOrder), answer);
}

function outcomeOf(answer: PlacingAnswer): Parameters<Connection['observe']['orders']>[0] {
  if (answer.kind === 'refused') return answer.contested ? 'contested' : 'refused';
  return answer.kind === 'wrong' ? 'exception' : answer.kind;
}

function observed(order: TrackedOrder, channelOrder: ChannelOrder): TrackedOrder {
  return observe(order, sightingOf(channelOrder)) ?? order;
}

/** The marketplace has forgotten an order that it told us of. */
function gone(order: TrackedOrder): TrackedOrder {
  return afterPlacing(order, { kind: 'wrong', code: 'gone-upstream', reason: 'the marketplace does not know this order any more' });
}

/** Takes our order back; one that has left the house stays. What was never ours needs no call. */
async function cancel({ house, id, observe: told }: Connection, order: TrackedOrder, signal: AbortSignal): Promise<Change> {
  if (!isOrdered(order)) return (now) => (isOrdered(now) ? now : afterCancelling(now, 'done'));
  const idempotencyKey = fingerprint([id, order.externalId, 'cancellation', order.updatedAt.toISOString()]);
  const outcome = await house.cancel(order.orderId!, 'cancelled on the marketplace', { channel: id, externalId: order.externalId, idempotencyKey, signal });
  told.orders(outcome === 'done' ? 'cancelled' : 'cancel-denied');
  return (now) => afterCancelling(now, outcome);
}
