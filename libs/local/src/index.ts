export { CannotStart } from './cannot-start.js';
export { freePort } from './free-port.js';
export { startPostgres } from './postgres.js';
export type { Postgres, PostgresOptions } from './postgres.js';
export { startProcess } from './start-process.js';
export type { LocalProcess, ProcessOptions } from './start-process.js';
