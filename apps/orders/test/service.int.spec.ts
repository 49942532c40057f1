import 'reflect-metadata';
import { createBusDriver, type BusDriver } from '@onefront/bus';
import { decode, encode, settlementsOf, type Inbound, type Order, type Outbound, type Placement } from '@onefront/contracts';
import { openDatabase } from '@onefront/outbox';
import { startService, type RunningService } from '@onefront/service';
import { testDatabase, waitFor, type TestDatabase } from '@onefront/testing';
import { ordersService, verifyOrders } from '../src/index.js';
import { placementOf } from './orders.js';
import { advance, cancel, consumed, place, priced, released, reserved } from './script.js';

/** The service as it runs, in two processes' worth, with its own payment provider. */
let databases: TestDatabase[];
let bus: BusDriver;
let running: RunningService[];
const heard: Inbound[] = [];

async function tell(...messages: Outbound[]): Promise<void> {
  const producer = await bus.producer();
  await producer.send(messages.map((one) => encode(one, 'test')).map(({ topic, key, value, headers }) => ({ topic, key, value, headers })));
  await producer.close();
}

const settlement = (operationId: string) => waitFor(() => heard.flatMap(settlementsOf).find((one) => one.operationId === operationId), { what: `the answer to ${operationId}`, timeoutMs: 20_000 });
const orderOf = (orderId: string) => heard.filter((one) => one.key === orderId && one.version !== undefined).map((one) => (one.data as { order: Order }).order).at(-1)!;
const releaseOf = (orderId: string) => waitFor(() => heard.find((one) => one.key === orderId && one.type === 'orders.release-requested.v1')?.data as { releaseId: string } | undefined, { what: 'a release', timeoutMs: 20_000 });
const lamp = (quantity: number) => ({ lineId: '1', sku: 'LAMP', quantity, location: 'leeds' });
async function sell(placement: Placement): Promise<void> {
  const { orderId } = placement;
  await tell({ ...place(placement), operationId: `place-${orderId}` });
  await waitFor(() => heard.some((one) => one.key === orderId), { what: `${orderId} to be placed`, timeoutMs: 20_000 });
  await tell(reserved(orderId, [lamp(2)]), priced(placement));
}

beforeAll(async () => {
  databases = [await testDatabase('orders'), await testDatabase('bus')];
  const [own, log] = databases as [TestDatabase, TestDatabase];
  const environment = { STAGE: 'development', DATABASE_URL: own.url, BUS_DATABASE_URL: log.url, METRICS_PORT: '0', BIND_ADDRESS: '127.0.0.1', LOG_LEVEL: 'silent', PAYMENT_SLOW_MS: '300', PAYMENT_UNKNOWN_MS: '500' };
  running = [(await startService(ordersService, environment)) as unknown as RunningService, (await startService(ordersService, environment)) as unknown as RunningService];
  bus = createBusDriver({ kind: 'pglog', url: log.url, clientId: 'test' });
  await bus.consume({ group: 'test', topics: ['onefront.orders'], onBatch: async ({ records }) => void heard.push(...records.map(decode)) });
}, 60_000);
afterAll(async () => {
  await Promise.all(running.map((one) => one.close()));
  await bus.close();
  await Promise.all(databases.map((one) => one.drop()));
});

it('sells by every card that the local provider knows', async () => {
  const [ok, slow, unknown, declined] = (['tok_ok', 'tok_slow', 'tok_unknown', 'tok_declined'] as const).map((token) => placementOf({ id: `o-${token}`, payments: [{ method: 'card', token }] })) as [Placement, Placement, Placement, Placement];
  for (const one of [ok, slow, unknown, declined]) await sell(one);
  for (const one of [ok, slow, unknown]) expect(await settlement(`place-${one.orderId}`)).toMatchObject({ status: 201 });
  const { releaseId } = await releaseOf(declined.orderId);
  await tell(released(declined.orderId, releaseId));
  expect(await settlement(`place-${declined.orderId}`)).toMatchObject({ status: 402 });
  const id = `${ok.orderId}-f1`;
  for (const verb of ['accept', 'pick', 'pack'] as const) await tell({ ...advance(ok.orderId, id, verb, verb === 'pick' ? { lines: [] } : {}), operationId: `${ok.orderId}-${verb}` });
  await tell({ ...advance(ok.orderId, id, 'ship', { carrier: 'a', tracking: 'b' }), operationId: 'ship-ok' });
  await settlement(`${ok.orderId}-pack`);
  await waitFor(() => heard.some((one) => one.type === 'orders.goods-handed-over.v1' && one.key === ok.orderId), { what: 'the handover' });
  await tell(consumed(ok.orderId, `${ok.orderId}-h1`, [lamp(2)]));
  await settlement('ship-ok');
  expect(orderOf(ok.orderId)).toMatchObject({ status: 'fulfilled', payments: [{ status: 'captured', captured: { amount: '2000' } }] });
  await tell({ ...cancel(unknown.orderId), operationId: 'cancel-unknown' });
  await tell(released(unknown.orderId, (await releaseOf(unknown.orderId)).releaseId));
  await settlement('cancel-unknown');
  expect(orderOf(unknown.orderId)).toMatchObject({ status: 'cancelled', payments: [{ status: 'voided', captured: { amount: '0' } }] });
  const database = await openDatabase({ url: databases[0]!.url, service: 'orders' });
  expect((await verifyOrders(database)).filter((check) => !check.ok)).toEqual([]);
  await database.close();
}, 60_000);
