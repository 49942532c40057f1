import { readHttp } from '@onefront/contracts';
import { DomainError, fingerprint, newId, problemOf } from '@onefront/kernel';
import { problemFrom } from '@onefront/service';
import { z } from 'zod';
import { actingAs } from '../audit/own-changes.js';
import type { Gateway } from '../gateway.js';
import { TooManyRequests } from '../limits/too-many.js';
import { limited } from './limited.js';
import { readConditions, tagged } from './conditions.js';
import { missingScope, notFound, readPrefer, type Call } from './call.js';
import { IDEMPOTENCY_KEY, needsBody, takesKey, type Answer, type RouteSpec } from './route.js';
import { problemAnswer, replay, sealBody } from './submit.js';
import type { FormPart } from '../intake/imports/receive.js';
import type { Idempotency } from '../intake/operation.js';
import type { Client } from '../partners/clients.js';
import { viewerOf } from '../views/viewer.js';

/** What is used of a Fastify request. */
export interface Incoming {
  readonly method: string;
  readonly url: string;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The caller's address; behind proxies that are trusted, the one that they name. */
  readonly ip?: string;
  /** The parts of a multipart body as they come. */
  readonly parts?: () => AsyncIterable<FormPart>;
}

/** Seconds after which what is not available may be again. */
const RETRY_S = 1;

/** Serves one request of a route: who calls, what they may, what they ask, and the answer. Never throws. */
export async function serve(gateway: Gateway, spec: RouteSpec, incoming: Incoming): Promise<Answer> {
  return orRefused(gateway, spec, incoming, async () => {
    const client = await callerOf(gateway, spec, incoming);
    return limited(gateway, spec, { client, body: incoming.body }, () => orRefused(gateway, spec, incoming, () => actingAs(client.id, () => served(gateway, spec, incoming, client))));
  });
}

async function served(gateway: Gateway, spec: RouteSpec, incoming: Incoming, client: Client): Promise<Answer> {
  const base = callOf(gateway, spec, incoming, client);
  if (spec.receive) return checked(gateway, spec, await withFile(spec, base, incoming));
  return tagged(spec, incoming.headers, await checked(gateway, spec, await (takesKey(spec) ? once(spec, base, incoming) : answer(spec, base, incoming))));
}

/** Whatever is thrown becomes the answer that the caller may see. */
async function orRefused(gateway: Gateway, spec: RouteSpec, incoming: Incoming, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TooManyRequests) return tooMany(error);
    const problem = problemFrom(error);
    if (error instanceof DomainError && problem.status === 503) gateway.logger.warn({ reason: error.message, cause: String(error.cause), route: spec.path }, 'not available');
    else if (problem.status >= 500) gateway.logger.error({ error, method: spec.method, route: spec.path }, 'a request failed');
    const answered = problemAnswer(problem.status === 503 ? { ...problem, retryAfter: RETRY_S } : problem);
    return { ...answered, headers: { ...answered.headers, ...challenge(problem.status, incoming) } };
  }
}

function tooMany(error: TooManyRequests): Answer {
  const answered = problemAnswer({ ...problemFrom(error), retryAfter: error.retryAfter });
  return { ...answered, headers: { ...answered.headers, ...error.headers } };
}

/** What a caller can do about its token (RFC 6750): the same for every token that is not valid, whatever is wrong with it. */
function challenge(status: number, { headers }: Incoming): Record<string, string> {
  if (status === 403) return { 'www-authenticate': 'Bearer error="insufficient_scope"' };
  if (status !== 401) return {};
  return { 'www-authenticate': headers['authorization'] === undefined ? 'Bearer' : 'Bearer error="invalid_token"' };
}

/** A form with a file: its digest stands for it in the body, so that a repeat with another file is told. */
async function withFile(spec: RouteSpec, base: Omit<Call, 'params' | 'query' | 'body'>, incoming: Incoming): Promise<Answer> {
  if (!incoming.parts) throw new DomainError('malformed-form', 'malformed', 'This needs a multipart/form-data body.');
  const { body, upload, discard } = await spec.receive!(base.gateway, base.client, incoming.parts);
  try {
    return await once(spec, { ...base, raw: body, upload }, incoming);
  } finally {
    await discard();
  }
}

async function callerOf(gateway: Gateway, spec: RouteSpec, incoming: Incoming): Promise<Client> {
  if (spec.scope === 'public') return { id: '', name: '', scopes: [], channels: [] };
  const { authorization } = incoming.headers;
  const token = typeof authorization === 'string' ? /^Bearer ([A-Za-z0-9._~+/=-]{1,4096})$/i.exec(authorization)?.[1] : undefined;
  const client = token ? await gateway.tokens.verify(token) : undefined;
  if (!client) {
    if (token) gateway.refusals.note('invalid-token', undefined);
    throw new Unauthorized(401);
  }
  if (spec.scope !== 'any' && !client.scopes.includes(spec.scope)) {
    gateway.refusals.note('missing-scope', client.id, spec.scope);
    throw missingScope(spec.scope);
  }
  return client;
}

/** Its status is understood by the table of problems like that of any framework error. */
class Unauthorized extends Error {
  constructor(private readonly status: number) {
    super('This needs a bearer token that is valid.');
  }
  getStatus(): number {
    return this.status;
  }
}

function callOf(gateway: Gateway, spec: RouteSpec, { headers, url, body, ip = '' }: Incoming, client: Client): Omit<Call, 'params' | 'query' | 'body'> {
  return {
    gateway, headers, client, address: ip, raw: body, now: gateway.clock.now(),
    viewer: viewerOf(client),
    prefer: readPrefer(headers['prefer']),
    conditions: readConditions(spec, headers),
    route: `${spec.method} ${url.split('?', 1)[0]!}`,
  };
}

async function answer(spec: RouteSpec, base: Omit<Call, 'params' | 'query' | 'body'>, incoming: Incoming): Promise<Answer> {
  const { raw } = base;
  const call = { ...base, params: readParams(spec, incoming.params), query: spec.query ? readHttp(spec.query, incoming.query) : noQuery(spec, incoming.query), body: readBody(spec, raw) };
  return (spec.handle as (call: Call<unknown, unknown, unknown>) => Promise<Answer>)(call);
}

/** An address that can name nothing is not there; only who wants to create it is told why. */
function readParams(spec: RouteSpec, params: unknown): unknown {
  if (!spec.params) return undefined;
  if (spec.method === 'PUT') return readHttp(spec.params, params);
  const result = spec.params.safeParse(params);
  if (!result.success || Object.values(params as Record<string, string>).some((value) => value.includes('\u0000'))) throw notFound();
  return result.data;
}

/** Made once: a schema costs more to make than to ask. */
const NO_QUERY = z.strictObject({});

/** OAuth 2 ignores what it does not know (RFC 6749, 3.2). */
function noQuery(spec: RouteSpec, query: unknown): undefined {
  if (!spec.oauth) readHttp(NO_QUERY, query ?? {});
}

function readBody(spec: RouteSpec, raw: unknown): unknown {
  // Nothing of it is looked at before its signature.
  if (spec.bodyKind === 'signed') return undefined;
  if (!spec.body) {
    if (raw !== undefined && spec.method !== 'DELETE') throw new DomainError('invalid-request', 'invalid', 'This takes no body.');
    return undefined;
  }
  if (raw === undefined && needsBody(spec)) throw new DomainError('malformed-json', 'malformed', 'This needs a JSON body.');
  return readHttp(spec.body, raw === undefined ? {} : raw);
}

const KEY = new RegExp(IDEMPOTENCY_KEY);
const NOT_KEPT = new Set([400, 401, 403, 413, 415, 429]);

/** A POST under its Idempotency-Key: a repeat is answered with the first outcome before anything else is looked at. */
async function once(spec: RouteSpec, base: Omit<Call, 'params' | 'query' | 'body'>, incoming: Incoming): Promise<Answer> {
  const key = incoming.headers['idempotency-key'];
  if (key === undefined) return answer(spec, base, incoming);
  if (typeof key !== 'string' || !KEY.test(key)) throw new DomainError('malformed-header', 'malformed', 'An Idempotency-Key is 1 to 255 printable ASCII characters.');
  const idempotency: Idempotency = { client: base.client.id, route: base.route, key, fingerprint: fingerprint(base.raw ?? null) };
  const call = { ...base, idempotency };
  const asked = call as unknown as Call<unknown, unknown, unknown>;
  const known = await base.gateway.intake.find(idempotency);
  if (known) return replay(asked, known);
  const first = await answer(spec, call, incoming).catch((error: unknown) => refusalOf(error));
  return keepFirst(asked, spec, first);
}

function refusalOf(error: unknown): Answer {
  if (!(error instanceof DomainError)) throw error;
  const problem = problemOf(error);
  if (problem.status >= 500 || NOT_KEPT.has(problem.status)) throw error;
  return problemAnswer(problem);
}

/** An answer that no owner settled is an outcome too: it is recorded, and whoever came first with the key stays first. */
async function keepFirst(call: Call<unknown, unknown, unknown>, spec: RouteSpec, first: Answer): Promise<Answer> {
  const { gateway, idempotency, client, route } = call;
  if (first.headers?.['idempotency-replayed'] || (first.status === 202 && idempotency!.taken !== undefined) || first.status >= 500 || NOT_KEPT.has(first.status)) return first;
  if (idempotency!.taken === 'by-other') return first;
  if (idempotency!.taken === 'by-us') {
    keep(call, spec, first);
    return first;
  }
  const body = first.json === undefined ? undefined : (JSON.parse(first.json) as never);
  const settled = first.status >= 400
    ? { outcome: 'refused' as const, status: first.status, problem: body }
    : { outcome: 'done' as const, status: first.status, body: spec.personal ? await sealBody(gateway.keyring, body) : body };
  const acceptance = await gateway.intake.accept({ operationId: newId(), client: client.id, route, idempotency: idempotency!, parts: [], settled });
  if (acceptance.kind === 'known') return replay(call, acceptance.request);
  keep(call, spec, first);
  return first;
}

/** Word for word, so that a repeat shows what was answered then and not what has become of it. Behind the answer: a repeat before it is put together anew. */
function keep({ gateway, idempotency }: Call<unknown, unknown, unknown>, spec: RouteSpec, first: Answer): void {
  if (spec.personal) return;
  void gateway.intake.keep(idempotency!, keptOf(first)).catch((error: unknown) => gateway.logger.warn({ error }, 'an answer could not be kept for repeats'));
}

function keptOf(answer: Answer) {
  return { status: answer.status, headers: { ...answer.headers }, body: answer.json ?? '' };
}

/** In tests and development every answer is held against its documented shape. */
async function checked(gateway: Gateway, spec: RouteSpec, answered: Answer): Promise<Answer> {
  if (!gateway.checkAnswers || answered.stream || answered.status >= 400) return answered;
  const shape = spec.answers[answered.status] ?? (answered.status === 202 || answered.status === 304 ? 'empty' : undefined);
  if (shape === undefined) throw new Error(`${spec.method} ${spec.path} answered ${answered.status}, which is not documented`);
  if (typeof shape === 'string' || 'media' in shape) return answered;
  const result = shape.safeParse(JSON.parse(answered.json ?? 'null'));
  if (!result.success) throw new Error(`${spec.method} ${spec.path} answered ${answered.status} in another shape than documented: ${z.prettifyError(result.error)}`);
  return answered;
}
