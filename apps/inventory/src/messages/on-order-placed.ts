import { orderPlaced, type DataOf } from '@onefront/contracts';
import { reserveStock } from '../commands/reserve-stock.js';
import { orderLines } from './order-lines.js';
import { publish } from './published.js';
import { reaction } from './reaction.js';

type Placement = DataOf<typeof orderPlaced>['placement'];

/** The till that sold without a network, and when by its own clock (S22). */
function tillOf({ till, location, placedAt }: Placement): { id: string; sequence: number; location: string; soldAt: Date } | undefined {
  return till && location !== undefined ? { id: till.id, sequence: till.sequence, location, soldAt: new Date(placedAt) } : undefined;
}

export const onOrderPlaced = reaction({
  definition: orderPlaced,
  need: (needs, { orderId, placement }) => {
    const { asked, gone } = orderLines(placement);
    needs.order(orderId, 1);
    needs.placed.set(orderId, { channel: placement.channel.id, placedAt: placement.placedAt });
    if (placement.hold !== undefined) needs.hold(placement.hold);
    for (const { sku } of asked) needs.skus.add(sku);
    for (const { sku, location, quantity } of gone) needs.leaves(sku, location, quantity);
    const till = tillOf(placement);
    if (!till) return;
    needs.till(till.id, till.location);
    for (const line of gone) needs.soldByTill(line, till.soldAt);
  },
  react: (unit, inbound) => {
    const { orderId, placement } = inbound.data;
    const { asked, gone } = orderLines(placement);
    return publish(reserveStock(unit, { orderId, attempt: 1, placedAt: new Date(placement.placedAt), channel: placement.channel.id, asked, gone, recorded: placement.recorded, excluded: [], release: [], hold: placement.hold, till: tillOf(placement) }), inbound);
  },
});
