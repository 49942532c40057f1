import { spawn } from 'node:child_process';
import { services } from '@onefront/cli';
import { root } from './crew.js';
import type { Onefront } from './onefront.js';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly count: number;
  readonly firstBad?: string;
}

/** `onefront verify` on what was measured: a rate of orders that do not add up is worth nothing. Gives the invariants that do not hold, in words. */
export async function brokenInvariants(world: Onefront): Promise<string[]> {
  const env = Object.fromEntries(services.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, world.databases[name]!]));
  const child = spawn(process.execPath, ['apps/cli/dist/main.js', 'verify', '--json'], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { error += chunk.toString(); });
  await new Promise((resolve) => child.once('close', resolve));
  if (!out.startsWith('{')) return [`verify did not answer: ${error.slice(-300)}`];
  const { checks } = JSON.parse(out) as { checks: readonly Check[] };
  return checks.filter(({ ok }) => !ok).map(({ name, firstBad }) => `${name}: ${firstBad ?? ''}`);
}
