/** Rows turned into the columns that `unnest` takes. */
export function columns<T>(rows: readonly T[], valuesOf: (row: T) => readonly unknown[], width: number): unknown[][] {
  const result: unknown[][] = Array.from({ length: width }, () => []);
  for (const row of rows) valuesOf(row).forEach((value, index) => result[index]!.push(value));
  return result;
}
