import { createBusDriver, type BusConfig, type BusDriver, type IncomingRecord } from '@onefront/bus';
import { testDatabase, uniqueName } from '@onefront/testing';
import { told } from './notes.js';

export interface SharedBus {
  /** For processes that join in. */
  readonly config: BusConfig;
  readonly driver: BusDriver;
  close(): Promise<void>;
}

/** A bus whose configuration can be handed to child processes: the Kafka of this run, or pglog on a fresh database. */
export async function sharedBus(): Promise<SharedBus> {
  const brokers = process.env['KAFKA_BROKERS'];
  if (brokers) {
    const config: BusConfig = { kind: 'kafka', brokers: brokers.split(','), clientId: uniqueName('outbox') };
    const driver = createBusDriver(config);
    return { config, driver, close: () => driver.close() };
  }
  const database = await testDatabase('bus');
  const config: BusConfig = { kind: 'pglog', url: database.url };
  const driver = createBusDriver(config);
  return { config, driver, close: async () => { await driver.close(); await database.drop(); } };
}

/** All records of the topic of this run, as they come. */
export async function listen(driver: BusDriver): Promise<IncomingRecord[]> {
  const seen: IncomingRecord[] = [];
  const admin = await driver.admin();
  await admin.ensureTopics([{ name: told.topic, partitions: 6 }]);
  await driver.consume({ group: uniqueName('seen'), topics: [told.topic], onBatch: async (batch) => void seen.push(...batch.records) });
  return seen;
}
