import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Problem } from '@onefront/kernel';
import type { Logger } from '../logs/logger.js';
import { PROBLEM_JSON, problemFrom } from './problems.js';

/** What is used of Fastify's reply, so that callers need not depend on Fastify itself. */
export interface HttpReply {
  readonly sent: boolean;
  readonly raw: { readonly headersSent: boolean; destroy(): unknown };
  header(name: string, value: string): HttpReply;
  status(status: number): HttpReply;
  send(body: Buffer): unknown;
}

interface HttpRequest {
  readonly method: string;
  readonly routeOptions?: { readonly url?: string };
}

/** Answers everything that is thrown in an HTTP handler as `application/problem+json`; what was not expected is logged with its stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<HttpRequest>();
    const problem = problemFrom(error);
    if (problem.status >= 500) this.logger.error({ error, method: request.method, route: request.routeOptions?.url }, 'a request failed');
    sendProblem(http.getResponse<HttpReply>(), problem);
  }
}

/** Sends a problem unless an answer is already under way (a broken stream can only be cut). */
export function sendProblem(reply: HttpReply, problem: Problem): void {
  if (reply.sent || reply.raw.headersSent) {
    reply.raw.destroy();
    return;
  }
  if (problem.retryAfter !== undefined) void reply.header('retry-after', String(problem.retryAfter));
  // As bytes: to text Fastify would add a charset, which this media type does not have.
  void reply.status(problem.status).header('content-type', PROBLEM_JSON).send(Buffer.from(JSON.stringify(problem)));
}
