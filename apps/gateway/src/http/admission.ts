import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError, problemOf } from '@onefront/kernel';
import { problemOfStatus } from '@onefront/service';
import type { Gateway } from '../gateway.js';
import { faultOf } from '../limits/request-fault.js';
import { limitsOfRoute } from './limited.js';
import { bodyLimits, type Answer, type RouteSpec } from './route.js';
import { problemAnswer } from './submit.js';

interface Request { readonly raw: IncomingMessage; readonly protocol: string }
interface Reply { readonly raw: ServerResponse; header(name: string, value: string): unknown }
type Send = (reply: never, answer: Answer) => unknown;

/**
 * On every answer of this door: no page, frame or script may be made of it, nothing in between keeps it, and no other page may read it - there is no
 * `Access-Control-Allow-Origin`: browsers talk to the gateway from its own pages only.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff', 'cache-control': 'private, no-cache', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin', 'x-frame-options': 'DENY',
};
const HSTS = 'max-age=31536000; includeSubDomains';

/** Before any route: what is wrong with the first lines is answered at once. Only who came by TLS is told to stay with it. */
export function refuseFaults(send: Send) {
  return (request: Request, reply: Reply, done: () => void): void => {
    if (request.protocol === 'https') void reply.header('strict-transport-security', HSTS);
    const fault = faultOf(request.raw);
    if (!fault) return done();
    // What follows on this connection is not worth trusting either.
    void reply.header('connection', 'close');
    send(reply as never, problemAnswer(problemOfStatus(fault.status, fault.detail)));
  };
}

const OVERLOADED = problemOf(new DomainError('overloaded', 'unavailable', 'There is more to do here than can be done at the moment. Nothing has happened; try again.'));

/** Before the body of a request is taken in: whether there is room for it. Else 503, with a moment that differs from caller to caller. */
export function admit({ limits }: Gateway, spec: RouteSpec, send: Send) {
  const { priority } = limitsOfRoute(spec);
  const lasting = Object.values(spec.answers).some((shape) => typeof shape === 'object' && 'media' in shape && shape.media === 'text/event-stream');
  return (request: Request, reply: Reply, done: () => void): void => {
    const bytes = bytesOf(spec, request.raw);
    const reason = limits.shedding.enter(priority, bytes);
    if (reason) {
      limits.metrics.shed(priority, reason);
      send(reply as never, problemAnswer({ ...OVERLOADED, retryAfter: 1 + Math.floor(Math.random() * 3) }));
      return;
    }
    // A stream of events stays for hours and mostly waits; how many there may be is the feed's concern.
    if (lasting) limits.shedding.leave(bytes);
    else reply.raw.once('close', () => limits.shedding.leave(bytes));
    done();
  };
}

/** Bytes that the body may take in memory; what does not say how long it is may be as long as allowed. */
function bytesOf(spec: RouteSpec, { headers }: IncomingMessage): number {
  if (spec.bodyKind === 'multipart') return 0;
  const limit = spec.bodyLimit ?? bodyLimits.usual;
  if (headers['transfer-encoding'] !== undefined) return limit;
  return Math.min(limit, Number(headers['content-length'] ?? 0) || 0);
}
