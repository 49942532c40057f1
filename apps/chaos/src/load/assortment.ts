import { openShop, money, type Till } from '@onefront/e2e';
import type { Assortment } from '../types.js';

/** A scarce product and a scarce coupon come up so often; then many want them. */
export const WAVE = 500;
const MOST_WAVES = 200;
const PLENTY = 40;
const KNOWN = 5;
const SCARCE_UNITS = { derby: 30, leeds: 20 } as const;
const SCARCE_USES = 15;
/** What one movement and one coupon may say (libs/contracts); both are far more than a run of a million orders uses. */
const MOST = 1_000_000;

export const customers = 300;
export const plenty = Array.from({ length: PLENTY }, (_, n) => `SHOP-${String(n).padStart(2, '0')}`);
/** One that costs the same. */
export const another = (sku: string): string => plenty[(plenty.indexOf(sku) + 1) % plenty.length]!;
export const wavesOf = (orders: number): number => Math.min(MOST_WAVES, Math.ceil(orders / WAVE));
export const scarceSku = (wave: number): string => `SCARCE-${wave}`;
export const scarceCoupon = (wave: number): string => `FEW-${wave}`;
export const COUPON = 'ALWAYS';

/** What is sold in a run of so many orders: enough of the usual goods for everybody, and scarce ones that more people want than can have. */
export function assortmentOf(orders: number): Assortment {
  const enough = Math.min(MOST, 2 * orders + 1000);
  const waves = Array.from({ length: wavesOf(orders) }, (_, wave) => wave);
  return {
    received: [
      ...plenty.flatMap((sku) => ['derby', 'leeds', 'bristol'].map((location) => ({ sku, location, quantity: enough }))),
      ...waves.flatMap((wave) => Object.entries(SCARCE_UNITS).map(([location, quantity]) => ({ sku: scarceSku(wave), location, quantity }))),
    ],
    coupons: [{ code: COUPON, promotion: 'always', limit: Math.min(MOST, 10 * orders + 1000) }, ...waves.map((wave) => ({ code: scarceCoupon(wave), promotion: 'few', limit: SCARCE_USES }))],
    scarce: waves.map(scarceSku),
  };
}

/** Puts the company and what it sells. */
export async function openForBusiness(till: Till, assortment: Assortment): Promise<void> {
  await openShop(till);
  const skus = [...new Set(assortment.received.map(({ sku }) => sku))];
  await till.must('POST', '/v1/products/batch', { products: skus.map((sku) => ({ sku, name: `Product ${sku}`, price: money('20.00'), taxCategory: 'standard' })) });
  await till.must('POST', '/v1/stock/movements', { movements: assortment.received.map((row) => ({ ...row, reason: 'receipt' })) });
  for (const [id, percent] of [['always', '10'], ['few', '25']] as const) {
    await till.must('PUT', `/v1/promotions/${id}`, { name: id, channels: ['web', 'social'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent, on: 'order' }] });
  }
  for (const { code, promotion, limit } of assortment.coupons) await till.must('POST', '/v1/coupons', { promotion, code, limit });
}

/** Customers who stand in the book before the first order. Gives their ids. */
export function someCustomers(till: Till): Promise<string[]> {
  return Promise.all(Array.from({ length: KNOWN }, async (_, n) => (await till.must('POST', '/v1/customers', { name: `Known ${n}`, emails: [{ address: `known-${n}@example.com`, verified: true }] })).id as string));
}
