import { fairShare, type Member, type TopicPartition } from '../fair-share.js';
import type { PgLogStore } from './pglog-store.js';

interface PartitionRow extends TopicPartition {
  readonly log: number;
}

export interface Claim extends PartitionRow {
  /** Fences whoever held the partition before: a commit with an older epoch changes nothing. */
  readonly epoch: bigint;
  /** Where consuming goes on. */
  readonly offset: bigint;
  readonly end: bigint;
}

export type LogPosition = Pick<Claim, 'log' | 'epoch' | 'offset'>;

export interface Membership {
  readonly group: string;
  readonly id: string;
  readonly topics: readonly string[];
  readonly sessionMs: number;
}

const LEASE = `now() + make_interval(secs => $3::int / 1000.0)`;
/** Rows are locked in one order everywhere, so that beats, commits and claims cannot deadlock. */
const RENEW = `
with mine as (select log from bus.position where grp = $1 and owner = $2 order by log for update),
     gone as (delete from bus.member where grp = $1 and until < now() and id <> $2),
     me as (insert into bus.member (grp, id, topics, until) values ($1, $2, $4::text[], ${LEASE})
            on conflict (grp, id) do update set until = excluded.until, topics = excluded.topics)
update bus.position p set until = ${LEASE} from mine where p.grp = $1 and p.log = mine.log returning p.log, p.epoch`;
const CLAIM = `
with taken as (
  insert into bus.position as p (grp, log, owner, epoch, until)
  select $1, w.log, $2, 1, ${LEASE} from bus.partition w where w.log = any ($4::int[]) order by w.log
  on conflict (grp, log) do update set owner = $2, epoch = p.epoch + 1, until = excluded.until
  where p.owner is null or p.owner = $2 or p.until < now()
  returning p.log, p.epoch, p."offset")
select t.log, a.topic, a.partition, t.epoch, greatest(t."offset", a.first_offset) as "offset", a.next_offset as "end"
from taken t join bus.partition a on a.log = t.log`;
const COMMIT = `
with wanted as (select * from unnest($3::int[], $4::bigint[], $5::bigint[]) w (log, epoch, "offset")),
     mine as (select p.log, w."offset" from bus.position p join wanted w on w.log = p.log and w.epoch = p.epoch
              where p.grp = $1 and p.owner = $2 order by p.log for update of p)
update bus.position p set "offset" = mine."offset" from mine where p.grp = $1 and p.log = mine.log returning p.log`;

/** The rows of one member: its membership, its leases on partitions, its commits. Times are the database's. */
export class PgLogGroup {
  constructor(
    private readonly store: PgLogStore,
    private readonly me: Membership,
  ) {}

  /** Prolongs membership and leases; returns the leases that are still ours, with their epochs. */
  async renew(): Promise<Map<number, bigint>> {
    const rows = await this.store.run<{ log: number; epoch: string }>('bus-renew', RENEW, [this.me.group, this.me.id, this.me.sessionMs, this.me.topics]);
    return new Map(rows.map(({ log, epoch }) => [log, BigInt(epoch)]));
  }

  /** The logs that this member should read, by the same sum that every member does. */
  async share(): Promise<Set<number>> {
    const members = await this.store.run<Member>('bus-members', 'select id, topics from bus.member where grp = $1 and until >= now()', [this.me.group]);
    const topics = [...new Set(members.flatMap((member) => member.topics))];
    const rows = await this.store.run<PartitionRow>('bus-partitions', 'select log, topic, partition from bus.partition where topic = any ($1)', [topics]);
    const share = fairShare(members, rows).get(this.me.id) ?? [];
    return new Set(share.map((row) => (row as PartitionRow).log));
  }

  /** Takes those of the logs that nobody holds or whose lease has run out. */
  async claim(logs: readonly number[]): Promise<Claim[]> {
    const rows = await this.store.run<PartitionRow & { epoch: string; offset: string; end: string }>('bus-claim', CLAIM, [this.me.group, this.me.id, this.me.sessionMs, logs]);
    return rows.map((row) => ({ ...row, epoch: BigInt(row.epoch), offset: BigInt(row.offset), end: BigInt(row.end) }));
  }

  /** Commits positions; returns the logs for which it was still ours to commit. */
  async commit(positions: readonly LogPosition[]): Promise<Set<number>> {
    const rows = await this.store.run<{ log: number }>('bus-commit', COMMIT, [
      this.me.group, this.me.id, positions.map(({ log }) => log), positions.map(({ epoch }) => epoch.toString()), positions.map(({ offset }) => offset.toString()),
    ]);
    return new Set(rows.map(({ log }) => log));
  }

  async release(logs: readonly number[]): Promise<void> {
    await this.store.run('bus-release', `
      with mine as (select log from bus.position where grp = $1 and owner = $2 and log = any ($3) order by log for update)
      update bus.position p set owner = null, until = null from mine where p.grp = $1 and p.log = mine.log`, [this.me.group, this.me.id, logs]);
  }

  async leave(): Promise<void> {
    await this.store.run('bus-leave', `
      with gone as (delete from bus.member where grp = $1 and id = $2),
           mine as (select log from bus.position where grp = $1 and owner = $2 order by log for update)
      update bus.position p set owner = null, until = null from mine where p.grp = $1 and p.log = mine.log`, [this.me.group, this.me.id]);
  }
}
