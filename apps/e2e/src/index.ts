export { startPartnerReceiver, type Delivery, type PartnerReceiver } from './partner-receiver.js';
export { startWorld, type World, type WorldOptions } from './world.js';
export { address, openShop, orders, ourChannels, stockProduct } from './shop.js';
export { money, pounds, Till, type Body, type Reply } from './till.js';
export type { VerifyReport } from './verify.js';
export { Journal, type Promised } from './journal.js';
export * from './import-files.js';
export { planWorld, type Crew, type Post, type Site } from './plan.js';
export { RunningProcess } from './running-process.js';
