import { Client } from 'pg';
import { uniqueName } from './unique-name.js';

export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  /** Cuts off whoever still uses it. */
  drop(): Promise<void>;
}

/** A fresh, empty database on the PostgreSQL of this test run. `name` only helps to tell it apart. */
export async function testDatabase(name = 'db'): Promise<TestDatabase> {
  const database = uniqueName(name).replaceAll('-', '_').toLowerCase();
  await asSuperuser((client) => client.query(`create database "${database}"`));
  const url = new URL(adminUrl());
  url.pathname = `/${database}`;
  return {
    url: url.toString(),
    name: database,
    drop: async () => {
      await asSuperuser((client) => client.query(`drop database if exists "${database}" with (force)`));
    },
  };
}

function adminUrl(): string {
  const url = process.env['ONEFRONT_TEST_PG'];
  if (!url) throw new Error('No PostgreSQL in this test run: suites that need one are called *.int.spec.ts, *.bus.spec.ts, *.kafka.spec.ts or *.e2e.spec.ts.');
  return url;
}

async function asSuperuser(work: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
