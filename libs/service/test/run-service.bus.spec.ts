import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { waitFor } from '@onefront/testing';
import { Client } from 'pg';
import { echoWorld, type EchoWorld } from './support/environment.js';

const root = path.resolve(__dirname, '../../..');

interface Child {
  readonly process: ChildProcess;
  /** Everything it has written so far. */
  output(): string;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

describe('a service as a process', () => {
  let world: EchoWorld;
  const children: ChildProcess[] = [];

  const run = (environment: Record<string, string>, options: { args?: string[]; ipc?: boolean } = {}): Child => {
    const args = ['--require', path.join(root, 'scripts/source.cjs'), path.join(__dirname, './support/echo-main.ts'), world.name, world.topic, ...(options.args ?? [])];
    const child = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env['PATH'], ...environment }, stdio: ['pipe', 'pipe', 'pipe', ...(options.ipc ? ['ipc' as const] : [])] });
    children.push(child);
    let text = '';
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; });
    // Not the event `close`: it does not come when it was us who closed the IPC channel.
    const ended = Promise.all([once(child, 'exit'), once(child.stdout!, 'end'), once(child.stderr!, 'end')]).then(([[code]]) => code as number | null);
    return { process: child, output: () => text, ended };
  };
  const ready = (child: Child) => Promise.race([
    waitFor(() => child.output().includes('"message":"ready"'), { timeoutMs: 25_000, what: 'the service to be ready' }),
    child.ended.then((code) => { throw new Error(`it ended with ${code} and said: ${child.output()}`); }),
  ]);
  const rows = async <R>(sql: string): Promise<R[]> => {
    const client = new Client({ connectionString: world.database.url });
    await client.connect();
    return client.query(sql).then((result) => result.rows as R[]).finally(() => client.end());
  };

  beforeEach(async () => {
    world = await echoWorld({ LOG_LEVEL: 'info' });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await world.close();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('on %s finishes its batch, commits, leaves and exits with 0', async (signal) => {
    const child = run({ ...world.environment, HEAR_MS: '1500' });
    await ready(child);
    await world.tell(20);
    await waitFor(async () => (await rows(`select 1 from pg_stat_activity where state = 'active' and query like 'select pg_sleep%' and pid <> pg_backend_pid()`)).length > 0, { what: 'a batch to be under way' });
    const begun = Date.now();
    child.process.kill(signal);
    expect(await child.ended).toBe(0);
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(child.output()).toContain('"orderly":true');
    // All 20 have one key, so they were one batch, which was under way: its effect and its offset are both there, or neither.
    expect(await rows('select count(*)::int as count from heard')).toEqual([{ count: 20 }]);
    const admin = await world.bus.admin();
    expect((await admin.lag(world.name, [world.topic])).reduce((sum, row) => sum + row.lag, 0n)).toBe(0n);
    await admin.close();
  });

  it('ends when its parent goes away, by IPC or by standard input', async () => {
    const byIpc = run({ ...world.environment, ONEFRONT_PARENT: 'true' }, { ipc: true });
    await ready(byIpc);
    const byInput = run({ ...world.environment, ONEFRONT_PARENT: 'true' });
    await ready(byInput);
    byIpc.process.disconnect();
    byInput.process.stdin!.end();
    expect(await Promise.all([byIpc.ended, byInput.ended])).toEqual([0, 0]);
  });

  it('logs an uncaught error and exits with 1', async () => {
    const child = run(world.environment);
    await ready(child);
    const port = /"httpPort":(\d+)/.exec(child.output())![1];
    await fetch(`http://127.0.0.1:${port}/explode`).catch(() => undefined);
    expect(await child.ended).toBe(1);
    expect(child.output()).toMatch(/"level":"fatal".*a bug outside of any request.*"message":"uncaught error"/);
  });

  it('may be stopped while it waits for its database', async () => {
    const child = run({ ...world.environment, DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' });
    await waitFor(() => child.output().includes('waiting for the database of this service'), { timeoutMs: 25_000 });
    child.process.kill('SIGTERM');
    expect(await child.ended).toBe(0);
  });

  it('tells all mistakes of its configuration at once, without secrets, and exits with 1', async () => {
    const child = run({ ...world.environment, DATABASE_URL: 'mysql://u:canary-9f2@h/d', LOG_LEVEL: 'loud', SHUTDOWN_DEADLINE_SECOND: '5' });
    expect(await child.ended).toBe(1);
    expect(child.output()).toMatch(/cannot start: the configuration has 3 problems/);
    expect(child.output()).toMatch(/LOG_LEVEL is "loud".*one of trace/);
    expect(child.output()).toMatch(/SHUTDOWN_DEADLINE_SECOND is not an entry. Did you mean SHUTDOWN_DEADLINE_SECONDS/);
    expect(child.output()).not.toContain('canary-9f2');
  });

  it('migrates and ends with --migrate, and shows its entries with --help', async () => {
    const migrating = run(world.environment, { args: ['--migrate'] });
    expect(await migrating.ended).toBe(0);
    expect(await rows('select count(*)::int as count from heard')).toEqual([{ count: 0 }]);
    const help = run({}, { args: ['--help'] });
    expect(await help.ended).toBe(0);
    for (const name of ['DATABASE_URL', 'HEAR_MS', 'HTTP_PORT', 'METRICS_PORT']) expect(help.output()).toContain(name);
  });
});
