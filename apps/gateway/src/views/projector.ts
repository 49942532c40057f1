import type { Inbound, Outbound } from '@onefront/contracts';
import type { BatchWork, Tx } from '@onefront/outbox';
import { appendEntries } from '../audit/append.js';
import { KnownStates } from '../audit/known-states.js';
import { entriesOf } from '../audit/of-facts.js';
import { ViewChanges } from './changes.js';
import { applyFact, viewTypes } from './on-facts.js';
import { storeGiftCards } from './gift-cards.js';
import { storeTills } from './tills.js';
import { storeHolds } from './holds.js';
import { storeStockWork } from './stock-work.js';
import { storePromises } from './promises.js';
import { storeTold } from './told.js';
import { storeCatalog, storeDocuments, storeFeed, storeSettlements, storeStock } from './store-facts.js';
import { storeCoupons, storeOrders, storeReturns } from './store-orders.js';
import { storeCustomers } from './store-customers.js';

/**
 * Brings the views up to date with what all services tell. Rows apply by `version > stored`, so that repeats, restatements and
 * late facts do no harm; tables are written in one fixed order and rows in the order of their keys. With the views, in the same transaction,
 * goes an audit entry for every change; not where views are only rebuilt to be compared.
 */
export function createProjector({ audit = true } = {}): BatchWork<ViewChanges> {
  const known = new KnownStates();
  return {
    types: viewTypes,

    load: async () => new ViewChanges(),

    apply: (changes: ViewChanges, inbound: Inbound) => applyFact(changes, inbound),

    async store(tx: Tx, changes: ViewChanges): Promise<readonly Outbound[]> {
      const entries = audit ? await entriesOf(tx, changes.told, known) : [];
      await storeDocuments(tx, changes);
      storeCatalog(tx, changes);
      storeStock(tx, changes);
      await storeCustomers(tx, changes);
      storeCoupons(tx, changes);
      await storeOrders(tx, changes);
      storeReturns(tx, changes);
      storeHolds(tx, changes);
      storeStockWork(tx, changes);
      storePromises(tx, changes);
      storeGiftCards(tx, changes);
      storeTills(tx, changes);
      storeTold(tx, changes);
      // Behind the rows that it tells of: whoever brings the same version waits there.
      appendEntries(tx, entries);
      storeFeed(tx, changes);
      storeSettlements(tx, changes);
      return [];
    },
  };
}

export const projector = createProjector();
