export * from './check.js';
export * from './work.js';
