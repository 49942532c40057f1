import { startPostgres, type Postgres } from '@onefront/local';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { testDatabase, waitFor, type TestDatabase } from '@onefront/testing';
import { createBusDriver, watch, type PgLogConfig } from '../src/index.js';
import { PgLogRetention } from '../src/pglog/pglog-retention.js';
import { PgLogGroup } from '../src/pglog/pglog-group.js';
import { PgLogStore } from '../src/pglog/pglog-store.js';
import { keyed, Scene, texts } from './conformance/scene.js';
import { processFaults } from './faults/processes.js';

const log = (): void => undefined;

describe('pglog', () => {
  let database: TestDatabase;
  const config = (): PgLogConfig => ({ kind: 'pglog', url: database.url, clientId: 'faults', log });

  beforeAll(async () => {
    database = await testDatabase('bus_faults');
  });
  afterAll(() => database.drop());

  const inScene = async (test: (scene: Scene) => Promise<void>): Promise<void> => {
    const scene = new Scene(() => createBusDriver(config()));
    try {
      await test(scene);
    } finally {
      await scene.close();
    }
  };
  const query = async (sql: string): Promise<Array<Record<string, unknown>>> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(sql)).rows as Array<Record<string, unknown>>;
    } finally {
      await client.end();
    }
  };

  processFaults(config);

  it('goes on when every connection is cut, again and again', () => inScene(async (scene) => {
    const topic = await scene.topic(3);
    const listener = await scene.listen([topic]);
    let sent = 0;
    for (let round = 0; round < 4; round += 1) {
      await query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'faults bus%' and datname = current_database()`);
      const record = keyed(topic, `k${round}`, String(round));
      // A connection that was cut may be noticed by the first send over it; whoever sends tries again.
      await waitFor(async () => { await scene.send(record); return true; });
      sent += 1;
      await waitFor(() => new Set(texts(listener.records)).size === sent);
    }
    await scene.settled([topic]);
    await waitFor(async () => (await query(`select 1 from pg_stat_activity where application_name = 'faults bus tail' and datname = current_database()`)).length === 1, { what: 'one session that listens again' });
  }));

  it('deletes topics whose partitions are being claimed, renewed and given back, without a deadlock', () => inScene(async (scene) => {
    const admin = await scene.admin();
    const stores = [0, 1, 2, 3].map(() => new PgLogStore({ ...config(), clientId: 'claimers' }));
    for (let round = 0; round < 40; round += 1) {
      const names = [`going-${round}-a`, `going-${round}-b`];
      await admin.ensureTopics(names.map((name) => ({ name, partitions: 6 })));
      const logs = [...(await stores[0]!.logsOf(names)).values()].flat();
      const members = stores.map((store, nr) => new PgLogGroup(store, { group: `going-${nr}`, id: `${nr}`, topics: names, sessionMs: 10_000 }));
      // Every second position is there already, so that a claim both updates and inserts.
      for (const member of members) await member.claim(logs.filter((_, i) => i % 2 === round % 2));
      const work = members.flatMap((member) => [member.claim(logs), member.renew(), member.release(logs), member.claim([...logs].reverse())]);
      const [deleted, ...rest] = await Promise.allSettled([...work, admin.deleteTopics(names)].reverse());
      const codes = [deleted, ...rest].map((one) => (one?.status === 'rejected' ? (one.reason as { code?: string }).code : 'ok'));
      expect(codes[0]).toBe('ok');
      expect(codes).not.toContain('40P01');
      stores[0]!.forgetTopics();
    }
    for (const store of stores) await store.pool.end();
  }), 60_000);

  it('holds few connections, however many consumers and producers work', () => inScene(async (scene) => {
    const topic = await scene.topic(6);
    const listeners = [];
    for (let i = 0; i < 4; i += 1) listeners.push(await scene.listen([topic], { group: `${scene.group}-${i}` }));
    await Promise.all(Array.from({ length: 200 }, (_, i) => scene.send(keyed(topic, `k${i}`, String(i)))));
    await Promise.all(listeners.map((listener) => listener.until(200)));
    const rows = await query(`select count(*)::int as n from pg_stat_activity where application_name like 'faults bus%' and datname = current_database()`);
    expect(rows[0]!['n']).toBeLessThanOrEqual(4);
  }));

  it('drops what is older than its topic keeps, in any number of batches, and nothing younger', () => inScene(async (scene) => {
    const [short, forEver] = [await scene.topic(2, { retentionMs: 60_000 }), await scene.topic(1)];
    for (let i = 0; i < 24; i += 1) await scene.send(...Array.from({ length: 500 }, (_, j) => keyed(short, `k${j}`, 'old')));
    await scene.send(keyed(forEver, 'k', 'old'));
    await query(`update bus.record set at_ms = at_ms - 61000`);
    await scene.send(...Array.from({ length: 10 }, (_, j) => keyed(short, `k${j}`, 'young')));
    const store = new PgLogStore(config());
    const retention = new PgLogRetention(store);
    await Promise.all([retention.sweep(), retention.sweep()]);
    // A sweep that the database cut short (a busy machine) goes on with the next one.
    await waitFor(async () => {
      await retention.sweep();
      return (await scene.lag([short])) <= 10n;
    }, { timeoutMs: 30_000, what: 'all that is old to be dropped' });
    await retention.close();
    await store.pool.end();
    expect(await scene.lag([short])).toBe(10n);
    const { records } = await scene.listen([short, forEver]).then(async (listener) => ({ records: await listener.until(11) }));
    expect(texts(records).sort()).toEqual(['old', ...Array.from({ length: 10 }, () => 'young')]);
    expect(await query(`select count(*)::int as n from bus.record r join bus.partition p using (log) where p.topic = '${short}'`)).toEqual([{ n: 10 }]);
  }), 60_000);

  describe('on a server of its own', () => {
    let postgres: Postgres;
    let folder: string;

    beforeAll(async () => {
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onefront-pglog-'));
      fs.chmodSync(folder, 0o755);
      postgres = await startPostgres({ dataDir: path.join(folder, 'postgres') });
    }, 60_000);
    afterAll(async () => {
      await postgres.stop();
      fs.rmSync(folder, { recursive: true, force: true });
    });

    it('waits while the server is down, keeps the process alive, and loses nothing that was acknowledged', async () => {
      const url = await postgres.ensureDatabase('bus');
      const scene = new Scene(() => createBusDriver({ kind: 'pglog', url, clientId: 'down', log }));
      const topic = await scene.topic(2);
      const listener = await scene.listen([topic]);
      const exit = jest.fn();
      const dog = watch([listener.consumer], { stallMs: 1_500, exit, log });
      const acknowledged: string[] = [];
      let sending = true;
      const sender = (async () => {
        for (let i = 0; sending; i += 1) {
          await scene.send(keyed(topic, `k${i % 7}`, String(i))).then(() => acknowledged.push(String(i)), () => undefined);
          await new Promise((resolve) => setTimeout(resolve, 5));
        }
      })();
      await waitFor(() => acknowledged.length > 50);
      await postgres.stop();
      const before = acknowledged.length;
      // Longer than the watchdog would wait for anything but a database that is down.
      await waitFor(() => Date.now() - listener.consumer.health().lastPollAt > 3_000, { what: 'three seconds of silence' });
      expect(acknowledged.length).toBeLessThanOrEqual(before + 1);
      postgres = await startPostgres({ dataDir: path.join(folder, 'postgres'), port: Number(new URL(url).port) });
      await waitFor(() => acknowledged.length > before + 50, { timeoutMs: 20_000 });
      sending = false;
      await sender;
      await waitFor(() => acknowledged.every((text) => listener.records.some((record) => record.value!.toString() === text)), { timeoutMs: 20_000, what: 'every acknowledged record' });
      await scene.settled([topic]);
      dog.stop();
      expect(exit).not.toHaveBeenCalled();
      await scene.close();
    }, 60_000);
  });
});
