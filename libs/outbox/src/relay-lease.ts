import type { Database } from './database.js';
import { BUCKETS } from './outbox-rows.js';

/** A bucket that this relay holds, with the token that fences its deletes. */
export type Held = Map<number, string>;

const claimRest = `update messaging.relay_lease set owner = $1, token = token + 1, expires_at = clock_timestamp() + make_interval(secs => $2)
  where bucket in (select bucket from messaging.relay_lease where expires_at <= clock_timestamp() order by bucket limit $3 for update skip locked)
  returning bucket, token`;

/**
 * Which buckets are ours. Every relay of a service is a member, buckets are shared out evenly, and a bucket belongs to its owner until the
 * lease ends by the database's clock (R16). A relay that was paused finds its token outdated and can delete nothing.
 */
export class RelayLeases {
  held: Held = new Map();
  /** Relays alive, this one included, when we last looked. */
  members = 1;
  private renewedAt = -Infinity;

  constructor(private readonly database: Database, readonly owner: string, private readonly leaseMs: number) {}

  /** Whether we may still send: judged by the monotone clock from before the renewal, with a third of the lease to spare. */
  get fresh(): boolean {
    return performance.now() - this.renewedAt < (this.leaseMs * 2) / 3;
  }

  get dueForRenewal(): boolean {
    return performance.now() - this.renewedAt > this.leaseMs / 3;
  }

  /** Renews what we hold, gives up what is more than our share, claims what is free up to it. Nothing of ours may be in flight. */
  async maintain(): Promise<void> {
    const from = performance.now();
    const seconds = this.leaseMs / 1000;
    this.members = await this.countMembers(seconds);
    const share = Math.ceil(BUCKETS / this.members);
    const [keep, give] = [[...this.held.keys()].slice(0, share), [...this.held.keys()].slice(share)];
    if (give.length > 0) await this.giveUp(give);
    this.held = await this.renew(keep, seconds);
    if (this.held.size < share) {
      const { rows } = await this.database.pool.query<{ bucket: number; token: string }>(claimRest, [this.owner, seconds, share - this.held.size]);
      for (const row of rows) this.held.set(row.bucket, row.token);
    }
    this.renewedAt = from;
  }

  /** Leaves at once, so that others need not wait for the lease to end. */
  async leave(): Promise<void> {
    await this.giveUp([...this.held.keys()]);
    this.held = new Map();
    await this.database.pool.query(`delete from messaging.relay_member where owner = $1`, [this.owner]);
  }

  private async countMembers(seconds: number): Promise<number> {
    await this.database.pool.query(
      `insert into messaging.relay_member (owner, expires_at) values ($1, clock_timestamp() + make_interval(secs => $2))
       on conflict (owner) do update set expires_at = excluded.expires_at`, [this.owner, seconds]);
    const { rows } = await this.database.pool.query<{ members: number }>(
      `with gone as (delete from messaging.relay_member where expires_at < clock_timestamp() - interval '1 minute')
       select count(*)::int as members from messaging.relay_member where expires_at > clock_timestamp()`);
    return Math.max(1, rows[0]!.members);
  }

  private async renew(buckets: readonly number[], seconds: number): Promise<Held> {
    if (buckets.length === 0) return new Map();
    const { rows } = await this.database.pool.query<{ bucket: number; token: string }>(
      `update messaging.relay_lease l set expires_at = clock_timestamp() + make_interval(secs => $4)
       from unnest($2::smallint[], $3::bigint[]) as h(bucket, token)
       where l.bucket = h.bucket and l.token = h.token and l.owner = $1 returning l.bucket, l.token`,
      [this.owner, buckets, buckets.map((bucket) => this.held.get(bucket)), seconds]);
    return new Map(rows.map((row) => [row.bucket, row.token]));
  }

  private async giveUp(buckets: readonly number[]): Promise<void> {
    await this.database.pool.query(
      `update messaging.relay_lease l set owner = null, expires_at = '-infinity'
       from unnest($2::smallint[], $3::bigint[]) as h(bucket, token) where l.bucket = h.bucket and l.token = h.token and l.owner = $1`,
      [this.owner, buckets, buckets.map((bucket) => this.held.get(bucket))]);
    for (const bucket of buckets) this.held.delete(bucket);
  }
}
