import { openDatabase, type Database } from '@onefront/outbox';
import { testDatabase, type TestDatabase } from '@onefront/testing';
import { DatabaseClock } from '../src/start/database-clock.js';

const others = ['nextTick', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'queueMicrotask', 'performance', 'hrtime'] as const;

describe('the clock of a service', () => {
  let test: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    test = await testDatabase('clock');
    database = await openDatabase({ url: test.url, service: 'orders', maxConnections: 1, log: () => undefined });
  });
  afterEach(() => void jest.useRealTimers());
  afterAll(async () => {
    await database?.close();
    await test?.drop();
  });
  const off = async (clock: DatabaseClock): Promise<number> => {
    const { rows } = await database.read<{ now: Date }>({ text: 'select clock_timestamp() as now' });
    return Math.abs(clock.now().getTime() - rows[0]!.now.getTime());
  };

  it.each([10, -10])('is that of the database, also when the machine is set off by %d minutes before or after the start', async (minutes) => {
    const early = await DatabaseClock.open(database);
    jest.useFakeTimers({ now: Date.now() + minutes * 60_000, doNotFake: [...others] });
    const late = await DatabaseClock.open(database);
    expect(Math.max(await off(early), await off(late))).toBeLessThan(30_000);
    await early.close();
    await late.close();
  });
});
