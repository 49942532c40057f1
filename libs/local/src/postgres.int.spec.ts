import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { startPostgres } from './index.js';
import type { Postgres, PostgresOptions } from './index.js';
import { endProcess, isAlive, until } from './process-state.js';

const root = path.resolve(__dirname, '../../..');

async function query(url: string, sql: string): Promise<Array<Record<string, unknown>>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Array<Record<string, unknown>>;
  } finally {
    await client.end();
  }
}

describe('startPostgres', () => {
  let folder: string;
  const started: Postgres[] = [];
  const start = async (options: Partial<PostgresOptions> = {}): Promise<Postgres> => {
    const postgres = await startPostgres({ dataDir: path.join(folder, 'data'), settings: { fsync: 'off', shared_buffers: '16MB' }, ...options });
    started.push(postgres);
    return postgres;
  };

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onefront-local-'));
    fs.chmodSync(folder, 0o755);
  });
  afterEach(async () => {
    for (const postgres of started.splice(0)) await postgres.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('makes databases with their owners, once, and keeps the data over a restart on another port', async () => {
    const first = await start();
    const url = await first.ensureDatabase('orders', { owner: 'orders' });
    expect(await first.ensureDatabase('orders', { owner: 'orders' })).toBe(url);
    await query(url, 'create table sale (id int); insert into sale values (7)');
    expect(fs.statSync(path.join(folder, 'data.password')).mode & 0o777).toBe(0o600);
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start();
    expect(await query(await second.ensureDatabase('orders', { owner: 'orders' }), 'select id from sale')).toEqual([{ id: 7 }]);
    await second.dropDatabase('orders');
    await expect(query(second.url('orders'), 'select 1')).rejects.toThrow('does not exist');
  });

  it('keeps what was committed over a crash, and serves again on the same port', async () => {
    const postgres = await start({ settings: { shared_buffers: '16MB' } });
    await query(postgres.url(), 'create table sale (id int); insert into sale values (7)');
    const before = postgres.pid;
    await postgres.crash();
    expect(isAlive(before)).toBe(false);
    await expect(query(postgres.url(), 'select 1')).rejects.toThrow('ECONNREFUSED');
    await postgres.restart();
    expect(postgres.pid).not.toBe(before);
    expect(await query(postgres.url(), 'select id from sale')).toEqual([{ id: 7 }]);
    expect(fs.readFileSync(path.join(folder, 'data.log'), 'utf8')).toContain('database system was not properly shut down');
  });

  it('refuses a wrong password, also from this machine', async () => {
    const url = new URL((await start()).url());
    url.password = 'guess';
    await expect(query(url.toString(), 'select 1')).rejects.toThrow('password authentication failed');
  });

  it('says which port is taken, before it touches anything', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    await expect(start({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program`);
    other.close();
    expect((await start({ port })).port).toBe(port);
  });

  it('shows the end of the log when the server refuses a setting', async () => {
    await expect(start({ settings: { shared_buffers: 'plenty' } })).rejects.toThrow(/invalid value for parameter "shared_buffers"[\s\S]*A setting was refused/);
  });

  const mountable = process.platform === 'linux' && process.getuid?.() === 0 && spawnSync('unshare', ['-m', 'true']).status === 0;
  (mountable ? it : it.skip)('says so when the disk is full, and starts once there is room', async () => {
    const disk = path.join(folder, 'disk');
    fs.mkdirSync(disk);
    expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=60m,mode=755', 'tmpfs', disk]).status).toBe(0);
    try {
      const dataDir = path.join(disk, 'data');
      await (await start({ dataDir })).stop();
      const { bavail, bsize } = fs.statfsSync(disk);
      fs.writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(bavail * bsize));
      await expect(start({ dataDir })).rejects.toThrow(/is full. Free/);
      fs.rmSync(path.join(disk, 'ballast'));
      await (await start({ dataDir })).stop();
    } finally {
      spawnSync('umount', ['-l', disk]);
    }
  });

  it('does not take a folder with something else in it', async () => {
    fs.mkdirSync(path.join(folder, 'data'));
    fs.writeFileSync(path.join(folder, 'data', 'letter.txt'), 'dear');
    await expect(start()).rejects.toThrow('is not a PostgreSQL data directory, and not empty');
    expect(fs.readdirSync(path.join(folder, 'data'))).toEqual(['letter.txt']);
  });

  it('recovers what was committed after kill -9 of the server', async () => {
    const first = await start();
    await query(first.url(), 'create table mark (id int); insert into mark values (1)');
    await endProcess(first.pid, [['SIGKILL', 5_000]]);
    const second = await start();
    expect(second.pid).not.toBe(first.pid);
    expect(await query(second.url(), 'select id from mark')).toEqual([{ id: 1 }]);
  });

  it.each([
    ['of a process that has died', () => spawnSync(process.execPath, ['-e', '']).pid],
    ['whose number now belongs to another program', () => process.pid],
  ])('clears away a lock %s', async (_, pidOf) => {
    const first = await start();
    await first.stop();
    const pid = pidOf();
    fs.writeFileSync(path.join(first.dataDir, 'postmaster.pid'), `${pid}\n${first.dataDir}\n0\n${first.port}\n\n127.0.0.1\n`);
    fs.writeFileSync(`${first.dataDir}.owner`, String(pid));
    expect((await start()).owned).toBe(true);
  });

  it('joins the server of another living process, and leaves it running', async () => {
    const first = await start();
    const second = await start();
    expect([second.pid, second.port, second.owned]).toEqual([first.pid, first.port, false]);
    await second.stop();
    expect(await query(first.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('adopts a server whose starter has died, and stops it', async () => {
    const first = await start();
    fs.writeFileSync(`${first.dataDir}.owner`, String(spawnSync(process.execPath, ['-e', '']).pid));
    const second = await start();
    expect([second.pid, second.owned]).toEqual([first.pid, true]);
    await second.stop();
    expect(isAlive(first.pid)).toBe(false);
  });

  it('is usable again at once after kill -9 of the process that started it', async () => {
    const dataDir = path.join(folder, 'data');
    const script = `require('@onefront/local').startPostgres({ dataDir: ${JSON.stringify(dataDir)} }).then((p) => { console.log(p.pid); process.kill(process.pid, 'SIGKILL'); })`;
    const starter = spawn(process.execPath, ['--require', path.join(root, 'scripts/source.cjs'), '-e', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const said: string[] = [];
    starter.stdout.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    await once(starter, 'close');
    const again = await start();
    expect(again.owned).toBe(true);
    expect(await query(again.url(), 'select 1 as one')).toEqual([{ one: 1 }]);
    await again.stop();
    expect(await until(() => !isAlive(Number(said.join(''))), 10_000)).toBe(true);
  });

  it('runs two side by side, and two starts at once of the same give one server', async () => {
    const [one, two, same] = await Promise.all([start(), start({ dataDir: path.join(folder, 'other') }), start()]);
    expect(one.port).not.toBe(two.port);
    expect(same.pid).toBe(one.pid);
    expect([one.owned, same.owned].filter(Boolean)).toHaveLength(1);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('as root, keeps the data of an unreachable checkout in a folder of its own, and runs as an ordinary user', async () => {
    const checkout = path.join(folder, 'root-only');
    fs.mkdirSync(checkout, { mode: 0o700 });
    const dataDir = path.join(checkout, 'var', 'postgres');
    const first = await start({ dataDir });
    try {
      expect(first.dataDir).toMatch(/^\/var\/tmp\/onefront-[0-9a-f]{12}\/postgres$/);
      expect(fs.statSync(first.dataDir).uid).not.toBe(0);
      expect(fs.statSync(`/proc/${first.pid}`).uid).not.toBe(0);
      await first.stop();
      const second = await start({ dataDir });
      expect(second.dataDir).toBe(first.dataDir);
      await second.stop();
    } finally {
      fs.rmSync(path.dirname(first.dataDir), { recursive: true, force: true });
    }
  });
});
