import { coupon, couponCode, deletePromotion, disableCoupon, httpCouponIssue, httpPromotion, httpShippingRate, httpTaxRate, issueCoupons, message, patchPromotion, putPromotion, putShippingRate, putTaxRate, slug, type CouponIssue, type Promotion, type ShippingRate, type TaxRate } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { z } from 'zod';
import { checkChannels } from '../../intake/network-references.js';
import { checkOwnDocument, checkOwnRates } from '../../intake/ownership.js';
import { Wrong } from '../../intake/references.js';
import { notFound } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { route } from '../route.js';
import { operationShape } from '../shapes.js';
import { submit } from '../submit.js';

const tag = 'Promotions';
const params = z.strictObject({ id: slug });
const codeParams = z.strictObject({ code: couponCode });
const withId = (shape: unknown, id: string) => z.strictObject({ id: slug, ...(shape as z.ZodObject).shape }).meta({ id });
export const promotionAnswer = withId(httpPromotion, 'Promotion');
export const taxRateAnswer = withId(httpTaxRate, 'TaxRate');
export const shippingRateAnswer = withId(httpShippingRate, 'ShippingRate');
export const couponAnswer = z.strictObject(coupon.shape).meta({ id: 'Coupon' });

/** What a bulk is answered: its codes are those of the promotion in `GET /v1/exports?kind=coupons`. */
const bulkIssue = z.strictObject({ issueId: z.string(), promotion: slug, count: z.int() });

export const promotionRoutes = [
  route({
    method: 'PUT', path: '/v1/promotions/{id}', scope: 'promotions:write', tag, summary: 'Create or replace a promotion', params, body: httpPromotion, conditional: true, answers: { 200: promotionAnswer, 201: promotionAnswer },
    handle: async (call) => {
      await checkOwnDocument(call.gateway, { view: 'promotion', id: call.params.id }, call.viewer, { create: true });
      await checkChannels(call.gateway, (call.body as Promotion).channels, call.viewer);
      return submit(call, message(putPromotion, { key: call.params.id, data: { id: call.params.id, promotion: call.body as Promotion, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'PATCH', path: '/v1/promotions/{id}', scope: 'promotions:write', tag, summary: 'Change members of a promotion', params, body: z.record(z.string(), z.unknown()), bodyKind: 'merge-patch', conditional: true, answers: { 200: promotionAnswer },
    handle: async (call) => {
      const { channels } = call.body;
      await checkOwnDocument(call.gateway, { view: 'promotion', id: call.params.id }, call.viewer);
      // A member that is taken away means all channels; what is no list is for the owner to refuse.
      if (call.viewer.channels !== null && 'channels' in call.body) await checkChannels(call.gateway, Array.isArray(channels) ? channels.map(String) : 'all', call.viewer);
      return submit(call, message(patchPromotion, { key: call.params.id, data: { id: call.params.id, patch: call.body, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/promotions/{id}', scope: 'promotions:read', tag, summary: 'A promotion', params, conditional: true, answers: { 200: promotionAnswer },
    handle: async (call) => conditionalGet(call, await call.gateway.documents.get('promotion', call.params.id, call.viewer)),
  }),
  route({
    method: 'DELETE', path: '/v1/promotions/{id}', scope: 'promotions:write', tag, summary: 'End a promotion for good', params, conditional: true, answers: { 204: 'empty' },
    handle: async (call) => {
      await checkOwnDocument(call.gateway, { view: 'promotion', id: call.params.id }, call.viewer);
      if (!(await call.gateway.documents.get('promotion', call.params.id, call.viewer))) throw notFound();
      return submit(call, message(deletePromotion, { key: call.params.id, data: { id: call.params.id, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/promotions', scope: 'promotions:read', tag, summary: 'All promotions', query: z.strictObject(pageQuery), answers: { 200: pageOf(promotionAnswer) },
    handle: async (call) => {
      const { limit, cursor } = call.query;
      const rows = await call.gateway.documents.list('promotion', { after: readCursor(cursor, keyCursor)?.[0] ?? '', limit: limit + 1 }, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.key] });
    },
  }),
  route({
    method: 'POST', path: '/v1/coupons', scope: 'promotions:write', tag: 'Coupons', summary: 'Issue one coupon, or many generated ones', body: httpCouponIssue, problems: [409], answers: { 201: couponAnswer, 202: z.union([operationShape, bulkIssue]) },
    handle: async (call) => {
      const issue = call.body as CouponIssue;
      const wrong = new Wrong();
      if (!(await call.gateway.documents.get('promotion', issue.promotion, call.viewer))) wrong.add('/promotion', 'there is no such promotion');
      if (issue.customer && !(await call.gateway.customers.find(issue.customer, call.viewer))) wrong.add('/customer', 'there is no such customer');
      wrong.check();
      await checkOwnDocument(call.gateway, { view: 'promotion', id: issue.promotion }, call.viewer);
      return submit(call, message(issueCoupons, { key: issue.promotion, data: { issueId: newId(), issue } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/coupons/{code}', scope: 'promotions:read', tag: 'Coupons', summary: 'A coupon and its uses', params: codeParams, conditional: true, answers: { 200: couponAnswer },
    handle: async (call) => conditionalGet(call, await call.gateway.coupons.get(call.params.code, call.viewer)),
  }),
  route({
    method: 'DELETE', path: '/v1/coupons/{code}', scope: 'promotions:write', tag: 'Coupons', summary: 'Disable a coupon; uses that are held stay valid', params: codeParams, conditional: true, answers: { 200: couponAnswer, 204: 'empty' },
    handle: async (call) => {
      const { code } = call.params;
      const known = await call.gateway.coupons.get(code, call.viewer);
      if (!known) throw notFound();
      await checkOwnDocument(call.gateway, { view: 'promotion', id: known.promotion }, call.viewer);
      return submit(call, message(disableCoupon, { key: code.toUpperCase(), data: { code, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'PUT', path: '/v1/tax-rates/{id}', scope: 'promotions:write', tag: 'Rates', summary: 'Create or replace a tax rate', params, body: httpTaxRate, conditional: true, answers: { 200: taxRateAnswer, 201: taxRateAnswer },
    handle: (call) => {
      checkOwnRates(call.viewer);
      return submit(call, message(putTaxRate, { key: call.params.id, data: { id: call.params.id, taxRate: call.body as TaxRate, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/tax-rates/{id}', scope: 'promotions:read', tag: 'Rates', summary: 'A tax rate', params, conditional: true, answers: { 200: taxRateAnswer },
    handle: async (call) => conditionalGet(call, await call.gateway.documents.get('tax-rate', call.params.id, call.viewer)),
  }),
  route({
    method: 'PUT', path: '/v1/shipping-rates/{id}', scope: 'promotions:write', tag: 'Rates', summary: 'Create or replace a shipping rate', params, body: httpShippingRate, conditional: true, answers: { 200: shippingRateAnswer, 201: shippingRateAnswer },
    handle: async (call) => {
      await checkOwnDocument(call.gateway, { view: 'shipping-rate', id: call.params.id }, call.viewer, { create: true });
      await checkChannels(call.gateway, (call.body as ShippingRate).channels, call.viewer);
      return submit(call, message(putShippingRate, { key: call.params.id, data: { id: call.params.id, shippingRate: call.body as ShippingRate, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/shipping-rates/{id}', scope: 'promotions:read', tag: 'Rates', summary: 'A shipping rate', params, conditional: true, answers: { 200: shippingRateAnswer },
    handle: async (call) => conditionalGet(call, await call.gateway.documents.get('shipping-rate', call.params.id, call.viewer)),
  }),
];
