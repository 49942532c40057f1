import { Client } from 'pg';
import { testDatabase } from './test-database.js';

describe('testDatabase', () => {
  it('gives every suite an empty database of its own', async () => {
    const [one, two] = await Promise.all([testDatabase('same'), testDatabase('same')]);
    expect(one.url).not.toBe(two.url);
    const client = new Client({ connectionString: one.url });
    await client.connect();
    await client.query('create table mark (id int)');
    client.on('error', () => undefined);
    await Promise.all([one.drop(), two.drop()]);
    await expect(new Client({ connectionString: one.url }).connect()).rejects.toThrow('does not exist');
  });
});

