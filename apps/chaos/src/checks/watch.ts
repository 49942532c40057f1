import type { Cluster, Violation } from '../types.js';
import { followTopics } from './live.js';
import { deadlocksOf } from './locks.js';
import { reading, SERVICES } from './reading.js';

const EVERY_MS = 3_000;

export interface Watch {
  readonly violations: readonly Violation[];
  /** How often it has looked. */
  readonly looks: number;
  /** Looks no more; resolves when the look under way is over. */
  stop(): Promise<void>;
}

export interface WatchOptions {
  readonly cluster: Cluster;
  /** Ids that faults have planted; it may grow. */
  readonly planted: ReadonlySet<string>;
  /** Milliseconds since the run began. */
  now(): number;
  /** Told of each violation once. */
  onViolation?(violation: Violation): void;
  readonly everyMs?: number;
  /** Also follows the topics (I9), which costs about as much as one more consumer. */
  readonly topics?: boolean;
}

/** Questions that hold at every moment, each one statement and so one snapshot, cheap enough to be asked while orders flow. */
const QUESTIONS: ReadonlyArray<{ readonly by: Violation['by']; readonly database: string; readonly bad: string }> = [
  { by: 'I3', database: 'inventory', bad: `select sku || ' at ' || location || ': ' || on_hand || ' on hand, ' || reserved || ' reserved' as what from inventory.stock_level where reserved < 0 or on_hand < 0 or reserved > on_hand - unavailable` },
  {
    by: 'I4', database: 'inventory',
    bad: `select l.sku || ' at ' || l.location || ' has ' || l.on_hand || '/' || l.reserved || ', its ledger says ' || coalesce(s.on_hand, 0) || '/' || coalesce(s.reserved, 0) as what from inventory.stock_level l
      left join (select sku, location, sum(on_hand) as on_hand, sum(reserved) as reserved from inventory.stock_ledger group by 1, 2) s using (sku, location)
      where l.on_hand <> coalesce(s.on_hand, 0) or l.reserved <> coalesce(s.reserved, 0)`,
  },
  { by: 'I2', database: 'gateway', bad: `select 'Idempotency-Key ' || i.key || ' has no operation ' || i.operation_id as what from idempotency i where not exists (select from operation o where o.id = i.operation_id)` },
  { by: 'I6', database: 'promotions', bad: `select 'coupon ' || c.key || ': ' || count(*) || ' uses, the limit is ' || c."limit" as what from promotions.coupon c join promotions.coupon_use u on u.key = c.key and u.state <> 'released' and not u.over group by c.key having count(*) > c."limit"` },
];

/** Of the keys that are parked, those that wait for a person; a key that waits for something not yet here is tried again by itself. */
const PARKED = `select k.consumer || ' has parked the key ' || k.key || ' (' || k.reason || '): ' || coalesce(m.error, '') as what, m.message_id as id from messaging.parked_key k
  left join lateral (select error, message_id from messaging.parked_message m where m.consumer = k.consumer and m.key = k.key order by id limit 1) m on true where k.reason in ('gap', 'failed')`;

/** Asks every few seconds, past every proxy, whether the house still keeps its books. A database that does not answer is no violation: faults do that. */
export function startWatch(options: WatchOptions): Watch {
  const violations: Violation[] = [];
  const told = new Set<string>();
  const deadlocks = new Map<string, number>();
  const { everyMs = EVERY_MS } = options;
  let looks = 0;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  const note = (by: Violation['by'], text: string): void => {
    if (told.has(text)) return;
    told.add(text);
    const violation = { by, text, at: options.now() };
    violations.push(violation);
    options.onViolation?.(violation);
  };
  const look = async (): Promise<void> => {
    for (const { by, database, bad } of QUESTIONS) for (const what of await ask(options.cluster.databases[database], `${bad} limit 3`)) note(by, what.what);
    for (const service of SERVICES) {
      for (const { what, id } of await ask(options.cluster.databases[service], `${PARKED} limit 100`)) if (!id || !options.planted.has(id)) note('I10', what);
    }
    for (const [name, count] of await deadlocksOf(options.cluster.databases).catch(() => new Map<string, number>())) {
      // Smaller than before: the server was crashed, and counts anew.
      if (count > 0 && count !== deadlocks.get(name)) note('R25', `${count} deadlocks in the database of ${name}`);
      deadlocks.set(name, count);
    }
    looks += 1;
  };
  // A look may cost a twentieth of the time: the ledger grows, and the load is what this is about.
  let timer: NodeJS.Timeout;
  const again = (ms: number): void => {
    timer = setTimeout(() => {
      const started = performance.now();
      running = look().catch(() => undefined).finally(() => stopped || again(Math.max(everyMs, 20 * (performance.now() - started))));
    }, ms);
  };
  again(everyMs);
  const following = options.topics ? followTopics({ ...options, note }) : undefined;
  // A follower that cannot start has seen nothing; the topics are read again in the end.
  following?.catch(() => undefined);
  return {
    violations,
    get looks() {
      return looks;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await following?.then((end) => end(), () => undefined);
    },
  };
}

async function ask(url: string | undefined, text: string): Promise<Array<{ what: string; id?: string | null }>> {
  if (!url) return [];
  return reading(url, (read) => read<{ what: string; id?: string | null }>(text)).catch(() => []);
}
