import {
  couponLeaseDocument, httpCouponLease, httpStockLease, httpTill, httpTillSales, leaseCoupons, leaseStock, message, putTill, slug, stockLeaseDocument, syncTillSales, tillDocument, tillSyncAnswer, type TillDocument,
} from '@onefront/contracts';
import { DomainError } from '@onefront/kernel';
import { z } from 'zod';
import { Wrong } from '../../intake/references.js';
import { checkSignature, checkSignatures, keyOfDevice, syncedSales } from '../../intake/till-sales.js';
import { notFound, ownChannel, type Call } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { bodyLimits, route } from '../route.js';
import { submit } from '../submit.js';

const tag = 'Tills';
const params = z.strictObject({ id: slug });
export const tillShape = z.strictObject(tillDocument.shape).meta({ id: 'Till' });
export const syncShape = z.strictObject({ ...tillSyncAnswer.shape, sales: z.array(z.strictObject(tillSyncAnswer.shape.sales.element.shape)) }).meta({ id: 'TillSync' });

export const leaseShape = z.strictObject({ ...stockLeaseDocument.shape, lines: z.array(z.strictObject(stockLeaseDocument.shape.lines.element.shape)) }).meta({ id: 'StockLease' });
export const couponLeaseShape = z.strictObject({ ...couponLeaseDocument.shape, coupons: z.array(z.strictObject(couponLeaseDocument.shape.coupons.element.shape)) }).meta({ id: 'CouponLease' });

/** Tills that go on selling without a network (S22): each signs its sales, numbers them, and hands them in when the network is back. */
export const tillRoutes = [
  route({
    method: 'PUT', path: '/v1/tills/{id}', scope: 'channels:write', tag, summary: 'Register a till with its public key, or change it', params, body: httpTill, problems: [409], conditional: true, answers: { 200: tillShape, 201: tillShape },
    handle: async (call) => {
      await checkTill(call);
      return submit(call, message(putTill, { key: call.params.id, data: { id: call.params.id, till: call.body, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/tills/{id}', scope: 'channels:read', tag, summary: 'A till, and up to where its sales are accepted', params, conditional: true, answers: { 200: tillShape },
    handle: async (call) => conditionalGet(call, await call.gateway.tills.get('till', call.params.id, call.viewer)),
  }),
  route({
    method: 'GET', path: '/v1/tills', scope: 'channels:read', tag, summary: 'All tills', query: z.strictObject(pageQuery), answers: { 200: pageOf(tillShape) },
    handle: async (call) => {
      const { limit, cursor } = call.query;
      const rows = await call.gateway.tills.list({ after: readCursor(cursor, keyCursor)?.[0] ?? '', limit: limit + 1 }, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.key] });
    },
  }),
  route({
    method: 'POST', path: '/v1/tills/{id}/sales', scope: 'orders:record', tag, summary: 'Hand in sales that a till made without a network, in its own order; each counts once', params, body: httpTillSales, bodyLimit: bodyLimits.orders, problems: [409],
    answers: { 200: syncShape },
    handle: async (call) => {
      const till = await tillOf(call);
      const { sales } = call.body;
      checkSignatures(till, call.raw, sales);
      return submit(call, message(syncTillSales, { key: till.id, data: { id: till.id, sales: await syncedSales(call.gateway, till, { raw: call.raw, sales }, call) } }));
    },
  }),
  route({
    method: 'PUT', path: '/v1/tills/{id}/stock-lease', scope: 'orders:record', tag, summary: 'Say what a till wants to hold for sales without a network: units are set aside, or given back', params, body: httpStockLease, problems: [409],
    answers: { 200: leaseShape },
    handle: async (call) => {
      const till = await tillOf(call);
      const { signature, ...word } = call.body;
      checkSignature(till, call.raw, signature);
      checkSequence(till, word.sequence);
      await checkProducts(call);
      return submit(call, message(leaseStock, { key: till.id, data: { till: till.id, location: till.location, channel: till.channel, ...word, graceSeconds: call.gateway.leaseGraceSeconds } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/tills/{id}/stock-lease', scope: 'channels:read', tag, summary: 'What a till has on lease: granted, sold, returned, left, and until when', params, conditional: true, answers: { 200: leaseShape },
    handle: async (call) => conditionalGet(call, await call.gateway.tills.get('stock-lease', call.params.id, call.viewer)),
  }),
  route({
    method: 'PUT', path: '/v1/tills/{id}/coupon-lease', scope: 'orders:record', tag, summary: 'Say how many uses of coupons a till wants to hold for sales without a network: they are set aside, or given back', params, body: httpCouponLease, problems: [409],
    answers: { 200: couponLeaseShape },
    handle: async (call) => {
      const till = await tillOf(call);
      const { signature, ...word } = call.body;
      checkSignature(till, call.raw, signature);
      checkSequence(till, word.sequence);
      return submit(call, message(leaseCoupons, { key: till.id, data: { till: till.id, channel: till.channel, ...word, graceSeconds: call.gateway.leaseGraceSeconds } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/tills/{id}/coupon-lease', scope: 'channels:read', tag, summary: 'What uses of coupons a till has on lease: granted, used, returned, left, and until when', params, conditional: true, answers: { 200: couponLeaseShape },
    handle: async (call) => conditionalGet(call, await call.gateway.tills.get('coupon-lease', call.params.id, call.viewer)),
  }),
];

/** All sales that the device has made are accepted. Throws `sales-missing` (409). */
function checkSequence({ id, accepted }: TillDocument, sequence: number): void {
  if (accepted < sequence) throw new DomainError('sales-missing', 'conflict', `sales of ${id} are accepted up to ${accepted}: hand in those up to ${sequence} first`);
}

/** There is stock of what the device asks for. Throws 422. */
async function checkProducts(call: Call<{ id: string }, unknown, z.output<typeof httpStockLease>>): Promise<void> {
  const { lines } = call.body;
  const products = await Promise.all(lines.map((line) => call.gateway.products.get(line.sku)));
  const wrong = new Wrong();
  lines.forEach(({ quantity }, index) => {
    const kind = products[index]?.product.kind;
    if (kind === undefined) wrong.add(`/lines/${index}/sku`, 'there is no such product');
    else if (kind !== 'stocked' && quantity > 0) wrong.add(`/lines/${index}/sku`, `a ${kind} product has no stock of its own`);
  });
  wrong.check();
}

/** The till of the path. Throws 404 where it is not there for the caller. */
export async function tillOf(call: Pick<Call<{ id: string }>, 'gateway' | 'params' | 'viewer'>): Promise<TillDocument> {
  const till = await call.gateway.tills.find(call.params.id, call.viewer);
  if (!till) throw notFound();
  return till;
}

/** Channel and location are there and belong together, the key can be used; a till of a channel of others is not there. */
async function checkTill(call: Call<{ id: string }, unknown, z.output<typeof httpTill>>): Promise<void> {
  const { channel, location, publicKey } = call.body;
  const before = await call.gateway.tills.channelOf(call.params.id);
  if (before !== undefined && !ownChannel(call as Call, before)) throw notFound();
  const { channels } = await call.gateway.networks.now();
  const wrong = new Wrong();
  if (!channels.has(channel) || !ownChannel(call as Call, channel)) wrong.add('/channel', 'there is no such channel');
  else if (!channels.get(channel)!.channel.locations.includes(location)) wrong.add('/location', `the channel ${channel} does not sell from this location`);
  if (!isKey(publicKey)) wrong.add('/publicKey', 'no Ed25519 public key');
  wrong.check();
}

function isKey(publicKey: string): boolean {
  try {
    return keyOfDevice(publicKey).asymmetricKeyType === 'ed25519';
  } catch {
    return false;
  }
}
