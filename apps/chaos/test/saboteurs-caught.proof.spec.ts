import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { createBusDriver, type BusDriver } from '@onefront/bus';
import { encode, message, putChannel, putLocation, recordMovements, type Outbound } from '@onefront/contracts';
import { createConsumer, openDatabase, runMigrations } from '@onefront/outbox';
import { topicSpecs } from '@onefront/service';
import { testDatabase, waitFor, type TestDatabase } from '@onefront/testing';
import { Tally } from '../src/checks/check.js';
import { readTopics } from '../src/checks/topics.js';
import { Versions } from '../src/checks/versions.js';
import { startWatch } from '../src/checks/watch.js';
import { buildSabotaged } from '../src/saboteurs/build.js';
import { saboteurOf } from '../src/saboteurs/index.js';
import type { Cluster } from '../src/types.js';

const root = resolve(__dirname, '../../..');
const stage = join(root, 'apps/chaos/dist/saboteurs/small-stage.js');
const limits = { timeoutMs: 120_000, intervalMs: 250 };

/** The bugs that need no whole house to show: each on two or three processes of the part that it is planted in, seen by the checks of the suite. */
describe('saboteurs on a small stage', () => {
  const opened: TestDatabase[] = [];
  const children: ChildProcess[] = [];

  const database = async (name: string): Promise<string> => {
    const made = await testDatabase(name);
    opened.push(made);
    return made.url;
  };

  const buildOf = (name: string): Promise<string> => (name === 'none' ? Promise.resolve(root) : buildSabotaged(saboteurOf(name)));

  const start = (build: string, role: string, urls: { database: string; bus?: string }, name: string): ChildProcess => {
    const child = spawn(process.execPath, [stage, build, role, urls.database, urls.bus ?? '-', name], { stdio: ['pipe', 'ignore', 'inherit'] });
    children.push(child);
    return child;
  };

  /** Ends their input and waits until they have ended of themselves. */
  const finish = async (): Promise<void> => {
    for (const child of children) child.stdin!.end();
    await waitFor(() => children.every((child) => child.exitCode !== null || child.signalCode !== null), { ...limits, what: 'the end of the stage' });
  };

  beforeAll(() => {
    if (!existsSync(stage)) throw new Error(`${stage} is not built: npm run build (npm test does it by itself).`);
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await Promise.all(opened.splice(0).map((one) => one.drop()));
  });

  /** A database of inventory with a location and a channel in it. */
  const inventory = async () => {
    const url = await database('stage');
    const { inventoryService } = (await import(join(root, 'apps/inventory/dist/index.js'))) as { inventoryService: { migrations: never } };
    const { inventoryWork } = (await import(join(root, 'apps/inventory/dist/inventory.subscriptions.js'))) as { inventoryWork(): never };
    const db = await openDatabase({ url, service: 'inventory', migrations: inventoryService.migrations });
    await runMigrations(db);
    const consumer = createConsumer(db, { name: 'inventory', work: inventoryWork() });
    const tell = (outbound: Outbound) => {
      const { topic, key, value, headers } = encode(outbound, 'gateway');
      return { topic, key, value, headers, partition: 0, offset: 0n, timestamp: 0 };
    };
    const records = [
      tell(message(putLocation, { key: 'stage', operationId: 'l', data: { ...putLocation.sample, id: 'stage' } }) as Outbound),
      tell(message(putChannel, { key: 'stage', operationId: 'c', data: { ...putChannel.sample, id: 'stage', channel: { ...putChannel.sample.channel, locations: ['stage'] } } }) as Outbound),
    ];
    await consumer.onBatch({ group: 'inventory', topic: 'stage', partition: 9, records, highWatermark: 0n, signal: new AbortController().signal, heartbeat: async () => undefined });
    await consumer.stop();
    return { url, db, tell };
  };

  describe('relays', () => {
    /** Three relays and writers; one is killed in between. Resolves with what I9 says of the log, and how many rows were left behind. */
    const play = async (name: string, changes: number): Promise<{ counted: number; violations: number; left: number }> => {
      const urls = { database: await database('stage'), bus: await database('bus') };
      const db = await openDatabase({ url: urls.database, service: 'inventory' });
      await runMigrations(db);
      await db.pool.query(`create table stage as select 'SKU-' || n as sku, 0::bigint as version from generate_series(0, 9) n`);
      const bus = createBusDriver({ kind: 'pglog', url: urls.bus, clientId: 'spec' });
      await (await bus.admin()).ensureTopics(topicSpecs({ partitions: 2 }));
      const build = await buildOf(name);
      const [first] = ['a', 'b', 'c'].map((one) => start(build, 'relay', urls, one));
      const told = async (): Promise<number> => (await db.pool.query<{ n: number }>('select sum(version)::int as n from stage')).rows[0]!.n;
      await waitFor(async () => (await told()) > changes / 2, { ...limits, what: 'half of the changes' });
      first!.kill('SIGKILL');
      if (name === 'mark-before-ack') await cutOff(urls.bus);
      await waitFor(async () => (await told()) > changes, { ...limits, intervalMs: 50, what: 'all changes' });
      const left = await drained(name, db);
      const outcome = await versionsIn(bus);
      await bus.close();
      await db.close();
      return { ...outcome, left };
    };

    /** The log stands still until somebody waits to write to it, and breaks off then: a send that fails. */
    const cutOff = async (bus: string): Promise<void> => {
      const client = new Client({ connectionString: bus });
      await client.connect();
      try {
        const { rows: tables } = await client.query<{ name: string }>(`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
        await client.query(`begin; lock table ${tables.map((table) => table.name).join(', ')} in exclusive mode`);
        await waitFor(async () => {
          // Within a transaction one sees who was there at the first look.
          await client.query('select pg_stat_clear_snapshot()');
          const { rowCount } = await client.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
          return rowCount! > 0;
        }, { ...limits, intervalMs: 50, what: 'somebody who writes to the log' });
      } finally {
        await client.end();
      }
    };

    /** A whole relay leaves nothing; one that skips rows would wait for them for ever. */
    const drained = async (name: string, db: Awaited<ReturnType<typeof openDatabase>>): Promise<number> => {
      if (name === 'none') await finish();
      else {
        for (const child of children) child.stdin!.end();
        let before = -1;
        await waitFor(async () => {
          const { rows: [row] } = await db.pool.query<{ n: number; m: number }>('select count(*)::int as n, (select sum(version)::int from stage) as m from messaging.outbox');
          const now = row!.n * 1_000_000 + row!.m;
          const still = now === before;
          before = now;
          return still;
        }, { ...limits, intervalMs: 3_000, what: 'a still outbox' });
      }
      return (await db.pool.query<{ n: number }>('select count(*)::int as n from messaging.outbox')).rows[0]!.n;
    };

    const versionsIn = async (bus: BusDriver): Promise<{ counted: number; violations: number }> => {
      const tally = new Tally();
      const versions = new Versions(tally, new Set());
      await readTopics(bus, (records) => versions.take(records));
      versions.finish();
      return { counted: tally.counted, violations: tally.violations };
    };

    it('as they are: nothing lost, nothing out of order, though one is killed', async () => {
      const outcome = await play('none', 600);
      expect(outcome).toMatchObject({ violations: 0, left: 0 });
      expect(outcome.counted).toBeGreaterThan(600);
    }, 300_000);

    it.each(['cursor-relay', 'shared-relays', 'early-id', 'mark-before-ack'])('%s is seen by I9, or by the rows that it leaves', async (name) => {
      const { violations, left } = await play(name, 1_500);
      expect(violations + left).toBeGreaterThan(0);
    }, 300_000);
  });

  describe('stock', () => {
    /** Two processes of inventory under the watch of the suite, until something is seen or so many receipts are booked. */
    const play = async (name: string, receipts: number): Promise<{ seen: Set<string>; twice: number }> => {
      const { url, db } = await inventory();
      const seen = new Set<string>();
      const watch = startWatch({ cluster: { databases: { inventory: url } } as unknown as Cluster, planted: new Set(), now: () => 0, onViolation: ({ by }) => seen.add(by), everyMs: 200 });
      const build = await buildOf(name);
      for (const one of ['a', 'b']) start(build, 'stock', { database: url }, one);
      const booked = async () => (await db.pool.query<{ n: number; twice: number }>(
        `select coalesce(sum(n), 0)::int as n, count(*) filter (where n > 1)::int as twice from (select reference, sku, count(*) as n from inventory.stock_ledger where reason = 'receipt' group by 1, 2) booked`)).rows[0]!;
      const outcome = await waitFor(async () => {
        const { n, twice } = await booked();
        return seen.size > 0 || twice > 0 || n > receipts ? { twice } : undefined;
      }, { ...limits, timeoutMs: 240_000, what: 'something to be seen' });
      await finish();
      await watch.stop();
      await db.close();
      return { seen, ...outcome };
    };

    it('as it is: books kept, nothing booked twice, nobody waits in a circle', async () => {
      expect(await play('none', 1_500)).toEqual({ seen: new Set(), twice: 0 });
    }, 300_000);

    it.each([['naive-expiry', 'I4'], ['unsorted-locks', 'R25'], ['unlocked-stock', 'I10']])('%s is seen by %s', async (name, by) => {
      const { seen } = await play(name, 100_000);
      expect([...seen]).toEqual(expect.arrayContaining([expect.stringMatching(by === 'R25' ? /R25/ : /I4|I10/)]));
    }, 300_000);

    it('no-inbox books receipts twice', async () => {
      expect((await play('no-inbox', 100_000)).twice).toBeGreaterThan(0);
    }, 300_000);
  });

  describe('a consumer that dies with a batch in hand', () => {
    /** Resolves with how many messages that were in the log have had no effect, when another process has taken over and come to the end. */
    const play = async (name: string): Promise<number> => {
      const { url, db, tell } = await inventory();
      const busUrl = await database('bus');
      const bus = createBusDriver({ kind: 'pglog', url: busUrl, clientId: 'spec' });
      const admin = await bus.admin();
      await admin.ensureTopics(topicSpecs({ partitions: 2 }));
      const producer = await bus.producer();
      const receipt = (id: string) => tell(message(recordMovements, { key: id, operationId: `op-${id}`, data: { movementId: id, movements: [{ sku: 'SKU', location: 'stage', quantity: 1, reason: 'receipt' }], at: new Date().toISOString() } }) as Outbound);
      const booked = async (): Promise<number> => (await db.pool.query<{ n: number }>(`select count(*)::int as n from inventory.stock_ledger`)).rows[0]!.n;
      const sent = 60;
      const send = (from: number) => producer.send(Array.from({ length: sent / 2 }, (_, n) => receipt(`m-${from + n}`)));
      const build = await buildOf(name);
      const first = start(build, 'hear', { database: url, bus: busUrl }, 'a');
      await send(0);
      await waitFor(async () => (await booked()) === sent / 2, { ...limits, what: 'the first half' });
      const lock = await db.pool.connect();
      await lock.query('begin; lock table inventory.stock in exclusive mode');
      await send(sent / 2);
      await waitFor(async () => (await db.pool.query(`select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).rowCount! > 0, { ...limits, what: 'a batch in hand' });
      // So that offsets that are committed too early have been.
      await waitFor(async () => name === 'none' || (await admin.lag('inventory', [recordMovements.topic])).every(({ lag }) => lag === 0n), { ...limits, what: 'offsets committed' });
      first.kill('SIGKILL');
      await db.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
      await lock.query('rollback');
      lock.release();
      start(build, 'hear', { database: url, bus: busUrl }, 'b');
      await producer.send([receipt('the last'), receipt('the very last')]);
      await waitFor(async () => (await admin.lag('inventory', [recordMovements.topic])).every(({ lag }) => lag === 0n), { ...limits, what: 'the end of the log' });
      const { rows: [row] } = await db.pool.query<{ n: number }>(`select count(*)::int as n from messaging.inbox where message_id like 'operation/op-m-%'`);
      await bus.close();
      await db.close();
      return sent - row!.n;
    };

    it('leaves nothing undone', async () => {
      expect(await play('none')).toBe(0);
    }, 300_000);

    it('offsets-first loses the batch', async () => {
      expect(await play('offsets-first')).toBeGreaterThan(0);
    }, 300_000);
  });
});
