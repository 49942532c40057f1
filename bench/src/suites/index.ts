import type { Suite } from '../harness/suite.js';
import { orders } from './orders.js';

/** All suites, in the order in which they run: what others are compared with comes first. */
export const suites: readonly Suite[] = [orders];
