import type { Check } from './check.js';
import { reading } from './reading.js';

/** I6: what was limited was not given away more often, and who was told that it counts has it. */
export const couponsWithinLimits: Check = {
  invariant: 'I6', about: 'no coupon was used more often than its limit, and every order that was confirmed with one has its use', mayBeEmpty: true,
  async run({ cluster, assortment, journal }, tally) {
    const uses = await reading(cluster.databases['promotions']!, (read) => read<{ key: string; order_id: string; state: string; over: boolean }>('select key, order_id, state, over from promotions.coupon_use'));
    const counts = new Map<string, number>();
    for (const { key, state } of uses) if (state !== 'released') counts.set(key, (counts.get(key) ?? 0) + 1);
    for (const { code, limit } of assortment.coupons) {
      const used = counts.get(code.toUpperCase()) ?? 0;
      tally.look(used > limit && `coupon ${code}: ${used} uses, the limit is ${limit}`);
    }
    const used = new Set(uses.map((use) => `${use.key}\t${use.order_id}`));
    for (const { n, id, coupon, outcome, write } of journal.entries) {
      if (write !== 'order' || outcome !== 'done' || !coupon || !id) continue;
      tally.look(!used.has(`${coupon.toUpperCase()}\t${id}`) && `order ${id} (entry ${n}) was confirmed with coupon ${coupon}, which has no use for it`);
    }
  },
};
