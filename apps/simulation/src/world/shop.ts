import {
  issueCoupons, message, putChannel, putLocation, putPromotion, putShippingRate, putTaxRate, recordMovements, registerCustomer,
  type Channel, type ChannelSnapshot, type Location, type Outbound, type Promotion,
} from '@onefront/contracts';

/** The company that every seed trades with: two places, three channels, scarce goods, coupons that run out. */

export const gbp = (amount: number) => ({ amount: String(amount), currency: 'GBP' });
export const AT = '2026-11-23T08:00:00.000Z';

export const SKUS = ['LAMP', 'MUG', 'SHIRT'] as const;
export const PRICES: Readonly<Record<string, number>> = { LAMP: 4900, MUG: 750, SHIRT: 1999 };
export const COUPONS = ['TEN', 'ONCE', 'GONE'] as const;

const locations: Readonly<Record<string, Location>> = {
  leeds: { name: 'Leeds', kind: 'store', geo: { lat: 53.8, lon: -1.55 }, address: { line1: 'Briggate 1', city: 'Leeds', country: 'GB' } },
  derby: { name: 'Derby', kind: 'warehouse', geo: { lat: 52.9, lon: -1.47 }, address: { line1: 'Sadler Gate 1', city: 'Derby', country: 'GB' }, timezone: 'Europe/London', dispatch: { perDay: 2, collectedAt: '16:00' } },
};

const base = { buffer: 0, currency: 'GBP', taxIncluded: true, taxCountry: 'GB' };
export const channels: Readonly<Record<string, Channel>> = {
  web: { ...base, name: 'Web shop', kind: 'webshop', connector: 'shop', locations: ['derby', 'leeds'] },
  till: { ...base, name: 'Leeds till', kind: 'store', locations: ['leeds'] },
  phone: { ...base, name: 'By phone', kind: 'phone', locations: ['derby', 'leeds'], oversell: { policy: 'backorder', limit: 2 } },
};

/** Opened while a seed is played: orders may come before inventory knows it. */
export const POPUP: Channel = { ...base, name: 'Pop-up', kind: 'webshop', locations: ['leeds'] };

export function channelSnapshotOf(id: string): ChannelSnapshot {
  const { kind, currency, taxIncluded, taxCountry } = channels[id] ?? POPUP;
  return { id, version: 1, kind, currency, pricing: 'ours', taxIncluded, ...(taxCountry ? { taxCountry } : {}) };
}

const tenOff: Promotion = { name: 'Ten off', channels: 'all', conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] };
const limited: Promotion = { name: 'First come', channels: ['web'], conditions: [{ type: 'min-basket', amount: gbp(1500) }], effects: [{ type: 'fixed-amount', amount: gbp(200), on: 'order' }], limits: { total: 3, perCustomer: 2, budget: gbp(500) } };

/** What is set up before anything is sold; one message after the other. */
export function opening(): Outbound[] {
  const one = (outbound: Outbound, id: string): Outbound => ({ ...outbound, id: `open-${id}`, operationId: `open-op-${id}`, partner: 'setup' });
  const person = { emails: [{ value: { kid: 'k-1', box: 'AAAA' }, index: 'ann', verified: true }], phones: [], identities: [], addresses: [], consents: [], groups: [] };
  return [
    ...Object.entries(locations).map(([id, location]) => one(message(putLocation, { key: id, data: { id, location, conditions: {} } }) as Outbound, id)),
    ...Object.entries(channels).map(([id, channel]) => one(message(putChannel, { key: id, data: { id, channel, conditions: {} } }) as Outbound, id)),
    one(message(putTaxRate, { key: 'gb', data: { id: 'gb', taxRate: { category: 'standard', country: 'GB', rate: '20' }, conditions: {} } }) as Outbound, 'tax'),
    one(message(putShippingRate, { key: 'uk', data: { id: 'uk', shippingRate: { channels: 'all', method: 'ship', price: gbp(495) }, conditions: {} } }) as Outbound, 'shipping'),
    one(message(putPromotion, { key: 'ten', data: { id: 'ten', promotion: tenOff, conditions: {} } }) as Outbound, 'ten'),
    one(message(putPromotion, { key: 'first', data: { id: 'first', promotion: limited, conditions: {} } }) as Outbound, 'first'),
    one(message(issueCoupons, { key: 'ten', data: { issueId: 'ci-1', issue: { promotion: 'ten', code: 'TEN', limit: 2 } } }) as Outbound, 'coupon-1'),
    one(message(issueCoupons, { key: 'ten', data: { issueId: 'ci-2', issue: { promotion: 'ten', code: 'ONCE', limit: 3, perCustomer: 1 } } }) as Outbound, 'coupon-2'),
    one(message(issueCoupons, { key: 'ten', data: { issueId: 'ci-3', issue: { promotion: 'ten', code: 'GONE', expiresAt: AT } } }) as Outbound, 'coupon-3'),
    one(message(registerCustomer, { key: 'c-ann', data: { customerId: 'c-ann', customer: person, at: AT } }) as Outbound, 'ann'),
    one(message(recordMovements, { key: 'm-open', data: { movementId: 'm-open', movements: SKUS.map((sku) => ({ sku, location: 'derby', quantity: 1, reason: 'receipt' as const })), at: AT } }) as Outbound, 'stock'),
  ];
}
