import { waitFor } from '@onefront/testing';
import { ask } from '../src/faults/ask.js';
import { faults } from '../src/faults/index.js';
import { startSmallHouse, type SmallHouse } from './small-house.js';

/** Of those that need neither brokers, links nor a PostgreSQL of their own, nor another service than the catalog and the gateway. */
const STRUCK = [
  'death-consumer-after-commit', 'death-relay-after-send', 'death-intake-after-commit', 'rolling-restart', 'rewind', 'resend', 'republish',
  'poison-message', 'unknown-type', 'tombstone', 'oversized-message', 'slow-consumer', 'clock-off',
];
const SKUS = ['A', 'B', 'C', 'D', 'E', 'F'];

describe('faults under writes that never stop', () => {
  let house: SmallHouse;
  let going = true;
  let written = 0;
  /** The last description of each product that was answered 2xx. */
  const answered = new Map<string, string>();
  let writers: Promise<unknown>;

  async function write(sku: string): Promise<void> {
    for (let n = 0; going; n += 1) {
      const description = `${sku} as of ${n}`;
      await house.api.expect([200, 201], 'PUT', `/v1/products/${sku}`, { name: `Product ${sku}`, price: { amount: '20.00', currency: 'GBP' }, taxCategory: 'standard', description });
      answered.set(sku, description);
      written += 1;
    }
  }

  const flow = async (more: number): Promise<void> => {
    const goal = written + more;
    await waitFor(() => written >= goal, { timeoutMs: 60_000, what: `${more} more writes` });
  };

  beforeAll(async () => {
    house = await startSmallHouse();
    writers = Promise.all(SKUS.map(write));
    await flow(50);
  }, 120_000);
  afterAll(async () => {
    going = false;
    await writers?.catch(() => undefined);
    await house?.close();
  }, 120_000);

  it.each(STRUCK)('%s: writes go on, and everything is whole again', async (name) => {
    const fault = faults.find((one) => one.name === name)!;
    expect(fault.missing?.(house.cluster)).toBe(undefined);
    const what = await fault.strike(house.stage(flow, 7)).catch((error: Error) => { throw new Error(`${error.message}\n${house.complaints()}`); });
    process.stderr.write(`${name}: ${what}\n`);
    expect(house.cluster.members.filter(({ alive }) => !alive).map((member) => member.name)).toEqual([]);
    await flow(30);
  }, 150_000);

  it('leaves every product as it was last answered, nothing in the outboxes, and nothing dead but what was planted', async () => {
    going = false;
    await writers;
    for (const service of ['catalog', 'gateway']) {
      const url = house.cluster.databases[service]!;
      await waitFor(async () => (await ask(url, 'select 1 from messaging.outbox limit 1')).length === 0, { timeoutMs: 60_000, what: `an empty outbox of ${service}` });
      const dead = await ask<{ message_id: string }>(url, 'select message_id from messaging.dead_letter');
      expect(dead.map((row) => row.message_id).filter((id) => !house.planted.has(id))).toEqual([]);
      expect(await ask(url, 'select * from messaging.parked_key')).toEqual([]);
    }
    for (const sku of SKUS) expect((await house.api.get<{ description: string }>(`/v1/products/${sku}`)).body.description).toBe(answered.get(sku));
    const kept = await ask<{ n: number }>(house.cluster.databases['catalog']!, `select count(distinct message_id)::int as n from messaging.dead_letter where message_id like 'planted-%'`);
    expect(kept).toEqual([{ n: house.planted.size }]);
  }, 150_000);
});
