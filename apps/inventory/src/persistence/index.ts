import { Stock1700000100000 } from './migrations/stock-1700000100000.js';

export const migrations = [Stock1700000100000];
