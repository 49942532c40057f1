export { deviceOf, newUlid, type Device } from './device.js';
export type { PriceBook, Quota, SignedSale } from './state.js';
export { BeyondQuota, OfflineTill, type Wish } from './till.js';
export { httpTransport, SalesRefused, type SendSales, type SyncAnswer } from './transport.js';
