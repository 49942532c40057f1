import { opaqueId, slug, text } from '@onefront/contracts';
import { z } from 'zod';
import { createClient, revokeClient, rotateSecret } from '../../partners/clients.js';
import { allScopes, type Scope } from '../../partners/scopes.js';
import { Wrong } from '../../intake/references.js';
import { notFound } from '../call.js';
import { ok, route } from '../route.js';

const tag = 'Partners';
const params = z.strictObject({ id: opaqueId });
const credentials = z.strictObject({ id: opaqueId, clientId: z.string(), clientSecret: z.string().describe('shown only now') });

export const partnerRoutes = [
  route({
    method: 'POST', path: '/v1/partners', scope: 'partners:admin', tag, summary: 'Create a partner with its client', personal: true, answers: { 201: credentials },
    body: z.strictObject({ name: text(200, 1), scopes: z.array(z.enum(allScopes as [Scope, ...Scope[]])).min(1).max(50), channels: z.array(slug).max(1000) }),
    handle: async (call) => {
      const { name, scopes, channels } = call.body;
      const network = await call.gateway.networks.now();
      const wrong = new Wrong();
      channels.forEach((id, index) => { if (!network.channels.has(id)) wrong.add(`/channels/${index}`, 'there is no such channel'); });
      // Nobody can give away what it may not do itself.
      scopes.forEach((scope, index) => { if (!call.client.scopes.includes(scope)) wrong.add(`/scopes/${index}`, 'you do not have this scope yourself'); });
      wrong.check();
      const { id, secret } = await call.gateway.database.transact((tx) => createClient(tx, { name, scopes: [...new Set(scopes)], channels: [...new Set(channels)] }));
      return ok({ id, clientId: id, clientSecret: secret }, {}, 201);
    },
  }),
  route({
    method: 'POST', path: '/v1/partners/{id}/secrets', scope: 'partners:admin', tag, summary: 'A further secret; the two newest are valid', params, personal: true, answers: { 201: credentials },
    handle: async (call) => {
      const clientSecret = await rotateSecret(call.gateway.database, call.params.id);
      if (!clientSecret) throw notFound();
      return ok({ id: call.params.id, clientId: call.params.id, clientSecret }, {}, 201);
    },
  }),
  route({
    method: 'DELETE', path: '/v1/partners/{id}', scope: 'partners:admin', tag, summary: 'Revoke a partner at once', params, answers: { 204: 'empty' },
    handle: async (call) => {
      const revoked = await revokeClient(call.gateway.database, call.params.id);
      call.gateway.tokens.forget();
      if (!revoked) throw notFound();
      return { status: 204 };
    },
  }),
];
