export * from './channel-order.js';
export * from './connector.js';
export * from './errors.js';
export * from './token-bucket.js';
