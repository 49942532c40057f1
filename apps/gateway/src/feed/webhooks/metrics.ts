import type { Database } from '@onefront/outbox';
import { cached, type Metrics } from '@onefront/service';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Attempt } from './send.js';

interface Row { enabled: number; disabled: number; open: number; waiting: number; oldest: number; [column: string]: unknown }

/** What stands in the database, and a counter for the attempts of this process. */
export function bindWebhookMetrics(metrics: Metrics, database: Database): (attempt: Attempt) => void {
  const registers = [metrics];
  const now = cached(async () => {
    const { rows } = await database.read<Row>({
      name: 'webhook-stats',
      text: `select w.*, d.* from (select count(*) filter (where enabled)::int as enabled, count(*) filter (where not enabled and notice ->> 'reason' <> 'by-client')::int as disabled,
          count(*) filter (where enabled and open_until > clock_timestamp())::int as open from webhook) w,
        (select count(*)::int as waiting, coalesce(extract(epoch from clock_timestamp() - min(p.created_at)), 0)::float8 as oldest
          from webhook h cross join lateral (select created_at from webhook_delivery where webhook_id = h.id and status = 'pending' order by seq limit 1000) p where h.enabled) d`,
    });
    return rows[0]!;
  }, 5_000, 2_000);
  const gauge = (name: string, help: string, value: (row: Row) => number) =>
    new Gauge({ name, help, registers, async collect() { const row = await now(); if (row) this.set(value(row)); else this.remove({}); } });
  gauge('onefront_webhooks_enabled', 'Webhooks that are served', (row) => row.enabled);
  gauge('onefront_webhooks_disabled', 'Webhooks that we have disabled because they answered 410 or nothing good for days', (row) => row.disabled);
  gauge('onefront_webhook_open_circuits', 'Webhooks that are tried one delivery at a time', (row) => row.open);
  gauge('onefront_webhook_waiting', 'Deliveries that wait, of enabled webhooks (at most 1,000 of each)', (row) => row.waiting);
  gauge('onefront_webhook_oldest_waiting_seconds', 'How long the oldest of them waits', (row) => row.oldest);
  const attempts = new Counter({ name: 'onefront_webhook_attempts_total', help: 'Attempts to deliver, by what became of them', labelNames: ['outcome'], registers });
  const seconds = new Histogram({ name: 'onefront_webhook_attempt_seconds', help: 'Time until the receiver had answered', buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], registers });
  return (attempt) => {
    attempts.inc({ outcome: attempt.ok ? 'delivered' : attempt.error ?? `status-${Math.floor((attempt.status ?? 0) / 100)}xx` });
    seconds.observe(attempt.tookMs / 1000);
  };
}
