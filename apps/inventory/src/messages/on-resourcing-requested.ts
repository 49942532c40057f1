import { resourcingRequested, type DataOf } from '@onefront/contracts';
import { reserveStock } from '../commands/reserve-stock.js';
import type { Demand } from '../domain/plan.js';
import { publish } from './published.js';
import { reaction } from './reaction.js';

export const onResourcingRequested = reaction({
  definition: resourcingRequested,
  need: (needs, { orderId, lines, release }) => {
    needs.order(orderId, 0);
    for (const { sku } of lines) needs.skus.add(sku);
    for (const { sku, location, quantity } of release) needs.leaves(sku, location, quantity);
  },
  react: (unit, inbound) => {
    const { orderId, attempt, channel, excluded, release } = inbound.data;
    return publish(reserveStock(unit, { orderId, attempt, channel, asked: demands(inbound.data), gone: [], recorded: false, excluded, release }), inbound);
  },
});

function demands({ lines, destination }: DataOf<typeof resourcingRequested>): Demand[] {
  return lines.map(({ lineId, sku, quantity, method, location }) => ({ lineId, sku, quantity, ...(method === 'pickup' ? { pickupAt: location } : { destination }) }));
}
