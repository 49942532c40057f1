import type { Database } from './database.js';
import { MicroBatch } from './micro-batch.js';
import type { Emit } from './transaction.js';
import type { Tx } from './work.js';

/** Writes the result of an effect; runs in the transaction that takes the item off. */
export type StoreResult = (tx: Tx, emit: Emit) => Promise<void>;

/** Writes the results of several items, in the one transaction that takes all of them off. */
export type StoreAll<R> = (tx: Tx, emit: Emit, results: readonly R[]) => Promise<void>;

/** What became of an item; `result` is for `storeAll`. Throwing means: again later, with growing pauses. */
export type WorkOutcome<R = never> =
  | 'done'
  | { readonly store: StoreResult }
  | { readonly retryAt: Date; readonly store?: StoreResult }
  | { readonly result: R; readonly retryAt?: Date };

/** By what an item is known that was claimed. */
export interface Claim {
  readonly id: string;
  readonly token: string;
  readonly revision: string;
}

/** The lease was lost to another process, which does the item again. Rolls our result back. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

interface Ended {
  readonly row: Claim;
  readonly outcome: WorkOutcome<unknown>;
}

const TOGETHER = 100;

/** Ends items: their results and their removal in one transaction. Results that are ready at the same time share it, so that load makes transactions larger, not more. */
export class Finisher {
  private readonly together = new MicroBatch<Ended, unknown>((all) => this.finishAll(all), { size: TOGETHER, lanes: 1 });

  constructor(private readonly database: Database, private readonly options: { readonly kind: string; readonly storeAll?: StoreAll<unknown> }) {}

  async finish(row: Claim, outcome: WorkOutcome<unknown>): Promise<void> {
    if (outcome === 'done' || !('result' in outcome)) return this.transact([{ row, outcome }]);
    const error = await this.together.ask({ row, outcome });
    if (error !== undefined) throw error;
  }

  /** What went wrong, by item; one that cannot be stored does not take the others with it. */
  private async finishAll(all: readonly Ended[]): Promise<unknown[]> {
    try {
      await this.transact(all);
      return all.map(() => undefined);
    } catch (error) {
      if (all.length === 1) return [error];
    }
    const errors: unknown[] = [];
    for (const one of all) errors.push(await this.transact([one]).then(() => undefined, (error: unknown) => error));
    return errors;
  }

  /** The items' rows are touched last: the order of locks is the one of those who enqueue, aggregates before items. */
  private async transact(all: readonly Ended[]): Promise<void> {
    await this.database.transact(async (tx, emit) => {
      const results = all.flatMap(({ outcome }) => (outcome !== 'done' && 'result' in outcome ? [outcome.result] : []));
      if (results.length > 0) await this.options.storeAll!(tx, emit, results);
      for (const { outcome } of all) if (outcome !== 'done' && 'store' in outcome) await outcome.store?.(tx, emit);
      const over = await this.takeOff(tx, all.filter(({ outcome }) => againAt(outcome) === undefined));
      for (const { row, outcome } of all) {
        const at = againAt(outcome);
        if (at ? await this.retryAt(tx, row, at) : over.has(row.id)) continue;
        await this.renew(tx, row);
      }
    });
  }

  private async takeOff(tx: Tx, all: readonly Ended[]): Promise<Set<string>> {
    if (all.length === 0) return new Set();
    const { rows } = await tx.query<{ id: string }>({
      name: 'work-done',
      text: `delete from messaging.work_item w using (
          select i.kind, i.id from unnest($2::text[], $3::bigint[], $4::bigint[]) as d(id, token, revision)
          join messaging.work_item i on i.kind = $1 and i.id = d.id and i.token = d.token and i.revision = d.revision order by i.id for update of i
        ) as done where w.kind = done.kind and w.id = done.id returning w.id`,
      values: [this.options.kind, all.map(({ row }) => row.id), all.map(({ row }) => row.token), all.map(({ row }) => row.revision)],
    });
    return new Set(rows.map((row) => row.id));
  }

  private async retryAt(tx: Tx, row: Claim, at: Date): Promise<boolean> {
    const { rowCount } = await tx.query(`update messaging.work_item set leased_until = null, due_at = $5 where kind = $1 and id = $2 and token = $3 and revision = $4`,
      [this.options.kind, row.id, row.token, row.revision, at]);
    return rowCount === 1;
  }

  /** Enqueued anew while it was handled: the result counts, and the new item is due. Throws LeaseLost. */
  private async renew(tx: Tx, row: Claim): Promise<void> {
    const { rowCount } = await tx.query(`update messaging.work_item set leased_until = null where kind = $1 and id = $2 and token = $3`, [this.options.kind, row.id, row.token]);
    if (rowCount === 0) throw new LeaseLost(`${this.options.kind} ${row.id}`);
  }
}

function againAt(outcome: WorkOutcome<unknown>): Date | undefined {
  return outcome !== 'done' && 'retryAt' in outcome ? outcome.retryAt : undefined;
}
