import { waitFor } from '@onefront/testing';
import { openStream } from './support/event-reader.js';
import { startGatewayProcess, type GatewayProcess } from './support/gateway-process.js';
import { order, shop, startGateways, type Gateways } from './support/gateways.js';
import { startReceiver, verifies, type Receiver } from './support/receiver.js';

const ORDERS = 40;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const patient = { prefer: 'wait=60' };

/** One image in three roles, each in processes of its own: http here, projector and webhooks beside it (design.md section 1). */
describe('a gateway in three roles', () => {
  let gateways: Gateways;
  let receiver: Receiver;
  let projector: GatewayProcess;
  const senders: GatewayProcess[] = [];
  beforeAll(async () => {
    receiver = await startReceiver();
    gateways = await startGateways(1, { ROLES: 'http' });
    [projector, senders[0], senders[1]] = await Promise.all([startGatewayProcess(gateways, { ROLES: 'projector' }), ...[0, 1].map(() => startGatewayProcess(gateways, { ROLES: 'webhooks' }))]) as [GatewayProcess, GatewayProcess, GatewayProcess];
    await shop(gateways);
  }, 240_000);
  afterAll(async () => {
    await Promise.all([projector, ...senders].map((one) => one?.kill9()));
    await gateways?.close();
    await receiver?.close();
  });

  it('answers, keeps views and sends, with one trace from the request to the webhook (R48)', async () => {
    const { body: { id, secret } } = await gateways.call('/v1/webhooks', { body: { url: receiver.url, types: ['order.confirmed'] } });
    const placed = await gateways.call('/v1/orders', { body: order(), headers: { ...patient, traceparent: `00-${TRACE}-00f067aa0ba902b7-01` } });
    expect([placed.status, (await gateways.call(`/v1/orders/${placed.body.id}`)).text === placed.text]).toEqual([201, true]);
    const [one] = await waitFor(() => receiver.taken().length > 0 && receiver.taken(), { timeoutMs: 60_000, what: 'the webhook' });
    expect([one!.subject, verifies(one!, secret)]).toEqual([placed.body.id, true]);
    expect(one!.headers['traceparent']).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    expect(one!.headers['traceparent']).not.toContain('00f067aa0ba902b7');
    const stream = await openStream(`${gateways.bases[0]}/v1/events?after=0&types=order.confirmed`, gateways.token);
    expect(((await stream.events().next()).value as { data: { subject: string } }).data.subject).toBe(placed.body.id);
    stream.close();
    await gateways.call(`/v1/webhooks/${id}`, { method: 'DELETE' });
    receiver.received.length = 0;
  }, 120_000);

  it('gives each role what it needs and no more, and says how each stands', async () => {
    const metrics = async (port: number) => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    const ready = async (port: number) => (await fetch(`http://127.0.0.1:${port}/health/ready`)).status;
    expect(await Promise.all([gateways.running[0]!.metricsPort, projector.metricsPort, senders[0]!.metricsPort].map(ready))).toEqual([200, 200, 200]);
    const [http, views, sends] = await Promise.all([gateways.running[0]!.metricsPort, projector.metricsPort, senders[0]!.metricsPort].map(metrics));
    expect(http).toContain('onefront_feed_open_streams');
    expect(views).toMatch(/onefront_feed_position\{[^}]*\} [1-9]/);
    expect(views).toContain('onefront_feed_lag_seconds');
    for (const name of ['onefront_webhooks_enabled', 'onefront_webhooks_disabled', 'onefront_webhook_open_circuits', 'onefront_webhook_oldest_waiting_seconds']) expect(sends).toContain(name);
    expect(http).not.toContain('onefront_webhooks_enabled');
    expect(/onefront_consumer_assigned_partitions\{[^}]*\} (\d+)/.exec(views!)![1]).not.toBe('0');
    expect([http, sends].map((text) => /onefront_consumer_assigned_partitions\{[^}]*\} (\d+)/.exec(text!)![1])).toEqual(['0', '0']);
    expect(gateways.running[0]!.httpPort).toBeGreaterThan(0);
    expect([projector, ...senders].map((one) => one.base)).toEqual(['http://127.0.0.1:0', 'http://127.0.0.1:0', 'http://127.0.0.1:0']);
  });

  it('loses and reorders nothing when a sender is killed while it sends; by webhook-id everything comes once', async () => {
    const { body: { secret } } = await gateways.call('/v1/webhooks', { body: { url: receiver.url, types: ['order.confirmed', 'stock.changed'] } });
    // Whoever sends waits for its answer when it is killed: what it had sent is sent again by the other.
    let hung = 0;
    receiver.answer(() => { hung += 1; return hung <= 2 ? undefined : 204; });
    for (let n = 0; n < ORDERS; n += 1) {
      if (n % 2) await gateways.call('/v1/stock/movements', { body: { movements: [{ sku: 'LAMP-1', location: 'leeds', quantity: 1, reason: 'receipt' }] }, headers: patient });
      else await gateways.call('/v1/orders', { body: order(), headers: patient });
    }
    await waitFor(() => hung >= 1, { timeoutMs: 60_000, what: 'a delivery on its way' });
    const { rows: [work] } = await gateways.running[0]!.parts.database.pool.query<{ n: number }>(`select count(*)::int as n from messaging.work_item where kind = 'webhook' and leased_until > now()`);
    expect(work!.n).toBe(1);
    // Nobody knows from outside which of the two it is: the one is killed, then a new one comes and the other is killed.
    await senders[0]!.kill9();
    senders.push(await startGatewayProcess(gateways, { ROLES: 'webhooks' }));
    await senders[1]!.kill9();
    const wanted = await waitFor(async () => {
      const { rows: [row] } = await gateways.running[0]!.parts.database.pool.query<{ n: number; left: number }>(`select count(*)::int as n, count(*) filter (where status <> 'delivered')::int as left from webhook_delivery`);
      return row!.n >= ORDERS && row!.left === 0 && row!.n;
    }, { timeoutMs: 150_000, what: 'everything to be delivered' });
    const ids = receiver.taken().map((one) => one.id);
    expect(new Set(ids).size).toBe(wanted);
    const last = new Map<string, number>();
    const seen = new Set<string>();
    for (const one of receiver.taken()) {
      expect(verifies(one, secret)).toBe(true);
      if (seen.has(one.id)) continue;
      seen.add(one.id);
      expect(one.sequence).toBeGreaterThan(last.get(one.subject) ?? 0);
      last.set(one.subject, one.sequence);
    }
    process.stderr.write(`webhooks: ${wanted} events, two senders killed; ${receiver.received.length} requests came, ${ids.length} were taken, ${seen.size} by webhook-id, in order for ${last.size} keys\n`);
  }, 300_000);

});
