import type { Placement } from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { advance } from './advance.js';
import type { OrderLine, OrderState, Origin, Tender } from './order.js';
import { begin } from './process.js';
import { moved, waitFor, type Step } from './step.js';

/** A new order, pending: everybody concerned is asked. */
export function place(placement: Placement, origin: Origin, operationId: string | undefined, step: Step): OrderState {
  const { orderId: id, channel, buyer } = placement;
  const lines = placement.lines.map((line) => lineFrom(placement, line));
  const order: OrderState = {
    id, version: 0, channel: channel.id, currency: channel.currency, taxIncluded: channel.taxIncluded, externalId: placement.externalId ?? null,
    fingerprint: placement.fingerprint, placedAt: placement.placedAt, recorded: placement.recorded, coupons: placement.coupons, origin,
    ...(placement.staff ? { staff: placement.staff } : {}), destination: goalOf(placement.destination),
    process: begin({ buyer: buyer !== undefined && buyer.id === undefined, stock: lines.some((line) => line.stocked) }),
    customer: buyer?.id ? { id: buyer.id } : null,
    lines, totals: null, rest: '0', sourcing: null, promised: [], fulfillments: [], backordered: [], unplaced: [], excluded: [], question: null, sourced: null, attempts: 1,
    releases: [], handovers: [], takenBack: [], returns: [], tenders: tendersOf(placement), calls: [], no: {}, refusal: null, problem: null, cancelReason: null,
    attention: null, timeline: [], waiters: [], untold: null, deadlines: {}, counters: { release: 0, handover: 0, fulfillment: 0, call: 0 },
  };
  if (operationId) waitFor(order, { operationId, status: 201, answer: 'place', needs: ['outcome'] });
  moved(step, 'order-placed', `placed in ${order.channel}`, { placement });
  advance(order, step);
  return order;
}

/**
 * The same (channel, external id) again. An equal repeat is answered with the order that exists, once that is decided;
 * another one is refused. Returns false when the answer is to be given at once.
 */
export function repeat(order: OrderState, placement: Placement, operationId: string | undefined): 'waits' | 'answered' {
  if (order.fingerprint !== placement.fingerprint) {
    throw new DomainError('external-id-reused', 'conflict', `${placement.externalId} of ${placement.channel.id} is another order: ${order.id}`);
  }
  if (order.process.outcome === 'confirmed' || order.process.outcome === 'cancelled') return 'answered';
  if (operationId) waitFor(order, { operationId, status: 200, answer: 'place', needs: ['outcome'] });
  return 'waits';
}

/** The same reading of a line as inventory's: what has stock, in which parts, and where. */
function lineFrom(placement: Placement, line: Placement['lines'][number]): OrderLine {
  const { product, quantity, sku } = line;
  const location = line.location ?? placement.location;
  const goods = product.kind === 'bundle' ? partsOf(product.components ?? []) : product.kind === 'stocked' ? [{ sku, per: 1 }] : [];
  // What a marketplace has fulfilled from elsewhere never lay with us.
  const stocked = goods.length > 0 && !(line.method === 'channel' && !location);
  const unitPrice = line.unitPrice ?? product.price;
  return {
    id: line.lineId, sku, name: product.name, quantity, method: line.method, location, apart: goalOf(line.destination),
    ...(line.notBefore ? { notBefore: line.notBefore } : {}), ...(line.dueAt ? { dueAt: line.dueAt } : {}),
    parts: stocked ? goods : [{ sku, per: 1 }], comesBackAs: goods, stocked, unitPrice, discounts: [],
    total: line.kept?.total ?? line.total ?? { ...unitPrice, amount: (BigInt(unitPrice.amount) * BigInt(quantity)).toString() }, paid: null, cancelled: 0, returned: 0,
  };
}

/** Parts of one unit, each SKU once. */
function partsOf(components: readonly { sku: string; quantity: number }[]): OrderLine['parts'] {
  const bySku = new Map<string, number>();
  for (const { sku, quantity } of components) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
  return [...bySku].map(([sku, per]) => ({ sku, per }));
}

function goalOf(destination: Placement['destination']): OrderState['destination'] {
  return destination && { country: destination.country, ...(destination.geo ? { geo: destination.geo } : {}) };
}

function tendersOf({ orderId, payments }: Placement): Tender[] {
  return payments.map((payment, index) => ({
    id: `${orderId}-p${index + 1}`, method: payment.method, token: payment.token, ...(payment.card ? { card: payment.card } : {}), amount: payment.amount?.amount ?? '',
    authorised: '0', captured: '0', refunded: '0', status: 'initiated',
  }));
}
