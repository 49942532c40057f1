import 'reflect-metadata';
import { createBusDriver, type BusDriver } from '@onefront/bus';
import { availabilityChanged, decode, encode, message, orderPlaced, patchLocation, stockReserved, type Inbound, type Outbound } from '@onefront/contracts';
import { startService, type RunningService } from '@onefront/service';
import { testDatabase, waitFor, type TestDatabase } from '@onefront/testing';
import { inventoryService } from '../src/index.js';
import { channel, location, order, receipt } from './house.js';

/** The service as it runs, two processes' worth of it, on the bus that needs nothing installed. */
let databases: TestDatabase[];
let bus: BusDriver;
let running: RunningService[];
const heard: Inbound[] = [];

const ofType = (type: string) => heard.filter((one) => one.type === type);

async function tell(...messages: Outbound[]): Promise<void> {
  const producer = await bus.producer();
  await producer.send(messages.map((one) => encode(one, 'test')).map(({ topic, key, value, headers }) => ({ topic, key, value, headers })));
  await producer.close();
}

beforeAll(async () => {
  databases = [await testDatabase('inventory'), await testDatabase('bus')];
  const [own, log] = databases as [TestDatabase, TestDatabase];
  const environment = { STAGE: 'development', DATABASE_URL: own.url, BUS_DATABASE_URL: log.url, METRICS_PORT: '0', BIND_ADDRESS: '127.0.0.1', LOG_LEVEL: 'silent' };
  running = [(await startService(inventoryService, environment)) as unknown as RunningService, (await startService(inventoryService, environment)) as unknown as RunningService];
  bus = createBusDriver({ kind: 'pglog', url: log.url, clientId: 'test' });
  await bus.consume({ group: 'test', topics: ['onefront.inventory', 'onefront.availability'], onBatch: async ({ records }) => void heard.push(...records.map(decode)) });
}, 60_000);
afterAll(async () => {
  await Promise.all(running.map((one) => one.close()));
  await bus.close();
  await Promise.all(databases.map((one) => one.drop()));
});

it('hears commands and orders, tells facts, and tells connectors of a changed network', async () => {
  await tell({ ...location('leeds'), operationId: 'op-location' });
  await waitFor(() => heard.some((one) => one.settles?.[0]?.operationId === 'op-location'), { what: 'the location' });
  await tell({ ...channel('web', ['leeds']), operationId: 'op-web' }, { ...channel('market', ['leeds'], { kind: 'marketplace', connector: 'mirakl' }), operationId: 'op-market' }, { ...receipt('LAMP', 'leeds', 3), operationId: 'op-receipt' });
  await waitFor(() => ['op-web', 'op-market', 'op-receipt'].every((id) => heard.some((one) => one.settles?.[0]?.operationId === id)), { what: 'three answers' });
  await tell(...Array.from({ length: 5 }, () => order({ lines: [{ sku: 'LAMP' }] })));
  await waitFor(() => heard.filter((one) => one.type.startsWith('inventory.reserv') || one.type === stockReserved.type).length === 5, { what: 'five answers' });
  expect(ofType(stockReserved.type)).toHaveLength(3);
  await waitFor(() => ofType(availabilityChanged.type).some((one) => (one.data as { available: number }).available === 0), { what: 'nothing left to sell' });
  await tell(receipt('LAMP', 'leeds', 9), message(patchLocation, { key: 'leeds', data: { id: 'leeds', patch: { safetyStock: 4 }, conditions: {} }, operationId: 'op-patch' }) as Outbound);
  await waitFor(() => ofType(availabilityChanged.type).some((one) => (one.data as { available: number }).available === 5), { what: 'the safety stock to reach the connector' });
  expect(ofType(orderPlaced.type)).toEqual([]);
}, 60_000);
