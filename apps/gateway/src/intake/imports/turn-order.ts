import { httpOrderRequest, message, placeOrder, readHttp } from '@onefront/contracts';
import { canonicalJson } from '@onefront/kernel';
import { Sealer } from '../personal.js';
import { checkRequest, placementOf } from '../placement.js';
import { wrongAt } from '../references.js';
import { viewerOf } from '../../views/viewer.js';
import { orderRow } from './order-row.js';
import type { Fields, Turn, TurnContext } from './turn.js';

/** As `POST /v1/orders`. The channel's own number is needed: by it the owner knows an order that has come again. */
export const orderTurn: Turn = {
  subject: ({ channel, externalId }) => (typeof channel === 'string' && typeof externalId === 'string' ? `${channel}/${externalId}` : undefined),
  turn: async (record, context) => {
    const { gateway, job, now, check } = context;
    const request = readHttp(httpOrderRequest, record);
    if (!request.externalId) throw wrongAt('/externalId', 'an order in a file needs its number in the channel, so that it is placed once');
    if (request.recorded && !job.scopes.includes('orders:record')) throw wrongAt('/recorded', 'this needs the scope orders:record');
    if (request.recorded && (await isExport(record, { channel: request.channel, externalId: request.externalId }, context))) return { unchanged: true };
    const checked = await checkRequest(gateway, request, { viewer: viewerOf({ ...job, id: job.client }), now });
    const placement = await placementOf(gateway, checked, check && Sealer.under(check, gateway.keyring));
    return { send: message(placeOrder, { key: placement.orderId, data: { placement } }), repeats: true };
  },
};

/** Whether the row is what an export says of an order that is here: by the channel's number, or by ours where it has none. */
async function isExport(record: Fields, { channel, externalId }: { channel: string; externalId: string }, { gateway, job }: TurnContext): Promise<boolean> {
  const viewer = viewerOf({ ...job, id: job.client });
  const [known] = await gateway.orders.list({ channel, externalId, limit: 1 }, viewer);
  const body = known?.body ?? (await gateway.orders.get(externalId, viewer))?.body;
  return body !== undefined && canonicalJson(orderRow(JSON.parse(body) as never)) === canonicalJson(record);
}
