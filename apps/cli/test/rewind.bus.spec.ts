import { createBusDriver, type BusDriver } from '@onefront/bus';
import { encode, message, orderPlaced, putChannel, putLocation, recordMovements, type Outbound } from '@onefront/contracts';
import { inventoryService, verifyInventory } from '@onefront/inventory';
import { newId } from '@onefront/kernel';
import { openDatabase } from '@onefront/outbox';
import { startService } from '@onefront/service';
import { testBrokers, testDatabase, uniqueName, type TestDatabase } from '@onefront/testing';
import { Client } from 'pg';
import { lagCommand } from '../src/commands/lag.js';
import { rewindCommand } from '../src/commands/rewind.js';

/** The database of inventory goes back, and the orders of the lost time are heard again: the same have units, of the same locations. */
describe('onefront rewind and lag', () => {
  const brokers = testBrokers();
  const prefix = `${uniqueName('rewind')}.`;
  let database: TestDatabase;
  let busDatabase: TestDatabase;
  let bus: BusDriver;
  const entries = () => ({ ...(brokers ? { KAFKA_BROKERS: brokers } : { BUS_DATABASE_URL: busDatabase.url }), TOPIC_PREFIX: prefix, LOG_LEVEL: 'silent', INVENTORY_DATABASE_URL: database.url });
  const environment = () => {
    const { INVENTORY_DATABASE_URL, ...rest } = entries();
    return { ...rest, STAGE: 'development', DATABASE_URL: INVENTORY_DATABASE_URL, METRICS_PORT: '0', BIND_ADDRESS: '127.0.0.1' };
  };

  beforeAll(async () => {
    [database, busDatabase] = [await testDatabase('inventory'), await testDatabase('bus')];
    bus = createBusDriver(brokers ? { kind: 'kafka', brokers: brokers.split(','), clientId: 'rewind', prefix } : { kind: 'pglog', url: busDatabase.url, clientId: 'rewind', prefix });
    for (const [name, value] of Object.entries(entries())) process.env[name] = value;
  });
  afterAll(async () => {
    for (const name of Object.keys(entries())) if (name !== 'KAFKA_BROKERS') delete process.env[name];
    for (const service of running) await service.close();
    await bus.close();
    await database.drop();
    await busDatabase.drop();
  });

  it('bring back what was decided', async () => {
    const first = await start();
    await send(location('leeds'), location('york'));
    await rested();
    // Another key, another partition: only what has been heard comes before it.
    await send(message(putChannel, { key: 'web', data: { id: 'web', channel: { name: 'web', kind: 'webshop', locations: ['leeds', 'york'], buffer: 0, currency: 'GBP', taxIncluded: true }, conditions: {} } }));
    await rested();
    await send(receipt('leeds', 3));
    await rested();
    await send(order('known', 2));
    await rested();
    await first.close();
    await copy(database.name, `${database.name}_kept`);
    const to = new Date().toISOString();

    const second = await start();
    await send(receipt('york', 4), receipt('leeds', 2));
    await rested();
    for (let n = 0; n < 20; n++) await send(order(`lost-${n}`, 1));
    await rested();
    const before = await reservations();
    expect(Object.values(before).reduce((sum, units) => sum + units, 0)).toBe(9);
    await second.close();

    await copy(`${database.name}_kept`, database.name);
    expect(Object.keys(await reservations())).toEqual(['known leeds']);
    await run(rewindCommand, 'inventory', '--to', to);
    const third = await start();
    await rested();
    expect(await reservations()).toEqual(before);
    await third.close();
    const reader = await openDatabase({ url: database.url, service: 'inventory' });
    expect((await verifyInventory(reader).finally(() => reader.close())).filter((check) => !check.ok)).toEqual([]);
  }, 120_000);

  it('say what they do not know', async () => {
    await expect(run(rewindCommand, 'stock', '--to', '2026-11-23T10:00:00Z')).rejects.toThrow('There is no service stock. Known: catalog, inventory');
    await expect(run(lagCommand, 'stock')).rejects.toThrow('There is no service stock');
  });

  const running: Array<{ close(): Promise<unknown> }> = [];
  async function start(): Promise<{ close(): Promise<unknown> }> {
    const service = await startService(inventoryService, environment());
    running.push(service);
    return service;
  }

  const run = (command: typeof rewindCommand, ...args: string[]) => command('/nowhere').exitOverride().parseAsync(args, { from: 'user' });

  async function rested(): Promise<void> {
    process.exitCode = 0;
    await run(lagCommand, 'inventory', '--wait', '60');
    expect(process.exitCode).toBe(0);
  }

  async function send(...messages: Array<Outbound<never> | Outbound>): Promise<void> {
    const producer = await bus.producer();
    await producer.send(messages.map((one) => {
      const { topic, key, value, headers } = encode(one as Outbound, 'test');
      return { topic, key, value, headers };
    }));
    await producer.close();
  }

  /** Units held, by order and location. */
  async function reservations(): Promise<Record<string, number>> {
    const { rows } = await query(database.url, `select order_id || ' ' || location as key, sum(held)::int as units from inventory.reservation where held > 0 group by 1 order by 1`);
    return Object.fromEntries(rows.map(({ key, units }) => [key, units]));
  }

  async function copy(from: string, to: string): Promise<void> {
    const admin = new URL(database.url);
    admin.pathname = '/postgres';
    await query(admin.toString(), `drop database if exists "${to}" with (force)`);
    await query(admin.toString(), `create database "${to}" template "${from}"`);
  }
});

async function query(url: string, text: string): Promise<{ rows: Array<{ key: string; units: number }> }> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client.query<{ key: string; units: number }>(text).finally(() => client.end());
}

const location = (id: string) => message(putLocation, { key: id, data: { id, location: { name: id, kind: 'store' }, conditions: {} } });

function receipt(at: string, quantity: number) {
  const movementId = newId();
  return message(recordMovements, { key: movementId, data: { movementId, movements: [{ sku: 'LAMP-1', location: at, quantity, reason: 'receipt' }], at: '2026-11-01T09:00:00.000Z' } });
}

function order(id: string, quantity: number) {
  const { order: sample, placement } = orderPlaced.sample;
  const { location: _location, ...rest } = placement;
  const line = { ...placement.lines[0]!, lineId: '1', sku: 'LAMP-1', quantity, method: 'ship' as const };
  return message(orderPlaced, { key: id, version: 1, data: { orderId: id, version: 1, order: { ...sample, id }, placement: { ...rest, orderId: id, method: 'ship', channel: { ...placement.channel, id: 'web' }, lines: [line] } } });
}
