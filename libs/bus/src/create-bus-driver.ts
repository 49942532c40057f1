import type { BusConfig } from './config.js';
import type { BusDriver } from './driver.js';
import { KafkaDriver } from './kafka/kafka-driver.js';
import { PgLogDriver } from './pglog/pglog-driver.js';
import { prefixed } from './prefixed.js';

/** Makes the driver that the configuration names. The only place that tells drivers apart; connects when first used. */
export function createBusDriver(config: BusConfig): BusDriver {
  const driver = config.kind === 'kafka' ? new KafkaDriver(config) : new PgLogDriver(config);
  return config.prefix ? prefixed(driver, config.prefix) : driver;
}
