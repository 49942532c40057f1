import type { FieldError } from '@onefront/kernel';

/** What a file may hold, and the scope of its rows. */
export const importKinds = ['products', 'stock', 'customers', 'orders'] as const;
export type ImportKind = (typeof importKinds)[number];
export type ImportFormat = 'csv' | 'jsonl';

/** Columns (or members of a JSON line) by the field that they fill, e.g. `{"Article": "sku", "Price": "price.amount"}`; null leaves a column out. */
export type Mapping = Readonly<Record<string, string | null>>;

export interface ImportJob {
  readonly id: string;
  /** Whose rights the rows have: as they were when the file came. */
  readonly client: string;
  readonly scopes: readonly string[];
  readonly channels: readonly string[] | null;
  readonly kind: ImportKind;
  readonly mapping: Mapping | null;
  readonly format: ImportFormat;
  /** The key under which file and rows are sealed. */
  readonly kid: string;
  /** Rows read so far. */
  readonly rows: number;
}

/** A record of the file, counted from 1 without the header: its fields in the HTTP form, or what is wrong with it. */
export type FileRow = { readonly row: number } & ({ readonly record: Readonly<Record<string, unknown>> } | { readonly errors: readonly FieldError[] });

export interface ImportStatus {
  readonly id: string;
  readonly kind: ImportKind;
  readonly status: 'running' | 'done' | 'failed' | 'cancelled';
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly unchanged: number;
  readonly detail?: string;
  readonly errors: readonly RowError[];
}

export interface RowError extends FieldError { readonly row: number }
