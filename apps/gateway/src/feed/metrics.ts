import type { Database } from '@onefront/outbox';
import { cached, type Metrics } from '@onefront/service';
import { Gauge } from 'prom-client';
import type { OpenStreams } from './open-streams.js';

/** How far the sequencer is, how long the oldest event waits for its position, and the streams of this process; each where its role is. */
export function bindFeedMetrics(metrics: Metrics, { database, streams }: { readonly database?: Database; readonly streams?: OpenStreams }): void {
  const registers = [metrics];
  if (streams) new Gauge({ name: 'onefront_feed_open_streams', help: 'Event streams open on this process', registers, collect() { this.set(streams.count); } });
  if (!database) return;
  const now = cached(async () => {
    const { rows } = await database.read<{ position: string; waiting: number; oldest: number }>({
      name: 'feed-stats',
      text: `select s.position, w.waiting, w.oldest from feed_sequencer s, (
        select count(*)::int as waiting, coalesce(extract(epoch from clock_timestamp() - min(at)), 0)::float8 as oldest from (select at from feed_event where position is null order by id limit 10000) u) w`,
    });
    return rows[0]!;
  }, 5_000, 2_000);
  const gauge = (name: string, help: string, value: (row: { position: string; waiting: number; oldest: number }) => number) =>
    new Gauge({ name, help, registers, async collect() { const row = await now(); if (row) this.set(value(row)); else this.remove({}); } });
  gauge('onefront_feed_position', 'The last position given', (row) => Number(row.position));
  gauge('onefront_feed_unplaced', 'Events that wait for their position (at most 10,000 are counted)', (row) => row.waiting);
  gauge('onefront_feed_lag_seconds', 'How long ago the oldest event without a position happened', (row) => Math.max(0, row.oldest));
}
