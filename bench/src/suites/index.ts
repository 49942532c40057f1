import type { Suite } from '../harness/suite.js';
import { catchUp } from './catch-up.js';
import { delivery } from './delivery.js';
import { floors } from './floors.js';
import { growth } from './growth.js';
import { lag } from './lag.js';
import { orders } from './orders.js';
import { reads } from './reads.js';
import { replay } from './replay.js';
import { reservations } from './reservations.js';
import { scaling } from './scaling.js';
import { sideBySide } from './side-by-side.js';
import { soak } from './soak.js';
import { start } from './start.js';

/** All suites, in the order in which they run: what others are compared with comes first. */
export const suites: readonly Suite[] = [floors, orders, sideBySide, reads, reservations, delivery, lag, replay, start, catchUp, growth, scaling, soak];
