import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres, type Postgres } from '@onefront/local';
import { countStatements } from './statements.js';

describe('counting statements', () => {
  let folder: string;
  let postgres: Postgres;
  let client: Client;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'onefront-statements-'));
    chmodSync(folder, 0o755);
    postgres = await startPostgres({ dataDir: join(folder, 'data') });
    client = new Client({ connectionString: postgres.url() });
    await client.connect();
  }, 120_000);
  afterAll(async () => {
    await client?.end();
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('sees plain, parametrised and named ones of sessions that were open before, and none afterwards', async () => {
    const { statements, outcome } = await countStatements(postgres, async () => {
      for (let i = 0; i < 20; i++) {
        await client.query('begin');
        await client.query('select $1::text', ['over\nlines']);
        await client.query({ name: 'one', text: 'select 1 where $1', values: [true] });
        await client.query('commit');
      }
      return 'done';
    });
    expect(outcome).toBe('done');
    // Our own switching on may add a statement or two; the first of a session may miss it.
    expect(statements).toBeGreaterThanOrEqual(79);
    expect(statements).toBeLessThanOrEqual(85);
    const { rows } = await client.query<{ log_statement: string }>('show log_statement');
    expect(rows[0]!.log_statement).toBe('none');
  });
});
