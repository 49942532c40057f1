import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { ownerUnderTest, waitFor, type Owner } from '@onefront/testing';
import { ordersService, ordersWork } from '../src/index.js';
import { StripePaymentProvider } from '../src/payments/stripe/stripe-provider.js';

/** Stripe's own mock checks every request against Stripe's OpenAPI document; it is stateless, so what is done is a matter of `stripe.int.spec`. */
const MOCK = 'github.com/stripe/stripe-mock@v0.203.0';
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onefront-stripe-mock-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Built from its Go modules, where there is Go and its modules can be had. */
function build(): { binary: string } | { missing: string } {
  if (spawnSync('go', ['version']).status !== 0) return { missing: 'there is no Go' };
  const built = spawnSync('go', ['install', MOCK], { env: { ...process.env, GOBIN: folder, GOFLAGS: '-buildvcs=false -modcacherw' }, encoding: 'utf8', timeout: 240_000 });
  return built.status === 0 ? { binary: path.join(folder, 'stripe-mock') } : { missing: `${MOCK} could not be built: ${built.stderr.trim().split('\n').at(-1)}` };
}

const mock = build();
if ('missing' in mock) process.stderr.write(`SKIPPED  S14 against stripe-mock: ${mock.missing}\n`);
const suite = 'missing' in mock ? describe.skip : describe;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

suite('S14 requests as Stripe documents them', () => {
  let owner: Owner;
  let child: ChildProcess;
  let provider: StripePaymentProvider;
  beforeAll(async () => {
    owner = await ownerUnderTest({ service: 'orders', migrations: [...ordersService.migrations!], work: ordersWork() });
    const port = await freePort();
    child = spawn((mock as { binary: string }).binary, ['-http-addr', `127.0.0.1:${port}`], { stdio: 'ignore' });
    const apiBase = `http://127.0.0.1:${port}`;
    await waitFor(async () => (await fetch(apiBase).catch(() => undefined)) !== undefined, { timeoutMs: 60_000, what: 'stripe-mock to answer' });
    provider = new StripePaymentProvider(owner.database, { apiKey: 'sk_test_123', apiBase, timeoutMs: 20_000 });
  }, 120_000);
  afterAll(async () => {
    child?.kill();
    await owner?.close();
  });

  it('are understood: authorise, capture, void, refund, and asking about each', async () => {
    const about = { authorisation: 'm-1-p1', amount: 100n, currency: 'USD' };
    // It answers with an example whatever it is asked; what it does not understand it refuses, naming the field.
    const said = async (run: () => Promise<unknown>) => JSON.stringify(await run());
    expect(await said(() => provider.authorise('m-1-c1', { ...about, token: 'pm_card_visa' }))).not.toMatch(/request|param|unknown/i);
    for (const kind of ['capture', 'void', 'refund'] as const) expect(await said(() => provider[kind](`m-1-${kind}`, about))).toBe('{"outcome":"done"}');
    for (const kind of ['authorise', 'capture', 'void', 'refund'] as const) expect(await said(() => provider.query(kind === 'authorise' ? 'm-1-c1' : `m-1-${kind}`, { kind, ...about }))).toMatch(/done|absent|pending|failed/);
  }, 60_000);

  it('would be refused were they not: a field that Stripe does not have', async () => {
    await expect((provider as unknown as { client: { paymentIntents: { create(fields: object): Promise<unknown> } } }).client.paymentIntents.create({ amount: 1, currency: 'usd', no_such_field: 1 })).rejects.toThrow(/additional properties are not allowed/);
  });
});
