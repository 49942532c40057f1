export * from './driver.js';
export type { BusConfig, KafkaConfig, PgLogConfig } from './config.js';
export { createBusDriver } from './create-bus-driver.js';
export { MAX_BATCH_BYTES, MAX_BATCH_RECORDS, MAX_RECORD_BYTES, sizeOf } from './limits.js';
export type { BusLog } from './log.js';
export { murmur2, partitionOf } from './partitioner.js';
export { isTransient } from './transient.js';
