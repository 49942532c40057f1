import { hostname } from 'node:os';
import type { BusDriver } from '@onefront/bus';
import { createLogger, loadConfig, openBus } from '@onefront/service';
import { readHouse } from '../databases.js';
import { topicsConfig } from './topics.js';

/** The bus by the entries of a service (`KAFKA_BROKERS`, ...), else that of the house started from this checkout. The caller closes it. Throws with what to do when neither says. */
export function findBus(command: string, checkout: string): BusDriver {
  const house = readHouse(checkout);
  const said = process.env['KAFKA_BROKERS'] || process.env['BUS_DATABASE_URL'];
  const found = said || !house ? {} : house.brokers ? { KAFKA_BROKERS: house.brokers } : { BUS_DATABASE_URL: house.databases['bus']! };
  const config = loadConfig(topicsConfig, { ...process.env, ...found });
  if (!config.KAFKA_BROKERS && !config.BUS_DATABASE_URL) throw new Error('Where is the bus? Set KAFKA_BROKERS as for a service, or run this in a checkout from which npm start runs.');
  const instance = `${command}-${hostname()}`;
  return openBus({ ...config, INSTANCE_ID: instance }, createLogger({ service: command, instance, level: config.LOG_LEVEL }));
}
