import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Ends the PostgreSQL of the run and waits until its folder is gone. */
export default async function globalTeardown(): Promise<void> {
  const { onefrontPostgresHost: host } = globalThis as { onefrontPostgresHost?: ChildProcess };
  if (!host || host.exitCode !== null) return;
  host.ref();
  host.stdin?.end();
  await once(host, 'exit');
}
