/** One invariant, recomputed from ledgers and events on a running system (`onefront verify`). */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** How many subjects were looked at. */
  readonly count: number;
  /** The first subject or event that breaks it, named so that a person can find it. */
  readonly firstBad?: string;
}
