import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { Client } from 'pg';
import type { Machine } from '../types.js';
import { root } from './crew.js';
import { kafkaVersion, whyNoKafka } from './ground.js';
import { pinning } from './pinning.js';

/** Settings that a commit's price depends on, and those that we set ourselves. */
const TOLD = ['fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'shared_buffers', 'max_wal_size', 'checkpoint_timeout', 'max_connections'];

/** Load of the machine before anything was started; look before you start something. */
export function loadBefore(): number {
  return Math.round(loadavg()[0]! * 100) / 100;
}

/** A warning when others were at work on this machine; undefined when it was quiet. */
export function busyWords(load: number): string | undefined {
  const cores = availableParallelism();
  return load > cores * 0.25 ? `the load average was ${load} on ${cores} cores before we began: other programs were at work, and these figures are lower than a quiet machine would give` : undefined;
}

/** Facts that a figure cannot be read without. */
export async function machineFacts(postgresUrl: string, load: number): Promise<Machine> {
  const { version, settings } = await postgresFacts(postgresUrl);
  const busy = busyWords(load);
  const commit = spawnSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim();
  return {
    cpu: cpus()[0]?.model.trim() || 'unknown', cores: availableParallelism(), memoryGb: Math.round(totalmem() / 2 ** 30), system: `${type()} ${release()}`,
    node: process.versions.node, postgres: version, postgresSettings: settings, ...(whyNoKafka() ? {} : { kafka: kafkaVersion }),
    ...(commit ? { commit } : {}), loadBefore: load, ...(busy ? { busy } : {}), pinning,
  };
}

async function postgresFacts(connectionString: string): Promise<{ version: string; settings: Record<string, string> }> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; value: string }>('select name, current_setting(name) as value from pg_settings where name = any($1) order by name', [[...TOLD, 'server_version']]);
    const settings = Object.fromEntries(rows.map(({ name, value }) => [name, value]));
    const version = settings['server_version']!;
    delete settings['server_version'];
    return { version, settings };
  } finally {
    await client.end();
  }
}
