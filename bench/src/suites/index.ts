import type { Suite } from '../harness/suite.js';
import { floors } from './floors.js';
import { orders } from './orders.js';
import { sideBySide } from './side-by-side.js';

/** All suites, in the order in which they run: what others are compared with comes first. */
export const suites: readonly Suite[] = [floors, orders, sideBySide];
