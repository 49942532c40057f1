import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isTransient } from '@onefront/bus';
import { openDatabase, runMigrations } from '@onefront/outbox';
import { startDatabase } from '../src/cluster/database-server.js';
import { SmallDisks } from '../src/cluster/small-disks.js';
import { databaseDiskFull } from '../src/faults/disk-full.js';
import { randomOf } from '../src/random.js';
import type { Cluster, Stage } from '../src/types.js';

const disks = new SmallDisks();
const folder = mkdtempSync(path.join(tmpdir(), 'onefront-full-'));
// mkdtemp lets nobody but root in, and PostgreSQL runs as somebody else.
chmodSync(folder, 0o755);

/** Only root may mount, and not in every container. */
function canMount(): boolean {
  try {
    mkdirSync(path.join(folder, 'disk'), { mode: 0o755 });
    disks.mount(path.join(folder, 'disk'), 300);
    return true;
  } catch {
    return false;
  }
}

(canMount() ? describe : describe.skip)('a PostgreSQL whose disk is full', () => {
  afterAll(() => {
    disks.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps all that it has acknowledged, fails as transient meanwhile, and goes on', async () => {
    const server = await startDatabase(path.join(folder, 'disk', 'data'), () => undefined);
    const url = await server.postgres.ensureDatabase('gateway');
    const database = await openDatabase({ url, service: 'gateway', maxConnections: 2, log: () => undefined });
    await runMigrations(database);
    await database.pool.query('create table kept (n int primary key, fill text not null)');
    const acknowledged: number[] = [];
    const strange: unknown[] = [];
    let going = true;
    const writing = (async () => {
      for (let n = 0; going; n += 1) {
        await database.transact(async (tx) => void (await tx.query('insert into kept values ($1, $2)', [n, 'x'.repeat(8_000)]))).then(() => acknowledged.push(n), (error: unknown) => { if (!isTransient(error)) strange.push(error); });
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    })();
    const stage = {
      cluster: { database: server, databases: { gateway: url } } as unknown as Cluster, random: randomOf(1, 'fault'), scale: 1, say: () => undefined, planted: () => undefined,
      ordersFlow: async () => undefined, ask: async () => 202, hold: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    } satisfies Stage;
    expect(databaseDiskFull.missing?.(stage.cluster)).toBe(undefined);
    const what = await databaseDiskFull.strike(stage);
    const after = acknowledged.length;
    for (let looks = 0; looks < 300 && acknowledged.length < after + 20; looks += 1) await stage.hold(100);
    going = false;
    await writing;
    process.stderr.write(`${what}\n`);
    expect(strange).toEqual([]);
    expect(acknowledged.length).toBeGreaterThanOrEqual(after + 20);
    const { rows } = await database.pool.query<{ n: number }>('select n from kept');
    const there = new Set(rows.map(({ n }) => n));
    expect(acknowledged.filter((n) => !there.has(n))).toEqual([]);
    await database.close();
    await server.stop();
  }, 180_000);
});
