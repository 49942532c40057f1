import type { Row } from '../store/table.js';
import { differences, n, sumBy, type Evidence, type Finding } from './finding.js';
import { ordersOf } from './order-state.js';

const stands = (row: Row): boolean => row['state'] !== 'released';

/** Uses are within their limits, counted right, and belong to orders that stand. */
export function checkCoupons({ world }: Evidence): Finding[] {
  const server = world.server('promotions');
  const [coupons, couponUses, promotionUses, sales] = [server.rows('coupon'), server.rows('coupon_use'), server.rows('promotion_use'), server.rows('sale')];
  const by = (column: string) => (row: Row): string => row[column] as string;
  const count = (rows: readonly Row[], column: string) => sumBy(rows, by(column), () => 1);
  const findings = [
    ...differences('uses that are held', count(couponUses.filter((row) => row['state'] === 'held' && row['over'] !== true), 'key'), sumBy(coupons, by('key'), (row) => n(row['held']))),
    ...differences('uses', count(couponUses.filter((row) => row['state'] === 'used' && row['over'] !== true), 'key'), sumBy(coupons, by('key'), (row) => n(row['used']))),
    ...differences('uses of a promotion', count(promotionUses.filter((row) => row['counted'] === true && stands(row)), 'promotion'), sumBy(server.rows('promotion_counter'), by('promotion'), (row) => n(row['uses']))),
    ...differences('money of a promotion', sumBy(promotionUses.filter((row) => row['counted'] === true && stands(row)), by('promotion'), (row) => n(row['amount'])), sumBy(server.rows('promotion_counter'), by('promotion'), (row) => n(row['spent']))),
  ];
  for (const coupon of coupons) {
    const uses = couponUses.filter((row) => row['key'] === coupon['key'] && row['over'] !== true && stands(row)).length;
    if (coupon['limit'] !== null && uses > n(coupon['limit'])) findings.push(`coupon ${coupon['key'] as string} has ${uses} uses of ${n(coupon['limit'])}`);
  }
  const confirmed = sumBy(sales.filter((row) => row['confirmed'] === true && row['customer'] !== null), by('customer'), () => 1);
  findings.push(...differences('confirmed orders of a customer', sumBy(server.rows('customer'), by('id'), (row) => n(row['confirmed'])), confirmed));
  return [...findings, ...leaked(world, [...couponUses, ...promotionUses])];
}

/** No use is kept for an order that did not come about, and none is only held for one that stands. */
function leaked(world: Evidence['world'], uses: readonly Row[]): Finding[] {
  const status = new Map(ordersOf(world).map((order) => [order.id, order.status]));
  return uses.flatMap((use) => {
    const now = status.get(use['order_id'] as string);
    const wanted = now === 'refused' || now === 'cancelled' ? 'released' : 'used';
    return use['state'] === wanted ? [] : [`a use of ${(use['key'] ?? use['promotion']) as string} by order ${use['order_id'] as string} is ${use['state'] as string}, and the order ${now ?? 'unknown'}`];
  });
}

/** Every buyer was found once, by keys that are held by one record. */
export function checkCustomers({ world }: Evidence): Finding[] {
  const server = world.server('customers');
  const records = new Map(server.rows('customer').map((row) => [row['id'] as string, row]));
  const findings = server.rows('answer').filter((row) => !records.has(row['customer_id'] as string)).map((row) => `the buyer of ${row['subject'] as string} is nobody`);
  for (const [id, row] of records) {
    let at = row;
    for (let steps = 0; at['merged_into'] !== null && steps < 100; steps++) at = records.get(at['merged_into'] as string)!;
    if (row['root_id'] !== at['id']) findings.push(`customer ${id} leads to ${at['id'] as string} and says ${row['root_id'] as string}`);
  }
  const merges = new Map(server.rows('merge').filter((row) => row['undone_at'] === null).map((row) => [row['id'] as string, 1]));
  return [...findings, ...differences('merges', sumBy([...records.values()].filter((row) => row['merge_id'] !== null), (row) => row['merge_id'] as string, () => 1), merges)];
}
