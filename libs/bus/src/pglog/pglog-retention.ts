import type { PgLogStore } from './pglog-store.js';

const EVERY_MS = 60_000;
const BATCH = 5_000;

/** Drops the records of a log below an offset (null = all that are there), in small transactions. Offsets go on counting. */
export async function dropBelow(store: PgLogStore, log: number, below: bigint | null): Promise<void> {
  await store.run('bus-truncate', `
    update bus.partition set first_offset = greatest(first_offset, least(next_offset, coalesce($2::bigint, next_offset))) where log = $1`, [log, below?.toString() ?? null]);
  for (let dropped = BATCH; dropped === BATCH; ) {
    const rows = await store.run<{ n: number }>('bus-drop', `
      with old as (select "offset" from bus.record where log = $1 and "offset" < (select first_offset from bus.partition where log = $1) order by "offset" limit $2),
           gone as (delete from bus.record r using old where r.log = $1 and r."offset" = old."offset" returning 1)
      select count(*)::int as n from gone`, [log, BATCH]);
    dropped = rows[0]?.n ?? 0;
  }
}

/** Forgets what is older than its topic keeps. Every process tries; a row lock lets one work on a partition at a time. */
export class PgLogRetention {
  private readonly timer: NodeJS.Timeout;
  private running: Promise<void> | null = null;

  constructor(private readonly store: PgLogStore) {
    this.timer = setInterval(() => void this.sweep(), EVERY_MS).unref();
  }

  sweep(): Promise<void> {
    this.running ??= this.sweepOnce()
      .catch((error: unknown) => this.store.log('old records could not be dropped', { error }))
      .finally(() => (this.running = null));
    return this.running;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private async sweepOnce(): Promise<void> {
    // Records of a log carry rising times, so the first one that is young enough ends what may go.
    const due = await this.store.run<{ log: number; below: string }>('bus-due', `
      select a.log, coalesce((select r."offset" from bus.record r where r.log = a.log and r.at_ms >= c.cutoff order by r."offset" limit 1), a.next_offset) as below
      from bus.partition a join bus.topic t on t.name = a.topic,
           lateral (select (extract(epoch from now()) * 1000)::bigint - t.retention_ms as cutoff) c
      where t.retention_ms >= 0 and exists (
        select 1 from (select r.at_ms from bus.record r where r.log = a.log order by r."offset" limit 1) first where first.at_ms < c.cutoff)`, []);
    for (const { log, below } of due) await dropBelow(this.store, log, BigInt(below));
    await this.store.run('bus-old-members', `delete from bus.member where until < now() - interval '1 hour'`, []);
  }
}
