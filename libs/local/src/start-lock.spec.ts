import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { withLock } from './start-lock.js';

describe('withLock', () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lock-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('lets one in at a time', async () => {
    const lock = path.join(folder, 'lock');
    let inside = 0;
    let most = 0;
    const enter = (): Promise<void> =>
      withLock(lock, async () => {
        most = Math.max(most, ++inside);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
      });
    await Promise.all([enter(), enter(), enter()]);
    expect(most).toBe(1);
    expect(fs.existsSync(lock)).toBe(false);
  });

  it('takes over the lock of a process that has died, and leaves nothing behind', async () => {
    const lock = path.join(folder, 'lock');
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    fs.writeFileSync(lock, String(pid));
    await expect(withLock(lock, async () => 'in')).resolves.toBe('in');
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('takes over a lock whose writer died before it had written its name', async () => {
    const lock = path.join(folder, 'lock');
    const longAgo = new Date(Date.now() - 60_000);
    fs.writeFileSync(lock, '');
    fs.utimesSync(lock, longAgo, longAgo);
    await expect(withLock(lock, async () => 'in')).resolves.toBe('in');
  });

  it('is released when the work fails', async () => {
    const lock = path.join(folder, 'lock');
    await expect(withLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(withLock(lock, async () => 'in')).resolves.toBe('in');
  });
});
