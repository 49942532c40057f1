import { steadyNow, type BusConsumer, type BusDriver } from '@onefront/bus';
import { Gauge } from 'prom-client';
import { cached } from './cached.js';
import type { Metrics } from './registry.js';

export interface ConsumerSource {
  readonly bus: BusDriver;
  /** Topics by consumer group. */
  readonly subscriptions: ReadonlyMap<string, readonly string[]>;
  readonly consumers: () => readonly BusConsumer[];
}

/** Lag per partition, partitions assigned, and how long a partition has made no progress. */
export function bindConsumerMetrics(metrics: Metrics, source: ConsumerSource): { close(): Promise<void> } {
  const registers = [metrics];
  const admin = lazyAdmin(source.bus);
  const lag = cached(async () => {
    const connected = await admin.get();
    const perGroup = [...source.subscriptions].map(async ([group, topics]) => (await connected.lag(group, topics)).map((row) => ({ ...row, group })));
    return (await Promise.all(perGroup)).flat();
  }, 10_000, 2_000);
  new Gauge({
    name: 'onefront_consumer_lag', help: 'Records not yet committed by this service', labelNames: ['group', 'topic', 'partition'], registers,
    async collect() {
      this.reset();
      if (source.subscriptions.size === 0) return;
      for (const row of (await lag()) ?? []) this.set({ group: row.group, topic: row.topic, partition: row.partition }, Number(row.lag));
    },
  });
  new Gauge({
    name: 'onefront_consumer_assigned_partitions', help: 'Partitions that this process reads', registers,
    collect() { this.set(source.consumers().reduce((sum, consumer) => sum + consumer.health().assigned, 0)); },
  });
  new Gauge({
    name: 'onefront_consumer_stalled_seconds', help: 'How long a partition with records to read has made no progress', labelNames: ['topic', 'partition', 'transient'], registers,
    collect() {
      this.reset();
      for (const row of source.consumers().flatMap((consumer) => consumer.health().stalled)) {
        this.set({ topic: row.topic, partition: row.partition, transient: String(row.transient) }, (steadyNow() - row.since) / 1000);
      }
    },
  });
  return { close: () => admin.close() };
}

/** One admin connection, made at the first scrape and made anew after a failure. */
function lazyAdmin(bus: BusDriver) {
  let admin: ReturnType<BusDriver['admin']> | undefined;
  return {
    get() {
      admin ??= bus.admin().catch((error: unknown) => {
        admin = undefined;
        throw error;
      });
      return admin;
    },
    async close() {
      await (await admin?.catch(() => undefined))?.close();
    },
  };
}
