import { confirmQuantities, message, pairKey, quantitiesConfirmed, type Outbound, type Settlement } from '@onefront/contracts';
import * as commands from '../commands/confirm-quantities.js';
import { answer } from './published.js';
import { reaction } from './reaction.js';

export const onConfirmQuantities = reaction({
  definition: confirmQuantities,
  need: (needs, { channel, confirmations }) => {
    for (const { sku } of confirmations) {
      needs.skus.add(sku);
      needs.confirmations.add(pairKey(channel, sku));
    }
  },
  react: (unit, inbound) => {
    const { operationId, data: { channel, ordersUpTo, confirmations } } = inbound;
    const news = commands.confirmQuantities(unit, {
      channel, ordersUpTo: ordersUpTo === undefined ? undefined : new Date(ordersUpTo), confirmations: confirmations.map((one) => ({ ...one, readAt: new Date(one.readAt) })),
    });
    const settles: Settlement[] = operationId ? [{ operationId, outcome: 'done', status: 200, body: { channel, confirmed: news.length }, effects: [] }] : [];
    if (news.length === 0) return settles.map((one) => answer(one, inbound, channel));
    const told = news.map(({ readAt, ...one }) => ({ ...one, readAt: readAt.toISOString() }));
    return [message(quantitiesConfirmed, { key: channel, cause: inbound, settles, data: { channel, ...(ordersUpTo === undefined ? {} : { ordersUpTo }), confirmations: told, at: unit.book.now.toISOString() } }) as Outbound];
  },
});
