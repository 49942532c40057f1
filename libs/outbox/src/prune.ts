import type { Database } from './database.js';

export interface Retention {
  /** Longer than topics are kept plus the time in which a dead letter may be replayed (R21). Default 30. */
  readonly inboxDays?: number;
  /** Default 14. */
  readonly settlementDays?: number;
  /** For dead letters that were replayed or dropped. Default 90. */
  readonly deadLetterDays?: number;
  /** Rows per statement: small, so that no lock or transaction is long. Default 5,000. */
  readonly batch?: number;
}

export interface Pruned {
  readonly inbox: number;
  readonly settlements: number;
  readonly deadLetters: number;
}

/** Deletes what has served its time, in small batches, online. The outbox needs none: its rows go when they are acknowledged. */
export async function prune(database: Database, retention: Retention = {}, signal?: AbortSignal): Promise<Pruned> {
  const { inboxDays = 30, settlementDays = 14, deadLetterDays = 90, batch = 5_000 } = retention;
  const old = async (table: string, where: string, days: number): Promise<number> => {
    let all = 0;
    for (let some = batch; some === batch && !signal?.aborted; all += some) {
      const { rowCount } = await database.read({
        text: `delete from messaging.${table} where ctid = any(array(select ctid from messaging.${table} where ${where} limit $2))`, values: [days, batch],
      });
      some = rowCount ?? 0;
    }
    return all;
  };
  return {
    inbox: await old('inbox', `received_at < now() - make_interval(days => $1)`, inboxDays),
    settlements: await old('settlement', `at < now() - make_interval(days => $1)`, settlementDays),
    deadLetters: await old('dead_letter', `state in ('replayed', 'dropped') and changed_at < now() - make_interval(days => $1)`, deadLetterDays),
  };
}

/** Prunes now and then (default every 10 minutes). Harmless in several processes at once. */
export function startPruning(database: Database, options: Retention & { everyMs?: number } = {}): { stop(): Promise<void> } {
  const abort = new AbortController();
  let running: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    running = prune(database, options, abort.signal).catch((error: unknown) => database.log('pruning failed and will be tried again', { error }));
  }, options.everyMs ?? 600_000).unref();
  return {
    async stop() {
      abort.abort();
      clearInterval(timer);
      await running;
    },
  };
}
