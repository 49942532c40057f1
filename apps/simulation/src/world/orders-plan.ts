import { advanceFulfillment, cancelOrder, message, placeOrder, recordReturn, returnGoods, type Buyer, type Outbound, type Placement } from '@onefront/contracts';
import type { Random } from '../engine/random.js';
import { AT, channelSnapshotOf, COUPONS, gbp, PRICES, SKUS } from './shop.js';

/** The orders of a seed and what their buyers want next. */

const TOKENS = ['tok_ok', 'tok_ok', 'tok_ok', 'tok_declined', 'tok_slow', 'tok_unknown'] as const;

type Line = Placement['lines'][number];

export interface OrderPlan {
  readonly id: string;
  readonly placement: Placement;
}

export function planOrder(random: Random, index: number, { holds, popup }: { holds: readonly string[]; popup: boolean }): OrderPlan {
  const id = `o${index}`;
  const channel = popup && random.chance(0.4) ? 'popup' : random.pick(['web', 'web', 'phone', 'till']);
  const method = channel === 'till' ? random.pick(['carry-out', 'carry-out', 'pickup'] as const) : random.pick(['ship', 'ship', 'pickup'] as const);
  const recorded = channel === 'till' && random.chance(0.5);
  const lines = linesOf(random, method);
  const buyer = buyerOf(random, channel);
  const token = random.pick(TOKENS);
  const method2 = channel === 'till' ? 'cash' : 'card';
  const split = !recorded && random.chance(0.15);
  const payments: Placement['payments'] = split
    ? [{ method: 'cash', amount: gbp(300) }, { method: 'card', token }]
    : [{ method: method2, ...(method2 === 'card' ? { token } : {}) }];
  const destination = method === 'ship' ? { sealed: { kid: 'k-1', box: 'AAAA' }, country: 'GB', geo: { lat: 52.5, lon: -1.9 } } : undefined;
  return {
    id,
    placement: {
      orderId: id, channel: channelSnapshotOf(channel), ...(random.chance(0.4) ? { externalId: `x${random.int(1, 3)}` } : {}), placedAt: AT, ...(buyer ? { buyer } : {}), lines,
      coupons: random.chance(0.45) ? [random.pick(COUPONS.slice(0, random.chance(0.9) ? 2 : 3))] : [], method, ...(method === 'ship' ? {} : { location: 'leeds' }),
      ...(destination ? { destination } : {}), locations: [{ id: 'leeds', version: 1, country: 'GB' }], payments, recorded,
      pricing: { paymentMethods: payments.map((one) => one.method), ...(destination ? { destination: { country: 'GB' } } : {}) }, fingerprint: `f-${id}`,
      ...(!recorded && holds.length > 0 && random.chance(0.4) ? { hold: random.pick(holds) } : {}),
    },
  };
}

function linesOf(random: Random, method: Line['method']): Line[] {
  return Array.from({ length: random.int(1, 3) }, (_, i): Line => {
    const kind = random.chance(0.08) ? 'service' : random.chance(0.12) ? 'bundle' : 'stocked';
    const sku = kind === 'service' ? 'WRAP' : kind === 'bundle' ? 'SET' : random.pick(SKUS);
    const price = gbp(kind === 'service' ? 300 : kind === 'bundle' ? 5200 : PRICES[sku]!);
    return {
      lineId: String(i + 1), sku, quantity: random.int(1, 3), method, ...(method === 'ship' ? {} : { location: 'leeds' }), jurisdiction: { country: 'GB' },
      product: { version: 1, name: sku, kind, price, taxCategory: 'standard', ...(kind === 'bundle' ? { components: [{ sku: 'MUG', quantity: 2 }, { sku: 'LAMP', quantity: 1 }] } : {}) },
    };
  });
}

function buyerOf(random: Random, channel: string): Buyer | undefined {
  if (random.chance(0.2)) return undefined;
  if (random.chance(0.2)) return { id: 'c-ann' };
  const name = random.pick(['ann', 'bob', 'cat']);
  return random.chance(0.3) && channel !== 'till' ? { externalId: `buyer-${name}` } : { email: { value: { kid: `k-${name}`, box: 'AAAA' }, index: name, masked: false } };
}

export const place = ({ id, placement }: OrderPlan): Outbound => message(placeOrder, { key: id, data: { placement } }) as Outbound;

export function planCancel(random: Random, { id, placement }: OrderPlan): Outbound {
  const line = random.pick(placement.lines);
  const lines = random.chance(0.35) ? [{ lineId: line.lineId, quantity: random.int(1, line.quantity) }] : undefined;
  return message(cancelOrder, { key: id, data: { orderId: id, at: AT, ...(lines ? { lines } : {}) } }) as Outbound;
}

export function planReturn(random: Random, { id, placement }: OrderPlan, returnId: string): Outbound {
  const line = random.pick(placement.lines);
  return message(returnGoods, {
    key: id,
    data: {
      orderId: id, returnId, location: random.pick(['leeds', 'derby']), refund: random.pick(['original', 'original', 'store-credit', 'none'] as const), at: AT,
      lines: [{ lineId: line.lineId, quantity: random.int(1, line.quantity), disposition: random.pick(['restock', 'damaged', 'dispose'] as const) }],
    },
  }) as Outbound;
}

export function planRecordedReturn(random: Random, returnId: string): Outbound {
  const sku = random.pick(SKUS);
  const buyer = buyerOf(random, 'till');
  return message(recordReturn, {
    key: returnId,
    data: {
      returnId, channel: 'till', externalId: `rx${random.int(1, 2)}`, returnedAt: AT, location: 'leeds', ...(buyer ? { buyer } : {}), reason: 'no-receipt', fingerprint: `rf-${returnId}`,
      lines: [{ sku, quantity: random.int(1, 2), total: gbp(500), disposition: random.pick(['restock', 'damaged'] as const), stocked: true }],
    },
  }) as Outbound;
}

export function step(orderId: string, fulfillmentId: string, verb: 'accept' | 'reject' | 'pick' | 'pack' | 'ship' | 'ready' | 'collect', more: object = {}): Outbound {
  return message(advanceFulfillment, { key: orderId, data: { orderId, fulfillmentId, verb, at: AT, ...more } }) as Outbound;
}
