import { z } from 'zod';
import { limitsOf } from '../limits/route-limits.js';
import { scopes } from '../partners/scopes.js';
import { answers } from './guide/answers.js';
import { descriptionOf, examplesOf, keyOf } from './guide/describe.js';
import { parameterExample } from './guide/examples.js';
import { introduction, tags } from './guide/introduction.js';
import { problemExample } from './guide/problems.js';
import { refusals } from './guide/refusals.js';
import { IDEMPOTENCY_KEY, needsBody, takesKey, type AnswerShape, type RouteSpec } from './route.js';
import { operationShape, problemShape } from './shapes.js';
import { oauthError } from './routes/tokens.js';

type Json = Record<string, unknown>;

const reasons: Readonly<Record<number, string>> = {
  200: 'OK', 201: 'Created', 202: 'Accepted: it goes on', 204: 'Done, nothing to show', 304: 'Not modified', 400: 'Malformed', 401: 'No valid token', 402: 'Payment declined', 403: 'The token lacks the scope', 404: 'Not there',
  405: 'The path has no such method', 408: 'The body took too long to arrive', 409: 'A rule forbids it, or it is in flight', 410: 'Older than what is kept', 412: 'Another version than the caller named', 413: 'Body too large', 414: 'A part of the address above 512 characters, or all of it above 8 kB', 415: 'Another media type', 422: 'Invalid; every wrong field is named', 431: 'Address and headers above 16 kB, or more than 100 headers', 429: 'Too many requests', 500: 'A fault here', 503: 'Not available at the moment',
};

/** The OpenAPI 3.1 document of exactly these routes, from the schemas that check their requests and answers. */
export function openApiOf(routes: readonly RouteSpec[]): Json {
  const components = new Components();
  const paths: Record<string, Json> = {};
  for (const spec of routes) (paths[spec.path] ??= {})[spec.method.toLowerCase()] = operationOf(spec, components);
  return {
    openapi: '3.1.0',
    info: { title: 'Onefront', version: '1', description: introduction },
    tags: tags.filter(({ name }) => routes.some((spec) => spec.tag === name)),
    paths,
    components: {
      schemas: components.schemas,
      responses: components.responses,
      securitySchemes: { client: { type: 'oauth2', flows: { clientCredentials: { tokenUrl: '/oauth/token', scopes } } } },
    },
  };
}

function operationOf(spec: RouteSpec, components: Components): Json {
  const body = bodyOf(spec, components);
  return {
    operationId: operationId(spec), tags: [spec.tag], summary: spec.summary, description: descriptionOf(spec),
    security: spec.scope === 'public' ? [] : [{ client: spec.scope === 'any' ? [] : [spec.scope] }],
    parameters: [...parametersOf(spec, 'path', components), ...parametersOf(spec, 'query', components), ...headersOf(spec)],
    ...(body ? { requestBody: body } : {}),
    responses: responsesOf(spec, components),
  };
}

function operationId({ method, path }: RouteSpec): string {
  const words = path.replace('/v1/', '/').split(/[^A-Za-z0-9]+/).filter(Boolean);
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function parametersOf(spec: RouteSpec, place: 'path' | 'query', components: Components): Json[] {
  const schema = place === 'path' ? spec.params : spec.query;
  if (!schema) return [];
  const { properties = {}, required = [] } = components.inline(schema) as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(properties).map(([name, property]) => {
    const example = parameterExample(keyOf(spec), name);
    return { name, in: place, required: place === 'path' || required.includes(name), schema: property, ...(example === undefined ? {} : { example }) };
  });
}

/** Reads of JSON can be asked for again by their ETag. */
function hasTag({ method, answers: known }: RouteSpec): boolean {
  const shape = method === 'GET' ? known[200] : undefined;
  return shape !== undefined && shape !== 'empty' && !('media' in shape);
}

const RATE_HEADERS = {
  'RateLimit-Limit': { schema: { type: 'integer' }, description: 'requests at once' }, 'RateLimit-Remaining': { schema: { type: 'integer' }, description: 'of them left' },
  'RateLimit-Reset': { schema: { type: 'integer' }, description: 'seconds until all are back' }, 'RateLimit-Policy': { schema: { type: 'string' } },
};

/** `*`, or tags as they came in `ETag`. */
const ENTITY_TAGS = '^(?:\\*|(?:W/)?"[!#-~]*"(?:[ \\t]*,[ \\t]*(?:W/)?"[!#-~]*")*)$';

function headersOf(spec: RouteSpec): Json[] {
  const header = (name: string, description: string, { example, ...schema }: Json = {}) => ({ name, in: 'header', required: false, description, schema: { type: 'string', ...schema }, ...(example ? { example } : {}) });
  return [
    ...(spec.bodyKind === 'signed' ? [header('Stripe-Signature', 'when it was sent, and the signature over that and the body', { example: 't=1795392000,v1=5257a869e7ecebeda32affa62cdca3fa51cad7e77a0e56ff536d0ce8e108d8bd' })] : []),
    ...(takesKey(spec) ? [header('Idempotency-Key', 'the same key, route and body answer with the first outcome, for 7 days', { pattern: IDEMPOTENCY_KEY, example: 'till-4-2026-11-23-0017' })] : []),
    ...(spec.method !== 'GET' && !spec.oauth && spec.bodyKind !== 'signed' ? [header('Prefer', '`respond-async`, or `wait=<seconds>` (default 5)')] : []),
    ...(spec.conditional && spec.method !== 'GET' ? [header('If-Match', 'only this version', { pattern: ENTITY_TAGS, example: '"3"' }), header('If-None-Match', '`*` = create only', { enum: ['*'] })] : []),
    ...(hasTag(spec) ? [header('If-None-Match', '304 when it is still this one', { pattern: ENTITY_TAGS, example: '"3"' })] : []),
  ];
}

function bodyOf(spec: RouteSpec, components: Components): Json | undefined {
  if (!spec.body) return undefined;
  const media = spec.bodyKind === 'form' ? 'application/x-www-form-urlencoded' : spec.bodyKind === 'multipart' ? 'multipart/form-data' : spec.bodyKind === 'merge-patch' ? 'application/merge-patch+json' : 'application/json';
  const schema = spec.bodyKind === 'form'
    ? { type: 'object', required: ['grant_type'], properties: { grant_type: { const: 'client_credentials' }, scope: { type: 'string' } } }
    : components.schema(spec.body);
  const described = { schema, ...examplesOf(spec) };
  const content = { [media]: described, ...(spec.bodyKind === 'merge-patch' ? { 'application/json': described } : {}) };
  return { required: needsBody(spec), content };
}

function responsesOf(spec: RouteSpec, components: Components): Json {
  const responses: Json = {};
  for (const [status, shape] of Object.entries(spec.answers)) responses[status] = responseOf(Number(status), shape, spec, components);
  const writes = spec.method !== 'GET' && !spec.oauth && spec.bodyKind !== 'signed';
  if (writes && !responses['202']) responses['202'] = responseOf(202, operationShape, spec, components);
  if (hasTag(spec)) responses['304'] = { description: reasons[304] };
  if (spec.oauth) return { ...responses, 405: components.problem(405), 408: components.problem(408), 413: components.problem(413), 414: components.problem(414), 415: components.problem(415), 431: components.problem(431), 503: components.problem(503) };
  const problems = new Set([
    400, 404, 405, 414, 422, 431, ...(limitsOf(spec).class ? [429] : []), ...(limitsOf(spec).priority === 'never' ? [] : [503]), ...(spec.scope === 'public' ? [] : [401, 403]), ...(spec.body ? [408, 413, 415] : []), ...(writes && spec.conditional ? [412] : []), ...(takesKey(spec) ? [409] : []), 500, ...(spec.problems ?? []),
  ]);
  for (const status of [...problems].sort()) responses[status] ??= refusalOf(spec, status, components) ?? components.problem(status);
  return responses;
}

function responseOf(status: number, shape: AnswerShape, spec: RouteSpec, components: Components): Json {
  const headers = {
    'X-Request-Id': { schema: { type: 'string' } },
    ...(status === 202 ? { Location: { schema: { type: 'string' } } } : {}),
    ...(limitsOf(spec).class ? RATE_HEADERS : {}),
    ...(hasTag(spec) || (spec.conditional && spec.method !== 'DELETE') ? { ETag: { schema: { type: 'string' } } } : {}),
    ...(takesKey(spec) ? { 'Idempotency-Replayed': { schema: { const: 'true' }, description: 'when this is the first outcome again' } } : {}),
  };
  const described = { description: reasons[status] ?? String(status), headers };
  if (shape === 'empty') return described;
  if ('media' in shape) return { ...described, content: texts(shape.media) };
  const files = status === 200 && spec.files ? texts(spec.files) : {};
  if (shape === oauthError || !(spec.oauth && status >= 400)) return { ...described, content: { 'application/json': { schema: components.schema(shape), ...answerExample(spec, status) }, ...files } };
  return { ...described, content: { 'application/json': { schema: components.schema(oauthError) } } };
}

function texts(media: string): Json {
  return Object.fromEntries(media.split(', ').map((one) => [one, { schema: { type: 'string' } }]));
}

/** As it was answered once by the demo company. */
function answerExample(spec: RouteSpec, status: number): Json {
  const recorded = answers[`${keyOf(spec)} ${status}`];
  return recorded === undefined ? {} : { example: recorded };
}

/** Where a route has words of its own for a status, they are told with it. */
function refusalOf(spec: RouteSpec, status: number, components: Components): Json | undefined {
  const words = Object.entries(refusals[keyOf(spec)] ?? {}).filter(([, when]) => when.startsWith(String(status)));
  if (words.length === 0) return undefined;
  const examples = words.map(([word, when]) => [word, { value: problemExample(status, word, when.slice(5)) }]);
  return problemAnswer(status, { schema: components.schema(problemShape), examples: Object.fromEntries(examples) as unknown });
}

function problemAnswer(status: number, content: Json): Json {
  const retry = status === 429 || status === 503 || status === 409 ? { headers: { 'Retry-After': { schema: { type: 'integer' } } } } : {};
  return { description: reasons[status] ?? String(status), ...retry, content: { 'application/problem+json': content } };
}

/** Schemas in their HTTP form; those with a name of their own stand once, in the components. So do the problems that any route may answer. */
class Components {
  readonly schemas: Record<string, unknown> = {};
  readonly responses: Record<string, Json> = {};

  problem(status: number): Json {
    const example = problemExample(status);
    this.responses[`Problem${status}`] ??= problemAnswer(status, { schema: this.schema(problemShape), ...(example ? { example } : {}) });
    return { $ref: `#/components/responses/Problem${status}` };
  }

  schema(schema: z.ZodType): Json {
    const { $defs = {}, $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline', override: describeTransforms }) as Json & { $defs?: Record<string, unknown> };
    for (const [name, definition] of Object.entries($defs)) this.schemas[name] ??= hoist(definition);
    const id = z.globalRegistry.get(schema)?.id;
    if (!id) return hoist(rest) as Json;
    const { id: _id, ...named } = rest as Json & { id?: unknown };
    this.schemas[id] ??= hoist(named);
    return { $ref: `#/components/schemas/${id}` };
  }

  inline(schema: z.ZodType): Json {
    return this.schema(schema);
  }
}

/** A query parameter is text that is read as something else; its documented type is what it is read as. */
function describeTransforms({ jsonSchema }: { jsonSchema: Json }): void {
  if (jsonSchema['id']) delete jsonSchema['id'];
}

function hoist(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hoist);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, name === '$ref' && typeof member === 'string' ? member.replace('#/$defs/', '#/components/schemas/') : hoist(member)]));
}
