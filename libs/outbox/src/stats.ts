import type { Database } from './database.js';

/** The state of delivery in one database, for gauges and `verify`. Ages in seconds, by the database's clock. */
export interface Stats {
  /** `onefront_outbox_rows`. */
  readonly outboxRows: number;
  /** `onefront_outbox_oldest_age_seconds`; 0 when empty. */
  readonly outboxOldestSeconds: number;
  /** `onefront_parked_keys{consumer,reason}`. A key that is `failed`, or has waited for 60 s, is an incident. */
  readonly parkedKeys: ReadonlyArray<{ consumer: string; reason: string; keys: number; oldestSeconds: number }>;
  /** `onefront_dead_letters{consumer}`: those that wait for a person. */
  readonly deadLetters: ReadonlyArray<{ consumer: string; letters: number }>;
  /** `onefront_work_items{kind}`, those due, and for how long the oldest. */
  readonly workItems: ReadonlyArray<{ kind: string; items: number; due: number; oldestDueSeconds: number }>;
}

export async function stats(database: Database): Promise<Stats> {
  const { rows } = await database.read<{ stats: Stats }>({
    name: 'messaging-stats',
    text: `select jsonb_build_object(
      'outboxRows', (select count(*) from messaging.outbox),
      'outboxOldestSeconds', (select coalesce(greatest(0, extract(epoch from clock_timestamp() - min(created_at))), 0)::float8 from messaging.outbox),
      'parkedKeys', (select coalesce(jsonb_agg(k), '[]') from (
        select consumer, reason, count(*) as keys, extract(epoch from clock_timestamp() - min(since))::float8 as "oldestSeconds" from messaging.parked_key group by 1, 2 order by 1, 2) k),
      'deadLetters', (select coalesce(jsonb_agg(d), '[]') from (
        select consumer, count(*) as letters from messaging.dead_letter where state in ('dead', 'replay-requested') group by 1 order by 1) d),
      'workItems', (select coalesce(jsonb_agg(w), '[]') from (
        select kind, count(*) as items, count(*) filter (where due_at <= clock_timestamp()) as due,
          greatest(0, extract(epoch from clock_timestamp() - min(due_at)))::float8 as "oldestDueSeconds" from messaging.work_item group by 1 order by 1) w)
    ) as stats`,
  });
  return rows[0]!.stats;
}
