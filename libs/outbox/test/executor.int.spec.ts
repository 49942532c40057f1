import { spawn } from 'node:child_process';
import path from 'node:path';
import { waitFor } from '@onefront/testing';
import { cancelWork, enqueueWork, startExecutor, type ClaimedItem, type Database, type Executor, type StoreAll, type WorkOutcome } from '../src/index.js';
import { count, notesDatabase } from './notes.js';
import { tell } from './order-of-keys.js';

let database: Database;
let url: string;
let drop: () => Promise<void>;
const executors: Executor[] = [];
beforeAll(async () => {
  ({ database, url, drop } = await notesDatabase());
  await database.pool.query(`create table effect (item text not null, process text not null)`);
});
afterAll(async () => drop());
afterEach(async () => {
  await Promise.all(executors.splice(0).map((executor) => executor.stop(100)));
  await database.pool.query(`truncate messaging.work_item, messaging.outbox, effect`);
});

const enqueue = (id: string, dueAt = new Date(Date.now() - 1_000), payload: unknown = { amount: '100' }) =>
  database.transact((tx) => enqueueWork(tx, { kind: 'payment', id, payload, dueAt }));
const execute = (handle: (item: ClaimedItem) => Promise<WorkOutcome>, options: { leaseMs?: number; concurrency?: number } = {}) => {
  const executor = startExecutor(database, { kind: 'payment', handle, pollMs: 50, backoffMs: () => 20, ...options });
  executors.push(executor);
  return executor;
};
const items = () => count(database, 'messaging.work_item');
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it('does each item once, and stores its result with the removal of the item', async () => {
  for (let n = 0; n < 30; n++) await enqueue(`p${n}`);
  const handled: string[] = [];
  const handle = async ({ id }: ClaimedItem): Promise<WorkOutcome> => {
    handled.push(id);
    return { store: async (tx, emit) => { await tx.query(`insert into effect values ($1, 'here')`, [id]); emit(tell(id, 1)); } };
  };
  execute(handle, { concurrency: 5 });
  execute(handle, { concurrency: 5 });
  await waitFor(async () => (await items()) === 0);
  expect(handled.length).toBe(30);
  expect(new Set(handled).size).toBe(30);
  expect(await count(database, 'effect')).toBe(30);
  expect(await count(database, 'messaging.outbox')).toBe(30);
});

it('leaves what is not due, and does it when it is', async () => {
  const handled: string[] = [];
  execute(async ({ id }) => (handled.push(id), 'done'));
  const due = Date.now() + 400;
  await enqueue('later', new Date(due));
  await waitFor(() => handled.length === 1);
  expect(Date.now()).toBeGreaterThanOrEqual(due - 20);
});

it('tries again after a failure and at the time that was asked for, counting attempts', async () => {
  const attempts: number[] = [];
  execute(async (item) => {
    attempts.push(item.attempts);
    if (item.attempts === 1) throw new Error('the provider is away');
    return item.attempts === 2 ? { retryAt: new Date(Date.now() + 30) } : 'done';
  });
  await enqueue('p1');
  await waitFor(async () => attempts.length === 3 && (await items()) === 0);
  expect(attempts).toEqual([1, 2, 3]);
});

it('stores nothing of a result when the result cannot be stored whole', async () => {
  execute(async (item): Promise<WorkOutcome> => ({
    store: async (tx, emit) => {
      await tx.query(`insert into effect values ($1, 'here')`, [item.id]);
      emit(tell(item.id, 1));
      if (item.attempts === 1) throw new Error('no');
    },
  }));
  await enqueue('p1');
  await waitFor(async () => (await items()) === 0);
  expect([await count(database, 'effect'), await count(database, 'messaging.outbox')]).toEqual([1, 1]);
});

it('fences an executor whose lease was lost: its result is rolled back', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const by = (process: string): WorkOutcome => ({ store: async (tx) => void (await tx.query(`insert into effect values ('p1', $1)`, [process])) });
  let claims = 0;
  execute(async () => {
    if (claims++ > 0) return by('second');
    await held;
    return by('first');
  }, { leaseMs: 200 });
  await enqueue('p1');
  await waitFor(async () => (await items()) === 0, { what: 'the second claim' });
  release();
  await executors.pop()!.stop();
  expect((await database.pool.query(`select process from effect`)).rows).toEqual([{ process: 'second' }]);
});

it('does a new wish after the one that runs, and takes back only what does not run', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const handled: unknown[] = [];
  execute(async ({ payload }) => {
    handled.push(payload);
    if (handled.length === 1) await held;
    return 'done';
  });
  await enqueue('p1', undefined, 'capture');
  await waitFor(() => handled.length === 1);
  expect(await database.transact((tx) => cancelWork(tx, 'payment', ['p1']))).toEqual([]);
  await enqueue('p1', undefined, 'refund');
  release();
  await waitFor(async () => (await items()) === 0);
  expect(handled).toEqual(['capture', 'refund']);
  await enqueue('p2', new Date(Date.now() + 60_000));
  expect(await database.transact((tx) => cancelWork(tx, 'payment', ['p2']))).toEqual(['p2']);
});

it('repeats the effect, with the same id, after a crash between effect and result', async () => {
  await enqueue('p1');
  const root = path.join(__dirname, '../../..');
  const child = spawn(process.execPath, ['--require', path.join(root, 'scripts/source.cjs'), path.join(__dirname, 'executor-process.ts'), url], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  child.kill('SIGKILL');
  expect(await items()).toBe(1);
  const attempts: number[] = [];
  execute(async (item): Promise<WorkOutcome> => {
    attempts.push(item.attempts);
    return { store: async (tx) => void (await tx.query(`insert into effect values ($1, 'here')`, [item.id])) };
  });
  await waitFor(async () => (await items()) === 0);
  expect(attempts).toEqual([2]);
  expect((await database.pool.query(`select item, process from effect order by process`)).rows).toEqual([{ item: 'p1', process: 'crashed' }, { item: 'p1', process: 'here' }]);
});

it('tells the handler when its lease is about to end', async () => {
  let aborted = false;
  execute(async ({ signal, attempts }) => {
    if (attempts === 1) await new Promise<void>((resolve) => signal.addEventListener('abort', () => { aborted = true; resolve(); }));
    await pause(0);
    return 'done';
  }, { leaseMs: 300 });
  await enqueue('p1');
  await waitFor(async () => aborted && (await items()) === 0);
});

describe('results that are stored together', () => {
  const outbox = () => count(database, 'messaging.outbox');
  const effects = async () => (await database.pool.query<{ item: string }>(`select item from effect order by item`)).rows.map((row) => row.item);
  /** Items whose effects all happen before the first result is written. */
  const together = (size: number, storeAll: StoreAll<string>, outcome: (item: ClaimedItem) => Date | undefined = () => undefined) => {
    let under = 0;
    let all: () => void = () => undefined;
    const everybody = new Promise<void>((resolve) => (all = resolve));
    const executor = startExecutor<unknown, string>(database, {
      kind: 'payment', pollMs: 50, backoffMs: () => 20, concurrency: size, storeAll,
      handle: async (item) => {
        if (++under === size) all();
        await everybody;
        const retryAt = outcome(item);
        return { result: item.id, ...(retryAt ? { retryAt } : {}) };
      },
    });
    executors.push(executor);
  };
  const note: StoreAll<string> = async (tx, emit, results) => {
    for (const id of results) {
      await tx.query(`insert into effect values ($1, 'here')`, [id]);
      emit(tell(id, 1));
    }
  };

  it('share a transaction with the removal of their items', async () => {
    const sizes: number[] = [];
    for (let n = 0; n < 12; n++) await enqueue(`p${n}`);
    together(12, async (tx, emit, results) => (sizes.push(results.length), note(tx, emit, results)));
    await waitFor(async () => (await items()) === 0);
    expect([sizes, await outbox(), (await effects()).length]).toEqual([[12], 12, 12]);
  });

  it('are stored one by one when one of them cannot be: it alone is tried again', async () => {
    for (const id of ['a', 'b', 'c']) await enqueue(id);
    let refused = 0;
    together(3, async (tx, emit, results) => {
      if (results.includes('b') && refused++ < 2) throw new Error('not this one');
      await note(tx, emit, results);
    });
    await waitFor(async () => (await items()) === 0);
    expect([await effects(), await outbox(), refused]).toEqual([['a', 'b', 'c'], 3, 3]);
  });

  it('leave an item that is to be asked about again, and one that was wished for anew meanwhile', async () => {
    for (const id of ['again', 'anew', 'over']) await enqueue(id);
    let anew = false;
    together(3, async (tx, emit, results) => {
      if (!anew) await enqueue('anew', undefined, 'second');
      anew = true;
      await note(tx, emit, results);
    }, ({ id, attempts }) => (id === 'again' && attempts === 1 ? new Date(Date.now() + 30) : undefined));
    await waitFor(async () => (await items()) === 0);
    expect(await effects()).toEqual(['again', 'again', 'anew', 'anew', 'over']);
  });

  it('of an item whose lease was lost are rolled back, and those beside it are kept', async () => {
    for (const id of ['kept', 'lost']) await enqueue(id);
    let stolen = false;
    together(2, async (tx, emit, results) => {
      if (!stolen) await database.pool.query(`update messaging.work_item set token = token + 1, leased_until = clock_timestamp() where id = 'lost'`);
      stolen = true;
      await note(tx, emit, results);
    });
    await waitFor(async () => (await items()) === 0);
    expect([await effects(), await outbox()]).toEqual([['kept', 'lost'], 2]);
  });
});
