import { setTimeout as delay } from 'node:timers/promises';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How long a process that is about to end goes on serving whoever is connected. Longer than a probe or a look-up of names that is made every moment. */
const DRAIN_MS = 1_000;

/**
 * The way out for callers. A balancer hears late that a process is ending, and connections that are kept alive stay where they are: closing at once
 * would break a request that is on its way on one of them. So a process that is to end first goes on serving for a second, and every answer
 * says `Connection: close`: callers that are busy have moved to other processes before anything is closed.
 */
export class Drain {
  private done: Promise<void> | undefined;
  private app: NestFastifyApplication | undefined;

  /** Before the application is initialised. */
  attach(app: NestFastifyApplication): void {
    this.app = app;
    app.getHttpAdapter().getInstance().addHook('onRequest', (_request, reply, done) => {
      this.close(reply.raw);
      done();
    });
    // Requests that were under way when it began.
    app.getHttpAdapter().getInstance().addHook('onSend', (_request, reply, _payload, done) => {
      this.close(reply.raw);
      done();
    });
  }

  /** Resolves when callers have had time to go; at once when nobody is connected. Asking again waits for the same end. */
  run(): Promise<void> {
    this.done ??= this.wait();
    return this.done;
  }

  private async wait(): Promise<void> {
    if (this.app && (await connections(this.app)) > 0) await delay(DRAIN_MS);
  }

  private close(response: { readonly headersSent: boolean; setHeader(name: string, value: string): unknown }): void {
    if (this.done && !response.headersSent) response.setHeader('connection', 'close');
  }
}

function connections(app: NestFastifyApplication): Promise<number> {
  return new Promise((resolve) => app.getHttpServer().getConnections((error: Error | null, count: number) => resolve(error ? 0 : count)));
}
