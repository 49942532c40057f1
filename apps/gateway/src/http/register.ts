import { randomUUID } from 'node:crypto';
import { METHODS as EVERY_METHOD, type IncomingMessage, type ServerResponse } from 'node:http';
import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { problemFrom, problemOfStatus } from '@onefront/service';
import type { Gateway } from '../gateway.js';
import { guardConnections } from '../limits/connections.js';
import { admit, refuseFaults, SECURITY_HEADERS } from './admission.js';
import { parseJson } from './json-body.js';
import { bodyLimits, type Answer, type Method, type RouteSpec } from './route.js';
import type { FormPart } from '../intake/imports/receive.js';
import { serve, type Incoming } from './serve.js';
import { problemAnswer } from './submit.js';

type Fastify = ReturnType<ReturnType<NestFastifyApplication['getHttpAdapter']>['getInstance']>;

/** What is used of Fastify's reply, so that this package need not depend on Fastify itself. */
interface Reply {
  readonly raw: ServerResponse;
  hijack(): unknown;
  status(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: unknown): unknown;
}

const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** HEAD comes with GET; CONNECT is for proxies and never gets here. */
const OTHERS = EVERY_METHOD.filter((method) => !(METHODS as readonly string[]).includes(method) && method !== 'HEAD' && method !== 'CONNECT');
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/** Serves the routes on the application's Fastify: our own body parsers, 405 for other methods, and a request id on every answer. */
export async function registerRoutes(app: NestFastifyApplication, gateway: Gateway, routes: readonly RouteSpec[]): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  // On the bare server, so that answers to addresses that no route ever sees carry it as well.
  app.getHttpServer().prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const given = request.headers['x-request-id'];
    response.setHeader('x-request-id', typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID());
    for (const name in SECURITY_HEADERS) response.setHeader(name, SECURITY_HEADERS[name]!);
  });
  guard(app, gateway, routes);
  for (const method of OTHERS) if (!fastify.supportedMethods.includes(method)) fastify.addHttpMethod(method);
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(['application/json', 'application/merge-patch+json'], { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        done(null, parseJson(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    });
    for (const spec of routes.filter((one) => one.bodyKind !== 'form' && one.bodyKind !== 'multipart' && one.bodyKind !== 'signed')) addRoute(scope as unknown as Fastify, gateway, spec);
    for (const [path, methods] of missingMethods(routes)) addRefusal(scope as unknown as Fastify, path, methods);
  });
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => done(null, parseForm(body as string)));
    for (const spec of routes.filter((one) => one.bodyKind === 'form')) addRoute(scope as unknown as Fastify, gateway, spec);
  });
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const spec of routes.filter((one) => one.bodyKind === 'signed')) addRoute(scope as unknown as Fastify, gateway, spec);
  });
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    await scope.register(multipart as never, { throwFileSizeLimit: false, limits: { fileSize: bodyLimits.imports, files: 1, fields: 10, fieldNameSize: 100, fieldSize: FIELD, headerPairs: 50 } } as never);
    for (const spec of routes.filter((one) => one.bodyKind === 'multipart')) addRoute(scope as unknown as Fastify, gateway, spec);
  });
}

/** Everything that is turned away before a route has a say. */
function guard(app: NestFastifyApplication, gateway: Gateway, routes: readonly RouteSpec[]): void {
  const fastify = app.getHttpAdapter().getInstance();
  const files = routes.filter((spec) => spec.bodyKind === 'multipart').map((spec) => spec.path);
  const connections = guardConnections(app.getHttpServer(), { most: gateway.limits.connections, patient: (url) => files.includes(url.split('?', 1)[0]!), cut: (reason) => gateway.limits.metrics.cut(reason) });
  fastify.addHook('onRequest', refuseFaults(send as never) as never);
  fastify.addHook('onClose', async () => {
    connections.close();
    await gateway.limits.close();
  });
}

/** Bytes of a field beside a file. */
const FIELD = 64 * 1024;

/** What a multipart request can give: its parts one by one, the file as a stream. */
interface FormRequest { isMultipart(): boolean; parts(): AsyncIterable<FormPart> }

function formOf(request: Incoming & FormRequest): Incoming {
  const { method, url, params, query, headers, ip } = request;
  return { method, url, params, query, headers, ...(ip === undefined ? {} : { ip }), body: undefined, ...(request.isMultipart() ? { parts: () => request.parts() } : {}) };
}

function addRoute(fastify: Fastify, gateway: Gateway, spec: RouteSpec): void {
  fastify.route({
    method: spec.method, url: fastifyPath(spec.path), bodyLimit: spec.bodyLimit ?? bodyLimits.usual, onRequest: admit(gateway, spec, send as never) as never,
    errorHandler: (error, _request, reply) => void send(reply as unknown as Reply, refusedBody(spec, problemFrom(error))),
    handler: async (request, reply) => send(reply as unknown as Reply, await serve(gateway, spec, spec.receive ? formOf(request as never) : (request as never))),
  });
}

/** What could not even be read; who sent another kind of body is told which ones are taken (RFC 5789, RFC 9110). */
function refusedBody({ method, bodyKind }: RouteSpec, problem: ReturnType<typeof problemFrom>): Answer {
  const answer = problemAnswer(problem);
  if (problem.status !== 415) return answer;
  const taken: Record<string, string> = method === 'PATCH' ? { 'accept-patch': 'application/merge-patch+json, application/json' } : { accept: MEDIA[bodyKind ?? 'json'] };
  return { ...answer, headers: { ...answer.headers, ...taken } };
}

const MEDIA = { json: 'application/json', signed: 'application/json', 'merge-patch': 'application/merge-patch+json', form: 'application/x-www-form-urlencoded', multipart: 'multipart/form-data' } as const;

/** A known path with another method: 405 with what it has instead. */
function addRefusal(fastify: Fastify, path: string, { missing, allowed }: { missing: string[]; allowed: Method[] }): void {
  if (missing.length === 0) return;
  const answer = { ...problemAnswer(problemOfStatus(405, 'This path has no such method.')) };
  const headers = { ...answer.headers, allow: allowed.join(', ') };
  const refuse = async (_request: unknown, reply: Reply) => send(reply, { ...answer, headers });
  fastify.route({ method: missing as never, url: fastifyPath(path), handler: refuse as never, errorHandler: (_error, request, reply) => void refuse(request, reply as unknown as Reply) });
}

/** Methods that no route has at a path; another route whose parameter covers the path counts. */
function missingMethods(routes: readonly RouteSpec[]): [string, { missing: string[]; allowed: Method[] }][] {
  const paths = [...new Set(routes.map((spec) => spec.path))];
  return paths.map((path) => {
    const covering = routes.filter((spec) => spec.path === path || new RegExp(`^${spec.path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path));
    const allowed = METHODS.filter((method) => covering.some((spec) => spec.method === method));
    return [path, { allowed, missing: [...METHODS.filter((method) => !allowed.includes(method)), ...(allowed.includes('GET') ? [] : ['HEAD']), ...OTHERS] }];
  });
}

export function fastifyPath(path: string): string {
  return path.replaceAll(/\{([^}]+)\}/g, ':$1');
}

/** Twice the same name is kept as a list, which no single value accepts. */
function parseForm(body: string): Record<string, unknown> {
  const form: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [name, value] of new URLSearchParams(body)) form[name] = name in form ? [form[name], value].flat() : value;
  return { ...form };
}

function send(reply: Reply, answer: Answer): unknown {
  if (answer.stream) {
    reply.hijack();
    for (const [name, value] of Object.entries(answer.headers ?? {})) reply.raw.setHeader(name, value);
    answer.stream(reply.raw);
    return reply;
  }
  void reply.status(answer.status);
  for (const [name, value] of Object.entries(answer.headers ?? {})) void reply.header(name, value);
  if (answer.json !== undefined) {
    if (!answer.headers?.['content-type']) void reply.header('content-type', 'application/json');
    // As bytes: to text Fastify would add a charset.
    return reply.send(Buffer.from(answer.json));
  }
  return reply.send(answer.bytes ?? answer.text ?? null);
}
