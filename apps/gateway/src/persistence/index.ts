import { Gateway1700000001000 } from './migrations/gateway-1700000001000.js';
import { Imports1700000002000 } from './migrations/imports-1700000002000.js';
import { Webhooks1700000004000 } from './migrations/webhooks-1700000004000.js';

export const migrations = [Gateway1700000001000, Imports1700000002000, Webhooks1700000004000];
