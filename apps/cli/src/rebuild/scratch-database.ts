import { Client } from 'pg';

/** Makes a database beside the one of `url`, lends its address, and drops it whatever happens. The role must be allowed to create databases. */
export async function withDatabase<T>(url: string, name: string, work: (url: string) => Promise<T>): Promise<T> {
  await administer(url, `create database ${name}`);
  try {
    const address = new URL(url);
    address.pathname = `/${name}`;
    return await work(address.toString());
  } finally {
    await administer(url, `drop database if exists ${name} with (force)`);
  }
}

async function administer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
