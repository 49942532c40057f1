import { createBusDriver } from '@onefront/bus';
import { availabilityChanged, encode, message } from '@onefront/contracts';
import type { ChannelUnderTest } from '@onefront/channel-kit/conformance';
import { startProcess, type LocalProcess } from '@onefront/local';
import { testDatabase, uniqueName, waitFor } from '@onefront/testing';
import { Client } from 'pg';
import { standInHouse } from './house-stand-in.js';
import { startSimulator, sourceArguments } from './simulator.js';

/** The channels process as it is deployed, a simulated marketplace, a database and a bus. */
export interface World extends ChannelUnderTest {
  /** The process's own metrics, as text. */
  metrics(): Promise<string>;
  readonly databaseUrl: string;
}

export async function openWorld(): Promise<World> {
  const channel = uniqueName('fairground').toLowerCase().replaceAll('_', '-');
  const brokers = process.env['KAFKA_BROKERS'];
  const [database, busDatabase, simulator, house] = await Promise.all([testDatabase('channels'), brokers ? undefined : testDatabase('bus'), startSimulator(), standInHouse()]);
  await simulator.control.calm();
  const bus = createBusDriver(brokers ? { kind: 'kafka', brokers: brokers.split(','), clientId: channel } : { kind: 'pglog', url: busDatabase!.url, clientId: channel });
  const environment = {
    STAGE: 'development', DATABASE_URL: database.url, METRICS_PORT: '0', BIND_ADDRESS: '127.0.0.1', LOG_LEVEL: 'info', ...(brokers ? { KAFKA_BROKERS: brokers } : { BUS_DATABASE_URL: busDatabase!.url }),
    GATEWAY_URL: house.url, GATEWAY_CLIENT_ID: 'c', GATEWAY_CLIENT_SECRET: 's', MARKETPLACE_URL: simulator.url, MARKETPLACE_CHANNEL: channel,
    ORDERS_POLL_MS: '200', EXCEPTION_RETRY_MS: '200', STOCK_DEBOUNCE_MS: '300', READ_BACK_MS: '300', DIFFERENCE_GRACE_SECONDS: '1',
  };
  const rows = new Client({ connectionString: database.url });
  await rows.connect();
  let running = await startChannels(environment);
  const producer = await bus.producer();
  return {
    marketplace: simulator.control,
    databaseUrl: database.url,
    metrics: async () => (await fetch(`http://127.0.0.1:${running.metricsPort}/metrics`)).text(),
    orders: async () => house.orders.map((order) => ({ orderId: order.id, externalId: order.externalId, cancelled: order.status === 'cancelled', units: order.units, grand: order.grand })),
    askedFor: async (externalId) => house.asked.get(externalId) ?? 0,
    async product(sku, { known = true, inStock = true }) { house.products.set(sku, { known, inStock }); },
    async cutHouseAnswers(times) { house.cut = times; },
    async ship(orderId) { house.orders.find((order) => order.id === orderId)!.status = 'fulfilled'; },
    async tellAvailability(sku, available, version) {
      const { topic, key, value, headers } = encode(message(availabilityChanged, { key: sku, version, data: { sku, channel, available, version, at: new Date().toISOString() } }), 'inventory');
      await producer.send([{ topic, key, value, headers }]);
    },
    async listing(sku) {
      const found = await rows.query('select state, desired, accepted, observed from channels.listing where connection = $1 and sku = $2', [channel, sku]);
      return found.rows[0];
    },
    async exceptions() {
      const found = await rows.query("select external_id from channels.channel_order where placement = 'exception'");
      return found.rows.map((row: { external_id: string }) => row.external_id);
    },
    kill: async () => void (await running.process.kill9()),
    async start() { running = await startChannels(environment); },
    async close() {
      await running.process.stop();
      await rows.end();
      await producer.close();
      await bus.close();
      await Promise.all([simulator.close(), house.close()]);
      await Promise.all([database.drop(), busDatabase?.drop()]);
    },
  };
}

interface Running {
  readonly process: LocalProcess;
  readonly metricsPort: number;
}

async function startChannels(environment: Record<string, string>): Promise<Running> {
  let metricsPort = 0;
  const lines: string[] = [];
  const child = await startProcess({
    name: 'channels', command: process.execPath, args: sourceArguments('apps/channels/src/main.ts'), env: environment,
    onLine: (line) => {
      lines.push(line);
      const ready = /"metricsPort":(\d+)/.exec(line);
      if (ready) metricsPort = Number(ready[1]);
    },
  });
  let ended = false;
  void child.exited.then(() => { ended = true; });
  await waitFor(() => { if (ended) throw new Error(lines.slice(-10).join('\n')); return metricsPort > 0; }, { timeoutMs: 60_000, what: 'channels to be ready' }).catch((error: Error) => {
    throw new Error(`${error.message}\n${lines.slice(-15).join('\n')}`);
  });
  return { process: child, metricsPort };
}
