import { orders, type Body } from '@onefront/e2e';
import { randomOf } from '../random.js';
import type { Random, SaleKind } from '../types.js';
import type { Afterwards } from './afterwards.js';
import { another, COUPON, customers, plenty, scarceCoupon, scarceSku, WAVE, wavesOf } from './assortment.js';

/** What the n-th shopper wants, and does with it afterwards. Follows from the seed and n alone. */
export interface Basket {
  readonly kind: SaleKind;
  readonly body: Body;
  readonly lines: ReadonlyArray<{ readonly sku: string; readonly quantity: number }>;
  readonly coupon?: string;
  readonly then?: Afterwards;
  /** Whether the shopper looks at the order afterwards. */
  readonly looks: boolean;
  /** Refusals that this shopper has to reckon with, by the last word of the problem's type. */
  readonly mayBeRefused: readonly string[];
}

const chance = (random: Random, percent: number): boolean => random.int(1, 100) <= percent;

export function basketOf(seed: number, n: number, total: number): Basket {
  const random = randomOf(seed, 'basket', n);
  const draw = random.int(1, 100);
  const kind: SaleKind = draw <= 40 ? 'web' : draw <= 65 ? 'marketplace' : draw <= 85 ? 'carry-out' : 'pickup';
  const wave = Math.floor(n / WAVE);
  const isRush = wave < wavesOf(total) && n % WAVE >= 100 && n % WAVE < 250;
  const wantsScarce = isRush && kind !== 'carry-out' && chance(random, 60);
  const sku = wantsScarce ? scarceSku(wave) : usual(random);
  const lines = [{ sku, quantity: random.int(1, 2) }];
  if (kind === 'web' && !wantsScarce && chance(random, 30)) lines.push({ sku: someOther(random, sku), quantity: 1 });
  const coupon = kind !== 'web' ? undefined : isRush && chance(random, 50) ? scarceCoupon(wave) : chance(random, 30) ? COUPON : undefined;
  const declined = kind === 'web' && chance(random, 2);
  const then = thenOf(kind, random.int(1, 100));
  const mayBeRefused = [...(wantsScarce ? ['out-of-stock'] : []), ...(coupon && coupon !== COUPON ? ['coupon-exhausted'] : []), ...(declined ? ['payment-declined'] : [])];
  const body = { ...bodyOf(kind, lines, { random, coupon, declined }), externalId: `C-${n}` };
  return { kind, body, lines, ...(coupon ? { coupon } : {}), ...(then ? { then } : {}), looks: chance(random, 25), mayBeRefused };
}

/** A fifth of the sales are of the same two products. */
const usual = (random: Random): string => (chance(random, 20) ? plenty[random.int(0, 1)]! : random.pick(plenty));

function someOther(random: Random, sku: string): string {
  const found = random.pick(plenty);
  return found === sku ? another(sku) : found;
}

/** What was carried out may come back; what is to be sent or collected is cancelled, or handed over step by step. */
function thenOf(kind: SaleKind, draw: number): Afterwards | undefined {
  if (kind === 'carry-out') return draw <= 5 ? 'return' : draw <= 10 ? 'exchange' : undefined;
  return draw <= 4 ? 'cancellation' : draw <= 8 ? 'fulfillment' : undefined;
}

function bodyOf(kind: SaleKind, lines: Basket['lines'], { random, coupon, declined }: { random: Random; coupon: string | undefined; declined: boolean }): Body {
  const customer = { customer: { email: `shopper-${random.int(0, customers - 1)}@example.com` } };
  const [{ sku, quantity } = { sku: '', quantity: 0 }] = lines;
  switch (kind) {
    case 'web': return orders.web(lines, 0, { ...customer, ...(coupon ? { coupons: [coupon] } : {}), payment: { method: 'card', token: declined ? 'tok_declined' : 'tok_ok' } });
    case 'marketplace': return orders.marketplace(sku, quantity, customer);
    case 'carry-out': return orders.till(sku, quantity);
    case 'pickup': return orders.pickup(sku, quantity, customer);
    default: return kind satisfies never;
  }
}
