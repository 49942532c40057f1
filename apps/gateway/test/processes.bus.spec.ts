import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { waitFor } from '@onefront/testing';
import { order, request, shop, startGateways, type Gateways } from './support/gateways.js';

/** The 10,000 of the whole system are in apps/e2e; here the gateway stands alone, before an owner without rules. */
const WRITES = 1_000;
/** On a busy machine an answer may take longer than 5 s; 202 says nothing about what can be read. */
const patient = { prefer: 'wait=60' };

describe('three gateways', () => {
  let gateways: Gateways;
  beforeAll(async () => {
    gateways = await startGateways(3);
    await shop(gateways, { units: 1 });
  }, 120_000);
  afterAll(() => gateways?.close());

  it(`show on one what was written on another, ${WRITES} times`, async () => {
    let stale = 0;
    let left = WRITES;
    const writer = async (index: number) => {
      while (left-- > 0) {
        const [on, other] = [(index + left) % 3, (index + left + 1 + (left % 2)) % 3];
        if (left % 2) {
          const placed = await gateways.call('/v1/orders', { body: order(), on, headers: patient });
          const read = await gateways.call(`/v1/orders/${placed.body.id}`, { on: other });
          if (placed.status !== 201 || read.status !== 200 || read.text !== placed.text) stale += 1;
        } else {
          const sku = `W-${index}`;
          const name = `Lamp ${left}`;
          const put = await gateways.call(`/v1/products/${sku}`, { method: 'PUT', body: { name, price: { amount: '1.00', currency: 'GBP' } }, on, headers: patient });
          const read = await gateways.call(`/v1/products/${sku}`, { on: other });
          if (put.status > 201 || read.body.name !== name) stale += 1;
        }
      }
    };
    await Promise.all(Array.from({ length: 32 }, (_, index) => writer(index)));
    expect(stale).toBe(0);
  }, 600_000);

  it('see each other\'s stock movements in their sums at once', async () => {
    for (let units = 2; units <= 30; units += 1) {
      await gateways.call('/v1/stock/movements', { body: { movements: [{ sku: 'LAMP-1', location: 'leeds', quantity: 1, reason: 'receipt' }] }, on: units % 3 });
      const { body } = await gateways.call('/v1/stock/LAMP-1', { on: (units + 1) % 3 });
      expect([body.onHand, body.byChannel[0].available]).toEqual([units, units]);
    }
    const ledger = await gateways.call('/v1/stock/LAMP-1/ledger?limit=10', { on: 2 });
    expect(ledger.body.items.map((row: { version: number }) => row.version)).toEqual([30, 29, 28, 27, 26, 25, 24, 23, 22, 21]);
    const past = await gateways.call(`/v1/stock/LAMP-1?at=${encodeURIComponent(ledger.body.items[5].at)}`, { on: 1 });
    expect(past.body.onHand).toBe(25);
  });

  it('see a changed network at once: no process answers from its memory', async () => {
    for (let buffer = 1; buffer <= 10; buffer += 1) {
      await gateways.call('/v1/channels/web', { method: 'PUT', body: { name: 'Web', kind: 'webshop', locations: ['leeds'], currency: 'GBP', taxCountry: 'GB', buffer }, on: buffer % 3 });
      expect((await gateways.call('/v1/stock/LAMP-1', { on: (buffer + 1) % 3 })).body.byChannel[0].available).toBe(30 - buffer);
    }
  });

  it('answer for one that was killed between accepting and answering', async () => {
    const child = await startProcess(gateways);
    await gateways.owner.pause();
    const lost = request(child.base, '/v1/orders', { token: gateways.token, body: order({ externalId: 'crash-1' }), headers: { 'idempotency-key': 'crash' } }).catch(() => 'lost');
    const pool = gateways.running[0]!.parts.database.pool;
    await waitFor(async () => (await pool.query(`select 1 from idempotency where key = 'crash'`)).rowCount === 1, { what: 'the request to be accepted' });
    child.process.kill('SIGKILL');
    expect(await lost).toBe('lost');
    await gateways.owner.resume();
    // The killed process was a member of the projector's group: its partitions are taken over when its session has ended.
    const again = await gateways.call('/v1/orders', { body: order({ externalId: 'crash-1' }), headers: { 'idempotency-key': 'crash', prefer: 'wait=40' }, on: 1 });
    expect([again.status, again.headers.get('idempotency-replayed'), again.body.status]).toEqual([201, 'true', 'confirmed']);
    expect((await gateways.call('/v1/orders?externalId=crash-1', { on: 2 })).body.items).toHaveLength(1);
  }, 60_000);
});

/** A gateway in a process of its own, on the same databases; needs the build of this checkout. */
async function startProcess(gateways: Gateways): Promise<{ process: ChildProcess; base: string }> {
  const main = join(__dirname, '../dist/main.js');
  const environment = { ...process.env, ...gateways.environment, LOG_LEVEL: 'info', ONEFRONT_PARENT: 'true', INSTANCE_ID: `crash-${process.pid}` };
  const child = spawn(process.execPath, [main], { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
  let lines = '';
  child.stdout.on('data', (data: Buffer) => { lines += data.toString(); });
  const port = await waitFor(() => /"httpPort":(\d+)/.exec(lines)?.[1], { timeoutMs: 40_000, what: 'the gateway process to be ready' });
  return { process: child, base: `http://127.0.0.1:${port}` };
}
