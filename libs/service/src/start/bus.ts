import { readFileSync } from 'node:fs';
import { createBusDriver, type BusConfig, type BusDriver, type BusLog } from '@onefront/bus';
import type { ServiceConfig } from '../config/service-config.js';
import type { Logger } from '../logs/logger.js';

/** What a bus is chosen and reached by; tools that are no service (the admin step) read these entries alone. */
export type BusEntries = Pick<ServiceConfig, 'KAFKA_BROKERS' | 'KAFKA_SSL' | 'KAFKA_SSL_CA' | 'KAFKA_SASL_MECHANISM' | 'KAFKA_SASL_USERNAME' | 'KAFKA_SASL_PASSWORD' | 'BUS_DATABASE_URL'> & Partial<Pick<ServiceConfig, 'TOPIC_PREFIX'>> & { readonly INSTANCE_ID: string };

/** The one place where configuration chooses the driver: `KAFKA_BROKERS` set = Kafka, unset = the embedded log. */
export function openBus(config: BusEntries, logger: Logger): BusDriver {
  return createBusDriver(busConfig(config, logger));
}

/** What the bus tells of trouble, as lines of this service. */
export function busLog(logger: Logger): BusLog {
  return (message, fields = {}) => logger.warn({ scope: 'bus', ...fields }, message);
}

function busConfig(config: BusEntries, logger: Logger): BusConfig {
  const common = { clientId: config.INSTANCE_ID, ...(config.TOPIC_PREFIX ? { prefix: config.TOPIC_PREFIX } : {}), log: busLog(logger) };
  if (!config.KAFKA_BROKERS) return { kind: 'pglog', url: config.BUS_DATABASE_URL!, ...common };
  return {
    kind: 'kafka',
    brokers: config.KAFKA_BROKERS,
    ...common,
    ...(config.KAFKA_SSL ? { ssl: config.KAFKA_SSL_CA ? { ca: readFileSync(config.KAFKA_SSL_CA, 'utf8') } : true } : {}),
    ...(config.KAFKA_SASL_MECHANISM
      ? { sasl: { mechanism: config.KAFKA_SASL_MECHANISM, username: config.KAFKA_SASL_USERNAME!, password: config.KAFKA_SASL_PASSWORD! } }
      : {}),
  };
}
