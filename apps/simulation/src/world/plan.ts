import { disableCoupon, extendHold, mergeCustomers, message, patchChannel, placeHold, putChannel, recordMovements, releaseHold, unmergeCustomers, type Outbound } from '@onefront/contracts';
import { Random, seedOf } from '../engine/random.js';
import { AT, POPUP, SKUS } from './shop.js';
import { place, planCancel, planOrder, planRecordedReturn, planReturn, type OrderPlan } from './orders-plan.js';

/** One thing that somebody outside does: a command, once or several times. */
export interface Deed {
  /** Simulated milliseconds. */
  readonly at: number;
  readonly what: string;
  readonly command: Outbound;
  readonly operationId: string;
  /** Sent again after so long: the same message, or under an id of its own for the same operation. */
  readonly again: readonly { readonly after: number; readonly sameId: boolean }[];
}

const SPAN = 5_000;

/** What happens to the company in this seed, whatever becomes of it. */
export function planDeeds(seed: number): Deed[] {
  const random = new Random(seedOf(seed, 'load'));
  const deeds: Deed[] = [];
  const plan = (at: number, what: string, command: Outbound): void => {
    const again = Array.from({ length: random.chance(0.12) ? random.int(1, 2) : 0 }, () => ({ after: random.skewed(4_000), sameId: random.chance(0.5) }));
    deeds.push({ at, what, command, operationId: `op${deeds.length}`, again });
  };
  for (const sku of SKUS) for (const location of ['leeds', 'derby']) if (random.chance(0.8)) plan(0, `receipt of ${sku}`, movement(`m-in-${sku}-${location}`, { sku, location, quantity: random.int(1, 3), reason: 'receipt' }));
  const holds = planHolds(random, plan);
  const popup = random.chance(0.2);
  if (popup) plan(random.float() * 4_000, 'the pop-up opens', message(putChannel, { key: 'popup', data: { id: 'popup', channel: POPUP, conditions: {} } }) as Outbound);
  const orders: OrderPlan[] = [];
  for (let i = 1, n = random.int(1, 6); i <= n; i++) {
    const order = planOrder(random, i, { holds, popup });
    const at = 200 + random.float() * (SPAN / 2);
    plan(at, `order ${order.id}`, place(order));
    orders.push(order);
    // The same purchase once more, under another id: a channel that did not hear the answer.
    if (order.placement.externalId && random.chance(0.2)) plan(at + random.skewed(1_500), `order ${order.id} again`, place({ id: `${order.id}b`, placement: { ...order.placement, orderId: `${order.id}b` } }));
  }
  for (const order of orders) planAfter(random, order, plan);
  planShop(random, plan);
  return deeds;
}

type Plan = (at: number, what: string, command: Outbound) => void;
type Movement = { sku: string; location: string; quantity: number; reason: 'receipt' | 'adjustment' | 'count' | 'damage' | 'transfer'; toLocation?: string };

const movement = (movementId: string, ...movements: Movement[]): Outbound => message(recordMovements, { key: movementId, data: { movementId, movements, at: AT } }) as Outbound;

function planAfter(random: Random, order: OrderPlan, plan: Plan): void {
  for (let i = random.chance(0.45) ? random.int(1, 2) : 0; i > 0; i--) plan(200 + random.float() * (SPAN + 1_000), `cancel of ${order.id}`, planCancel(random, order));
  for (let i = random.chance(0.5) ? random.int(1, 2) : 0; i > 0; i--) plan(1_500 + random.float() * SPAN, `return of ${order.id}`, planReturn(random, order, `ret-${order.id}-${i}`));
}

function planHolds(random: Random, plan: Plan): string[] {
  return Array.from({ length: random.chance(0.4) ? random.int(1, 2) : 0 }, (_, i) => {
    const holdId = `hold-${i + 1}`;
    const sku = random.pick(SKUS);
    const quantity = random.int(1, 2);
    const data = { holdId, client: 'app', channel: 'web', lines: [{ sku, quantity }], parts: [{ lineId: '1', sku, quantity }], ttlSeconds: random.int(1, 6), limit: 1, ...(random.chance(0.3) ? { location: 'leeds' } : {}) };
    plan(100 + random.float() * 1_000, `${holdId}`, message(placeHold, { key: holdId, data }) as Outbound);
    if (random.chance(0.3)) plan(500 + random.float() * 3_000, `extension of ${holdId}`, message(extendHold, { key: holdId, data: { holdId, ttlSeconds: random.int(1, 5) } }) as Outbound);
    if (random.chance(0.3)) plan(500 + random.float() * 4_000, `release of ${holdId}`, message(releaseHold, { key: holdId, data: { holdId } }) as Outbound);
    return holdId;
  });
}

/** What happens in stores and offices, to goods, prices and people. */
function planShop(random: Random, plan: Plan): void {
  for (let i = random.int(0, 3); i > 0; i--) {
    const [sku, location] = [random.pick(SKUS), random.pick(['leeds', 'derby'])];
    const what: Movement = random.pick<Movement>([
      { sku, location, quantity: random.int(0, 2), reason: 'count' }, { sku, location, quantity: 1, reason: 'damage' }, { sku, location, quantity: random.int(1, 3), reason: 'receipt' },
      { sku, location, quantity: -1, reason: 'adjustment' }, { sku, location, quantity: 1, reason: 'transfer', toLocation: location === 'leeds' ? 'derby' : 'leeds' },
    ]);
    plan(random.float() * SPAN, `${what.reason} of ${sku} at ${location}`, movement(`m-${i}`, what));
  }
  if (random.chance(0.25)) plan(random.float() * SPAN, 'return without an order', planRecordedReturn(random, 'rr-1'));
  if (random.chance(0.15)) plan(random.float() * SPAN, 'return without an order', planRecordedReturn(random, 'rr-2'));
  if (random.chance(0.2)) plan(random.float() * SPAN, 'TEN disabled', message(disableCoupon, { key: 'TEN', data: { code: 'TEN' } }) as Outbound);
  if (random.chance(0.2)) plan(random.float() * SPAN, 'the web shop changes', message(patchChannel, { key: 'web', data: { id: 'web', patch: { buffer: random.int(0, 1) }, conditions: {} } }) as Outbound);
  if (random.chance(0.25)) {
    const data = { customerId: 'c-ann', from: `c-o${random.int(1, 3)}`, mergeId: 'g-1', at: AT };
    plan(1_000 + random.float() * SPAN, 'two customers are one', message(mergeCustomers, { key: data.customerId, data }) as Outbound);
    const undo = { customerId: data.customerId, mergeId: data.mergeId, at: AT };
    if (random.chance(0.4)) plan(2_000 + random.float() * SPAN, 'they are two after all', message(unmergeCustomers, { key: undo.customerId, data: undo }) as Outbound);
  }
}
