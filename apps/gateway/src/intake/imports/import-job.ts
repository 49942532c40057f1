import type { FieldError } from '@onefront/kernel';

/** What a file may hold: one kind of thing, a row each. */
export const importKinds = ['products', 'listings', 'locations', 'suppliers', 'channels', 'stock', 'customers', 'orders', 'promotions', 'coupons', 'tax-rates', 'shipping-rates'] as const;
export type ImportKind = (typeof importKinds)[number];
export type ImportFormat = 'csv' | 'jsonl' | 'xlsx';

/** Where a column goes: a field like `price.amount`; null leaves it out. */
export type Columns = Readonly<Record<string, string | null>>;

/** How a file is read. Columns are named by their header, or by their letter (`A`, `AB`). */
export interface Mapping {
  readonly columns: Columns;
  /** Set in every row, whatever its cells say. */
  readonly constants?: Readonly<Record<string, unknown>> | undefined;
  /** Set in rows that say nothing about the field. */
  readonly defaults?: Readonly<Record<string, unknown>> | undefined;
  /** How numbers are written; then also with thousands set apart, and amounts without their last zeros. */
  readonly decimal?: '.' | ',' | undefined;
  /** How times are written, like `DD.MM.YYYY HH:mm`. */
  readonly dates?: string | undefined;
  /** Whose clock they show (IANA), default UTC. */
  readonly timezone?: string | undefined;
  /** The sheet of a workbook, default the first. */
  readonly sheet?: string | undefined;
  /** False: the first row is a record already, and columns go by their letters. */
  readonly header?: boolean | undefined;
}

export interface ImportJob {
  readonly id: string;
  /** Whose rights the rows have: as they were when the file came. */
  readonly client: string;
  readonly scopes: readonly string[];
  readonly channels: readonly string[] | null;
  readonly kind: ImportKind;
  readonly mapping: Mapping;
  readonly format: ImportFormat;
  /** The key under which file and rows are sealed. */
  readonly kid: string;
  /** Rows read so far. */
  readonly rows: number;
  /** Size of the file. */
  readonly bytes: number;
  readonly dryRun: boolean;
}

/**
 * A record of the file, counted from 1 without the header: its fields in the HTTP form, or what is wrong with it.
 * `source` is how it came: its cells, or its line.
 */
export type FileRow = { readonly row: number; readonly source: readonly string[] | string } & ({ readonly record: Readonly<Record<string, unknown>> } | { readonly errors: readonly FieldError[] });

export interface RowError extends FieldError {
  readonly row: number;
  /** The column that the field came from. */
  readonly column?: string;
}

export interface ImportStatus {
  readonly id: string;
  readonly kind: ImportKind;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  readonly dryRun: boolean;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unchanged: number;
  readonly detail?: string;
  readonly filename?: string;
  readonly createdAt: string;
  readonly endedAt?: string;
  readonly progress: Progress;
}

/** How far it is. `percent` counts rows that have their outcome; until the file is read to its end their number is estimated from its bytes. */
export interface Progress {
  readonly bytes: number;
  readonly totalBytes: number;
  readonly percent: number;
  readonly rowsPerSecond: number;
}

/** The file cannot be read on from here; what came before it counts. */
export class BrokenFile extends Error {
  override readonly name = 'BrokenFile';
}

/** The mapping of a stored job: its columns and its options stand apart. */
export function mappingOf({ mapping, options }: { readonly mapping: Columns | null; readonly options: Omit<Mapping, 'columns'> | null }): Mapping {
  return { ...options, columns: mapping ?? {} };
}
