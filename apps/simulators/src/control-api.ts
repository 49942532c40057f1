import { z } from 'zod';
import { operations } from './limits.js';
import { fault, ok, type Reply, type Request, type Route, type World } from './route.js';
import { noFaults, type Order } from './state.js';

/** What shoppers do and what goes wrong: for tests and the demo, no part of the seller's API. */
export const controlApi: Route[] = [
  { method: 'POST', path: /^\/control\/orders$/, handle: buy },
  { method: 'POST', path: /^\/control\/orders\/([^/]+)\/cancel$/, handle: cancel },
  { method: 'GET', path: /^\/control\/orders\/([^/]+)$/, handle: ({ params }, { marketplace }) => {
    const order = marketplace.orders.get(params[0]!);
    return order ? ok({ order, seller: marketplace.sellerSide(order.order_no) }) : fault(404, 'ORDER_NOT_FOUND', 'There is no such order.');
  } },
  { method: 'PUT', path: /^\/control\/offers\/([^/]+)$/, handle: ({ params, body }, { marketplace }) => {
    const { quantity } = z.strictObject({ quantity: z.int().min(0) }).parse(body);
    marketplace.setQuantity(params[0]!, quantity);
    return ok(marketplace.offers.get(params[0]!));
  } },
  { method: 'PUT', path: /^\/control\/faults$/, handle: setFaults },
  { method: 'PUT', path: /^\/control\/limits$/, handle: ({ body }, { limits }) => {
    Object.assign(limits.limits, limitsBody.parse(body));
    return ok(limits.limits);
  } },
  { method: 'PUT', path: /^\/control\/assortment$/, handle: ({ body }, { marketplace }) => {
    marketplace.assortment = z.strictObject({ assortment: z.enum(['open', 'closed']) }).parse(body).assortment;
    return ok({ assortment: marketplace.assortment });
  } },
  { method: 'GET', path: /^\/control\/state$/, handle: (_request, { marketplace }) => ok({
    orders: [...marketplace.orders.values()].map((order) => ({ ...order, seller: marketplace.sellerSide(order.order_no) })),
    offers: [...marketplace.offers.values()], quantityLog: marketplace.quantityLog, calls: Object.fromEntries(marketplace.calls), faults: marketplace.faults,
  }) },
];

const limit = z.strictObject({ perSecond: z.number().positive(), burst: z.int().min(1) });
const limitsBody = z.partialRecord(z.enum(operations), limit);

const faultsBody = z.strictObject({
  /** Operation -> seconds for which it answers 429. */
  throttle: z.partialRecord(z.enum(operations), z.number().min(0)).default({}),
  duplicateOrders: z.boolean().default(false), shuffle: z.boolean().default(false), ignoreQuantityOf: z.array(z.string()).default([]), slowMs: z.int().min(0).max(60_000).default(0),
  cutAfterEffect: z.partialRecord(z.enum(operations), z.int().min(0)).default({}),
});

/** All faults at once: what is not named is off. */
function setFaults({ body }: Request, { marketplace }: World): Reply {
  const { throttle, ...faults } = faultsBody.parse(body);
  const throttledUntil = Object.fromEntries(Object.entries(throttle).map(([operation, seconds]) => [operation, Date.now() + seconds * 1000]));
  marketplace.faults = { ...noFaults(), ...faults, cutAfterEffect: { ...faults.cutAfterEffect } as Record<string, number>, throttledUntil };
  return ok(marketplace.faults);
}

const amount = z.int().min(0);
const orderBody = z.strictObject({
  order_no: z.string().min(1).max(100).optional(), currency: z.string().length(3).default('GBP'), fulfilled_by: z.enum(['seller', 'fairground']).default('seller'),
  entries: z.array(z.strictObject({ seller_sku: z.string().min(1), units: z.int().min(1), unit_amount: amount, vouchers: z.array(z.strictObject({ name: z.string(), amount, paid_by: z.enum(['seller', 'fairground']) })).default([]) })).min(1),
  delivery_amount: amount.default(0), tax_collected: z.array(z.strictObject({ name: z.string(), amount })).default([]),
  buyer: z.strictObject({ ref: z.string(), full_name: z.string() }).default({ ref: 'FGB-1', full_name: 'Robin Carter' }),
  deliver_to: z.strictObject({ recipient: z.string(), street: z.string(), town: z.string(), postcode: z.string(), country_code: z.string().length(2) })
    .default({ recipient: 'Robin Carter', street: '4 Mill Lane', town: 'York', postcode: 'YO1 7HH', country_code: 'GB' }),
  /** Sells although the offer says that there is not enough: two shoppers in the same second. */
  beyond_offer: z.boolean().default(false),
});

/**
 * A shopper buys: the marketplace's own copy of the quantity goes down at once, ours only when we hear of it. What the marketplace sends itself comes from its
 * own shelves, and leaves alone what the seller offers to send.
 */
function buy({ body }: Request, { marketplace }: World): Reply {
  const { order_no, beyond_offer, entries, ...rest } = orderBody.parse(body);
  const no = order_no ?? marketplace.newOrderNo();
  if (marketplace.orders.has(no)) return fault(409, 'ORDER_EXISTS', `There is an order ${no}.`);
  const asked = new Map<string, number>();
  if (rest.fulfilled_by === 'seller') for (const { seller_sku, units } of entries) asked.set(seller_sku, (asked.get(seller_sku) ?? 0) + units);
  for (const [sku, units] of asked) if (!beyond_offer && (marketplace.offers.get(sku)?.quantity ?? 0) < units) return fault(409, 'SOLD_OUT', `${sku} has ${marketplace.offers.get(sku)?.quantity ?? 0}`);
  for (const [sku, units] of asked) {
    const offer = marketplace.offers.get(sku);
    if (offer) marketplace.setQuantity(sku, Math.max(0, offer.quantity - units));
  }
  const at = marketplace.stamp();
  const goods = entries.reduce((sum, { units, unit_amount, vouchers }) => sum + units * unit_amount - vouchers.reduce((off, voucher) => off + voucher.amount, 0), 0);
  const order: Order = {
    order_no: no, state: 'NEW', created: at, last_updated: at, ...rest,
    buyer: { ...rest.buyer, relay_email: `${rest.buyer.ref.toLowerCase()}@relay.fairground.example` },
    entries: entries.map((entry, index) => ({ entry_no: index + 1, ...entry })), total_amount: goods + rest.delivery_amount,
  };
  marketplace.orders.set(no, order);
  return ok(order, 201);
}

/** The buyer asks to cancel, or the marketplace cancels without asking anyone. */
function cancel({ params, body }: Request, { marketplace }: World): Reply {
  const order = marketplace.orders.get(params[0]!);
  if (!order) return fault(404, 'ORDER_NOT_FOUND', 'There is no such order.');
  const { by } = z.strictObject({ by: z.enum(['buyer', 'marketplace']).default('buyer') }).parse(body ?? {});
  if (order.state === 'CANCELLED' || order.state === 'REJECTED') return fault(409, 'WRONG_STATE', `the order is ${order.state}`);
  order.state = by === 'buyer' ? 'CANCEL_REQUESTED' : 'CANCELLED';
  marketplace.touch(order);
  return ok(order);
}
