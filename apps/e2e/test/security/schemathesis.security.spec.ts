import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { tally } from '@onefront/testing';
import { startWorld, type World } from '../../src/index.js';
import { fillShop, signIn } from './shop-to-attack.js';

const root = resolve(__dirname, '../../../..');
const command = process.env['SCHEMATHESIS'];
const seed = process.env['SEED'] ?? '20261123';
/** Seconds of fuzzing, and cases per operation and phase: what a busy machine of two cores does in CI. */
const SECONDS = 75;
const EXAMPLES = 10;

/** What is read of the report. */
interface Report {
  readonly test_cases: { readonly generated: number; readonly with_failures: number };
  readonly operations: { readonly selected: number; readonly tested: number };
}

(command ? describe : describe.skip)('every operation of the document, by Schemathesis', () => {
  let world: World;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onefront-schemathesis-'));
    world = await startWorld();
    await fillShop(world.till);
  }, 180_000);
  afterAll(async () => {
    await world?.close();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  it(`holds, seeded with ${seed}`, async () => {
    const { baseUrl, token } = await signIn(world);
    const report = join(folder, 'report.json');
    const { code, output } = await run(folder, ['--config-file', join(root, 'scripts/security/schemathesis.toml'), 'run', `${baseUrl}/openapi.json`, '--url', baseUrl,
      '--header', `Authorization: Bearer ${token}`, '--seed', seed, '--max-examples', String(EXAMPLES), '--max-time', String(SECONDS), '--report-json-path', report]);
    if (code !== 0) process.stderr.write(`${output}\n${world.report()}\n`);
    const { test_cases: cases, operations } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    tally('fuzz (Schemathesis)', cases.generated, cases.generated - cases.with_failures);
    expect({ code, failing: cases.with_failures, tested: operations.tested }).toEqual({ code: 0, failing: 0, tested: operations.selected });
  }, (SECONDS + 240) * 1000);
});

/** It leaves caches where it stands: in `folder`. */
function run(folder: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  const child = spawn(command!, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((settle, reject) => child.once('error', reject).once('close', (code) => settle({ code: code ?? 1, output })));
}
