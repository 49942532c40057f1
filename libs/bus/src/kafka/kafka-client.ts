import { Kafka, logLevel, type KafkaConfig as ClientConfig, type RetryOptions } from 'kafkajs';
import type { KafkaConfig } from '../config.js';
import { logToStderr, type BusLog } from '../log.js';
import { commitWhereTheGroupIs } from './kafka-coordinator.js';
import { beatWhenSetBack } from './kafka-heartbeat.js';
import { stopIdleTimers } from './kafka-idle-timer.js';

/** Said in full, because the library takes other defaults when NODE_ENV is "test". */
export const RETRY: RetryOptions = { initialRetryTime: 100, maxRetryTime: 5_000, factor: 0.2, multiplier: 2, retries: 5 };

/** The library tells errors of every reconnect; once in ten seconds per text is enough. */
function quietly(log: BusLog): ClientConfig['logCreator'] {
  const told = new Map<string, number>();
  return () => ({ namespace, log: entry }) => {
    // The answer of a broker that the caller tries again or reports; it is no news by itself.
    if (entry.message.startsWith('Response ')) return;
    const text = `${namespace}: ${entry.message}`;
    const now = Date.now();
    if (now - (told.get(text) ?? 0) < 10_000) return;
    if (told.size > 500) told.clear();
    told.set(text, now);
    const { groupId, broker, error } = entry as Readonly<Record<string, unknown>>;
    log(`kafka ${text}`, { group: groupId, broker, error });
  };
}

export function kafkaClient(config: KafkaConfig): Kafka {
  stopIdleTimers();
  beatWhenSetBack();
  commitWhereTheGroupIs();
  return new Kafka({
    clientId: config.clientId,
    brokers: [...config.brokers],
    ...(config.ssl === undefined ? {} : { ssl: config.ssl }),
    ...(config.sasl === undefined ? {} : { sasl: config.sasl as NonNullable<ClientConfig['sasl']> }),
    connectionTimeout: 5_000,
    authenticationTimeout: 10_000,
    requestTimeout: 15_000,
    enforceRequestTimeout: true,
    retry: RETRY,
    logLevel: logLevel.ERROR,
    logCreator: quietly(config.log ?? logToStderr)!,
  });
}
