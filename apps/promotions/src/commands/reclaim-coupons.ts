import type { Outbound } from '@onefront/contracts';
import { startExecutor, type Database, type Emit, type Executor, type Tx } from '@onefront/outbox';
import { BookRefs } from '../domain/book-refs.js';
import { emptyBooks } from '../domain/books.js';
import { isOver, reclaimCoupons, type LeaseTold } from '../domain/coupon-lease.js';
import { loadBooks } from '../persistence/books.load.js';
import { storeBooks } from '../persistence/books.store.js';
import { loadTills, lookAgain, RECLAIM_COUPONS } from '../persistence/leases.store.js';

/**
 * Frees what a till that did not come back had on lease, under the same locks as everybody else and by the clock of the database (S22). A lease that was extended
 * meanwhile stays; while sales of the till are still on their way to us, we look again later.
 */
export async function reclaim(tx: Tx, emit: Emit, { till, publish }: { till: string; publish: (told: LeaseTold) => Outbound }): Promise<void> {
  const books = emptyBooks();
  await loadTills(tx, books, { tills: [till], keys: [] });
  const lease = books.leases.get(till);
  if (!lease || !isOver(lease, books.now)) return;
  if (!books.tills.get(till)!.isHeard) return lookAgain(tx, till, books.now);
  const refs = new BookRefs();
  refs.ofLease(books, till);
  await loadBooks(tx, books, refs, true);
  const told = reclaimCoupons(books, till);
  if (!told) return;
  await storeBooks(tx, books);
  emit(publish(told));
}

/** Looks at each lease when its grace is over. */
export function startReclaim(database: Database, publish: (told: LeaseTold) => Outbound): Executor {
  return startExecutor(database, { kind: RECLAIM_COUPONS, concurrency: 1, handle: async ({ id }) => ({ store: (tx, emit) => reclaim(tx, emit, { till: id, publish }) }) });
}
