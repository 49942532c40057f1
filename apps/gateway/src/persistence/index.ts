import { Gateway1700000001000 } from './migrations/gateway-1700000001000.js';

export const migrations = [Gateway1700000001000];
