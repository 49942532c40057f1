import { waitFor } from '@onefront/testing';
import { openShop, orders, startPartnerReceiver, startWorld, stockProduct, type PartnerReceiver, type World } from '../src/index.js';

const ORDERS = 30;
/** Failures of the partner: its answers, its silence (10 s each), its cut connections. */
const TROUBLE = [500, 'hang', 503, 'cut', 500, 'hang', 'cut', 429] as const;

describe('a webhook receiver that fails for a while', () => {
  let world: World;
  let receiver: PartnerReceiver;
  beforeAll(async () => {
    receiver = await startPartnerReceiver();
    world = await startWorld({ processes: { gateway: 2 }, environment: { gateway: { WEBHOOKS_ALLOW_PRIVATE: 'true' } } });
    await openShop(world.till);
    await stockProduct(world.till, 'HOOK-1', { leeds: 1_000, derby: 1_000 });
    await stockProduct(world.till, 'HOOK-2', { leeds: 1_000, derby: 1_000 });
  }, 180_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
    await receiver?.close();
  }, 60_000);

  it('gets everything once, in order per key, although a gateway is killed meanwhile', async () => {
    const { till } = world;
    const { id, secret } = await till.must('POST', '/v1/webhooks', { url: receiver.url, types: ['order.confirmed', 'stock.changed'] });
    receiver.secret = secret;
    receiver.mood = (n) => TROUBLE[n] ?? 'take';
    const placed: string[] = [];
    for (let n = 0; n < ORDERS; n += 1) {
      if (n === ORDERS / 2) await world.process('gateway-2').kill9();
      const { status, body } = await till.order(n % 2 ? orders.till('HOOK-1', 1) : orders.web('HOOK-2', 1), { headers: { prefer: 'wait=60' } });
      expect(status).toBe(201);
      placed.push(body.id);
    }
    await world.process('gateway-2').restart();
    const report = async () => JSON.stringify({ webhook: (await till.get(`/v1/webhooks/${id}`)).body, waiting: (await till.get(`/v1/webhooks/${id}/deliveries?status=pending&limit=5`)).body.items });
    const confirmed = () => receiver.came.filter((one) => one.taken && one.type === 'order.confirmed').map((one) => one.subject);
    await waitFor(() => placed.every((order) => confirmed().includes(order)), { timeoutMs: 240_000, intervalMs: 250, what: 'every order to be told' }).catch(async (error: Error) => { throw new Error(`${error.message}: ${await report()}`); });
    await waitFor(async () => (await till.get(`/v1/webhooks/${id}/deliveries?status=pending&limit=1`)).body.items.length === 0, { timeoutMs: 120_000, intervalMs: 250, what: 'nothing to wait any more' });

    const taken = receiver.came.filter((one) => one.taken);
    const once = taken.filter((one, index) => taken.findIndex((other) => other.id === one.id) === index);
    expect(once.filter((one) => one.type === 'order.confirmed').map((one) => one.subject).sort()).toEqual([...placed].sort());
    // Every change of stock was told as well: as many as there are versions since the webhook is there.
    const keys = new Map<string, number[]>();
    for (const one of once) keys.set(one.subject, [...(keys.get(one.subject) ?? []), one.sequence]);
    for (const [subject, sequences] of keys) expect([subject, sequences]).toEqual([subject, [...sequences].sort((a, b) => a - b)]);
    expect(receiver.came.filter((one) => !one.taken)).toHaveLength(TROUBLE.length);
    expect(receiver.came.every((one) => /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/.test(one.trace ?? ''))).toBe(true);
    const hook = (await till.get(`/v1/webhooks/${id}`)).body;
    expect(hook).toMatchObject({ enabled: true, failingSince: null, notice: null });
    expect((await world.verify()).broken).toEqual([]);
    process.stderr.write(`webhook story on ${world.bus}: ${placed.length} orders; ${receiver.came.length} requests came, ${TROUBLE.length} of them failed (${TROUBLE.join(', ')}); taken ${taken.length}, by webhook-id ${once.length}, in order for ${keys.size} keys; gateway-2 killed in the middle\n`);
  }, 420_000);
});
