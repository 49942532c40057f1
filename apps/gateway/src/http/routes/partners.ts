import { opaqueId, slug, text } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import type { Tx } from '@onefront/outbox';
import { z } from 'zod';
import { changePartner, createPartner, lockPartner, removeSecret, revokePartner, type Partner } from '../../partners/partners.js';
import { patchRateLimit, rateLimitPatch, rateLimitShape, requireRetailer } from '../../partners/rate-limit.js';
import { allScopes, type Scope } from '../../partners/scopes.js';
import { addSecret, listSecrets, newSecret } from '../../partners/secrets.js';
import { Wrong } from '../../intake/references.js';
import { missingScope, notFound, ownChannel, type Call } from '../call.js';
import { conditionalGet } from '../conditional-get.js';
import { keyCursor, pageAnswer, pageOf, pageQuery, readCursor } from '../paging.js';
import { etag, ok, route } from '../route.js';
import { settleHere } from '../settle-here.js';

const tag = 'Partners';
const params = z.strictObject({ id: opaqueId });
const name = text(200, 1);
const scopes = z.array(z.enum(allScopes as [Scope, ...Scope[]])).min(1).max(50).describe('none that you do not have yourself');
const channels = z.array(slug).max(1000).describe('it acts through these only; none that is not yours');
const credentials = z.strictObject({ id: opaqueId, clientId: z.string(), clientSecret: z.string().describe('shown only now'), secretId: opaqueId });
const partnerShape = z.strictObject({ id: opaqueId, clientId: z.string(), name, scopes: z.array(z.string()), channels: z.array(slug), rateLimit: rateLimitShape.optional().describe('where it differs from what every partner may'), createdAt: z.iso.datetime() }).meta({ id: 'Partner' });
const secretShape = z.strictObject({ id: opaqueId, createdAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable().describe('when it last got a token, to the minute') }).meta({ id: 'PartnerSecret' });

type AnyCall = Call<unknown, unknown, unknown>;

const ownPartners = [
  route({
    method: 'POST', path: '/v1/partners', scope: 'partners:admin', tag, summary: 'Create a partner with its client', personal: true, answers: { 201: credentials }, body: z.strictObject({ name, scopes, channels, rateLimit: rateLimitShape.optional() }),
    handle: async (call) => {
      await checkGrants(call, call.body, { scopes: [], channels: [] });
      if (call.body.rateLimit) requireRetailer(call.client);
      const [id, secret] = [newId(), newSecret()];
      const partner = { id, name: call.body.name, scopes: [...new Set(call.body.scopes)], channels: [...new Set(call.body.channels)], rateLimit: patchRateLimit(null, call.body.rateLimit) };
      return settleHere(call, { status: 201, body: shownOnce(id, secret), headers: { location: `/v1/partners/${id}` }, effect: (tx) => createPartner(tx, partner, secret) });
    },
  }),
  route({
    method: 'GET', path: '/v1/partners', scope: 'partners:admin', tag, summary: 'Partners that you manage', query: z.strictObject(pageQuery), answers: { 200: pageOf(partnerShape) },
    handle: async (call) => {
      const { limit, cursor } = call.query;
      const rows = await call.gateway.partners.list(call.client, { after: readCursor(cursor, keyCursor)?.[0], limit: limit + 1 });
      return pageAnswer(rows, limit, { body: (row) => JSON.stringify(shown(row)), position: (row) => [row.id] });
    },
  }),
  route({
    method: 'GET', path: '/v1/partners/{id}', scope: 'partners:admin', tag, summary: 'A partner: what it may do, and through which channels', params, conditional: true, answers: { 200: partnerShape },
    handle: async (call) => {
      const partner = await call.gateway.partners.get(call.client, call.params.id);
      return conditionalGet(call, partner && { version: partner.version, body: JSON.stringify(shown(partner)) });
    },
  }),
  route({
    method: 'PATCH', path: '/v1/partners/{id}', scope: 'partners:admin', tag, summary: 'Change its name, scopes or channels; what it loses it loses at once', params, conditional: true, bodyKind: 'merge-patch',
    body: z.strictObject({ name: name.optional(), scopes: scopes.optional(), channels: channels.optional(), rateLimit: rateLimitPatch.optional() }), answers: { 200: partnerShape },
    handle: async (call) => {
      const { scopes: wanted, channels: places, name: called } = call.body;
      if (call.body.rateLimit !== undefined) requireRetailer(call.client);
      const change = { ...(called === undefined ? {} : { name: called }), ...(wanted ? { scopes: [...new Set(wanted)] } : {}), ...(places ? { channels: [...new Set(places)] } : {}) };
      const partner = await changing(call, call.params.id, async (tx, before) => {
        await checkGrants(call, change, before);
        return changePartner(tx, before, { ...change, rateLimit: patchRateLimit(before.rateLimit, call.body.rateLimit) });
      });
      return { status: 200, json: JSON.stringify(shown(partner)), headers: etag(partner.version) };
    },
  }),
  route({
    method: 'DELETE', path: '/v1/partners/{id}', scope: 'partners:admin', tag, summary: 'Revoke a partner at once', params, conditional: true, answers: { 204: 'empty' },
    handle: async (call) => {
      await changing(call, call.params.id, revokePartner);
      return { status: 204 };
    },
  }),
];

const secrets = [
  route({
    method: 'GET', path: '/v1/partners/{id}/secrets', scope: 'partners:admin', tag, summary: 'Its active secrets, without what is secret about them', params, answers: { 200: pageOf(secretShape) },
    handle: async (call) => {
      if (!(await call.gateway.partners.get(call.client, call.params.id))) throw notFound();
      const rows = await listSecrets(call.gateway.database, call.params.id);
      return ok({ items: rows.map((row) => ({ id: row.id, createdAt: row.created_at, lastUsedAt: row.last_used_at })), nextCursor: null });
    },
  }),
  route({
    method: 'POST', path: '/v1/partners/{id}/secrets', scope: 'partners:admin', tag, summary: 'A further secret; the two newest are valid', params, personal: true, answers: { 201: credentials },
    handle: async (call) => {
      const { id } = call.params;
      const secret = newSecret();
      const effect = async (tx: Tx) => {
        const partner = await lockPartner(tx, call.client, { id });
        if (!partner) throw notFound();
        // Whoever gets a secret can do what its partner may: nobody gets more than it has itself.
        const lacking = partner.scopes.find((scope) => !call.client.scopes.includes(scope));
        if (lacking) throw missingScope(lacking);
        await addSecret(tx, id, secret);
      };
      const answer = await settleHere(call, { status: 201, body: shownOnce(id, secret), headers: { location: `/v1/partners/${id}/secrets/${secret.id}` }, effect });
      call.gateway.tokens.forget();
      return answer;
    },
  }),
  route({
    method: 'DELETE', path: '/v1/partners/{id}/secrets/{secretId}', scope: 'partners:admin', tag, summary: 'End a secret, with the tokens that were got by it', params: z.strictObject({ id: opaqueId, secretId: opaqueId }), answers: { 204: 'empty' },
    handle: async (call) => {
      await changing(call, call.params.id, async (tx, partner) => {
        if (!(await removeSecret(tx, partner, call.params.secretId))) throw notFound();
      });
      return { status: 204 };
    },
  }),
];

export const partnerRoutes = [...ownPartners, ...secrets];

/** One change of a partner that this caller manages, as its `If-Match` has it. This process forgets at once what it remembered; the others within a second. */
async function changing<T>(call: AnyCall, id: string, work: (tx: Tx, partner: Partner) => Promise<T>): Promise<T> {
  const changed = await call.gateway.database.transact(async (tx) => {
    const partner = await lockPartner(tx, call.client, { id, ifMatch: call.conditions.ifMatch });
    if (!partner) throw notFound();
    return work(tx, partner);
  });
  call.gateway.tokens.forget();
  return changed;
}

/** Nobody can give away what it does not have itself, and channels are those that there are. What the partner has already may stay. Throws 422. */
async function checkGrants(call: AnyCall, wanted: { readonly scopes?: readonly string[]; readonly channels?: readonly string[] }, has: Pick<Partner, 'scopes' | 'channels'>): Promise<void> {
  const network = await call.gateway.networks.now();
  const wrong = new Wrong();
  wanted.scopes?.forEach((scope, index) => { if (!call.client.scopes.includes(scope) && !has.scopes.includes(scope)) wrong.add(`/scopes/${index}`, 'you do not have this scope yourself'); });
  wanted.channels?.forEach((id, index) => { if (!has.channels.includes(id) && (!network.channels.has(id) || !ownChannel(call, id))) wrong.add(`/channels/${index}`, 'there is no such channel'); });
  wrong.check();
}

function shownOnce(id: string, secret: { readonly id: string; readonly secret: string }) {
  return { id, clientId: id, clientSecret: secret.secret, secretId: secret.id };
}

function shown({ id, name: called, scopes: granted, channels: places, rateLimit, createdAt }: Partner) {
  return { id, clientId: id, name: called, scopes: granted, channels: places, ...(rateLimit ? { rateLimit } : {}), createdAt };
}
