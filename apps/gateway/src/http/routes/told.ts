import { confirmQuantities, httpConfirmations, message, sku, slug, wireComputedBuffer } from '@onefront/contracts';
import { z } from 'zod';
import { Wrong } from '../../intake/references.js';
import { notFound, ownChannel, wrong as wrongField } from '../call.js';
import { moment } from '../paging.js';
import { ok, route } from '../route.js';
import { submit } from '../submit.js';

const tag = 'Stock';
const count = z.int();
const time = z.iso.datetime();
export const toldAnswer = z.strictObject({
  sku, channel: slug, at: time.describe('the moment that was asked about'),
  told: z.strictObject({ available: count, version: count, stockVersion: count.nullable().describe('the version in the ledger that the figure was computed from'), buffer: count.optional().describe('units kept back in it, where more than the buffer of the channel'), at: time }).nullable().describe('what stood; null when nothing had been told'),
  confirmed: z.strictObject({
    quantity: count, version: count.describe('the newest figure that the channel had been sent by then'), readAt: time, heardAt: time, ordersUpTo: time.nullable().describe('orders that buyers had placed until then had come in'),
  }).nullable().describe('what the channel was last seen to offer by then'),
  computed: wireComputedBuffer.extend({ at: time }).optional().describe('for the retailer: what the computed buffer was computed from when it became what it is, where that was by then'),
  actual: z.strictObject({ available: count, version: count, onHand: count.optional(), unavailable: count.optional(), reserved: count.optional() }).describe('what was true at that moment: what the channel could be told, which is nothing of what its marketplace keeps itself; sums over all locations with the scope stock:read:locations'),
}).meta({ id: 'Told' });

/** Clocks of connectors may be fast by so much, in milliseconds. */
const SKEW_MS = 60_000;

/** What a channel was told beside what was true (S3), and what it is seen to offer. */
export const toldRoutes = [
  route({
    method: 'GET', path: '/v1/stock/{sku}/told', scope: 'stock:read', tag, summary: 'What a channel was told of a SKU, beside what was true', params: z.strictObject({ sku }), problems: [410],
    query: z.strictObject({ channel: slug, at: moment.optional() }), answers: { 200: toldAnswer },
    handle: async (call) => {
      const { params: { sku: name }, query: { channel, at }, gateway, viewer } = call;
      if (!ownChannel(call, channel) || !(await gateway.networks.now()).channels.has(channel)) throw wrongField('/channel', 'there is no such channel');
      const actual = await gateway.stock.answer(name, viewer, at);
      const answer = await gateway.told.answer({ sku: name, channel, at }, viewer);
      if (!actual || !answer) throw notFound();
      const { version, onHand, unavailable, reserved } = actual;
      const available = await gateway.stock.offered(name, channel, at);
      const sums = onHand === undefined ? {} : { onHand, unavailable, reserved };
      return ok({ sku: name, channel, at: (at ?? call.now).toISOString(), ...answer, actual: { available, version, ...sums } });
    },
  }),
  route({
    method: 'POST', path: '/v1/channels/{id}/confirmations', scope: 'orders:write', tag, summary: 'Tell what a channel offers, as it was read back', params: z.strictObject({ id: slug }), body: httpConfirmations,
    answers: { 200: z.strictObject({ channel: slug, confirmed: count.describe('how many of them were news') }) },
    handle: async (call) => {
      const { params: { id: channel }, body: { confirmations, ordersUpTo }, gateway } = call;
      if (!ownChannel(call, channel) || !(await gateway.networks.now()).channels.has(channel)) throw notFound();
      const products = await Promise.all(confirmations.map((one) => gateway.products.get(one.sku)));
      const wrong = new Wrong();
      const latest = new Date(call.now.getTime() + SKEW_MS);
      confirmations.forEach((one, i) => {
        if (!products[i]) wrong.add(`/confirmations/${i}/sku`, 'there is no such product');
        if (new Date(one.readAt) > latest) wrong.add(`/confirmations/${i}/readAt`, 'lies ahead');
      });
      if (ordersUpTo !== undefined && new Date(ordersUpTo) > latest) wrong.add('/ordersUpTo', 'lies ahead');
      wrong.check();
      return submit(call, message(confirmQuantities, { key: channel, data: { channel, ...(ordersUpTo === undefined ? {} : { ordersUpTo }), confirmations } }));
    },
  }),
];
