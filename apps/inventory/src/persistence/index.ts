import { ComputedBuffers1700000118000 } from './migrations/computed-buffers-1700000118000.js';
import { Confirmations1700000115000 } from './migrations/confirmations-1700000115000.js';
import { Escrows1700000115100 } from './migrations/escrows-1700000115100.js';
import { ExpectedReceipts1700000114000 } from './migrations/expected-receipts-1700000114000.js';
import { Ownership1700000116000 } from './migrations/ownership-1700000116000.js';
import { Policies1700000111000 } from './migrations/policies-1700000111000.js';
import { Holds1700000102000 } from './migrations/holds-1700000102000.js';
import { Popups1700000110200 } from './migrations/popups-1700000110200.js';
import { Recall1700000103000 } from './migrations/recall-1700000103000.js';
import { Sourcing1700000101000 } from './migrations/sourcing-1700000101000.js';
import { States1700000110000 } from './migrations/states-1700000110000.js';
import { StockWork1700000110100 } from './migrations/stock-work-1700000110100.js';
import { StockLeases1700000113000 } from './migrations/stock-leases-1700000113000.js';
import { Stock1700000100000 } from './migrations/stock-1700000100000.js';
import { Waiting1700000111100 } from './migrations/waiting-1700000111100.js';

export const migrations = [Stock1700000100000, Sourcing1700000101000, Holds1700000102000, Recall1700000103000, States1700000110000, StockWork1700000110100, Popups1700000110200, Policies1700000111000, Waiting1700000111100, StockLeases1700000113000, ExpectedReceipts1700000114000, Confirmations1700000115000, Escrows1700000115100, Ownership1700000116000, ComputedBuffers1700000118000];
