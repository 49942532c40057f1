import type { RateClass } from './rate.js';

/** Who is shed first when there is too much to do; what `never` is, is always answered. */
export type Priority = 'last' | 'usual' | 'till' | 'never';

export interface RouteLimits {
  /** None for what needs no token. */
  readonly class: RateClass | undefined;
  readonly priority: Priority;
}

interface Routed { readonly method: string; readonly path: string; readonly scope: string; readonly bodyKind?: string | undefined }

const NEVER = /^\/(?:health\/|metrics$)/;
/** What has happened at a till or in a warehouse: it waits for nobody. */
const TILL = /^\/v1\/(?:(?:orders|returns|fulfillments)(?:\/|$)|tills\/[^/]+\/sales$)/;
/** What costs most and can best be asked again: lists, searches, prices, files. */
const LAST = /^\/v1\/(?:quotes|imports|exports|availability|audit)$|^\/docs|^\/openapi/;
const FILES = new Set(['POST /v1/imports', 'GET /v1/exports']);

/** The limits of a route follow from what it is; no route can forget to have them. */
export function limitsOf({ method, path, scope }: Routed): RouteLimits {
  return { class: scope === 'public' || path === '/metrics' ? undefined : classOf(method, path), priority: priorityOf(method, path) };
}

function classOf(method: string, path: string): RateClass {
  if (path === '/v1/quotes') return 'quote';
  if (FILES.has(`${method} ${path}`)) return 'file';
  return method === 'GET' ? 'read' : 'write';
}

function priorityOf(method: string, path: string): Priority {
  if (NEVER.test(path)) return 'never';
  if (LAST.test(path) || (method === 'GET' && isList(path))) return 'last';
  return method !== 'GET' && TILL.test(path) ? 'till' : 'usual';
}

/** Reads that do not name one thing. */
function isList(path: string): boolean {
  return !/\{[^}]+\}(?:$|\/(?:channels\/\{[^}]+\})?$)/.test(path);
}
