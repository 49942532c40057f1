import type { Inbound, Outbound } from '@onefront/contracts';
import type { BatchWork, Tx } from '@onefront/outbox';
import { ViewChanges } from './changes.js';
import { applyFact, viewFacts } from './on-facts.js';
import { storeCatalog, storeDocuments, storeFeed, storeSettlements, storeStock } from './store-facts.js';
import { storeCoupons, storeOrders, storeReturns } from './store-orders.js';
import { storeCustomers } from './store-customers.js';

/**
 * Brings the views up to date with what all services tell. Rows apply by `version > stored`, so that repeats, restatements and
 * late facts do no harm; tables are written in one fixed order and rows in the order of their keys.
 */
export const projector: BatchWork<ViewChanges> = {
  types: viewFacts.map((one) => one.type),

  load: async () => new ViewChanges(),

  apply: (changes: ViewChanges, inbound: Inbound) => applyFact(changes, inbound),

  async store(tx: Tx, changes: ViewChanges): Promise<readonly Outbound[]> {
    await storeDocuments(tx, changes);
    await storeCatalog(tx, changes);
    await storeStock(tx, changes);
    await storeCustomers(tx, changes);
    await storeCoupons(tx, changes);
    await storeOrders(tx, changes);
    await storeReturns(tx, changes);
    await storeFeed(tx, changes);
    await storeSettlements(tx, changes);
    return [];
  },
};
