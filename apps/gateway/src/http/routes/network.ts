import { httpChannel, httpLocation, httpMovePopup, locationKind, message, movePopup, patchChannel, patchLocation, putChannel, putLocation, slug, type Channel, type Location } from '@onefront/contracts';
import { z } from 'zod';
import { notFound, ownChannel } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { route } from '../route.js';
import { submit } from '../submit.js';
import { checkLocations } from '../../intake/network-references.js';
import { checkOwnLocation } from '../../intake/ownership.js';

const tag = 'Locations and channels';
const params = z.strictObject({ id: slug });
const patchBody = z.record(z.string(), z.unknown());
export const locationAnswer = z.strictObject({ id: slug, ...(httpLocation as unknown as z.ZodObject).shape }).meta({ id: 'Location' });
export const channelAnswer = z.strictObject({ id: slug, ...(httpChannel as unknown as z.ZodObject).shape }).meta({ id: 'Channel' });

export const networkRoutes = [
  route({
    method: 'PUT', path: '/v1/locations/{id}', scope: 'channels:write', tag, summary: 'Create or replace a location', params, body: httpLocation, conditional: true, answers: { 200: locationAnswer, 201: locationAnswer },
    handle: async (call) => {
      await checkOwnLocation(call.gateway, call.params.id, call.viewer);
      return submit(call, message(putLocation, { key: call.params.id, data: { id: call.params.id, location: call.body as Location, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'PATCH', path: '/v1/locations/{id}', scope: 'channels:write', tag, summary: 'Change members of a location', params, body: patchBody, bodyKind: 'merge-patch', conditional: true, answers: { 200: locationAnswer },
    handle: async (call) => {
      await checkOwnLocation(call.gateway, call.params.id, call.viewer);
      return submit(call, message(patchLocation, { key: call.params.id, data: { id: call.params.id, patch: call.body, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'POST', path: '/v1/locations/{id}/popup', scope: 'channels:write', tag, summary: 'Stock, open, begin to close or close a pop-up', params, body: httpMovePopup, problems: [409], answers: { 200: locationAnswer },
    handle: async (call) => {
      const { id } = call.params;
      if (!(await call.gateway.documents.get('location', id, call.viewer))) throw notFound();
      await checkOwnLocation(call.gateway, id, call.viewer);
      return submit(call, message(movePopup, { key: id, data: { id, state: call.body.state } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/locations/{id}', scope: 'channels:read', tag, summary: 'A location', params, conditional: true, answers: { 200: locationAnswer },
    handle: async (call) => conditionalGet(call, await call.gateway.documents.get('location', call.params.id, call.viewer)),
  }),
  route({
    method: 'GET', path: '/v1/locations', scope: 'channels:read', tag, summary: 'All locations, or those of one kind', query: z.strictObject({ ...pageQuery, kind: locationKind.optional() }), answers: { 200: pageOf(locationAnswer) },
    handle: async (call) => {
      const { limit, cursor, kind } = call.query;
      const rows = await call.gateway.documents.list('location', { after: readCursor(cursor, keyCursor)?.[0] ?? '', limit: limit + 1, kind }, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.key] });
    },
  }),
  route({
    method: 'PUT', path: '/v1/channels/{id}', scope: 'channels:write', tag, summary: 'Create or replace a channel', params, body: httpChannel, conditional: true, answers: { 200: channelAnswer, 201: channelAnswer },
    handle: async (call) => {
      if (!ownChannel(call, call.params.id)) throw notFound();
      await checkLocations(call.gateway, (call.body as Channel).locations);
      return submit(call, message(putChannel, { key: call.params.id, data: { id: call.params.id, channel: call.body as Channel, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'PATCH', path: '/v1/channels/{id}', scope: 'channels:write', tag, summary: 'Change members of a channel', params, body: patchBody, bodyKind: 'merge-patch', conditional: true, answers: { 200: channelAnswer },
    handle: async (call) => {
      if (!ownChannel(call, call.params.id)) throw notFound();
      const { locations } = call.body;
      if (Array.isArray(locations)) await checkLocations(call.gateway, locations.filter((id) => typeof id === 'string'));
      return submit(call, message(patchChannel, { key: call.params.id, data: { id: call.params.id, patch: call.body, conditions: call.conditions } }));
    },
  }),
  route({
    method: 'GET', path: '/v1/channels/{id}', scope: 'channels:read', tag, summary: 'A channel', params, conditional: true, answers: { 200: channelAnswer },
    handle: async (call) => conditionalGet(call, await call.gateway.documents.get('channel', call.params.id, call.viewer)),
  }),
  route({
    method: 'GET', path: '/v1/channels', scope: 'channels:read', tag, summary: 'All channels', query: z.strictObject(pageQuery), answers: { 200: pageOf(channelAnswer) },
    handle: async (call) => {
      const { limit, cursor } = call.query;
      const rows = await call.gateway.documents.list('channel', { after: readCursor(cursor, keyCursor)?.[0] ?? '', limit: limit + 1 }, call.viewer);
      return pageAnswer(rows, limit, { body: (row) => row.body, position: (row) => [row.key] });
    },
  }),
];
