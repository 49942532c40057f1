import type { Saboteur } from './saboteur.js';

const background = 'apps/inventory/dist/inventory.background.js';

export const naiveExpiry: Saboteur = {
  name: 'naive-expiry',
  about: 'the sweeper of holds reads what a hold keeps, lets go of the locks, and writes the levels that follow from it: what was booked in between is undone',
  provokedBy: 'holds of a second or two on SKUs that sell',
  faults: ['kill', 'database-latency'],
  caughtBy: ['I4', 'I5', 'I3'],
  edits: [
    { file: background, find: 'sweepHold(tx, emit, { id, memory }) })', replace: 'sweepHold(tx, emit, { id, memory, database }) })' },
    { file: background, find: 'async function sweepHold(tx, emit, { id, memory }) {', replace: 'async function sweepHold(tx, emit, { id, memory, database }) {' },
    { file: background, find: 'needs.hold(id);\n    const unit = await (0, stock_load_js_1.loadUnit)(tx, needs, memory);', replace: 'needs.hold(id);\n    const unit = await database.transact((reading) => (0, stock_load_js_1.loadUnit)(reading, needs, memory));' },
    { file: 'apps/inventory/dist/persistence/stock.store.js', find: 'where stock.sku = s.sku and stock.version < s.version`', replace: 'where stock.sku = s.sku`' },
  ],
};
