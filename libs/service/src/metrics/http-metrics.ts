import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Histogram } from 'prom-client';
import type { Metrics } from './registry.js';

/** Duration of requests by method, route pattern (never the address itself: it holds ids) and status. */
export function observeHttp(app: NestFastifyApplication, metrics: Metrics): void {
  const duration = new Histogram({
    name: 'onefront_http_request_duration_seconds', help: 'Time from the arrival of a request to the end of its answer', labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30], registers: [metrics],
  });
  app.getHttpAdapter().getInstance().addHook('onResponse', (request, reply, done) => {
    duration.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
}
