import type { BusLog } from './log.js';

export interface KafkaConfig {
  readonly kind: 'kafka';
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** true = the system's authorities; or PEM texts. */
  readonly ssl?: boolean | { readonly ca?: string; readonly cert?: string; readonly key?: string };
  readonly sasl?: { readonly mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; readonly username: string; readonly password: string };
  /** Stands before the name of every topic and group, so that several installations can share one cluster. */
  readonly prefix?: string;
  readonly log?: BusLog;
}

export interface PgLogConfig {
  readonly kind: 'pglog';
  /** The log's own database, `postgres://user:password@host:port/name`; never that of a service. */
  readonly url: string;
  /** Shown in pg_stat_activity. */
  readonly clientId?: string;
  /** Stands before the name of every topic and group, so that several installations can share one cluster. */
  readonly prefix?: string;
  readonly log?: BusLog;
}

export type BusConfig = KafkaConfig | PgLogConfig;
