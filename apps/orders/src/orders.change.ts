import type { Clock } from '@onefront/kernel';
import type { Database, Tx } from '@onefront/outbox';
import type { Policy } from './domain/step.js';
import type { OrdersAtWork } from './messages/order-batch.js';
import type { PaymentProvider } from './payments/provider.js';
import { loadBatch } from './persistence/load.js';
import { databaseNow } from './persistence/now.js';
import { storeBatch } from './persistence/store.js';

/** What is needed to change orders without a message. */
export interface BackgroundParts {
  readonly database: Database;
  readonly provider: PaymentProvider;
  readonly policy: Policy;
  /** Default: the database's. */
  readonly clock?: Clock;
  /** Pause between looks at deadlines. Milliseconds. */
  readonly sweepMs?: number;
  /** How soon an unknown payment is asked about again: the first pause, doubling up to a minute. Milliseconds. */
  readonly queryMs?: number;
  /** Counts answers that are missing, by who owes them. */
  readonly alarm?: (orderId: string, what: string) => void;
}

/** Changes these orders, and recorded returns of the same ids, in the caller's transaction, under the locks that messages take. What is told is not emitted yet. */
export async function changeOrders(parts: BackgroundParts, tx: Tx, ids: readonly string[], decide: (work: OrdersAtWork) => void): Promise<OrdersAtWork> {
  const clock = { now: await databaseNow(tx, parts.clock), policy: parts.policy };
  const work: OrdersAtWork = { batch: await loadBatch(tx, { ids, returnIds: ids }, clock), told: [] };
  decide(work);
  storeBatch(tx, work.batch);
  return work;
}
