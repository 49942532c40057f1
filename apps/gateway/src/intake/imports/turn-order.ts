import { httpOrderRequest, message, placeOrder, readHttp } from '@onefront/contracts';
import { checkRequest, placementOf } from '../placement.js';
import { wrongAt } from '../references.js';
import type { Turn } from './turn.js';

/** As `POST /v1/orders`. The channel's own number is needed: by it the owner knows an order that has come again. */
export const orderTurn: Turn = {
  subject: ({ channel, externalId }) => (typeof channel === 'string' && typeof externalId === 'string' ? `${channel}/${externalId}` : undefined),
  turn: async (record, { gateway, job, now }) => {
    const request = readHttp(httpOrderRequest, record);
    if (!request.externalId) throw wrongAt('/externalId', 'an order in a file needs its number in the channel, so that it is placed once');
    if (request.recorded && !job.scopes.includes('orders:record')) throw wrongAt('/recorded', 'this needs the scope orders:record');
    const checked = await checkRequest(gateway, request, { viewer: { channels: job.channels, locations: false }, now });
    const placement = await placementOf(gateway, checked);
    return { send: message(placeOrder, { key: placement.orderId, data: { placement } }), repeats: true };
  },
};
