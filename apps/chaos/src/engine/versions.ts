import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { KAFKA_VERSION } from '@onefront/local';
import { checkout } from '../cluster/build-copy.js';
import type { StartedCluster } from '../cluster/start-cluster.js';
import type { Outcome } from '../types.js';

/** What ran, on what. */
export function versionsOf(cluster: StartedCluster): Outcome['versions'] {
  const { version } = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
  return {
    onefront: version, commit: commit(), node: process.version, postgres: cluster.postgresVersion, kafka: KAFKA_VERSION, brokers: cluster.brokers.length,
    machine: `${os.cpus()[0]?.model ?? 'unknown'} x ${os.cpus().length}, ${Math.round(os.totalmem() / 2 ** 30)} GB, ${os.type()} ${os.release()}`,
  };
}

function commit(): string {
  try {
    const git = (...args: string[]): string => execFileSync('git', args, { cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes'}`;
  } catch {
    return 'unknown';
  }
}
