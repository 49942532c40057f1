import { cancelOrder, httpCancellation, httpOrder, httpOrderRequest, lineDiscount, message, opaqueId, orderStatus, placeOrder, quantity, quoteAnswer, sku, slug, text, toHttpMoney, httpMoney, type PricingResult } from '@onefront/contracts';
import { z } from 'zod';
import { checkRequest, placementOf } from '../../intake/placement.js';
import { toHttpForm } from '../../views/http-form.js';
import { notFound, requireScope } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { explainedTo, problemTo } from '../explained.js';
import { moment, pageAnswer, pageOf, pageQuery, readCursor, timeCursor } from '../paging.js';
import { bodyLimits, ok, route, type Answer } from '../route.js';
import { problemAnswer, submit } from '../submit.js';

const tag = 'Orders';
const params = z.strictObject({ id: opaqueId });
const discounts = z.array(z.strictObject({ ...lineDiscount.shape, amount: httpMoney }));
const totals = z.strictObject({ items: httpMoney, discount: httpMoney, shipping: httpMoney, tax: httpMoney, grand: httpMoney });

export const quoteShape = z.strictObject({
  channel: slug,
  lines: z.array(z.strictObject({ sku, quantity, unitPrice: httpMoney, discounts, total: httpMoney, taxRate: z.string(), tax: httpMoney })),
  totals,
  shippingDiscounts: discounts,
  taxes: z.array(z.strictObject({ label: z.string(), rate: z.string().optional(), amount: httpMoney, remittedBy: z.string().optional() })),
  explanation: z.array(z.strictObject({ promotion: z.string(), name: z.string(), applied: z.boolean(), reason: z.string(), line: z.string().optional().describe('number of the line, from 1'), amount: httpMoney.optional() })),
  coupons: z.array(z.strictObject({ code: z.string(), promotion: z.string() })),
}).meta({ id: 'Quote' });
export const orderShape = httpOrder.meta({ id: 'Order' });
const orderRequest = httpOrderRequest.meta({ id: 'OrderRequest' });

export const orderRoutes = [
  route({
    method: 'POST', path: '/v1/quotes', scope: 'orders:read', tag: 'Quotes', summary: 'What an order would cost and why; reserves nothing', body: orderRequest, bodyLimit: bodyLimits.orders, problems: [409, 503], answers: { 200: quoteShape },
    handle: async (call): Promise<Answer> => {
      const { request, pricing } = await checkRequest(call.gateway, call.body, call);
      const { result, problem } = quoteAnswer.parse(await call.gateway.quotes.ask(pricing));
      if (problem || !result) return problemAnswer(await problemTo(call.gateway, problem!, call.viewer));
      return ok(quoteOf(request.channel, { ...result, explanation: [...(await explainedTo(call.gateway, result.explanation, call.viewer))] }));
    },
  }),
  route({
    method: 'POST', path: '/v1/orders', scope: 'orders:write', tag, summary: 'Place an order', body: orderRequest, bodyLimit: bodyLimits.orders, problems: [402, 409], answers: { 200: orderShape, 201: orderShape },
    handle: async (call) => {
      if (call.body.recorded) requireScope(call, 'orders:record');
      const placement = await placementOf(call.gateway, await checkRequest(call.gateway, call.body, call));
      return submit(call, message(placeOrder, { key: placement.orderId, data: { placement } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/orders/{id}', scope: 'orders:read', tag, summary: 'An order', params, conditional: true, answers: { 200: orderShape },
    handle: async (call) => conditionalGet(call, await call.gateway.orders.get(call.params.id, call.viewer)),
  }),
  route({
    method: 'GET', path: '/v1/orders', scope: 'orders:read', tag, summary: 'Orders, newest first; refused ones only by status or external id',
    query: z.strictObject({ ...pageQuery, channel: slug.optional(), customer: text(64, 1).optional(), status: orderStatus.optional(), externalId: text(200, 1).optional(), placedFrom: moment.optional(), placedTo: moment.optional() }), answers: { 200: pageOf(orderShape) },
    handle: async (call) => {
      const { limit, cursor, customer, ...asked } = call.query;
      const person = customer === undefined ? undefined : await call.gateway.customers.find(customer, call.viewer);
      const after = readCursor(cursor, timeCursor);
      const question = { ...defined(asked), limit: limit + 1, ...(customer === undefined ? {} : { customers: person?.ids ?? [customer] }), ...(after ? { after: { placedAt: after[0], id: after[1] } } : {}) };
      const rows = await call.gateway.orders.list(question, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.placedAt, row.id] });
    },
  }),
  route({
    method: 'POST', path: '/v1/orders/{id}/cancellation', scope: 'orders:write', tag, summary: 'Cancel an order, or quantities of it', params, body: httpCancellation, problems: [409], answers: { 200: orderShape },
    handle: async (call) => {
      const orderId = call.params.id;
      if (!(await call.gateway.orders.get(orderId, call.viewer))) throw notFound();
      return submit(call, message(cancelOrder, { key: orderId, data: { orderId, at: call.now.toISOString(), ...defined(call.body) } }));
    },
  }),
];

function quoteOf(channel: string, result: PricingResult) {
  const { lines, totals: sum, shippingDiscounts, taxes, explanation, coupons } = result;
  return {
    channel,
    lines: lines.map(({ lineId: _lineId, ...line }) => toHttpForm(line)),
    totals: { items: toHttpMoney(sum.items), discount: toHttpMoney(sum.discount), shipping: toHttpMoney(sum.shipping), tax: toHttpMoney(sum.tax), grand: toHttpMoney(sum.grand) },
    ...(toHttpForm({ shippingDiscounts, taxes, explanation, coupons }) as object),
  };
}

/** Without members that are undefined, as exact optional types want it. */
export function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as never;
}

