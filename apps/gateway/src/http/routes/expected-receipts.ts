import { cancelExpected, expectedReceiptDocument, expectedReceiptStatus, httpExpectedReceipt, httpReceiveExpected, message, putExpectedReceipt, receiveExpected, sku, slug } from '@onefront/contracts';
import { z } from 'zod';
import { checkMovements } from '../../intake/movements.js';
import { notFound, type Call } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { route } from '../route.js';
import { submit } from '../submit.js';

const tag = 'Stock';
const params = z.strictObject({ id: slug });
const nothing = z.strictObject({});
const answerShape = z.strictObject(expectedReceiptDocument.shape).meta({ id: 'ExpectedReceipt' });
type One = Call<{ id: string }, unknown, unknown>;

/** What is announced and not here yet (S1). It is the retailer's alone: a partner is told what its channels can promise, and by when. */
export const expectedReceiptRoutes = [
  route({
    method: 'PUT', path: '/v1/expected-receipts/{id}', scope: 'stock:write', tag, summary: 'Announce units that are to arrive at a location, or change what was announced', params, body: httpExpectedReceipt, conditional: true, problems: [409],
    answers: { 200: answerShape, 201: answerShape },
    handle: async (call) => {
      retailerOnly(call);
      const { id } = call.params;
      const { sku: name, location } = call.body;
      await checkMovements(call.gateway, [{ sku: name, location }], () => '', call.viewer);
      return submit(call, message(putExpectedReceipt, { key: name, data: { id, sku: name, receipt: call.body, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/expected-receipts/{id}', scope: 'stock:read:locations', tag, summary: 'An expected receipt', params, conditional: true, answers: { 200: answerShape },
    handle: async (call) => conditionalGet(call, await call.gateway.promises.get('expected-receipt', call.params.id, call.viewer)),
  }),
  route({
    method: 'GET', path: '/v1/expected-receipts', scope: 'stock:read:locations', tag, summary: 'Expected receipts, by id', answers: { 200: pageOf(answerShape) },
    query: z.strictObject({ ...pageQuery, sku: sku.optional(), status: expectedReceiptStatus.optional() }),
    handle: async (call) => {
      const { limit, cursor, sku: name, status } = call.query;
      const rows = await call.gateway.promises.list('expected-receipt', { sku: name, status, after: readCursor(cursor, keyCursor)?.[0], limit: limit + 1 }, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.key] });
    },
  }),
  route({
    method: 'POST', path: '/v1/expected-receipts/{id}/receive', scope: 'stock:write', tag, summary: 'What has arrived of an expected receipt', params, body: httpReceiveExpected, problems: [409], answers: { 200: answerShape },
    handle: async (call) => {
      const { id } = call.params;
      const name = await skuOf(call);
      return submit(call, message(receiveExpected, { key: name, data: { id, sku: name, ...call.body } }));
    },
  }),
  route({
    method: 'POST', path: '/v1/expected-receipts/{id}/cancel', scope: 'stock:write', tag, summary: 'What was still to come will not', params, body: nothing, problems: [409], answers: { 200: answerShape },
    handle: async (call) => {
      const { id } = call.params;
      const name = await skuOf(call);
      return submit(call, message(cancelExpected, { key: name, data: { id, sku: name } }));
    },
  }),
];

function retailerOnly({ viewer }: Pick<One, 'viewer'>): void {
  if (viewer.channels !== null) throw notFound();
}

/** The SKU of a receipt that is there; it never changes. */
async function skuOf({ gateway, params: { id }, viewer }: One): Promise<string> {
  const found = await gateway.promises.get('expected-receipt', id, viewer);
  if (!found) throw notFound();
  return (JSON.parse(found.body) as { sku: string }).sku;
}
