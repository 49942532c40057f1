import { enqueueWork, startExecutor, type ExecutorOptions } from '@onefront/outbox';
import type { Closable } from '@onefront/service';
import { advanceOrder } from './commands/advance-order.js';
import { confirmShown } from './commands/confirm-shown.js';
import type { Connection } from './commands/connection.js';
import { pullOrders } from './commands/pull-orders.js';
import { pushStock } from './commands/push-stock.js';
import { readBackStock } from './commands/read-back-stock.js';
import { ensureConnection, lockConnection } from './persistence/connection.repository.js';
import { schedulePush } from './persistence/listing.repository.js';
import { confirmWork, orderWork, pullWork, pushWork, readBackWork } from './persistence/work-kinds.js';

/** After a kill, another process goes on with the feed and with quantities after this; a turn stores its progress and ends before it. */
const TURN_LEASE_MS = 12_000;

/** Five executors: read the feed, move orders on, send quantities, read them back, tell the house what was seen. Each kind of work is leased, so that several processes share it. */
export async function channelsBackground(connection: Connection): Promise<Closable[]> {
  const { database, id, policy, clock } = connection;
  await database.transact(async (tx) => {
    await ensureConnection(tx, id, connection.connectorName);
    await lockConnection(tx, id);
    const now = clock.now();
    enqueueWork(tx, { kind: pullWork(id), id: 'orders', payload: null, dueAt: now }, { kind: readBackWork(id), id: 'listings', payload: null, dueAt: now }, { kind: confirmWork(id), id: 'listings', payload: null, dueAt: now });
    await schedulePush(tx, id);
  });
  const executor = (options: Omit<ExecutorOptions<unknown>, 'backoffMs'>) => startExecutor(database, { pollMs: 250, backoffMs: (attempts) => backoff(attempts, policy.pollMs), ...options });
  return [
    executor({ kind: pullWork(id), concurrency: 1, leaseMs: TURN_LEASE_MS, handle: (item) => pullOrders(connection, item) }),
    executor({ kind: orderWork(id), concurrency: 8, handle: (item) => advanceOrder(connection, item) }),
    executor({ kind: pushWork(id), concurrency: 1, leaseMs: TURN_LEASE_MS, handle: (item) => pushStock(connection, item) }),
    executor({ kind: readBackWork(id), concurrency: 1, leaseMs: TURN_LEASE_MS, handle: (item) => readBackStock(connection, item) }),
    executor({ kind: confirmWork(id), concurrency: 1, leaseMs: TURN_LEASE_MS * 2, handle: (item) => confirmShown(connection, item) }),
  ];
}

/** After the n-th failure: from the poll interval, doubled up to a minute, with jitter. A marketplace that comes back is served soon. */
function backoff(attempts: number, pollMs: number): number {
  return Math.min(60_000, Math.max(250, pollMs / 2) * 2 ** Math.min(attempts - 1, 10)) * (0.75 + Math.random() / 2);
}
