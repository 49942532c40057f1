import { join } from 'node:path';
import { startProcess } from '@onefront/local';
import { pinned, systemCores } from '../harness/pinning.js';

export interface Echo {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<unknown>;
}

/** Starts the bare echo, which answers `/echo/NAME` with as many bytes as the answer it stands beside. */
export async function startEcho(bytes: number): Promise<Echo> {
  const [command, ...args] = pinned([process.execPath, join(__dirname, 'echo-server.js'), String(bytes)], systemCores);
  let heard: (port: string) => void;
  const port = new Promise<string>((resolve) => { heard = resolve; });
  const child = await startProcess({ name: 'echo', command, args, env: { NODE_ENV: 'production' }, onLine: (line) => heard(line) });
  const found = await Promise.race([port, child.exited.then(() => 'ended')]);
  if (!/^\d+$/.test(found)) throw new Error(`the echo did not start: ${found}`);
  return { url: `http://127.0.0.1:${found}`, pid: child.pid, stop: () => child.stop() };
}
