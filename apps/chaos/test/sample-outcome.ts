import { randomOf } from '../src/random.js';
import type { CheckResult, InvariantName, Outcome, Second, Struck } from '../src/types.js';

const FAULTS = ['kill at a place', 'pause beyond the session', 'rolling restart', 'broker killed', 'all brokers down', 'database crash', 'backends terminated', 'links cut', 'groups rewound', 'poison', 'slow consumer', 'clock ten minutes off'];

/** An outcome as a run of so many seconds would have it, for tests of the report; the same for the same seed. */
export function sampleOutcome(options: { readonly seconds?: number; readonly faults?: number; readonly seed?: number; readonly broken?: boolean } = {}): Outcome {
  const { seconds = 240, faults = 12, seed = 7, broken = false } = options;
  const random = randomOf(seed, 'sample', 0);
  const struck: Struck[] = Array.from({ length: faults }, (_, index) => ({
    fault: FAULTS[index % FAULTS.length]!, what: `inventory-${1 + (index % 2)} <was> killed (SIGKILL) while a batch of 37 was about to commit`, at: Math.round(((index + 0.6) * seconds * 1_000) / (faults + 1)), ms: random.int(400, 6_000),
    recoveryMs: random.int(300, 14_000), inFlight: random.int(8, 40), answeredDuring: random.int(10, 200),
  }));
  const hit = (at: number): boolean => struck.some((one) => at >= one.at && at < one.at + one.ms);
  const series: Second[] = Array.from({ length: seconds }, (_, index) => {
    const at = index * 1_000;
    const low = hit(at);
    return { at, done: low ? random.int(0, 12) : random.int(38, 60), refused: random.int(0, 3), broken: low ? random.int(0, 9) : 0, inFlight: random.int(8, 40), p50: low ? random.int(900, 4_000) : random.int(120, 220), p95: 500, p99: low ? random.int(4_000, 12_000) : random.int(400, 900) };
  });
  const result = (invariant: InvariantName, about: string, bad = false): CheckResult => ({ invariant, about, counted: random.int(100, 90_000), ms: random.int(20, 4_000), violations: bad ? 3 : 0, examples: bad ? ['order o-1 stands twice <o-1, o-2>'] : [] });
  const names: InvariantName[] = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12', 'R25'];
  return {
    tier: 'pr', seed, startedAt: '2026-11-23T14:00:00.000Z', ms: { start: 21_000, load: seconds * 1_000, rest: 3_200, checks: 17_000, total: seconds * 1_000 + 41_200 },
    versions: { onefront: '0.1.0', commit: 'abc1234', node: '20.19.0', postgres: '15.14', kafka: '4.2.2', brokers: 1, machine: '2 x AMD EPYC, 24 GB' },
    summary: {
      orders: { done: 9_312, refused: 688, unanswered: 0 }, cancellations: { done: 310, refused: 2, unanswered: 0 }, returns: { done: 95, refused: 0, unanswered: 0 }, exchanges: { done: 60, refused: 0, unanswered: 0 }, fulfillments: { done: 1_400, refused: 0, unanswered: 0 }, tillSales: 900, byKind: { web: 4_000, marketplace: 2_500, 'carry-out': 2_000, pickup: 1_500 },
      refusals: { 'out-of-stock': 401, 'coupon-exhausted': 207, 'payment-declined': 80 }, attempts: 11_240, broken: { ECONNREFUSED: 120, UND_ERR_SOCKET: 44, '503': 310 }, reads: 2_500, staleReads: 0,
    },
    struck, missing: [{ fault: 'disk full', why: 'needs the right to mount a file system of its own' }],
    checks: names.flatMap((name) => [result(name, 'every order that was answered 2xx exists', broken && name === 'I2'), result(name, 'onefront verify')]),
    goals: [
      { name: 'time', measured: 5.1, limit: 8, unit: 'min', ok: true }, { name: 'recovery after a fault, 95 of 100', measured: 12.2, limit: 15, unit: 's', ok: true }, { name: 'recovery after a fault, the longest', measured: 14, limit: 60, unit: 's', ok: true },
    ],
    violations: broken ? [{ by: 'I2', text: 'order o-1 stands twice <o-1, o-2>', at: 41_000 }] : [], series,
    memory: Array.from({ length: Math.ceil(seconds / 5) }, (_, index) => ({ at: index * 5_000, rss: { 'inventory-1': 150e6 + index * 1e5, 'inventory-2': 149e6, 'orders-1': 170e6, 'gateway-1': 210e6 } })),
  };
}
