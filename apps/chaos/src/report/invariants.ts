import type { CheckResult, InvariantName } from '../types.js';

/** What each invariant says, for who reads the report. */
export const INVARIANTS: Readonly<Record<InvariantName, string>> = {
  I1: 'What was answered 2xx exists and is decided',
  I2: 'No order twice',
  I3: 'Nothing oversold, nothing received or sold twice',
  I4: 'Stock is the sum of its ledger',
  I5: 'Every promise of units came to exactly one end',
  I6: 'Coupons and promotions stayed within their limits',
  I7: 'Money is conserved',
  I8: 'What the gateway shows is the truth of its owners',
  I9: 'Versions of a key step by one, in order',
  I10: 'Everything decided was told and heard; nothing left over',
  I11: 'No change without its entry in the audit',
  I12: 'Own writes are read, and reads never go back',
  R25: 'Nobody ever waited in a circle (deadlocks)',
};

export interface InvariantLine {
  readonly invariant: InvariantName;
  readonly says: string;
  readonly counted: number;
  readonly violations: number;
  readonly checks: readonly CheckResult[];
}

/** Results by invariant, in their order. */
export function byInvariant(results: readonly CheckResult[]): InvariantLine[] {
  const names = (Object.keys(INVARIANTS) as InvariantName[]).filter((name) => results.some((one) => one.invariant === name));
  return names.map((invariant) => {
    const checks = results.filter((one) => one.invariant === invariant);
    const sum = (of: (one: CheckResult) => number): number => checks.reduce((total, one) => total + of(one), 0);
    return { invariant, says: INVARIANTS[invariant], counted: sum((one) => one.counted), violations: sum((one) => one.violations), checks };
  });
}
