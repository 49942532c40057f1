import { z } from 'zod';
import { fault, ok, type Reply, type Request, type Route, type World } from './route.js';
import type { Order } from './state.js';

/** The seller's side of orders: a feed by last_updated, one order, and the seller's decisions. Decisions may be repeated. */
export const ordersApi: Route[] = [
  { method: 'GET', path: /^\/v3\/orders$/, operation: 'orders', handle: feed },
  { method: 'GET', path: /^\/v3\/orders\/([^/]+)$/, operation: 'order', handle: ({ params }, { marketplace }) => {
    const order = marketplace.orders.get(params[0]!);
    return order ? ok(order) : unknownOrder();
  } },
  { method: 'POST', path: /^\/v3\/orders\/([^/]+)\/accept$/, operation: 'decisions', handle: accept },
  { method: 'POST', path: /^\/v3\/orders\/([^/]+)\/reject$/, operation: 'decisions', handle: reject },
  { method: 'POST', path: /^\/v3\/orders\/([^/]+)\/cancellation$/, operation: 'decisions', handle: decideCancellation },
];

const PAGE_SIZE = 50;
const unknownOrder = () => fault(404, 'ORDER_NOT_FOUND', 'There is no such order.');

/** A page token is the place in the list of orders changed since; an order that changes meanwhile comes again at the end. */
function feed({ query }: Request, { marketplace }: World): Reply {
  const since = query.get('updated_after') ?? '';
  if (Number.isNaN(Date.parse(since))) return fault(400, 'BAD_REQUEST', 'updated_after is an ISO 8601 time.');
  const token = query.get('page_token') ?? '';
  const after = token === '' ? '' : Buffer.from(token, 'base64url').toString();
  const from = new Date(since).toISOString();
  const changed = [...marketplace.orders.values()].filter((order) => order.last_updated >= from).sort((a, b) => (a.last_updated < b.last_updated ? -1 : 1));
  const rest = after === '' ? changed : changed.filter((order) => order.last_updated > after);
  const page = rest.slice(0, PAGE_SIZE);
  const more = rest.length > PAGE_SIZE ? { next_page_token: Buffer.from(page.at(-1)!.last_updated).toString('base64url') } : {};
  return ok({ orders: disturb(page, marketplace.faults), ...more });
}

function disturb(page: Order[], { duplicateOrders, shuffle }: { duplicateOrders: boolean; shuffle: boolean }): Order[] {
  const orders = duplicateOrders ? [...page, ...page] : page;
  if (!shuffle) return orders;
  return orders.map((order) => ({ order, place: Math.random() })).sort((a, b) => a.place - b.place).map(({ order }) => order);
}

const acceptBody = z.strictObject({ seller_ref: z.string().min(1).max(64) });
function accept({ params, body }: Request, { marketplace }: World): Reply {
  const order = marketplace.orders.get(params[0]!);
  if (!order) return unknownOrder();
  const { seller_ref } = acceptBody.parse(body);
  const side = marketplace.sellerSide(order.order_no);
  side.calls.accept += 1;
  if (side.seller_ref !== undefined && side.seller_ref !== seller_ref) return fault(409, 'ALREADY_ACCEPTED', `accepted as ${side.seller_ref}`);
  if (order.state !== 'NEW' && order.state !== 'ACCEPTED') return fault(409, 'WRONG_STATE', `the order is ${order.state}`);
  side.seller_ref = seller_ref;
  if (order.state === 'NEW') {
    order.state = 'ACCEPTED';
    marketplace.touch(order);
  }
  return ok(order);
}

const rejectBody = z.strictObject({ reason: z.string().min(1).max(500) });
function reject({ params, body }: Request, { marketplace }: World): Reply {
  const order = marketplace.orders.get(params[0]!);
  if (!order) return unknownOrder();
  const { reason } = rejectBody.parse(body);
  const side = marketplace.sellerSide(order.order_no);
  side.calls.reject += 1;
  if (order.state === 'REJECTED') return ok(order);
  if (order.state !== 'NEW') return fault(409, 'WRONG_STATE', `the order is ${order.state}`);
  side.rejected_because = reason;
  order.state = 'REJECTED';
  marketplace.touch(order);
  return ok(order);
}

const cancellationBody = z.strictObject({ decision: z.enum(['approve', 'deny']) });
function decideCancellation({ params, body }: Request, { marketplace }: World): Reply {
  const order = marketplace.orders.get(params[0]!);
  if (!order) return unknownOrder();
  const { decision } = cancellationBody.parse(body);
  const side = marketplace.sellerSide(order.order_no);
  side.calls.cancellation += 1;
  if (side.cancellation === decision) return ok(order);
  if (order.state !== 'CANCEL_REQUESTED') return fault(409, 'WRONG_STATE', `the order is ${order.state}`);
  side.cancellation = decision;
  order.state = decision === 'approve' ? 'CANCELLED' : 'ACCEPTED';
  marketplace.touch(order);
  return ok(order);
}
