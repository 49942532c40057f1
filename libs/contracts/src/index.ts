export * from './envelope.js';
export * from './message.js';
export * from './sealed.js';
export * from './settlement.js';
export * from './values.js';
