import type { BusDriver } from '@onefront/bus';
import { testDatabase } from './test-database.js';
import { uniqueName } from './unique-name.js';

/**
 * A bus for one suite: Kafka when KAFKA_BROKERS is set (`npm run test:kafka`), otherwise pglog on a fresh database, which goes when
 * the bus is closed. Use `uniqueName` for topics and groups: a Kafka is shared by all suites of a run.
 */
export async function testBus(): Promise<BusDriver> {
  const { createBusDriver } = await import('@onefront/bus');
  const brokers = process.env['KAFKA_BROKERS'];
  if (brokers) return createBusDriver({ kind: 'kafka', brokers: brokers.split(','), clientId: uniqueName('test') });
  const database = await testDatabase('bus');
  const driver = createBusDriver({ kind: 'pglog', url: database.url });
  const close = driver.close.bind(driver);
  return Object.assign(driver, {
    close: async () => {
      await close();
      await database.drop();
    },
  });
}
