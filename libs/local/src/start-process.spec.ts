import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { isAlive, until } from './process-state.js';
import { startProcess } from './start-process.js';

const node = (script: string): { command: string; args: string[] } => ({ command: process.execPath, args: ['-e', script] });

describe('startProcess', () => {
  it('hears every line of both streams, and how it ended', async () => {
    const lines: string[] = [];
    const child = await startProcess({ name: 'talker', ...node('console.log(process.env.WORD); console.error("two\\nthree"); process.exitCode = 3'), env: { WORD: 'one' }, onLine: (line, name) => lines.push(`${name}:${line}`) });
    await expect(child.exited).resolves.toEqual({ code: 3, signal: null });
    expect(lines.sort()).toEqual(['talker:one', 'talker:three', 'talker:two']);
  });

  it('stops by SIGTERM, so that the process can finish what it does', async () => {
    const lines: string[] = [];
    const child = await startProcess({ name: 'polite', ...node('process.on("SIGTERM", () => { console.log("bye"); process.exit(0) }); console.log("up"); setInterval(() => {}, 1000)'), onLine: (line) => lines.push(line) });
    await until(() => lines.includes('up'), 10_000);
    await expect(child.stop()).resolves.toEqual({ code: 0, signal: null });
    expect(lines).toEqual(['up', 'bye']);
    await expect(child.stop()).resolves.toEqual({ code: 0, signal: null });
  });

  it('uses SIGKILL on one that does not end before the deadline', async () => {
    const lines: string[] = [];
    const child = await startProcess({ name: 'deaf', ...node('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)'), onLine: (line) => lines.push(line) });
    await until(() => lines.includes('up'), 10_000);
    await expect(child.stop(200)).resolves.toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('rejects when the command does not exist', async () => {
    await expect(startProcess({ name: 'nobody', command: '/does/not/exist' })).rejects.toThrow('ENOENT');
  });

  it('leaves no process behind when the starter is killed', async () => {
    const root = path.resolve(__dirname, '../../..');
    const script = `require('@onefront/local').startProcess({ name: 'child', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'] })
      .then((child) => { console.log(child.pid); setInterval(() => {}, 1000); })`;
    const starter = spawn(process.execPath, ['--require', path.join(root, 'scripts/source.cjs'), '-e', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: starter.stdout }), 'line')) as [string];
    expect(isAlive(Number(line))).toBe(true);
    starter.kill('SIGKILL');
    expect(await until(() => !isAlive(Number(line)), 10_000)).toBe(true);
  });
});
