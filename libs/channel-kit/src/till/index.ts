export { deviceOf, newUlid, type Device } from './device.js';
export type { Lease, PriceBook, Quota, SignedSale, SignedWord } from './state.js';
export { BeyondQuota, OfflineTill, type Doors, type Wish } from './till.js';
export { httpLease, httpTransport, Refused, SalesRefused, type SayLease, type SendSales, type SyncAnswer } from './transport.js';
