import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FrontDoor } from '../src/upgrade/front-door.js';
import { fixture, makeRelease, openRelease } from '../src/upgrade/release.js';
import { commandsOf } from '../src/upgrade/runbook.js';

const run = promisify(execFile);

describe('a kept release', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'onefront-release-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('says what it is, and runs', async () => {
    expect(await openRelease(fixture('0.1.0'), join(folder, 'n'))).toEqual({ version: '0.1.0', commit: expect.stringMatching(/^[0-9a-f]{40}$/) });
    const { stdout } = await run(process.execPath, ['apps/inventory/dist/main.js', '--help'], { cwd: join(folder, 'n') });
    expect(stdout).toContain('Onefront inventory');
  }, 60_000);

  it('is made of a commit, and of nothing else', async () => {
    await run('git', ['init', '-q', folder]);
    const commit = () => run('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-q', '-m', 't'], { cwd: folder });
    for (const [file, text] of [['package.json', '{"version":"9.9.9"}'], ['.gitignore', 'dist/']] as const) writeFileSync(join(folder, file), text);
    await run('git', ['add', '.'], { cwd: folder });
    await commit();
    await run(process.execPath, ['-e', `for (const p of ['apps/shop/dist', 'libs/bus/dist', 'apps/e2e/dist']) { fs.mkdirSync(p, { recursive: true }); fs.writeFileSync(p + '/main.js', ''); fs.writeFileSync(p + '/../package.json', '{}'); }`], { cwd: folder });
    const file = join(folder, 'kept.tgz');
    const made = await makeRelease(file, folder);
    expect(made).toEqual({ version: '9.9.9', commit: (await run('git', ['rev-parse', 'HEAD'], { cwd: folder })).stdout.trim() });
    const { stdout } = await run('tar', ['-tzf', file]);
    expect(stdout.split('\n').filter((name) => name !== '' && !name.endsWith('/')).sort()).toEqual(['apps/shop/dist/main.js', 'apps/shop/package.json', 'libs/bus/dist/main.js', 'libs/bus/package.json', 'release.json']);
    writeFileSync(join(folder, 'package.json'), '{"version":"9.9.10"}');
    await expect(makeRelease(file, folder)).rejects.toThrow(/not committed/);
  }, 60_000);

  it('is missed with what to do', async () => {
    await expect(openRelease(fixture('0.0.0'), join(folder, 'n'))).rejects.toThrow(/--make-release/);
  });
});

describe('a front door', () => {
  it('gives connections to those who are ready, and to nobody else', async () => {
    const ready = [true, true];
    const servers = await Promise.all([0, 1].map(async (n) => {
      const server = createServer((request, response) => {
        response.writeHead(request.url === '/ready' && !ready[n] ? 503 : 200, { connection: 'close' }).end(String(n));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return server;
    }));
    const ports = servers.map((server) => (server.address() as AddressInfo).port);
    const door = await FrontDoor.open();
    const ask = async () => (await fetch(door.url)).text();
    await expect(ask()).rejects.toThrow();
    expect(door.turnedAway).toBe(1);
    await door.serve(ports.map((port) => ({ port, ready: `http://127.0.0.1:${port}/ready` })));
    expect(new Set([await ask(), await ask(), await ask()])).toEqual(new Set(['0', '1']));
    ready[0] = false;
    for (let alone = 0; alone < 4;) alone = (await ask()) === '1' ? alone + 1 : 0;
    expect(door.turnedAway).toBe(1);
    await door.close();
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }, 60_000);
});

it('a runbook is the commands under its heading', () => {
  expect(commandsOf('operations.md', 'Inventory').trim().split('\n')).toEqual(expect.arrayContaining(['stop_service inventory', 'onefront verify']));
  expect(commandsOf('operations.md', 'Inventory')).not.toContain('$SERVICE');
  expect(() => commandsOf('operations.md', 'Nothing of the kind')).toThrow(/no commands/);
});
