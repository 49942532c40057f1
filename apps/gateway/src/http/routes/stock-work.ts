import { cancelTransfer, closeCount, countDocument, httpCount, httpCounted, httpReceiveTransfer, httpTransfer, message, opaqueId, openCount, receiveTransfer, recordCount, shipTransfer, slug, transferDocument } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { z } from 'zod';
import { checkMovements } from '../../intake/movements.js';
import { ownLocations } from '../../intake/ownership.js';
import { Wrong } from '../../intake/references.js';
import type { StockWorkView } from '../../views/stock-work.js';
import { notFound, wrong as wrongField, type Call } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { bodyLimits, route } from '../route.js';
import { submit } from '../submit.js';
import { defined } from './orders.js';

const tag = 'Stock';
const params = z.strictObject({ id: opaqueId });
const nothing = z.strictObject({});
const transferShape = z.strictObject(transferDocument.shape).meta({ id: 'Transfer' });
const countShape = z.strictObject(countDocument.shape).meta({ id: 'StockCount' });
/** How far the clock of whoever counts may run ahead of ours. */
const AHEAD_MS = 60_000;

const transferRoutes = [
  route({
    method: 'POST', path: '/v1/transfers', scope: 'stock:write', tag, summary: 'Send units to another location; they are in transit until they arrive', body: httpTransfer, bodyLimit: bodyLimits.orders, problems: [409], answers: { 201: transferShape },
    handle: async (call) => {
      const { from, to, lines, reference } = call.body;
      await checkPlaces(call, { from, to });
      await checkSkus(call, lines.map((line) => line.sku), from);
      const transferId = `transfer-${newId()}`;
      return submit(call, message(shipTransfer, { key: transferId, data: { transferId, client: call.client.id, from, to, lines, ...defined({ reference }) } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/transfers/{id}', scope: 'stock:read:locations', tag, summary: 'A transfer', params, conditional: true, answers: { 200: transferShape },
    handle: async (call) => conditionalGet(call, await call.gateway.stockWork.get('transfer', call.params.id, call.viewer)),
  }),
  route({
    method: 'GET', path: '/v1/transfers', scope: 'stock:read:locations', tag, summary: 'Transfers, oldest first', answers: { 200: pageOf(transferShape) },
    query: z.strictObject({ ...pageQuery, status: transferDocument.shape.status.optional(), location: slug.optional().describe('where they come from or go to') }),
    handle: (call) => list(call, 'transfer'),
  }),
  route({
    method: 'POST', path: '/v1/transfers/{id}/receive', scope: 'stock:write', tag, summary: 'What has arrived of a transfer', params, body: httpReceiveTransfer, bodyLimit: bodyLimits.orders, problems: [409], answers: { 200: transferShape },
    handle: async (call) => {
      const transferId = await own(call, 'transfer');
      return submit(call, message(receiveTransfer, { key: transferId, data: { transferId, lines: call.body.lines, complete: call.body.complete } }));
    },
  }),
  route({
    method: 'POST', path: '/v1/transfers/{id}/cancel', scope: 'stock:write', tag, summary: 'Take a transfer back of which nothing has arrived', params, body: nothing, problems: [409], answers: { 200: transferShape },
    handle: async (call) => {
      const transferId = await own(call, 'transfer');
      return submit(call, message(cancelTransfer, { key: transferId, data: { transferId } }));
    },
  }),
];

const countRoutes = [
  route({
    method: 'POST', path: '/v1/counts', scope: 'stock:write', tag, summary: 'Begin to count at a location; selling goes on', body: httpCount, bodyLimit: bodyLimits.orders, answers: { 201: countShape },
    handle: async (call) => {
      const { location, skus, reference } = call.body;
      await checkPlaces(call, { location });
      await checkSkus(call, skus ?? [], location, '/skus');
      const countId = `count-${newId()}`;
      return submit(call, message(openCount, { key: countId, data: { countId, client: call.client.id, location, ...defined({ skus, reference }) } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/counts/{id}', scope: 'stock:read:locations', tag, summary: 'A count: when it is closed, its variance report', params, conditional: true, answers: { 200: countShape },
    handle: async (call) => conditionalGet(call, await call.gateway.stockWork.get('count', call.params.id, call.viewer)),
  }),
  route({
    method: 'GET', path: '/v1/counts', scope: 'stock:read:locations', tag, summary: 'Counts, oldest first', answers: { 200: pageOf(countShape) },
    query: z.strictObject({ ...pageQuery, status: countDocument.shape.status.optional(), location: slug.optional() }),
    handle: (call) => list(call, 'count'),
  }),
  route({
    method: 'POST', path: '/v1/counts/{id}/quantities', scope: 'stock:write', tag, summary: 'Units counted, each with the time at which they were', params, body: httpCounted, bodyLimit: bodyLimits.orders, problems: [409], answers: { 200: countShape },
    handle: async (call) => {
      const found = await call.gateway.stockWork.find('count', call.params.id, call.viewer);
      if (!found) throw notFound();
      const lines = call.body.lines.map((line, i) => ({ ...line, countedAt: countedAt(call, line.countedAt, i) }));
      await checkSkus(call, lines.map((line) => line.sku), found.document.location);
      return submit(call, message(recordCount, { key: call.params.id, data: { countId: call.params.id, lines } }));
    },
  }),
  route({
    method: 'POST', path: '/v1/counts/{id}/close', scope: 'stock:write', tag, summary: 'End a count', params, body: nothing, problems: [409], answers: { 200: countShape },
    handle: async (call) => {
      const countId = await own(call, 'count');
      return submit(call, message(closeCount, { key: countId, data: { countId } }));
    },
  }),
];

/** Work on stock that takes more than one step (N2, N12, S26). */
export const stockWorkRoutes = [...transferRoutes, ...countRoutes];

async function own(call: Call<{ id: string }, unknown, unknown>, view: StockWorkView): Promise<string> {
  if (!(await call.gateway.stockWork.find(view, call.params.id, call.viewer))) throw notFound();
  return call.params.id;
}

async function list(call: Call<unknown, { limit: number; cursor?: string | undefined; status?: string | undefined; location?: string | undefined }, unknown>, view: StockWorkView) {
  const { limit, cursor, status, location } = call.query;
  const rows = await call.gateway.stockWork.list(view, { after: readCursor(cursor, keyCursor)?.[0] ?? '', limit: limit + 1, status, location }, call.viewer);
  return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.id] });
}

/** A partner works where its channels sell from. Throws 422 naming each location that is not there for it. */
async function checkPlaces({ gateway, viewer }: Call<unknown, unknown, unknown>, places: Readonly<Record<string, string>>): Promise<void> {
  const [network, mine] = await Promise.all([gateway.networks.now(), ownLocations(gateway, viewer)]);
  const wrong = new Wrong();
  for (const [name, id] of Object.entries(places)) if (!network.locations.has(id) || !(mine === null || mine.has(id))) wrong.add(`/${name}`, 'there is no such location');
  wrong.check();
}

/** Products that are there and have stock of their own. */
function checkSkus({ gateway, viewer }: Call<unknown, unknown, unknown>, skus: readonly string[], location: string, base = '/lines'): Promise<void> {
  return checkMovements(gateway, skus.map((sku) => ({ sku, location })), (i) => `${base}/${i}`, viewer);
}

/** What is counted now is counted now; nobody has counted what is to come. */
function countedAt({ now }: Call<unknown, unknown, unknown>, at: string | undefined, i: number): string {
  if (at !== undefined && Date.parse(at) > now.getTime() + AHEAD_MS) throw wrongField(`/lines/${i}/countedAt`, 'lies in the future');
  return at ?? now.toISOString();
}
