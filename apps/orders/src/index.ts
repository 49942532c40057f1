export { ordersService } from './orders.definition.js';
export { ordersWork } from './orders.subscriptions.js';
export { startBackground, sweepDeadlines } from './orders.background.js';
export { LocalPaymentProvider } from './payments/local-provider.js';
export { republishOrders } from './republish.js';
export { verifyOrders } from './verify.js';
