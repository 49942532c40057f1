import { Client } from 'pg';

/** Tables of what the company has, as far as commands change them: not those of requests, refusals, messages, leases and time. */
const PASSING = /^(migration|inbox|outbox|parked|dead_letter|lease|work|access_token|operation|idempotency|import_|webhook_delivery|feed_|rate_|quota|limit|typeorm|executor|consumer|relay|sweep|settlement|entry|pending|head|link|seal)/;

/** Reads what the owners hold: rows of every table, and the sum of their versions. Refused input leaves all of it as it was. */
export class Subjects {
  private constructor(private readonly databases: readonly { readonly name: string; readonly client: Client; readonly query: string }[]) {}

  static async open(urls: Readonly<Record<string, string>>): Promise<Subjects> {
    const owners = Object.entries(urls).filter(([name]) => !['bus', 'channels'].includes(name));
    return new Subjects(await Promise.all(owners.map(async ([name, url]) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      const { rows } = await client.query<{ table: string; versioned: boolean }>(`
        select t.table_schema || '.' || t.table_name as table, exists (select from information_schema.columns c where c.table_schema = t.table_schema and c.table_name = t.table_name and c.column_name = 'version' and c.data_type in ('integer', 'bigint')) as versioned
        from information_schema.tables t where t.table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE' order by 1`);
      const kept = rows.filter(({ table }) => !PASSING.test(table.slice(table.indexOf('.') + 1)));
      const query = kept.map(({ table, versioned }) => `select '${table}' as subject, count(*)::text || '/' || ${versioned ? "coalesce(sum(version), 0)::text" : "''"} as state from ${table}`).join(' union all ');
      return { name, client, query };
    })));
  }

  /** `catalog.public.product` -> rows/versions. */
  async read(): Promise<Record<string, string>> {
    const all = await Promise.all(this.databases.map(async ({ name, client, query }) => (query === '' ? [] : (await client.query<{ subject: string; state: string }>(query)).rows.map(({ subject, state }) => [`${name}.${subject}`, state] as const))));
    return Object.fromEntries(all.flat());
  }

  async close(): Promise<void> {
    await Promise.all(this.databases.map(({ client }) => client.end()));
  }
}
