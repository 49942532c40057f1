import type { Saboteur } from './saboteur.js';

const rows = 'apps/gateway/dist/intake/operation-rows.js';

export const splitIdempotency: Saboteur = {
  name: 'split-idempotency',
  about: 'the record of the Idempotency-Key commits before the operation: when the second half fails, the repeat is told that everything is under way',
  provokedBy: 'gateways killed before their commit, databases that break off',
  faults: ['death-intake-before-commit', 'database-crash'],
  caughtBy: ['I2', 'I1'],
  edits: [
    { file: 'apps/gateway/dist/intake/intake.js', find: 'insertRequests)(tx, emit, requests);', replace: 'insertRequests)(tx, emit, requests, this.database);' },
    { file: rows, find: 'async function insertRequests(tx, emit, requests) {', replace: 'async function insertRequests(tx, emit, requests, database) {' },
    { file: rows, find: 'const lost = await losers(tx, requests);', replace: 'const lost = await losers({ query: (statement) => database.pool.query(statement) }, requests);' },
  ],
};
