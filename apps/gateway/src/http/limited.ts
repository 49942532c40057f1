import type { Client } from '../partners/clients.js';
import type { Gateway } from '../gateway.js';
import type { Quota } from '../limits/rate.js';
import { limitsOf, type RouteLimits } from '../limits/route-limits.js';
import type { Answer, RouteSpec } from './route.js';

const limits = new Map<RouteSpec, RouteLimits>();

/** The limits of a route, worked out once. */
export function limitsOfRoute(spec: RouteSpec): RouteLimits {
  const known = limits.get(spec) ?? limitsOf(spec);
  limits.set(spec, known);
  return known;
}

/** Works for a client within its limits; the answer tells what is left. Throws `TooManyRequests`. */
export async function limited(gateway: Gateway, spec: RouteSpec, { client, body }: { readonly client: Client; readonly body: unknown }, work: () => Promise<Answer>): Promise<Answer> {
  const what = limitsOfRoute(spec).class;
  if (!what) return work();
  const headers = await gateway.limits.enter(client, what);
  const guesses = namesCoupon(spec, body) ? gateway.limits.couponGuesses(client) : NONE;
  gateway.limits.checkGuesses(guesses);
  const answer = await work();
  if (guesses.length > 0 && isWrongGuess(spec, answer)) await gateway.limits.wrongGuess(guesses);
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

const NONE: readonly Quota[] = [];
const COUPON = '/v1/coupons/{code}';
const GIFT_CARD = '/v1/gift-cards/{code}';
const PRICED = new Set(['/v1/quotes', '/v1/orders']);

/** Requests by which one could find out codes (API6). */
function namesCoupon({ method, path }: RouteSpec, body: unknown): boolean {
  if (path === COUPON || path === GIFT_CARD) return true;
  if (path === '/v1/orders' && paysByGiftCard(body)) return true;
  const coupons = method === 'POST' && PRICED.has(path) ? (body as { coupons?: unknown } | null | undefined)?.coupons : undefined;
  return Array.isArray(coupons) && coupons.length > 0;
}

function paysByGiftCard(body: unknown): boolean {
  const { payment } = (body ?? {}) as { payment?: { tenders?: unknown } };
  return [payment?.tenders ?? payment ?? []].flat().some((one) => (one as { method?: unknown } | null)?.method === 'gift-card');
}

function isWrongGuess({ path }: RouteSpec, { status, json }: Answer): boolean {
  if (status === 402) return (json ?? '').includes('gift card');
  return path === COUPON || path === GIFT_CARD ? status === 404 : status === 422 && (json ?? '').includes('/coupon-invalid"');
}
