import { stats, type Database, type Observe, type Stats } from '@onefront/outbox';
import { Counter, Gauge, Histogram } from 'prom-client';
import { cached } from './cached.js';
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

interface Row {
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** What waits in the database: outbox, parked keys, dead letters, work. Asked at most every five seconds, left out while Postgres is away. */
export function bindOutboxMetrics(metrics: Metrics, database: Database): void {
  const current = cached(() => stats(database), 5_000, 2_000);
  const gauge = (name: string, help: string, labelNames: readonly string[], rows: (now: Stats) => readonly Row[]) =>
    new Gauge({
      name, help, labelNames: [...labelNames], registers: [metrics],
      async collect() {
        const now = await current();
        this.reset();
        // A gauge without labels that was reset says 0; while nothing is known it must say nothing.
        if (!now) return void this.remove({});
        for (const { labels = {}, value } of rows(now)) this.set(labels, value);
      },
    });
  gauge('onefront_outbox_rows', 'Messages not yet brought to the bus', [], (now) => [{ value: now.outboxRows }]);
  gauge('onefront_outbox_oldest_age_seconds', 'Age of the oldest message not yet brought to the bus', [], (now) => [{ value: now.outboxOldestSeconds }]);
  gauge('onefront_parked_keys', 'Keys whose messages wait', ['consumer', 'reason'], (now) => now.parkedKeys.map(({ consumer, reason, keys }) => ({ labels: { consumer, reason }, value: keys })));
  gauge('onefront_parked_oldest_age_seconds', 'How long the oldest parked key waits', ['consumer', 'reason'], (now) => now.parkedKeys.map(({ consumer, reason, oldestSeconds }) => ({ labels: { consumer, reason }, value: oldestSeconds })));
  gauge('onefront_dead_letters', 'Messages that wait for a person', ['consumer'], (now) => now.deadLetters.map(({ consumer, letters }) => ({ labels: { consumer }, value: letters })));
  gauge('onefront_work_items', 'Work that waits for an executor', ['kind'], (now) => now.workItems.map(({ kind, items }) => ({ labels: { kind }, value: items })));
  gauge('onefront_work_oldest_due_seconds', 'How long the oldest due work waits', ['kind'], (now) => now.workItems.map(({ kind, oldestDueSeconds }) => ({ labels: { kind }, value: oldestDueSeconds ?? 0 })));
}
