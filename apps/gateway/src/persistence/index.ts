import { Audit1700000009000 } from './migrations/audit-1700000009000.js';
import { GiftCards1700000011200 } from './migrations/gift-cards-1700000011200.js';
import { FulfillmentsDue1700000011300 } from './migrations/fulfillments-due-1700000011300.js';
import { Gateway1700000001000 } from './migrations/gateway-1700000001000.js';
import { Feeds1700000008000 } from './migrations/feeds-1700000008000.js';
import { Holds1700000010000 } from './migrations/holds-1700000010000.js';
import { Imports1700000002000 } from './migrations/imports-1700000002000.js';
import { Files1700000007000 } from './migrations/files-1700000007000.js';
import { Limits1700000006000 } from './migrations/limits-1700000006000.js';
import { Partners1700000005000 } from './migrations/partners-1700000005000.js';
import { Promises1700000011100 } from './migrations/promises-1700000011100.js';
import { StockPlaces1700000014300 } from './migrations/stock-places-1700000014300.js';
import { StockWork1700000011010 } from './migrations/stock-work-1700000011010.js';
import { StockHistory1700000011000 } from './migrations/stock-history-1700000011000.js';
import { Tills1700000011400 } from './migrations/tills-1700000011400.js';
import { Told1700000014000 } from './migrations/told-1700000014000.js';
import { Webhooks1700000004000 } from './migrations/webhooks-1700000004000.js';

export const migrations = [Gateway1700000001000, Imports1700000002000, Webhooks1700000004000, Partners1700000005000, Limits1700000006000, Files1700000007000, Feeds1700000008000, Audit1700000009000, Holds1700000010000, Promises1700000011100, StockHistory1700000011000, StockWork1700000011010, FulfillmentsDue1700000011300, GiftCards1700000011200, Tills1700000011400, Told1700000014000, StockPlaces1700000014300];
