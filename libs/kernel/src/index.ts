export * from './clock.js';
export * from './document.js';
export * from './errors.js';
export * from './geo.js';
export * from './gtin.js';
export * from './ids.js';
export * from './json.js';
export * from './money.js';
