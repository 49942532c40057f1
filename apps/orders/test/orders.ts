import type { Placement } from '@onefront/contracts';

const gbp = (amount: string) => ({ amount, currency: 'GBP' });

export interface Wish {
  readonly id?: string;
  readonly lines?: readonly { sku: string; quantity: number; kind?: 'stocked' | 'service' | 'bundle'; price?: string; components?: { sku: string; quantity: number }[] }[];
  readonly method?: 'ship' | 'pickup' | 'carry-out' | 'channel';
  readonly location?: string;
  readonly payments?: Placement['payments'];
  readonly buyer?: boolean;
  readonly coupons?: string[];
  readonly externalId?: string;
  readonly recorded?: boolean;
  readonly fingerprint?: string;
  readonly taxIncluded?: boolean;
}

let orders = 0;

/** A placement that says only what matters to the test. */
export function placementOf(wish: Wish = {}): Placement {
  const { id = `o-${++orders}`, lines = [{ sku: 'LAMP', quantity: 2 }], method = 'ship', location, payments = [{ method: 'card' }], recorded = false } = wish;
  const channel: Placement['channel'] = { id: 'web', version: 1, kind: 'webshop', currency: 'GBP', pricing: 'ours', taxIncluded: wish.taxIncluded ?? true, taxCountry: 'GB' };
  const goods = lines.map(({ sku, quantity, kind = 'stocked', price = '1000', components }, index) => ({
    lineId: String(index + 1), sku, quantity, product: { version: 1, name: sku, kind, price: gbp(price), ...(components ? { components } : {}) },
  }));
  return {
    orderId: id, channel, ...(wish.externalId ? { externalId: wish.externalId } : {}), placedAt: '2026-11-01T09:00:00.000Z',
    ...(wish.buyer ? { buyer: { email: { value: { kid: 'k', box: 'AAAA' }, index: 'i', masked: false } } } : {}),
    lines: goods.map((line) => ({ ...line, method, ...(location ? { location } : {}) })), coupons: wish.coupons ?? [], method, ...(location ? { location } : {}), locations: [],
    payments, recorded, pricing: { paymentMethods: payments.map((one) => one.method) },
    fingerprint: wish.fingerprint ?? 'same',
  };
}
