import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { isTransient } from '@onefront/bus';
import { testDatabase } from '@onefront/testing';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { message, type Outbound } from '@onefront/contracts';
import { createConsumer, openDatabase, prune, runMigrations, stats } from '../src/index.js';
import { count, deliver, noted, notesDatabase, notesWork, recordsOf } from './notes.js';

class Shelf1800000000000 implements MigrationInterface {
  readonly name = 'Shelf1800000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table shelf (id text primary key); select pg_sleep(0.2)`);
  }
  async down(): Promise<void> {
    throw new Error('forward only');
  }
}
/** As services do it whose role, database and schema have one name. */
class OwnSchema1800000000001 implements MigrationInterface {
  readonly name = 'OwnSchema1800000000001';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create schema authorization current_user`);
  }
  async down(): Promise<void> {
    throw new Error('forward only');
  }
}
class Broken1900000000000 implements MigrationInterface {
  readonly name = 'Broken1900000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table half (id text primary key)`);
    await runner.query(`create table shelf (id text primary key)`);
  }
  async down(): Promise<void> {
    throw new Error('forward only');
  }
}

describe('migrations', () => {
  it('are run once when four processes start together, and all or nothing', async () => {
    const test = await testDatabase('migrations');
    const open = (migrations: Array<new () => MigrationInterface>) => openDatabase({ url: test.url, service: 'orders', migrations, maxConnections: 2, log: () => undefined });
    const databases = await Promise.all([1, 2, 3, 4].map(() => open([Shelf1800000000000])));
    const done = await Promise.all(databases.map(runMigrations));
    expect(done.map((names) => names.length).sort()).toEqual([0, 0, 0, 2]);
    const next = await open([Shelf1800000000000, Broken1900000000000]);
    await expect(runMigrations(next)).rejects.toThrow('shelf');
    expect((await next.pool.query(`select to_regclass('half') as half`)).rows).toEqual([{ half: null }]);
    await Promise.all([...databases, next].map((database) => database.close()));
    await test.drop();
  });
});

describe('plans', () => {
  it('of named statements look up by key, also when they were made while the table was empty; tools may read tables whole', async () => {
    const test = await testDatabase('plans');
    const [database, tool] = await Promise.all([false, true].map((wholeTables) => openDatabase({ url: test.url, service: 'orders', maxConnections: 1, wholeTables, log: () => undefined })));
    await database!.pool.query('create table grown (id int primary key, text text)');
    const planOf = async ({ pool }: NonNullable<typeof database>) => {
      // Six runs: then the plan is the one that is kept.
      for (let run = 0; run < 6; run += 1) await pool.query({ name: 'grown-look', text: 'select text from grown where id = any ($1::int[])', values: [[1, 2, 3]] });
      return JSON.stringify((await pool.query(`explain (costs off) execute "grown-look" ('{1,2}')`)).rows);
    };
    expect(await planOf(database!)).toMatch(/Index|Bitmap/);
    expect((await tool!.pool.query<{ enable_seqscan: string }>('show enable_seqscan')).rows[0]?.enable_seqscan).toBe('on');
    await Promise.all([database!.close(), tool!.close()]);
    await test.drop();
  });
});

describe('a role that is named like its schema', () => {
  it('does not migrate again at the next start', async () => {
    const test = await testDatabase('migrations');
    const start = async () => {
      const database = await openDatabase({ url: test.url, service: 'orders', migrations: [OwnSchema1800000000001], maxConnections: 2, log: () => undefined });
      return runMigrations(database).finally(() => database.close());
    };
    expect(await start()).toHaveLength(2);
    expect(await start()).toEqual([]);
    await test.drop();
  });
});

describe('a migration', () => {
  class Slow1900000000001 implements MigrationInterface {
    readonly name = 'Slow1900000000001';
    async up(runner: QueryRunner): Promise<void> {
      await runner.query('select pg_sleep(6)');
    }
    async down(): Promise<void> {
      throw new Error('forward only');
    }
  }

  it('takes the time that it needs; statements after it do not', async () => {
    const test = await testDatabase('migrations');
    const database = await openDatabase({ url: test.url, service: 'orders', migrations: [Slow1900000000001], maxConnections: 1, statementTimeoutMs: 100, log: () => undefined });
    expect(await runMigrations(database)).toContain('Slow1900000000001');
    await expect(database.read({ text: 'select pg_sleep(6)' })).rejects.toThrow('statement timeout');
    expect((database.pool as unknown as { options: { query_timeout: number } }).options.query_timeout).toBe(5_100);
    await database.close();
    await test.drop();
  }, 60_000);
});

describe('the pool', () => {
  it('is shared with TypeORM, bounded in time, and outlives a killed connection', async () => {
    const { database, drop } = await notesDatabase();
    expect(await database.dataSource.query(`select current_setting('statement_timeout') as s, current_setting('lock_timeout') as l, current_setting('idle_in_transaction_session_timeout') as i`))
      .toEqual([{ s: '30s', l: '10s', i: '1min' }]);
    const gone = database.transact(async (tx) => void (await tx.query(`select pg_terminate_backend(pg_backend_pid())`)));
    await expect(gone).rejects.toThrow();
    expect((await database.read<{ one: number }>({ text: 'select 1 as one' })).rows).toEqual([{ one: 1 }]);
    expect(database.pool.totalCount).toBeLessThanOrEqual(6);
    await drop();
  });
});

describe('behind a cut that nobody tells of', () => {
  it('statements and transactions fail as transient, and new connections take the place of the lost', async () => {
    const test = await testDatabase('cut');
    const { url, cut } = await cuttable(test.url);
    const database = await openDatabase({ url, service: 'orders', maxConnections: 2, statementTimeoutMs: 200, log: () => undefined });
    let begun: () => void = () => undefined;
    const inside = new Promise<void>((resolve) => (begun = resolve));
    const transaction = database.transact(async (tx) => {
      await tx.query('select 1');
      begun();
      await afterCut;
      await tx.query('select 2');
    });
    let release: () => void = () => undefined;
    const afterCut = new Promise<void>((resolve) => (release = resolve));
    await inside;
    await database.read({ text: 'select 1' });
    cut();
    release();
    const failures = await Promise.all([transaction, database.read({ text: 'select 3' })].map((one) => one.then(() => 'answered', isTransient)));
    expect(failures).toEqual([true, true]);
    expect((await database.read<{ one: number }>({ text: 'select 1 as one' })).rows).toEqual([{ one: 1 }]);
    await database.close();
    await test.drop();
  }, 60_000);
});

/** The address of a door to the database; `cut` swallows what passes on the connections that are open then, and says nothing. */
async function cuttable(address: string): Promise<{ url: string; cut: () => void }> {
  const target = new URL(address);
  const pairs: Array<readonly [Socket, Socket]> = [];
  const server = createServer((client) => {
    const behind = connect(Number(target.port), target.hostname);
    pairs.push([client, behind]);
    for (const socket of [client, behind]) socket.on('error', () => undefined);
    client.pipe(behind);
    behind.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve).unref());
  const url = new URL(address);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.toString(),
    cut: () => {
      for (const [client, behind] of pairs.splice(0)) {
        client.unpipe(behind).resume();
        behind.unpipe(client).resume();
      }
    },
  };
}

describe('pruning', () => {
  it('takes what is past its time, and keeps duplicates known within it (R21)', async () => {
    const { database, drop } = await notesDatabase();
    const consumer = createConsumer(database, { name: 'notes', work: notesWork });
    const [old, recent] = recordsOf(['old', 'recent'].map((key) => message(noted, { key, data: { n: 1, say: 'ok' as const } }) as Outbound));
    await deliver(consumer.onBatch, [old!, recent!]);
    const back = (key: string, days: number) => database.pool.query(
      `update messaging.inbox set received_at = now() - make_interval(days => $2) where message_id = (select message_id from applied where key = $1)`, [key, days]);
    await back('old', 31);
    await back('recent', 29);
    await database.pool.query(`insert into messaging.inbox select 'notes', 'filler-' || g, now() - interval '40 days' from generate_series(1, 250) g`);
    await database.pool.query(`insert into messaging.settlement values ('op-old', '{}', now() - interval '15 days'), ('op-new', '{}', now() - interval '13 days')`);
    expect(await prune(database, { batch: 100 })).toEqual({ inbox: 251, settlements: 1, deadLetters: 0 });
    await deliver(consumer.onBatch, [recent!]);
    expect(await count(database, 'applied')).toBe(2);
    await consumer.stop();
    await drop();
  });
});

it('tells how delivery stands', async () => {
  const { database, drop } = await notesDatabase();
  const consumer = createConsumer(database, { name: 'notes', work: notesWork });
  const bug = message(noted, { key: 'a', data: { n: 1, say: 'bug' as const } }) as Outbound;
  await deliver(consumer.onBatch, recordsOf([bug, message(noted, { key: 'b', data: { n: 1, say: 'ok' as const } }) as Outbound]));
  expect(await stats(database)).toEqual({
    outboxRows: 1, outboxOldestSeconds: expect.any(Number), deadLetters: [], workItems: [],
    parkedKeys: [{ consumer: 'notes', reason: 'failed', keys: 1, oldestSeconds: expect.any(Number) }],
  });
  await consumer.stop();
  await drop();
});
