import { httpListing, message, putListing, readHttp, sku, slug } from '@onefront/contracts';
import { canonicalJson } from '@onefront/kernel';
import { z } from 'zod';
import { toHttpForm } from '../../views/http-form.js';
import { seesChannel, viewerOf } from '../../views/viewer.js';
import { Wrong } from '../references.js';
import type { Turn } from './turn.js';

const key = z.strictObject({ sku, channel: slug });

/** As `PUT /v1/products/{sku}/channels/{channelId}`: the row is all that differs there. */
export const listingTurn: Turn = {
  subject: ({ sku: name, channel }) => (typeof name === 'string' && typeof channel === 'string' ? `${name}/${channel}` : undefined),
  turn: async ({ sku: name, channel: id, ...rest }, { gateway, job }) => {
    const { sku: address, channel } = readHttp(key, { sku: name, channel: id });
    const listing = readHttp(httpListing, rest);
    const viewer = viewerOf({ ...job, id: job.client });
    const [product, network, known] = await Promise.all([gateway.products.get(address), gateway.networks.now(), gateway.products.listing(address, channel, viewer)]);
    const wrong = new Wrong();
    if (!product) wrong.add('/sku', 'there is no such product');
    if (!network.channels.has(channel) || !seesChannel(viewer, channel)) wrong.add('/channel', 'there is no such channel');
    wrong.check();
    if (known && canonicalJson(toHttpForm(known.listing)) === canonicalJson(toHttpForm(listing))) return { unchanged: true };
    return { send: message(putListing, { key: address, data: { sku: address, channel, listing, conditions: {} } }) };
  },
};
