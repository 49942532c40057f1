import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { notFound } from '../call.js';
import { problemsPage } from '../guide/problems-page.js';
import { ok, route, type Answer } from '../route.js';

const tag = 'System';
const healthShape = z.strictObject({ status: z.enum(['ok', 'failing']), reasons: z.array(z.string()) });
const requireHere = createRequire(__filename);

/** Health, metrics and the document of the API itself. `document` is asked late: it describes these routes too. */
export function systemRoutes(document: () => unknown) {
  return [
    route({
      method: 'GET', path: '/health/live', scope: 'public', tag, summary: 'Whether this process works', answers: { 200: healthShape, 503: healthShape },
      handle: async (call) => healthAnswer(call.gateway.health.live()),
    }),
    route({
      method: 'GET', path: '/health/ready', scope: 'public', tag, summary: 'Whether this process can serve', answers: { 200: healthShape, 503: healthShape },
      handle: async (call) => healthAnswer(await call.gateway.health.ready()),
    }),
    route({
      method: 'GET', path: '/metrics', scope: 'metrics:read', tag, summary: 'Metrics for Prometheus', answers: { 200: { media: 'text/plain' } },
      handle: async (call) => ({ status: 200, text: await call.gateway.metrics.metrics(), headers: { 'content-type': call.gateway.metrics.contentType } }),
    }),
    route({
      method: 'GET', path: '/openapi.json', scope: 'public', tag, summary: 'This document', answers: { 200: z.looseObject({ openapi: z.string() }) },
      handle: async () => ok(document(), { 'cache-control': 'no-cache' }),
    }),
    route({
      method: 'GET', path: '/docs', scope: 'public', tag, summary: 'This document, to be browsed', answers: { 200: { media: 'text/html' } },
      handle: async () => ({ status: 200, text: PAGE, headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY } }),
    }),
    route({
      method: 'GET', path: '/docs/{file}', scope: 'public', tag, summary: 'Parts of that page', params: z.strictObject({ file: z.string() }), answers: { 200: { media: '*/*' } },
      handle: async (call) => docsFile(call.params.file),
    }),
  ];
}

function healthAnswer(answer: { readonly ok: boolean; readonly reasons: readonly string[] }): Answer {
  return ok({ status: answer.ok ? 'ok' : 'failing', reasons: answer.reasons }, { 'cache-control': 'no-store' }, answer.ok ? 200 : 503);
}

const POLICY = "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'";
const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Onefront API</title><link rel="stylesheet" href="/docs/swagger-ui.css"><link rel="icon" href="/docs/favicon-32x32.png"></head>
<body><div id="swagger-ui"></div><script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
`;
/** No script stands in the page itself, so that its policy can forbid that. The token stays in the page and is gone with it. */
const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true, filter: true, tryItOutEnabled: true, displayRequestDuration: true,
  docExpansion: 'list', defaultModelsExpandDepth: 0, defaultModelRendering: 'example', validatorUrl: null, persistAuthorization: false,
});
`;
/** Served from this machine, so that the page works without the internet. */
const FILES: Readonly<Record<string, string>> = { 'swagger-ui.css': 'text/css; charset=utf-8', 'swagger-ui-bundle.js': 'text/javascript; charset=utf-8', 'favicon-32x32.png': 'image/png' };

async function docsFile(file: string): Promise<Answer> {
  if (file === 'start.js') return { status: 200, text: START, headers: { 'content-type': 'text/javascript; charset=utf-8' } };
  if (file === 'problems') return { status: 200, text: problemsPage(), headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': POLICY } };
  const type = Object.hasOwn(FILES, file) ? FILES[file] : undefined;
  if (!type) throw notFound();
  const bytes = await readFile(join(dirname(requireHere.resolve('swagger-ui-dist/package.json')), file));
  return { status: 200, bytes, headers: { 'content-type': type, 'cache-control': 'public, max-age=3600' } };
}
