import { TopicMismatch, type BusAdmin, type PartitionLag, type TopicSpec } from '../driver.js';
import { requireAgreed, requireThere } from '../topics.js';
import { dropBelow } from './pglog-retention.js';
import type { PgLogStore } from './pglog-store.js';
import { inTransaction } from './transaction.js';

export class PgLogAdmin implements BusAdmin {
  constructor(private readonly store: PgLogStore) {}

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    for (const { name, partitions, retentionMs } of topics) {
      if (!Number.isInteger(partitions) || partitions < 1) throw new TopicMismatch(`topic ${name} cannot have ${partitions} partitions`);
      await this.store.run('bus-create-topic', `
        with made as (insert into bus.topic (name, partitions, retention_ms) values ($1, $2, $3) on conflict do nothing returning name, partitions)
        insert into bus.partition (topic, partition) select made.name, g from made, generate_series(0, made.partitions - 1) g`, [name, partitions, retentionMs ?? -1]);
    }
    const found = await this.describe(topics.map((topic) => topic.name));
    requireAgreed(topics, new Map(found.map(({ name, partitions }) => [name, partitions])));
  }

  async describeTopics(names?: readonly string[]): Promise<TopicSpec[]> {
    const found = await this.describe(names ?? null);
    requireThere(names ?? [], new Set(found.map(({ name }) => name)));
    return found;
  }

  async lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    const rows = await this.store.run<{ topic: string; partition: number; committed: string; end: string }>('bus-lag', `
      select a.topic, a.partition, greatest(coalesce(p."offset", 0), a.first_offset) as committed, a.next_offset as "end"
      from bus.partition a left join bus.position p on p.grp = $1 and p.log = a.log
      where a.topic = any ($2) order by a.topic collate "C", a.partition`, [group, topics]);
    return rows.map(({ topic, partition, committed, end }) => ({ topic, partition, committed: BigInt(committed), end: BigInt(end), lag: BigInt(end) - BigInt(committed) }));
  }

  async resetOffsets(group: string, topic: string, to: 'earliest' | 'latest' | ReadonlyMap<number, bigint>): Promise<void> {
    const members = await this.store.run('bus-running', 'select 1 from bus.member where grp = $1 and until >= now()', [group]);
    if (members.length > 0) throw new Error(`group ${group} has running members; stop them before its offsets are set`);
    const logs = (await this.store.logsOf([topic])).get(topic)!;
    const wanted = logs.map((log, partition) => ({ log, offset: typeof to === 'string' ? null : to.get(partition) })).filter(({ offset }) => offset !== undefined);
    await this.store.run('bus-set-offsets', `
      insert into bus.position as p (grp, log, "offset", epoch)
      select $1, a.log, greatest(a.first_offset, least(a.next_offset, coalesce(w."offset", case when $4 then a.next_offset else a.first_offset end))), 1
      from unnest($2::int[], $3::bigint[]) w (log, "offset") join bus.partition a on a.log = w.log order by a.log
      on conflict (grp, log) do update set "offset" = excluded."offset", epoch = p.epoch + 1, owner = null, until = null`,
      [group, wanted.map(({ log }) => log), wanted.map(({ offset }) => offset?.toString() ?? null), to === 'latest']);
  }

  async offsetsAt(topic: string, time: number): Promise<ReadonlyMap<number, bigint>> {
    const rows = await this.store.run<{ partition: number; offset: string }>('bus-offsets-at', `
      select a.partition, coalesce((select r."offset" from bus.record r where r.log = a.log and r.at_ms >= $2 order by r."offset" limit 1), a.next_offset) as "offset"
      from bus.partition a where a.topic = $1`, [topic, time]);
    return new Map(rows.map(({ partition, offset }) => [partition, BigInt(offset)]));
  }

  async truncate(topic: string, before?: ReadonlyMap<number, bigint>): Promise<void> {
    const logs = (await this.store.logsOf([topic])).get(topic)!;
    for (const [partition, log] of logs.entries()) {
      const below = before === undefined ? null : before.get(partition);
      if (below !== undefined) await dropBelow(this.store, log, below);
    }
  }

  async deleteTopics(names: readonly string[]): Promise<void> {
    const logs = (await this.store.run<{ log: number }>('bus-delete-logs', 'select log from bus.partition where topic = any ($1)', [names])).map(({ log }) => log);
    await inTransaction(this.store.pool, async (client) => {
      // The cascade comes to positions from the partitions' side, a claim the other way round: without this they deadlock.
      await client.query('lock table bus.position in share row exclusive mode');
      await client.query('delete from bus.topic where name = any ($1)', [names]);
    });
    this.store.forgetTopics();
    for (const log of logs) await this.store.run('bus-delete-records', 'delete from bus.record where log = $1', [log]);
  }

  async close(): Promise<void> {
    // The connections belong to the driver.
  }

  private async describe(names: readonly string[] | null): Promise<TopicSpec[]> {
    const rows = await this.store.run<{ name: string; partitions: number; retention_ms: string }>(
      'bus-topics', 'select name, partitions, retention_ms from bus.topic where $1::text[] is null or name = any ($1) order by name collate "C"', [names]);
    return rows.map(({ name, partitions, retention_ms }) => ({ name, partitions, retentionMs: Number(retention_ms) }));
  }
}
