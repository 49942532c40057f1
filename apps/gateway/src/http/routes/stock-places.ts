import { sku, slug } from '@onefront/contracts';
import { z } from 'zod';
import { notFound } from '../call.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { route } from '../route.js';

const count = z.int();
const lying = z.strictObject({ sku, onHand: count, unavailable: count, reserved: count, available: count, version: count, asOf: z.iso.datetime() }).meta({ id: 'StockAtLocation' });

/** What lies where, also with those who keep our goods and with suppliers. */
export const stockPlaceRoutes = [
  route({
    method: 'GET', path: '/v1/locations/{id}/stock', scope: 'stock:read:locations', tag: 'Stock', summary: 'What lies at a location, by SKU', params: z.strictObject({ id: slug }), query: z.strictObject(pageQuery), answers: { 200: pageOf(lying) },
    handle: async (call) => {
      const { params: { id }, query: { limit, cursor }, gateway } = call;
      const network = await gateway.networks.now();
      if (!network.locations.has(id)) throw notFound();
      const rows = await gateway.stockPlaces.at(id, { network, after: readCursor(cursor, keyCursor)?.[0] ?? '', limit: limit + 1 });
      return pageAnswer(rows, limit, { body: (row) => JSON.stringify(row), position: (row) => [row.sku] });
    },
  }),
];
