import type { Saboteur } from './saboteur.js';

export const unlockedStock: Saboteur = {
  name: 'unlocked-stock',
  about: 'stock is read without the row lock before it is promised: two batches promise the same units',
  provokedBy: 'two processes of inventory and SKUs that everybody wants',
  faults: ['kill', 'rewind'],
  caughtBy: ['I10', 'I1', 'I4'],
  edits: [
    { file: 'apps/inventory/dist/persistence/stock.load.js', find: 'from inventory.stock where sku = any($1) order by sku for update`', replace: 'from inventory.stock where sku = any($1) order by sku`' },
  ],
};
