import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Health, HealthAnswer } from './health.js';
import type { Metrics } from './metrics/registry.js';

export interface AdminServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * `/metrics`, `/health/live` and `/health/ready` on an internal port. It is not part of the Nest application, because probes
 * must be answered before there is a database and until the drain has ended. Rejects when the port is taken.
 */
export async function startAdminServer(parts: { health: Health; metrics: Metrics }, port: number, host: string): Promise<AdminServer> {
  const server = createServer((request, response) => {
    void respond(parts, request.url ?? '', response).catch(() => response.destroy());
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function respond({ health, metrics }: { health: Health; metrics: Metrics }, url: string, response: ServerResponse): Promise<void> {
  const path = url.split('?', 1)[0];
  if (path === '/health/live') return sendHealth(response, health.live());
  if (path === '/health/ready') return sendHealth(response, await health.ready());
  if (path === '/metrics') {
    response.setHeader('content-type', metrics.contentType);
    response.end(await metrics.metrics());
    return;
  }
  response.writeHead(404).end();
}

function sendHealth(response: ServerResponse, answer: HealthAnswer): void {
  response.writeHead(answer.ok ? 200 : 503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ status: answer.ok ? 'ok' : 'failing', reasons: answer.reasons }));
}
