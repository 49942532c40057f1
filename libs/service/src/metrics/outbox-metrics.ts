import type { Observe } from '@onefront/outbox';
import { Counter, Histogram } from 'prom-client';
import type { Metrics } from './registry.js';

/** Counters of what consumers and relays do. Made once per registry. */
export function observeOutbox(metrics: Metrics): Observe {
  const registers = [metrics];
  const messages = new Counter({ name: 'onefront_messages_total', help: 'Messages by what became of them', labelNames: ['consumer', 'outcome'], registers });
  const batches = new Histogram({ name: 'onefront_consumer_batch_seconds', help: 'Time for one batch', labelNames: ['consumer'], buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5], registers });
  const relayed = new Counter({ name: 'onefront_outbox_relayed_total', help: 'Messages that the relay has brought to the bus', registers });
  return {
    messages: (consumer, outcome, count) => { if (count > 0) messages.inc({ consumer, outcome }, count); },
    batchSeconds: (consumer, seconds) => batches.observe({ consumer }, seconds),
    relayed: (count) => relayed.inc(count),
  };
}
