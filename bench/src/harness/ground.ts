import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotStart, jarsAvailability, KAFKA_VERSION, startKafka, startPostgres, type LocalKafka, type Postgres } from '@onefront/local';
import type { Bus, Watched } from '../types.js';
import { pinSystem } from './pinning.js';

/** What `npm start` gives PostgreSQL; everything else is PostgreSQL's default, so fsync and synchronous_commit are on. */
export const POSTGRES_SETTINGS = { shared_buffers: '128MB', max_wal_size: '2GB', checkpoint_timeout: '15min' } as const;

/** PostgreSQL and, when asked for, Kafka: what every subject of one run stands on. */
export interface Ground {
  readonly postgres: Postgres;
  /** A folder of this run; gone at the end. */
  readonly folder: string;
  /** A fresh database; its address. */
  database(name: string): Promise<string>;
  /** Drops what `database` made since the last call. */
  dropDatabases(): Promise<void>;
  /** The broker, started when first asked for. Throws `CannotStart` with what to do where none can be started. */
  kafka(): Promise<LocalKafka>;
  stopKafka(): Promise<void>;
  watched(): Watched[];
  /** Who stands on the ground and must end before it goes; gives what takes it off again. */
  stands(end: () => Promise<void>): () => void;
  stop(): Promise<void>;
}

/** Why there is no Kafka here; undefined when one can be started. */
export function whyNoKafka(): string | undefined {
  const { how, reason } = jarsAvailability();
  return how === 'none' ? reason : undefined;
}

export const kafkaVersion = KAFKA_VERSION;

/** Starts a PostgreSQL of its own in a temporary folder, with the settings of `npm start`. */
export async function layGround(say: (line: string) => void): Promise<Ground> {
  const folder = mkdtempSync(join(tmpdir(), 'onefront-bench-'));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'logs'));
  say('starting PostgreSQL');
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres'), maxConnections: 300, settings: POSTGRES_SETTINGS });
  pinSystem(postgres.pid);
  const made = new Set<string>();
  let broker: LocalKafka | undefined;
  let runs = 0;
  const standing = new Set<() => Promise<void>>();
  const stopKafka = async (): Promise<void> => {
    await broker?.stop();
    broker = undefined;
  };
  return {
    postgres, folder, stopKafka,
    async database(name) {
      const unique = `${name}_${++runs}`;
      made.add(unique);
      return postgres.ensureDatabase(unique);
    },
    async dropDatabases() {
      for (const name of made) await postgres.dropDatabase(name);
      made.clear();
    },
    async kafka() {
      if (!broker) say(`starting Apache Kafka ${KAFKA_VERSION}`);
      broker ??= await startKafka();
      pinSystem(broker.pid);
      return broker;
    },
    stands(end) {
      standing.add(end);
      return () => void standing.delete(end);
    },
    watched: () => [{ name: 'postgres', pid: postgres.pid, tree: true }, ...(broker ? [{ name: 'kafka', pid: broker.pid }] : [])],
    async stop() {
      await Promise.all([...standing].map((end) => end().catch(() => undefined)));
      await stopKafka();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The buses that can be measured here, and why another cannot. Throws `CannotStart` when that leaves none. */
export function busesFor(wanted: Bus | 'both'): { buses: Bus[]; missing: string | undefined } {
  const all: Bus[] = wanted === 'both' ? ['kafka', 'pglog'] : [wanted];
  const missing = all.includes('kafka') ? whyNoKafka() : undefined;
  if (missing && wanted === 'kafka') throw new CannotStart(`There is no Kafka to measure on: ${missing}. Measure on the embedded log instead: --bus pglog`);
  return { buses: missing ? all.filter((bus) => bus !== 'kafka') : all, missing };
}
