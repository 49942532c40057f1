import { opaqueId, text, timestamp } from '@onefront/contracts';
import { z } from 'zod';
import { deliveryBody, listDeliveries, redeliver, redeliverFailed, sendTest } from '../../feed/webhooks/deliveries.js';
import { notFound, type Call } from '../call.js';
import { versionedGet } from '../conditional-get.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { etag, ok, route } from '../route.js';
import { eventType } from './events.js';

const tag = 'Events';
const params = z.strictObject({ id: opaqueId });
const deliveryParams = z.strictObject({ id: opaqueId, deliveryId: opaqueId });
const time = z.iso.datetime();
const types = z.array(eventType).min(1).max(100);
const url = text(2000, 1).describe('https, port 443, an address of the public internet');

const webhookShape = z.strictObject({
  id: z.string(), url: z.string(), types: z.array(z.string()), enabled: z.boolean(),
  notice: z.strictObject({ reason: z.enum(['failing', 'gone', 'by-client', 'expired']), detail: z.string(), at: time }).nullable().describe('why it is disabled, or what it has missed'),
  failingSince: time.nullable().describe('since when it has taken nothing'), createdAt: time,
}).meta({ id: 'Webhook' });
const withSecret = z.strictObject({ id: z.string(), secret: z.string().describe('signs by Standard Webhooks; shown only now') });
const deliveryShape = z.strictObject({
  id: z.string(), messageId: z.string().describe('the header webhook-id: the same however often the event is sent'), eventId: z.string(), position: z.int(), type: z.string(), subject: z.string(),
  status: z.enum(['pending', 'delivered', 'failed']), attempts: z.int(), createdAt: time, nextAttemptAt: time.optional(), doneAt: time.optional(),
  lastAttempt: z.strictObject({ at: time, status: z.int().optional(), error: z.string().optional(), tookMs: z.int() }).optional(),
}).meta({ id: 'WebhookDelivery' });
const deliveryCursor = z.tuple([z.int().min(0)]);

const of = (call: Call<{ id: string }, unknown, unknown>) => ({ client: call.client.id, webhook: call.params.id, wall: call.viewer.wall });

const ownWebhooks = [
  route({
    method: 'POST', path: '/v1/webhooks', scope: 'events:read', tag, summary: 'Have events sent to an address, signed by Standard Webhooks', personal: true,
    body: z.strictObject({ url, types }), answers: { 201: withSecret },
    handle: async (call) => {
      const made = await call.gateway.webhooks.create(call.client.id, call.body);
      return ok(made, { location: `/v1/webhooks/${made.id}` }, 201);
    },
  }),
  route({
    method: 'GET', path: '/v1/webhooks', scope: 'events:read', tag, summary: 'Own webhooks', query: z.strictObject(pageQuery), answers: { 200: pageOf(webhookShape) },
    handle: async (call) => {
      const { limit, cursor } = call.query;
      const rows = await call.gateway.webhooks.list(call.client.id, { after: readCursor(cursor, keyCursor)?.[0], limit: limit + 1 }, call.viewer.wall);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.key] });
    },
  }),
  route({
    method: 'GET', path: '/v1/webhooks/{id}', scope: 'events:read', tag, summary: 'A webhook, how it stands and why it was disabled', params, conditional: true, answers: { 200: webhookShape },
    handle: async (call) => versionedGet(await call.gateway.webhooks.get(call.client.id, call.params.id, call.viewer.wall)),
  }),
  route({
    method: 'PATCH', path: '/v1/webhooks/{id}', scope: 'events:read', tag, summary: 'Change, disable or enable it; once enabled it goes on where it stopped', params, conditional: true, bodyKind: 'merge-patch',
    body: z.strictObject({ url: url.optional(), types: types.optional(), enabled: z.boolean().optional() }), answers: { 200: webhookShape },
    handle: async (call) => {
      const row = await call.gateway.webhooks.change(call.client.id, call.params.id, call.body, call.conditions);
      if (!row) throw notFound();
      return { status: 200, json: row.body, headers: etag(row.version) };
    },
  }),
  route({
    method: 'DELETE', path: '/v1/webhooks/{id}', scope: 'events:read', tag, summary: 'Remove it with its deliveries', params, conditional: true, answers: { 204: 'empty' },
    handle: async (call) => {
      if (!(await call.gateway.webhooks.remove(call.client.id, call.params.id, call.conditions))) throw notFound();
      return { status: 204 };
    },
  }),
  route({
    method: 'POST', path: '/v1/webhooks/{id}/secrets', scope: 'events:read', tag, summary: 'A further secret; the one before signs beside it for 24 hours', params, personal: true, answers: { 201: withSecret },
    handle: async (call) => {
      const secret = await call.gateway.webhooks.rotate(call.client.id, call.params.id);
      if (!secret) throw notFound();
      return ok({ id: call.params.id, secret }, {}, 201);
    },
  }),
];

const deliveries = [
  route({
    method: 'POST', path: '/v1/webhooks/{id}/replay', scope: 'events:read', tag, summary: 'Send everything since a time, or from a position on, again, in order and under the same ids', params, problems: [410],
    body: z.strictObject({ from: z.union([timestamp, z.int().min(1)]) }), answers: { 200: webhookShape },
    handle: async (call) => {
      const row = await call.gateway.webhooks.replay(call.client.id, call.params.id, typeof call.body.from === 'number' ? call.body.from : new Date(call.body.from));
      if (!row) throw notFound();
      return { status: 200, json: row.body };
    },
  }),
  route({
    method: 'GET', path: '/v1/webhooks/{id}/deliveries', scope: 'events:read', tag, summary: 'What was and will be sent to it, newest first', params,
    query: z.strictObject({ ...pageQuery, status: z.enum(['pending', 'delivered', 'failed']).optional() }), answers: { 200: pageOf(deliveryShape) },
    handle: async (call) => {
      const { limit, cursor, status } = call.query;
      const rows = await listDeliveries(call.gateway.database, of(call), { before: readCursor(cursor, deliveryCursor)?.[0], status, limit: limit + 1 });
      if (!rows) throw notFound();
      return pageAnswer(rows, limit, { body: deliveryBody, position: (row) => [Number(row.seq)] });
    },
  }),
  route({
    method: 'POST', path: '/v1/webhooks/{id}/test', scope: 'events:read', tag, summary: 'Send a test event now: type webhook.test, signed like any other', params, answers: { 201: deliveryShape },
    handle: async (call) => {
      const row = await sendTest(call.gateway.database, of(call));
      if (!row) throw notFound();
      return { status: 201, json: deliveryBody(row) };
    },
  }),
  route({
    method: 'POST', path: '/v1/webhooks/{id}/redeliver', scope: 'events:read', tag, summary: 'Send again what was given up, at most 1,000 at a time', params, answers: { 200: z.strictObject({ redelivered: z.int() }) },
    handle: async (call) => {
      const redelivered = await redeliverFailed(call.gateway.database, of(call));
      if (redelivered === undefined) throw notFound();
      return ok({ redelivered });
    },
  }),
  route({
    method: 'POST', path: '/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver', scope: 'events:read', tag, summary: 'Send one again, now', params: deliveryParams, answers: { 200: deliveryShape },
    handle: async (call) => {
      const row = await redeliver(call.gateway.database, { ...of(call), delivery: call.params.deliveryId });
      if (!row) throw notFound();
      return { status: 200, json: deliveryBody(row) };
    },
  }),
];

export const webhookRoutes = [...ownWebhooks, ...deliveries];
