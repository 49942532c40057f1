import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { uniqueName, waitFor } from '@onefront/testing';
import type { Gateways } from './gateways.js';

/** A gateway in a process of its own. */
export interface GatewayProcess {
  /** Its `INSTANCE_ID`. */
  readonly name: string;
  readonly process: ChildProcess;
  readonly base: string;
  readonly metricsPort: number;
  /** SIGKILL; resolves when it is gone. */
  kill9(): Promise<void>;
}

/** Starts one on the same databases and the same bus; needs the build of this checkout. `more`: further entries of its configuration. */
export async function startGatewayProcess({ environment }: Pick<Gateways, 'environment'>, more: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
  const name = uniqueName('process');
  const env = { ...process.env, ...environment, LOG_LEVEL: 'info', ONEFRONT_PARENT: 'true', INSTANCE_ID: name, ...more };
  const child = spawn(process.execPath, [join(__dirname, '../../dist/main.js')], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  let lines = '';
  child.stdout.on('data', (data: Buffer) => { lines += data.toString(); });
  const ready = await waitFor(() => {
    if (child.exitCode !== null) throw new Error(`the gateway process has ended: ${lines.slice(-2000)}`);
    return /"metricsPort":(\d+)(?:,"httpPort":(\d+))?.*"message":"ready"/.exec(lines);
  }, { timeoutMs: 60_000, what: 'the gateway process to be ready' });
  const kill9 = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  return { name, process: child, base: `http://127.0.0.1:${ready[2]}`, metricsPort: Number(ready[1]), kill9 };
}
