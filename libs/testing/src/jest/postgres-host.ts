/**
 * One process that keeps a PostgreSQL for one test run: prints its address, then waits for the end of standard input,
 * which comes however the run ends, and takes everything away again.
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startPostgres } from '@onefront/local';

/** Data of a test need not survive the power cut; `synchronous_commit` stays on, since tests measure what commits do. */
const SETTINGS = { fsync: 'off', full_page_writes: 'off', shared_buffers: '64MB', max_wal_size: '512MB', autovacuum_naptime: '10s' };

async function main(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onefront-test-'));
  fs.chmodSync(folder, 0o755);
  const postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), maxConnections: 300, settings: SETTINGS });
  const end = async (): Promise<void> => {
    await postgres.stop();
    for (const place of [folder, path.dirname(postgres.dataDir)]) fs.rmSync(place, { recursive: true, force: true });
    process.exit(0);
  };
  process.stdin.resume().once('end', () => void end());
  // Ctrl-C reaches the whole group: the run decides when we end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  process.stdout.write(`${postgres.url()}\n`);
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
