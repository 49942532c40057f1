import { waitFor } from '@onefront/testing';
import { orders, type Body, type Reply, type World } from '../../src/index.js';

/** The word behind a status: `201`, or `409 out-of-stock`. */
export const outcomeOf = ({ status, body }: Reply): string => (status < 400 ? String(status) : `${status} ${String(body.type).split('/').at(-1)}`);

/** How often each outcome came. */
export function tally(answers: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const answer of answers) counts[outcomeOf(answer)] = (counts[outcomeOf(answer)] ?? 0) + 1;
  return counts;
}

/** Buyer `n` of many, on one of four channels in turn; half of them say who they are. */
export function buyerOrder(sku: string, n: number): Body {
  const email = { customer: { email: `buyer-${n}-${sku.toLowerCase()}@example.com` } };
  switch (n % 4) {
    case 0: return orders.web(sku, 1, email);
    case 1: return orders.marketplace(sku, 1, { externalId: `FG-${sku}-${n}`, customer: { externalId: `buyer-${n}` } });
    case 2: return orders.social(sku);
    default: return orders.pickup(sku);
  }
}

/** All at once, spread over the gateways. */
export function together(world: World, bodies: readonly Body[]): Promise<Reply[]> {
  return Promise.all(bodies.map((body, index) => world.tills[index % world.tills.length]!.order(body)));
}

/** Waits until the stock shows these numbers, and gives all of it. */
export async function settledStock(world: World, sku: string, wanted: Readonly<Record<string, number>>): Promise<Body> {
  let last: Body;
  const reached = waitFor(async () => {
    last = await world.till.stock(sku);
    return Object.entries(wanted).every(([name, value]) => last[name] === value) && last;
  }, { timeoutMs: 60_000, intervalMs: 100, what: `stock of ${sku} to be ${JSON.stringify(wanted)}` });
  return reached.catch((error: Error) => { throw new Error(`${error.message}; is ${JSON.stringify({ onHand: last?.onHand, reserved: last?.reserved, available: last?.available })}`); });
}
