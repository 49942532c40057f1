import type { Check } from './check.js';
import { reading } from './reading.js';

/** Deadlocks by database since the server's statistics began; a crash of the server begins them anew, so the watch (watch.ts) looks all the time. */
export async function deadlocksOf(databases: Readonly<Record<string, string>>): Promise<Map<string, number>> {
  const [first] = Object.values(databases);
  if (!first) return new Map();
  const names = new Map(Object.entries(databases).map(([name, url]) => [new URL(url).pathname.slice(1), name]));
  const rows = await reading(first, (read) => read<{ datname: string; deadlocks: string }>('select datname, deadlocks::text from pg_stat_database where datname = any($1)', [[...names.keys()]]));
  return new Map(rows.map((row) => [names.get(row.datname)!, Number(row.deadlocks)]));
}

/** R25: rows are locked in one order by everybody. */
export const nobodyWaitsInACircle: Check = {
  invariant: 'R25', about: 'PostgreSQL has found no deadlock in any database',
  async run({ cluster }, tally) {
    for (const [name, deadlocks] of await deadlocksOf(cluster.databases)) tally.look(deadlocks > 0 && `${deadlocks} deadlocks in the database of ${name}`);
  },
};
