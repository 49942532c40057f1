import { NestFactory } from '@nestjs/core';
import type { DynamicModule, Type } from '@nestjs/common';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from '../logs/logger.js';
import { NestLogger } from '../logs/nest-logger.js';
import { currentTraceparent, underTrace, withTrace } from '../logs/trace.js';
import { ProblemFilter, sendProblem, type HttpReply } from './problem-filter.js';
import { PROBLEM_JSON, problemOfStatus } from './problems.js';

export interface HttpOptions {
  readonly logger: Logger;
  /** Greatest body in bytes; single routes may allow more (R36). */
  readonly bodyLimit?: number;
  /** Milliseconds in which a whole request must have arrived. */
  readonly requestTimeout?: number;
  /** Addresses of proxies whose `X-Forwarded-For` is believed; none by default. */
  readonly trustProxy?: boolean | string | string[];
}

type NestModule = Type | DynamicModule;

/** A Nest application on Fastify with bounded bodies, headers, times and paths, whose every error is a problem (RFC 9457). It does not listen yet. */
export async function createHttpApp(module: NestModule, options: HttpOptions): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: options.bodyLimit ?? 256 * 1024,
    requestTimeout: options.requestTimeout ?? 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: 65_000,
    routerOptions: { maxParamLength: 512, caseSensitive: true },
    trustProxy: options.trustProxy ?? false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    // Half-open connections are looked for every two seconds, not only twice a minute.
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 15_000, connectionsCheckingInterval: 2_000 },
    logger: false,
    frameworkErrors: (error: { statusCode?: number }, _request: unknown, reply: unknown) => sendProblem(reply as HttpReply, problemOfStatus(error.statusCode ?? 400, 'The address is not valid.')),
    clientErrorHandler,
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: new NestLogger(options.logger), abortOnError: false });
  app.useGlobalFilters(new ProblemFilter(options.logger));
  carryTrace(adapter);
  return app;
}

/** Each request runs under its trace; again after its body has been read, because parsers come back in a context of their own. */
function carryTrace(adapter: FastifyAdapter): void {
  const traces = new WeakMap<object, string>();
  adapter.getInstance().addHook('onRequest', (request, _reply, done) => {
    const header = request.headers['traceparent'];
    withTrace(typeof header === 'string' ? header : undefined, () => {
      traces.set(request, currentTraceparent()!);
      done();
    });
  });
  adapter.getInstance().addHook('preHandler', (request, _reply, done) => underTrace(traces.get(request), done));
}

interface ClientSocket {
  readonly writable: boolean;
  readonly destroyed: boolean;
  end(text: string): unknown;
  destroy(error?: Error): unknown;
}

/** Requests that are not HTTP, too slow or with too many headers never reach a route; they are answered on the bare socket. */
function clientErrorHandler(error: Error & { code?: string }, socket: ClientSocket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy(error);
    return;
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const problem = problemOfStatus(status, status === 400 ? 'This is not a valid HTTP request.' : status === 408 ? 'The request took too long to arrive.' : 'The headers are too large.');
  const body = JSON.stringify(problem);
  socket.end(`HTTP/1.1 ${status} ${problem.title}\r\ncontent-type: ${PROBLEM_JSON}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}
