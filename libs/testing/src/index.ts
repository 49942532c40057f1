export { anyKafka } from './any-kafka.js';
export type { AnyKafka } from './any-kafka.js';
export { testBus } from './test-bus.js';
export { testDatabase } from './test-database.js';
export type { TestDatabase } from './test-database.js';
export { uniqueName } from './unique-name.js';
export { waitFor } from './wait-for.js';
export type { WaitOptions } from './wait-for.js';
