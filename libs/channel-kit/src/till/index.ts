export { deviceOf, newUlid, type Device } from './device.js';
export type { CouponLease, Lease, PriceBook, Quota, SignedCouponWord, SignedSale, SignedWord } from './state.js';
export { BeyondQuota, OfflineTill, type CouponDoors, type Doors, type Wish } from './till.js';
export { httpCouponLease, httpLease, httpTransport, Refused, SalesRefused, type SayCouponLease, type SayLease, type SendSales, type SyncAnswer } from './transport.js';
