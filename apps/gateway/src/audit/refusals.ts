import type { Database } from '@onefront/outbox';
import { appendEntries } from './append.js';
import type { Entry } from './entry.js';
import type { OwnAction } from './own-changes.js';

/** So often they are written: one entry per client, however many there were. */
const EVERY_MS = 60_000;
/** Names that are kept apart in that time; guesses beyond it are one. */
const AT_MOST = 200;
const UNKNOWN = 'unknown';

export type Refusal = 'wrong-secret' | 'invalid-token' | 'missing-scope';

/** Who was refused: counted here, written once a minute, so that whoever guesses cannot fill the audit. Counts of the last minute are lost if the process dies. */
export class Refusals {
  private counts = new Map<string, Map<string, number>>();

  /** `what` names the scope that was missing. A name that no client has is told as unknown: it may be a secret in the wrong place. */
  note(refusal: Refusal, client: string | undefined, what?: string): void {
    const name = client === undefined || (this.counts.size >= AT_MOST && !this.counts.has(client)) ? UNKNOWN : client;
    const counts = this.counts.get(name) ?? new Map<string, number>();
    const path = what === undefined ? `/${refusal}` : `/${refusal}/${what}`;
    counts.set(path, (counts.get(path) ?? 0) + 1);
    this.counts.set(name, counts);
  }

  /** Writes what was counted. */
  async flush(database: Database): Promise<void> {
    if (this.counts.size === 0) return;
    const counted = this.counts;
    this.counts = new Map();
    const { rows } = await database.read<{ id: string }>({ text: 'select id from client where id = any($1::text[])', values: [[...counted.keys()]] });
    const known = new Set(rows.map((row) => row.id));
    const sums = new Map<string, Map<string, number>>();
    for (const [client, counts] of counted) {
      const name = known.has(client) ? client : UNKNOWN;
      const sum = sums.get(name) ?? new Map<string, number>();
      for (const [path, count] of counts) sum.set(path, (sum.get(path) ?? 0) + count);
      sums.set(name, sum);
    }
    const entries = [...sums].map(([client, counts]): Entry => ({
      at: new Date().toISOString(), action: 'gateway.access-refused' satisfies OwnAction, actor: { service: 'gateway', ...(client === UNKNOWN ? {} : { client }) }, subject: { type: 'client', id: client },
      changes: [...counts].map(([path, count]) => ({ path, after: count })),
    }));
    await database.transact(async (tx) => appendEntries(tx, entries));
  }
}

/** Writes every minute, and once more at the end. */
export function startRefusals(database: Database, refusals: Refusals): { close(): Promise<void> } {
  const flush = () => refusals.flush(database).catch((error: unknown) => database.log('refusals could not be written to the audit', { error }));
  const timer = setInterval(() => void flush(), EVERY_MS).unref();
  return { close: async () => { clearInterval(timer); await flush(); } };
}
