import type { Metrics } from '@onefront/service';
import type { Database } from '@onefront/outbox';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Observe } from './commands/connection.js';
import { countsOf, type Counts } from './queries/counts.js';

/** Counters and lags of one connection; every metric names it. */
export function observeConnection(metrics: Metrics, connection: string): Observe {
  const registers = [metrics];
  const labels = { connection };
  const buckets = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900];
  const intake = new Histogram({ name: 'onefront_channel_intake_lag_seconds', help: 'From a sale on the marketplace to our order', labelNames: ['connection'], buckets, registers });
  const push = new Histogram({ name: 'onefront_channel_push_lag_seconds', help: 'From a change of stock to the yes of the marketplace', labelNames: ['connection'], buckets, registers });
  const orders = new Counter({ name: 'onefront_channel_orders_total', help: 'Channel orders by what became of them', labelNames: ['connection', 'outcome'], registers });
  const quantities = new Counter({ name: 'onefront_channel_quantities_total', help: 'Quantities sent, by the answer', labelNames: ['connection', 'outcome'], registers });
  const throttled = new Counter({ name: 'onefront_channel_throttled_total', help: 'Calls that had to wait for a limit', labelNames: ['connection', 'operation'], registers });
  const differences = new Counter({ name: 'onefront_channel_differences_total', help: 'Listings that were read back and differed', labelNames: ['connection'], registers });
  return {
    intakeLag: (seconds) => intake.observe(labels, Math.max(0, seconds)),
    pushLag: (seconds) => push.observe(labels, Math.max(0, seconds)),
    orders: (outcome) => orders.inc({ ...labels, outcome }),
    quantities: (outcome, count) => quantities.inc({ ...labels, outcome }, count),
    throttled: (operation) => throttled.inc({ ...labels, operation }),
    differences: (count) => differences.inc(labels, count),
  };
}

/** What waits for the marketplace, for us or for a person. Left out while Postgres is away. */
export function bindConnectionMetrics(metrics: Metrics, database: Database, { connection, alarmMs }: { connection: string; alarmMs: number }): void {
  const gauge = (name: string, help: string, labelNames: readonly string[], rows: (counts: Counts) => readonly { labels?: Record<string, string>; value: number }[]) =>
    new Gauge({
      name, help, labelNames: ['connection', ...labelNames], registers: [metrics],
      async collect() {
        const counts = await countsOf(database, connection, alarmMs).catch(() => undefined);
        this.reset();
        for (const { labels = {}, value } of counts ? rows(counts) : []) this.set({ connection, ...labels }, value);
      },
    });
  gauge('onefront_channel_orders', 'Channel orders that are not settled or need a person', ['placement'], (counts) => counts.orders.map(({ placement, orders }) => ({ labels: { placement }, value: orders })));
  gauge('onefront_channel_listings', 'Listings by state', ['state'], (counts) => counts.listings.map(({ state, listings }) => ({ labels: { state }, value: listings })));
  gauge('onefront_channel_listing_incidents', 'Listings that differ for longer than DIFFERENCE_ALARM_SECONDS', [], (counts) => [{ value: counts.incidents }]);
  gauge('onefront_channel_sold', 'Channel orders of the last 30 days: served, or a breach, which the marketplace had sold though it was not there', ['outcome'], (counts) => counts.sold.map(({ outcome, orders }) => ({ labels: { outcome }, value: orders })));
  gauge('onefront_channel_poll_age_seconds', 'Since the order feed was last read to its end', [], (counts) => (counts.pollAgeSeconds === null ? [] : [{ value: counts.pollAgeSeconds }]));
}
