import { randomBytes } from 'node:crypto';
import { seal, unseal } from '@onefront/contracts';
import { testDatabase, waitFor, type TestDatabase } from '@onefront/testing';
import { Client } from 'pg';
import { PgKeyring, type PgKeyringOptions } from './pg-keyring.js';

const pepper = randomBytes(32);

describe('the keyring', () => {
  let database: TestDatabase;
  const opened: PgKeyring[] = [];
  const open = async (options: Partial<PgKeyringOptions> = {}) => {
    const keyring = await PgKeyring.open({ url: database.url, pepper, stock: 10, ...options });
    opened.push(keyring);
    return keyring;
  };
  const rows = async <R>(sql: string): Promise<R[]> => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    return client.query(sql).then((result) => result.rows as R[]).finally(() => client.end());
  };

  beforeEach(async () => {
    database = await testDatabase('keyring');
  });
  afterEach(async () => {
    for (const keyring of opened.splice(0)) await keyring.close();
    await database.drop();
  });

  it('may be opened by many at once on an empty database', async () => {
    const keyrings = await Promise.all(Array.from({ length: 6 }, () => open()));
    const keys = await Promise.all(keyrings.map((keyring) => keyring.newKey()));
    expect(new Set(keys.map((key) => key.kid)).size).toBe(6);
  });

  it('hands out every key once, durable before it is handed out, to two who read each other', async () => {
    const [one, two] = [await open(), await open()];
    const keys = await Promise.all(Array.from({ length: 100 }, (_, i) => (i % 2 ? one : two).newKey()));
    expect(new Set(keys.map((key) => key.kid)).size).toBe(100);
    expect(new Set(keys.map((key) => key.key.toString('hex'))).size).toBe(100);
    expect(await rows(`select kid from sealing_key where kid in (${keys.map((key) => `'${key.kid}'`).join()})`)).toHaveLength(100);
    const sealedByOne = seal({ email: 'ada@example.com' }, keys[1]!);
    const read = await two.keys([keys[1]!.kid, 'no-such-key']);
    expect([...read.keys()]).toEqual([keys[1]!.kid]);
    expect(unseal(sealedByOne, read.get(keys[1]!.kid)!)).toEqual({ email: 'ada@example.com' });
  });

  it('asks the database once for many, and not again for what it knows', async () => {
    const [writer, reader] = [await open({ stock: 50 }), await open()];
    const kids = await Promise.all(Array.from({ length: 50 }, async () => (await writer.newKey()).kid));
    expect((await reader.keys(kids)).size).toBe(50);
    await rows('alter table sealing_key rename to away');
    expect((await reader.keys(kids)).size).toBe(50);
    await rows('alter table away rename to sealing_key');
  });

  it('forgets the least recently used beyond its size', async () => {
    const [writer, reader] = [await open(), await open({ cacheSize: 2 })];
    const [a, b, c] = await Promise.all([writer.newKey(), writer.newKey(), writer.newKey()]);
    for (const key of [a, b, a, c]) await reader.keys([key!.kid]);
    await rows('alter table sealing_key rename to away');
    expect((await reader.keys([a!.kid, c!.kid])).size).toBe(2);
    await expect(reader.keys([b!.kid])).rejects.toThrow(/does not exist/);
    await rows('alter table away rename to sealing_key');
  });

  it('destroys for good: at once here, elsewhere when the memory of it ends, and in the table', async () => {
    const [one, two] = [await open(), await open({ cacheMs: 300 })];
    const { kid } = await one.newKey();
    expect((await two.keys([kid])).has(kid)).toBe(true);
    await one.destroy([kid]);
    expect((await one.keys([kid])).has(kid)).toBe(false);
    await waitFor(async () => !(await two.keys([kid])).has(kid), { timeoutMs: 3_000, what: 'the other process to forget' });
    expect(await rows(`select key, destroyed_at is not null as destroyed from sealing_key where kid = '${kid}'`)).toEqual([{ key: null, destroyed: true }]);
    await one.destroy([kid, 'no-such-key']);
    await expect(rows(`update sealing_key set key = '\\x00' where kid = '${kid}'`)).rejects.toThrow(/sealing_key_/);
  });

  it('destroys all keys of a person, wherever they were made, and nobody else\'s', async () => {
    const [one, two] = [await open(), await open()];
    const mine = [(await one.newKey()).kid, (await two.newKey()).kid];
    const moved = (await two.newKey()).kid;
    const others = (await one.newKey()).kid;
    await one.link(mine, 'person-1');
    await one.link([moved], 'person-2');
    await one.link([others], 'person-3');
    await one.relink('person-2', 'person-1');
    expect((await one.destroyPerson('person-1')).sort()).toEqual([...mine, moved].sort());
    expect([...(await one.keys([...mine, moved, others])).keys()]).toEqual([others]);
    expect(await one.destroyPerson('person-1')).toEqual([]);
    const late = (await two.newKey()).kid;
    await two.link([late], 'person-1');
    expect(await one.destroyPerson('person-1')).toEqual([late]);
  });

  it('a key destroyed while it is being read does not come back', async () => {
    const [one, writer] = [await open(), await open()];
    const { kid } = await writer.newKey();
    // Reading takes a while from now on; what it sees is what was there when it began.
    await rows(`alter table sealing_key rename to slow_key;
      create view sealing_key as select * from slow_key where case when current_query() like 'select%' then pg_sleep(0.3) is not null else true end`);
    const reading = one.keys([kid]);
    await one.destroy([kid]);
    expect((await reading).has(kid)).toBe(false);
    expect((await one.keys([kid])).has(kid)).toBe(false);
  });

  it('takes unused keys back when it closes, and keeps those that were handed out', async () => {
    const keyring = await PgKeyring.open({ url: database.url, pepper, stock: 10 });
    const { kid } = await keyring.newKey();
    await keyring.close();
    expect(await rows('select kid from sealing_key')).toEqual([{ kid }]);
  });

  it('goes on handing out from its stock while the database is away, and recovers', async () => {
    const keyring = await open();
    await keyring.newKey();
    await rows('alter table sealing_key rename to away');
    for (let i = 0; i < 9; i += 1) await keyring.newKey();
    await expect(keyring.newKey()).rejects.toThrow(/does not exist/);
    await rows('alter table away rename to sealing_key');
    expect((await keyring.newKey()).key).toHaveLength(32);
  });
});
