import type { Check } from './check.js';
import { reading } from './reading.js';

/** I2 for tills without a network: what was sold by itself counts, and counts once, however often it was handed in. */
export const tillSalesCountOnce: Check = {
  invariant: 'I2', about: 'every sale that a till made by itself is one order, and fulfilled; no till holds units any more',
  mayBeEmpty: true,
  async run({ cluster, journal }, tally) {
    const sales = journal.tillSales ?? [];
    const rows = await reading(cluster.databases['orders']!, (read) => read<{ external_id: string; status: string }>(
      'select external_id, status from orders."order" where channel = any($1) and external_id = any($2)', [[...new Set(sales.map(({ channel }) => channel))], sales.map(({ id }) => id)]));
    const found = new Map<string, string[]>();
    for (const { external_id: id, status } of rows) found.set(id, [...(found.get(id) ?? []), status]);
    for (const { id, channel } of sales) {
      const orders = found.get(id) ?? [];
      tally.look((orders.length !== 1 || orders[0] !== 'fulfilled') && `sale ${id} of ${channel} is ${orders.length === 0 ? 'no order' : `${orders.length} order(s): ${orders.join(', ')}`}`);
    }
    const held = await reading(cluster.databases['inventory']!, (read) => read<{ order_id: string; sku: string; held: number }>(`select order_id, sku, held from inventory.reservation where held > 0 and order_id ~ '^lease-' order by 1, 2 limit 11`));
    for (const { order_id: lease, sku, held: units } of held) tally.bad(`${lease} still holds ${units} of ${sku}, though all was given back`);
  },
};
