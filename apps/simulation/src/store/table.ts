/** A row is never changed: another takes its place. JSON columns hold text, times hold milliseconds since the epoch. */
export type Row = Readonly<Record<string, unknown>>;

export interface TableSpec {
  readonly name: string;
  readonly key: (row: Row) => string;
  /** Unique indexes beside the primary key; `undefined` = the row is not in this (partial) index. */
  readonly unique?: readonly { readonly name: string; readonly of: (row: Row) => string | undefined }[];
  /** The constraint that the row breaks, if any. */
  readonly check?: (row: Row) => string | undefined;
  /** The row that must exist, by table and key. */
  readonly parents?: readonly { readonly table: string; readonly key: (row: Row) => string | undefined }[];
}

export class Table {
  constructor(readonly spec: TableSpec, readonly rows = new Map<string, Row>()) {}

  get name(): string {
    return this.spec.name;
  }
}

/** Joins the columns of a key. */
export const keyOf = (...parts: readonly unknown[]): string => parts.join('\u0001');

/** The checks of a table in one function: the first that does not hold names itself. */
export function checks(rules: Readonly<Record<string, (row: Row) => boolean>>): (row: Row) => string | undefined {
  const all = Object.entries(rules);
  return (row) => all.find(([, holds]) => !holds(row))?.[0];
}

/** An error as the database gives it. */
export class SqlError extends Error {
  constructor(readonly code: string, message: string) {
    super(message);
  }
}
