import { Client } from 'pg';
import { backOff, pause } from '../wait.js';
import type { PgLogStore } from './pglog-store.js';

const GROWTH = 'bus_growth';
const GROUPS = 'bus_groups';
/** Appends of this many milliseconds share one notification: it takes a lock on the whole database server's queue. */
const DEBOUNCE_MS = 2;
/** The net below lost notifications. */
const POLL_MS = 500;
/** A notification may have 8,000 bytes. */
const LOGS_PER_NOTICE = 200;

export interface TailReader {
  readonly group: string;
  readonly logs: () => readonly number[];
  /** The log ends at this offset now. */
  grew(log: number, end: bigint): void;
  /** Members came or went: look at the assignment. */
  groupChanged(): void;
  /** The log was asked: null when it answered. */
  answered(error: unknown): void;
}

/** Tells consumers of this process which partitions grew, by notification and by polling; one session for all of them. */
export class PgLogTail {
  private readonly readers = new Set<TailReader>();
  private readonly grown = new Map<number, bigint>();
  private session: Client | null = null;
  private listening: Promise<void> | null = null;
  private flushTimer: NodeJS.Timeout | null = null;
  private pollTimer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly store: PgLogStore) {}

  add(reader: TailReader): void {
    this.readers.add(reader);
    this.listening ??= this.listen();
    this.pollTimer ??= setInterval(() => void this.poll(), POLL_MS);
  }

  remove(reader: TailReader): void {
    this.readers.delete(reader);
    if (this.readers.size > 0) return;
    clearInterval(this.pollTimer);
    this.pollTimer = undefined;
  }

  /** Something was appended and committed: tells this process at once and the others soon. */
  announce(ends: ReadonlyMap<number, bigint>): void {
    for (const [log, end] of ends) this.grown.set(log, end);
    this.spread(ends);
    this.flushTimer ??= setTimeout(() => void this.flush(), DEBOUNCE_MS);
  }

  async announceGroup(group: string): Promise<void> {
    await this.notify(GROUPS, group);
  }

  async close(): Promise<void> {
    this.closed = true;
    clearInterval(this.pollTimer);
    if (this.flushTimer) await this.flush();
    await this.session?.end().catch(() => undefined);
    await this.listening;
  }

  private async flush(): Promise<void> {
    if (this.flushTimer) clearTimeout(this.flushTimer);
    this.flushTimer = null;
    const entries = [...this.grown].map(([log, end]) => `${log}:${end}`);
    this.grown.clear();
    for (let at = 0; at < entries.length; at += LOGS_PER_NOTICE) await this.notify(GROWTH, entries.slice(at, at + LOGS_PER_NOTICE).join(','));
  }

  private async notify(channel: string, payload: string): Promise<void> {
    // Losing a notification costs readers one poll interval, so a failure here is no failure of the append.
    await this.store.run('bus-notify', 'select pg_notify($1, $2)', [channel, payload]).catch(() => undefined);
  }

  private async listen(): Promise<void> {
    for (let failures = 0; !this.closed; ) {
      const client = new Client({ connectionString: this.store.config.url, application_name: `${this.store.clientId} bus tail`, keepAlive: true, connectionTimeoutMillis: 10_000 });
      const ended = new Promise<void>((resolve) => client.once('end', () => resolve()));
      // Without a listener an error would end the process; 'end' follows it.
      client.on('error', () => undefined);
      client.on('notification', ({ channel, payload }) => this.heard(channel, payload ?? ''));
      try {
        await client.connect();
        this.session = client;
        await client.query(`listen ${GROWTH}; listen ${GROUPS}`);
        failures = 0;
        if (!this.closed) await ended;
      } catch (error) {
        failures += 1;
        if (failures === 3) this.store.log('the log cannot be listened to, polling instead', { error });
      }
      this.session = null;
      await client.end().catch(() => undefined);
      if (!this.closed) await pause(backOff(Math.max(1, failures)));
    }
  }

  private heard(channel: string, payload: string): void {
    if (channel === GROUPS) {
      for (const reader of this.readers) if (reader.group === payload) reader.groupChanged();
      return;
    }
    const ends = new Map<number, bigint>();
    for (const entry of payload.split(',')) {
      const [log, end] = entry.split(':');
      if (log !== undefined && end !== undefined) ends.set(Number(log), BigInt(end));
    }
    this.spread(ends);
  }

  private spread(ends: ReadonlyMap<number, bigint>): void {
    for (const reader of this.readers) for (const [log, end] of ends) reader.grew(log, end);
  }

  private async poll(): Promise<void> {
    const logs = [...new Set([...this.readers].flatMap((reader) => reader.logs()))];
    if (logs.length === 0) return;
    try {
      const rows = await this.store.run<{ log: number; next_offset: string }>('bus-ends', 'select log, next_offset from bus.partition where log = any ($1)', [logs]);
      for (const reader of this.readers) reader.answered(null);
      this.spread(new Map(rows.map((row) => [row.log, BigInt(row.next_offset)])));
    } catch (error) {
      for (const reader of this.readers) reader.answered(error);
    }
  }
}
