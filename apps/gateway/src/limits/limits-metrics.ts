import type { Metrics } from '@onefront/service';
import { Counter, Gauge } from 'prom-client';

/** What the door turned away and why; never by client, whose number has no bound. */
export interface LimitsMetrics {
  limited(what: string): void;
  shed(priority: string, reason: string): void;
  cut(reason: string): void;
}

export interface LimitsSources { readonly inFlight: () => number; readonly bodyBytes: () => number; readonly lagMs: () => number }

export function limitsMetrics(metrics: Metrics, sources: LimitsSources): LimitsMetrics {
  const registers = [metrics];
  const limited = new Counter({ name: 'onefront_http_limited_total', help: 'Requests answered 429, by class', labelNames: ['class'], registers });
  const shed = new Counter({ name: 'onefront_http_shed_total', help: 'Requests answered 503 because there was too much to do, by what they are and why', labelNames: ['priority', 'reason'], registers });
  const cut = new Counter({ name: 'onefront_http_cut_total', help: 'Connections that were closed by us, by reason', labelNames: ['reason'], registers });
  new Gauge({ name: 'onefront_http_in_flight', help: 'Requests that this process works on', registers, collect() { this.set(sources.inFlight()); } });
  new Gauge({ name: 'onefront_http_body_bytes', help: 'Bytes of request bodies that are being taken in', registers, collect() { this.set(sources.bodyBytes()); } });
  new Gauge({ name: 'onefront_http_lag_seconds', help: 'How long every turn of the event loop has been late lately', registers, collect() { this.set(sources.lagMs() / 1000); } });
  return { limited: (what) => limited.inc({ class: what }), shed: (priority, reason) => shed.inc({ priority, reason }), cut: (reason) => cut.inc({ reason }) };
}
