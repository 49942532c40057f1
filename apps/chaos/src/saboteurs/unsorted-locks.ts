import type { Saboteur } from './saboteur.js';

const file = 'apps/inventory/dist/persistence/stock.load.js';

export const unsortedLocks: Saboteur = {
  name: 'unsorted-locks',
  about: 'SKUs are locked one after the other, as they come in the orders, and not by one sorted statement: two batches can wait for each other',
  provokedBy: 'orders of several hot SKUs in two processes of inventory',
  faults: ['rewind', 'kill'],
  caughtBy: ['R25'],
  edits: [
    { file, find: 'lockSkus(tx, (0, needs_js_1.sorted)(skus));', replace: 'lockSkus(tx, [...skus]);' },
    {
      file,
      find: `    const locked = await tx.query({
        name: 'stock-lock',`,
      replace: `    const locked = { rows: [] };
    for (const sku of skus) locked.rows.push(...(await tx.query({
        name: 'stock-lock',`,
    },
    { file, find: 'from inventory.stock where sku = any($1) order by sku for update`,\n        values: [skus],\n    });', replace: 'from inventory.stock where sku = $1 for update`,\n        values: [sku],\n    })).rows);' },
  ],
};
