import { newId } from '@onefront/kernel';
import type { BusProducer } from '@onefront/bus';
import type { Database } from './database.js';
import { passing } from './fail-places.js';
import type { OutboxLog } from './log.js';
import type { Observe } from './observe.js';
import { RelayLeases, type Held } from './relay-lease.js';
import { sendRows, type OutboxRow, type Sent } from './relay-send.js';

export interface RelayOptions {
  /** How long a bucket stays with a relay that says nothing. Default 10,000 ms. */
  readonly leaseMs?: number;
  /** About how many rows go into one send. Default 500. */
  readonly batch?: number;
  /** The longest pause between two looks at the outbox. Default 1,000 ms, or 100 ms when other relays hold a part of the buckets. */
  readonly pollMs?: number;
  readonly log?: OutboxLog;
  readonly observe?: Observe;
}

export interface Relay {
  readonly owner: string;
  /** Buckets held now. */
  buckets(): number[];
  /** Sends what is in flight to its end, then hands the buckets on. */
  stop(): Promise<void>;
}

/** Index range scans per bucket: a range that was emptied costs nothing, and one full bucket cannot starve the others. */
const readRows = {
  name: 'relay-read',
  text: `select o.bucket, o.id, o.topic, o.key, o.headers, o.value from unnest($1::smallint[]) as b(bucket)
    cross join lateral (select * from messaging.outbox where bucket = b.bucket order by id limit $2) as o order by o.id`,
};

/**
 * Only with the token of the bucket: a relay that was overtaken deletes nothing. Not flushed before it is answered: a delete that a crash takes back
 * is a message sent twice, which every consumer is made for.
 */
const deleteRows = {
  name: 'relay-delete',
  text: `with unflushed as materialized (select set_config('synchronous_commit', 'off', true))
    delete from messaging.outbox o using unnest($1::smallint[], $2::bigint[], $3::bigint[]) as d(bucket, id, token), messaging.relay_lease l, unflushed
    where o.bucket = d.bucket and o.id = d.id and l.bucket = d.bucket and l.token = d.token`,
};

/**
 * Carries committed outbox rows to the log, at least once, in order per key: buckets by lease, rows in id order, no transaction open
 * while sending, one send at a time, deleted after the acknowledgement. Several relays share the buckets.
 */
export function startRelay(database: Database, producer: BusProducer, options: RelayOptions = {}): Relay {
  const loop = new RelayLoop(database, producer, options);
  loop.start();
  return { owner: loop.leases.owner, buckets: () => [...loop.leases.held.keys()].sort((a, b) => a - b), stop: () => loop.stop() };
}

class RelayLoop {
  readonly leases: RelayLeases;
  private readonly batch: number;
  private readonly log: OutboxLog;
  private stopped = false;
  private woken = false;
  private interrupt: () => void = () => undefined;
  private running: Promise<void> = Promise.resolve();
  private failures = 0;
  private idle = 0;
  private readonly wake = () => {
    this.woken = true;
    this.interrupt();
  };

  constructor(private readonly database: Database, private readonly producer: BusProducer, private readonly options: RelayOptions) {
    this.leases = new RelayLeases(database, newId(), options.leaseMs ?? 10_000);
    this.batch = options.batch ?? 500;
    this.log = options.log ?? database.log;
  }

  start(): void {
    this.database.signals.on('told', this.wake);
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.interrupt();
    await this.running;
    this.database.signals.off('told', this.wake);
    await this.leases.leave().catch((error: unknown) => this.log('the relay could not hand its buckets on', { error }));
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.woken = false;
      try {
        const { moved, more } = await this.turn();
        this.failures = 0;
        this.idle = moved > 0 ? 0 : this.idle + 1;
        if (!more) await this.pause(this.pollMs());
      } catch (error) {
        this.log('the relay failed and will try again', { service: this.database.service, error });
        await this.pause(Math.min(5_000, 50 * 2 ** this.failures++), true);
      }
    }
  }

  /** One read, one send, one delete. Resolves with the rows that moved, and whether there may be more: only this process wakes us when it adds some. */
  private async turn(): Promise<{ moved: number; more: boolean }> {
    if (this.leases.dueForRenewal) await this.leases.maintain();
    const held: Held = new Map(this.leases.held);
    if (held.size === 0) return { moved: 0, more: false };
    const perBucket = Math.ceil((2 * this.batch) / held.size);
    const { rows } = await this.database.pool.query<OutboxRow>({ ...readRows, values: [[...held.keys()], perBucket] });
    if (rows.length === 0) return { moved: 0, more: false };
    // A relay that was paused between reading and sending must not repeat what its successor has sent long ago.
    if (!this.leases.fresh) return { moved: 0, more: true };
    await passing('relay:before-send');
    const sent = await sendRows(this.database, this.producer, rows);
    await this.remove(sent, held);
    if (sent.error) throw sent.error;
    return { moved: rows.length, more: rows.length >= perBucket || this.leases.members > 1 };
  }

  private async remove({ done }: Sent, held: Held): Promise<void> {
    if (done.length === 0) return;
    await passing('relay:after-send');
    await this.database.pool.query({ ...deleteRows, values: [done.map((row) => row.bucket), done.map((row) => row.id), done.map((row) => held.get(row.bucket))] });
    this.options.observe?.relayed?.(done.length);
  }

  private pollMs(): number {
    const most = this.options.pollMs ?? (this.leases.members > 1 ? 100 : 1_000);
    return Math.min(most, this.idle < 10 ? 100 : 1_000, this.leases.held.size === 0 ? 500 : Infinity);
  }

  /** Ends early when woken; a pause after a failure ends early only for `stop`. */
  private pause(ms: number, deaf = false): Promise<void> {
    if (this.stopped || (this.woken && !deaf)) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.interrupt = () => {
        if (deaf && !this.stopped) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
