import type { Metrics } from '@onefront/service';
import type { Database } from '@onefront/outbox';
import { Gauge } from 'prom-client';

interface Counts { kind: string; outcome: string; rows: string }
interface Running { kind: string; jobs: string; seconds: number }

/** What imports have done and what waits, read from their own counters: the same from every process, and left out while Postgres is away. */
export function bindImportMetrics(metrics: Metrics, database: Database): void {
  const gauge = (name: string, help: string, labelNames: string[], values: () => Promise<{ labels: Record<string, string>; value: number }[]>) => new Gauge({
    name, help, labelNames, registers: [metrics],
    async collect() {
      const found = await values().catch(() => undefined);
      this.reset();
      for (const { labels, value } of found ?? []) this.set(labels, value);
    },
  });
  gauge('onefront_import_rows', 'Rows of the imports of the last 30 days by kind and outcome; those without one are waiting', ['kind', 'outcome'], async () => {
    const { rows } = await database.read<Counts & Record<string, unknown>>({
      name: 'import-metrics-rows',
      text: `select kind, o.outcome, sum(o.rows)::text as rows from import_job cross join lateral (values ('accepted', accepted), ('rejected', rejected), ('unchanged', unchanged), ('waiting', case when open and status <> 'cancelled' then rows - accepted - rejected - unchanged else 0 end)) as o(outcome, rows)
        where status <> 'receiving' and not dry_run group by 1, 2`,
    });
    return rows.map(({ kind, outcome, rows: count }) => ({ labels: { kind, outcome }, value: Number(count) }));
  });
  const running = async () => (await database.read<Running & Record<string, unknown>>({
    name: 'import-metrics-open', text: `select kind, count(*)::text as jobs, extract(epoch from now() - min(advanced_at))::float as seconds from import_job where open group by 1`,
  })).rows;
  gauge('onefront_imports_running', 'Imports that are under way', ['kind'], async () => (await running()).map(({ kind, jobs }) => ({ labels: { kind }, value: Number(jobs) })));
  gauge('onefront_import_idle_seconds', 'Since the import that waits longest has come any further', ['kind'], async () => (await running()).map(({ kind, seconds }) => ({ labels: { kind }, value: Math.max(0, seconds) })));
}
