import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { insideAt, insideEnvironment } from '../src/inside/commands.js';

const root = path.resolve(__dirname, '../../..');
/** Passes a place at every line it is given, and says how long that took by the monotone clock, and what time it is. */
const script = `
  const { passing } = require('@onefront/outbox');
  require('node:readline').createInterface({ input: process.stdin }).on('line', async (place) => {
    const from = performance.now();
    await passing(place);
    console.log(JSON.stringify({ ms: performance.now() - from, now: Date.now(), made: new Date().getTime(), given: new Date(5).getTime(), text: typeof Date(), same: new Date() instanceof Date && new Date().constructor === Date }));
  });
  console.log('ready');`;

let folder: string;
let child: ChildProcess;
let lines: Interface;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'onefront-inside-'));
  const env = { ...process.env, ...insideEnvironment(path.join(folder, 'socket')), NODE_OPTIONS: '' };
  const load = [path.join(root, 'scripts/source.cjs'), path.join(root, 'apps/chaos/src/inside/preload.ts')].flatMap((file) => ['--require', file]);
  child = spawn(process.execPath, [...load, '-e', script], { cwd: root, env, stdio: ['pipe', 'pipe', 'inherit'] });
  lines = createInterface({ input: child.stdout! });
  await once(lines, 'line');
}, 60_000);
afterEach(() => {
  child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const inside = () => insideAt(path.join(folder, 'socket'));
async function pass(place: string): Promise<{ ms: number; now: number; made: number; given: number; text: string; same: boolean }> {
  child.stdin!.write(`${place}\n`);
  const [line] = (await once(lines, 'line')) as [string];
  return JSON.parse(line) as Awaited<ReturnType<typeof pass>>;
}

it('lets a process kill itself the second time it passes a place, and nowhere else', async () => {
  await inside().killAt('relay:after-send', 2);
  await pass('relay:after-send');
  await pass('relay:before-send');
  child.stdin!.write('relay:after-send\n');
  const [code, signal] = (await once(child, 'exit')) as [number | null, string];
  expect([code, signal]).toEqual([null, 'SIGKILL']);
  await expect(inside().clockOff(0)).rejects.toThrow('did not take');
});

it('takes an armed death back', async () => {
  await inside().killAt('consumer:before-commit', 1);
  await inside().killAt('consumer:before-commit', 0);
  await pass('consumer:before-commit');
  expect(child.exitCode).toBe(null);
});

it('holds a process up at a place until it is told otherwise', async () => {
  await inside().slowAt('consumer:after-commit', 200);
  expect((await pass('consumer:after-commit')).ms).toBeGreaterThanOrEqual(195);
  await inside().slowAt('consumer:after-commit', 0);
  expect((await pass('consumer:after-commit')).ms).toBeLessThan(195);
});

it('puts the clock off and back, for Date alone', async () => {
  await inside().clockOff(600_000);
  const off = await pass('relay:before-send');
  expect(off.now - Date.now()).toBeGreaterThan(590_000);
  expect(off.made - Date.now()).toBeGreaterThan(590_000);
  expect(off).toMatchObject({ given: 5, text: 'string', same: true });
  expect(off.ms).toBeLessThan(100_000);
  await inside().clockOff(0);
  expect(Math.abs((await pass('relay:before-send')).now - Date.now())).toBeLessThan(60_000);
});

it('says when a path is too long for a socket', () => {
  expect(() => insideEnvironment(`/${'x'.repeat(101)}`)).toThrow('shorter temporary folder');
});
