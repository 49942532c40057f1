import { z } from 'zod';
import { fault, ok, type Reply, type Request, type Route, type World } from './route.js';

/** The seller's side of offers: set quantities in bulk, read them back. */
export const offersApi: Route[] = [
  { method: 'POST', path: /^\/v3\/offers\/quantities$/, operation: 'quantities', handle: setQuantities },
  { method: 'GET', path: /^\/v3\/offers$/, operation: 'offers', handle: readOffers },
];

export const BULK = 25;
const quantitiesBody = z.strictObject({ updates: z.array(z.strictObject({ seller_sku: z.string().min(1), quantity: z.int().min(0) })).min(1) });

function setQuantities({ body }: Request, { marketplace }: World): Reply {
  const { updates } = quantitiesBody.parse(body);
  if (updates.length > BULK) return fault(400, 'TOO_MANY', `At most ${BULK} quantities at once.`);
  const results = updates.map(({ seller_sku, quantity }) => {
    if (!marketplace.offers.has(seller_sku) && marketplace.assortment === 'closed') return { seller_sku, outcome: 'FAILED', code: 'OFFER_NOT_FOUND', text: 'There is no offer for this article.' };
    marketplace.quantityLog.push({ seller_sku, quantity, at: new Date().toISOString() });
    if (!marketplace.faults.ignoreQuantityOf.includes(seller_sku)) marketplace.setQuantity(seller_sku, quantity);
    return { seller_sku, outcome: 'ACCEPTED' };
  });
  return ok({ results });
}

function readOffers({ query }: Request, { marketplace }: World): Reply {
  const named = (query.get('seller_skus') ?? '').split(',').filter((one) => one !== '');
  if (named.length === 0 || named.length > BULK) return fault(400, 'BAD_REQUEST', `seller_skus names 1 to ${BULK} articles.`);
  return ok({ offers: named.flatMap((one) => marketplace.offers.get(one) ?? []) });
}
