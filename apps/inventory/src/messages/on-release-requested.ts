import { releaseRequested } from '@onefront/contracts';
import { releaseStock } from '../commands/release-stock.js';
import { publish } from './published.js';
import { reaction } from './reaction.js';

/** A release of coupons alone is none of ours: it is neither looked up nor answered. */
export const onReleaseRequested = reaction({
  definition: releaseRequested,
  need: (needs, { orderId, lines, stock }) => {
    if (!stock) return;
    needs.order(orderId, 0);
    for (const { sku, location, quantity } of lines ?? []) needs.leaves(sku, location, quantity);
  },
  react: (unit, inbound) => {
    const { orderId, releaseId, lines, stock } = inbound.data;
    return stock ? publish(releaseStock(unit, { orderId, releaseId, lines }), inbound) : [];
  },
});
