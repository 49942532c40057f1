import type { MemoryBus } from '../bus/memory-bus.js';
import { keyOf } from '../store/table.js';
import type { Query } from '../store/query.js';
import type { Twins } from '../store/twin.js';

/** A bug that is planted on purpose: a simulation that does not find it would find none. */
export interface Saboteur {
  readonly what: string;
  readonly bus?: (bus: MemoryBus) => void;
  /** By service: other twins for some statements. */
  readonly twins?: Readonly<Record<string, (twins: Twins) => Twins>>;
}

type Run = (query: Query, values: never) => readonly object[] | number | void;
const runOf = (twins: Twins, label: string): Run => {
  const twin = twins[label];
  if (!twin) throw new Error(`there is no statement ${label} to sabotage`);
  return typeof twin === 'function' ? twin : twin.reads;
};
const everywhere = (make: (twins: Twins) => Twins) => Object.fromEntries(['orders', 'inventory', 'promotions', 'customers'].map((name) => [name, make]));

export const saboteurs = {
  'no-inbox': {
    what: 'consumers do not remember which messages they have handled',
    twins: everywhere(() => ({ 'inbox-admit': (_: Query, [, , ids]: [string, string[], string[], string[]]) => ids.map((id) => ({ fresh: id, parked: null })) })),
  },
  'commit-before-effect': { what: 'offsets are committed before the batch is handled', bus: (bus) => (bus.commitsFirst = true) },
  'acknowledged-too-early': { what: 'the relay takes a send for done that no broker has', bus: (bus) => (bus.acknowledgesLost = true) },
  'double-release': {
    what: 'what was released or consumed still counts as held by its order',
    twins: { inventory: (twins) => ({ 'reservations-store': (q: Query, columns: unknown[][]) => runOf(twins, 'reservations-store')(q, [...columns.slice(0, 4), columns[4]!.map((held, i) => Math.max(Number(held), Number(columns[6]![i]))), ...columns.slice(5)] as never) }) },
  },
  'no-locks-no-versions': {
    what: 'stock is read without its lock and stored without a look at its version',
    twins: {
      inventory: () => ({
        'stock-lock': (q: Query, [skus]: [string[]]) => [...skus].sort().flatMap((sku) => {
          const row = q.get('stock', keyOf(sku));
          return row ? [{ sku, version: row['version'], last: row['last_reserved_at'] }] : [];
        }),
        'stock-store': (q: Query, [skus, versions]: [string[], number[]]) => skus.filter((sku, i) => q.update('stock', keyOf(sku), { version: versions[i] })).length,
      }),
    },
  },
  'no-lease-no-key': {
    what: 'payments are claimed without a lease and made without a key, so a repeated call has its effect again (S14)',
    twins: {
      orders: (twins) => ({
        'work-claim': (q: Query, values: unknown[]) => {
          const claimed = runOf(twins, 'work-claim')(q, values as never) as { id: string }[];
          for (const { id } of claimed) q.update('work_item', keyOf(values[0], id), { leased_until: null });
          return claimed;
        },
        'provider-read': rememberedOnly,
        'provider-query': rememberedOnly,
        'provider-request': (q: Query, [key, kind, authorisation, amount, outcome, detail]: unknown[]) => {
          q.upsert('request', { key, kind, authorisation, amount: Number(amount), outcome, detail, known_from: q.now }, () => ({}));
        },
      }),
    },
  },
  'no-coupon-lock': {
    what: 'coupons are counted without their lock',
    twins: { promotions: (twins) => ({ 'coupon-lock': (q: Query, [keys]: [string[]]) => runOf(twins, 'coupon-lock')(unlocked(q), [keys] as never) }) },
  },
} satisfies Record<string, Saboteur>;

/** Of authorisations alone the provider knows that it was asked before. */
function rememberedOnly(q: Query, [key]: [string]) {
  const row = q.get('request', keyOf(key));
  return row?.['kind'] === 'authorise' ? [{ outcome: row['outcome'], detail: row['detail'], known: (row['known_from'] as number) <= q.now }] : [];
}

/** Reads where the statement would lock. */
function unlocked(q: Query): Query {
  return new Proxy(q, { get: (target, name) => (name === 'lock' ? (table: string, key: string) => target.get(table, key) : Reflect.get(target, name, target)) });
}

export type SaboteurName = keyof typeof saboteurs;
