import { startExecutor, type Database, type Executor, type WorkOutcome } from '@onefront/outbox';
import type { Clock } from '@onefront/kernel';
import { callProvider } from './payments/call-provider.js';
import type { HeldPayment, PaymentProvider } from './payments/provider.js';
import { databaseNow } from './persistence/now.js';
import { noteOrphan, ORPHAN, orphanAnswered, orphansAmong, type OrphanWork } from './persistence/orphans.js';

/** No paid-without-order (S14): what the provider holds is held against the orders, and what none of them stands for is given back. */

export interface OrphanParts {
  readonly database: Database;
  readonly provider: PaymentProvider;
  readonly clock?: Clock;
  /** Payments that are younger are left alone: their order may still be on its way. Milliseconds; 0 = nobody looks (after a restore, until orders are complete). */
  readonly graceMs: number;
  /** Pause between looks. Milliseconds. */
  readonly pauseMs: number;
  /** How long before it lapses an authorisation counts as about to. Milliseconds. */
  readonly leadMs: number;
  /** Hears of an authorisation that is about to lapse though its order may stand. */
  readonly lapses?: (held: HeldPayment) => Promise<void>;
  /** Hears of each one. */
  readonly alarm?: (authorisation: string, what: string) => void;
}

/** How far back is looked. Beyond it an authorisation has lapsed, and what was captured has been looked at many times. */
const WINDOW_MS = 10 * 86_400_000;
const AT_A_TIME = 200;
const LONGEST_PAUSE_MS = 3_600_000;

/** One look at everything that the provider holds; returns how many orphans were found. */
export async function sweepOrphans(parts: OrphanParts): Promise<number> {
  const now = await databaseNow(parts.database, parts.clock);
  let found = 0;
  let page: HeldPayment[] = [];
  const judge = async () => {
    const orphans = page.length > 0 ? await orphansAmong(parts.database, page.map((one) => one.authorisation)) : new Set<string>();
    for (const one of page) {
      if (orphans.has(one.authorisation)) found += await giveBack(parts, one, now);
      else if (one.open > 0n && one.lapsesAt && one.lapsesAt.getTime() - now.getTime() < parts.leadMs) await parts.lapses?.(one);
    }
    page = [];
  };
  for await (const held of parts.provider.held({ from: new Date(now.getTime() - WINDOW_MS), to: new Date(now.getTime() - parts.graceMs) })) {
    page.push(held);
    if (page.length === AT_A_TIME) await judge();
  }
  await judge();
  return found;
}

async function giveBack({ database, alarm }: OrphanParts, { authorisation, open, taken, currency }: HeldPayment, now: Date): Promise<number> {
  const kind = taken > 0n ? 'refund' : 'void';
  const amount = (kind === 'refund' ? taken : open).toString();
  const fresh = await database.transact((tx) => noteOrphan(tx, { kind, authorisation, amount, currency }, now));
  if (fresh) alarm?.(authorisation, `${kind} of ${amount} ${currency} (minor units): no order stands for it`);
  return fresh ? 1 : 0;
}

/** Makes one call; what is unknown is asked about again, later and later. */
export async function payOrphan({ database, provider, clock }: OrphanParts, item: { id: string; attempts: number; payload: OrphanWork }): Promise<WorkOutcome> {
  const { id, attempts, payload: { kind, authorisation, amount, currency } } = item;
  const answer = await callProvider(provider, { id, kind, authorisation, amount: BigInt(amount), currency, token: '', attempts });
  const store = (tx: Parameters<typeof orphanAnswered>[0]) => orphanAnswered(tx, id, answer);
  if (answer.outcome !== 'unknown') return { store };
  return { store, retryAt: new Date((await databaseNow(database, clock)).getTime() + Math.min(LONGEST_PAUSE_MS, 1000 * 2 ** attempts)) };
}

export function startOrphans(parts: OrphanParts): { close(): Promise<void> } {
  const executor: Executor = startExecutor<OrphanWork>(parts.database, { kind: ORPHAN, handle: (item) => payOrphan(parts, item) });
  let running: Promise<unknown> = Promise.resolve();
  let busy = false;
  const look = () => {
    if (busy) return;
    busy = true;
    running = sweepOrphans(parts).catch((error: unknown) => parts.database.log('payments could not be held against orders', { error })).finally(() => (busy = false));
  };
  const timer = parts.graceMs > 0 ? setInterval(look, parts.pauseMs).unref() : undefined;
  return {
    close: async () => {
      clearInterval(timer);
      await running;
      await executor.stop();
    },
  };
}
