import { collectDefaultMetrics, Registry } from 'prom-client';

/** The metrics of one service; every name of ours begins with `onefront_`. Several may live in one process. */
export type Metrics = Registry;

/** A registry with the metrics of Node itself (memory, CPU, event-loop lag, garbage collection), all labelled with the service. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  return registry;
}
