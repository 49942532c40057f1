import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Query } from './query.js';
import type { Row } from './table.js';

export interface Result {
  readonly rows: readonly Record<string, unknown>[];
  readonly rowCount: number;
}

/** What the memory store does for one statement of production code. */
export interface Twin {
  readonly label: string;
  /** Neither writes nor locks. */
  readonly reads: boolean;
  run(query: Query, values: readonly unknown[]): Result;
}

type Run = (query: Query, values: never) => readonly object[] | number | void;

/** Twins of one service by the name of their statement; those without a name by how their text begins. */
export type Twins = Readonly<Record<string, Run | { readonly reads: Run }>>;

/**
 * Finds the twin of a statement by its name or text. The text that each was written for is pinned by its hash: SQL that has changed since is an
 * error here, not a silent difference.
 */
export class TwinBook {
  private readonly byText = new Map<string, Twin>();
  /** Filled instead of checked when statements are accepted. */
  static accepting: Record<string, string> | undefined;

  constructor(private readonly service: string, private readonly shared: Twins, private readonly own: Twins) {}

  private get twins(): Twins {
    return { ...this.shared, ...this.own };
  }

  /** The same book with other twins for some statements: how saboteurs are planted. */
  overlaid(make: (twins: Twins) => Twins): TwinBook {
    const twins = this.twins;
    return new TwinBook(this.service, this.shared, { ...this.own, ...make(twins) });
  }

  of(text: string, name: string | undefined): Twin {
    const known = name ? `${name}\n${text}` : text;
    let twin = this.byText.get(known);
    if (!twin) this.byText.set(known, (twin = this.find(text, name)));
    return twin;
  }

  private find(text: string, name: string | undefined): Twin {
    const plain = text.replace(/\s+/g, ' ').trim();
    const label = name ?? Object.keys(this.twins).find((start) => start.includes(' ') && plain.startsWith(start));
    const found = label === undefined ? undefined : this.twins[label];
    if (!label || !found) throw new Error(`the memory store of ${this.service} has no twin of ${name ?? 'the statement'}: ${plain.slice(0, 200)}. Add one in apps/simulation/src/store/twins.`);
    this.compare(`${label in this.shared ? 'messaging' : this.service}/${label}`, plain);
    const run = typeof found === 'function' ? found : found.reads;
    return { label, reads: typeof found !== 'function', run: (query, values) => resultOf(run(query, values as never)) };
  }

  private compare(id: string, plain: string): void {
    const hash = createHash('sha256').update(plain).digest('hex').slice(0, 12);
    if (TwinBook.accepting) TwinBook.accepting[id] = hash;
    else if (pinnedStatements()[id] !== hash) {
      throw new Error(`the SQL of ${id} is not the one that its twin was written for. Compare the two in apps/simulation/src/store/twins, then run: npm run simulate -- --accept-statements`);
    }
  }
}

/** Beside the source, also when the build runs. */
const PINNED = path.join(__dirname, '../../src/store/statements.json');
let pinned: Record<string, string> | undefined;

export function pinnedStatements(): Record<string, string> {
  return (pinned ??= JSON.parse(readFileSync(PINNED, 'utf8')) as Record<string, string>);
}

/** Pins the statements that were met, beside those pinned before. */
export function acceptStatements(met: Readonly<Record<string, string>>): number {
  const all = Object.entries({ ...pinnedStatements(), ...met }).sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(PINNED, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
  return Object.keys(met).length;
}

function resultOf(outcome: readonly object[] | number | void): Result {
  if (outcome === undefined) return { rows: [], rowCount: 0 };
  if (typeof outcome === 'number') return { rows: [], rowCount: outcome };
  // What is read is the reader's own to change.
  return { rows: outcome.map((row) => ({ ...row })), rowCount: outcome.length };
}

/** The rows that `unnest` makes of columns. */
export function unnest<N extends string>(names: readonly N[], columns: readonly (readonly unknown[])[]): Record<N, unknown>[] {
  const rows: Record<N, unknown>[] = [];
  const length = Math.max(0, ...names.map((_, c) => columns[c]!.length));
  for (let i = 0; i < length; i++) {
    const row = {} as Record<N, unknown>;
    for (let c = 0; c < names.length; c++) row[names[c]!] = columns[c]![i] ?? null;
    rows.push(row);
  }
  return rows;
}

/** JSON as it is read back: a value of its own, each time. */
export const json = (text: unknown): unknown => (text === null || text === undefined ? null : JSON.parse(text as string));
export const time = (ms: unknown): Date | null => (ms === null || ms === undefined ? null : new Date(ms as number));
export const ms = (value: unknown): number | null => (value === null || value === undefined ? null : new Date(value as string | Date).getTime());
export const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
/** bigint columns hold numbers here; they are read as text where SQL does not cast them. */
export const big = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));

/** Sorts by these columns, ascending. */
export function orderBy<T extends Row>(rows: readonly T[], ...columns: readonly string[]): T[] {
  return [...rows].sort((a, b) => {
    for (const column of columns) {
      const [x, y] = [a[column] as string | number, b[column] as string | number];
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  });
}

export const isPresent = (row: Row | undefined): row is Row => row !== undefined;
