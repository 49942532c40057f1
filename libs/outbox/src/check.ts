import type { Database } from './database.js';

/** One invariant, recomputed from ledgers and events on a running system (`onefront verify`). */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** How many subjects were looked at. */
  readonly count: number;
  /** The first subject or event that breaks it, named so that a person can find it. */
  readonly firstBad?: string;
}

/** What must hold, as two questions in SQL. */
export interface Invariant {
  readonly name: string;
  /** Every subject that breaks it, in a column `subject`. */
  readonly bad: string;
  /** How many there are, as one number. */
  readonly of: string;
}

/** Asks for each invariant what breaks it. Each is one statement, so one snapshot: safe while the service works. Reads only. */
export async function checkInvariants(database: Pick<Database, 'read'>, invariants: readonly Invariant[]): Promise<Check[]> {
  const checks: Check[] = [];
  for (const { name, bad, of } of invariants) {
    const { rows } = await database.read<{ count: number; first_bad: string | null }>({ text: `select (${of})::int as count, (select subject from (${bad}) as broken order by 1 limit 1) as first_bad` });
    const { count, first_bad: firstBad } = rows[0]!;
    checks.push({ name, ok: firstBad === null, count, ...(firstBad === null ? {} : { firstBad }) });
  }
  return checks;
}
