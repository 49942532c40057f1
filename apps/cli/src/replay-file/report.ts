import type { Reconciled } from './reconcile.js';

export interface Report {
  readonly documents: number;
  readonly orders: number;
  readonly lines: number;
  readonly seconds: number;
  /** Milliseconds per order, from sending to its confirmation. */
  readonly latencies: readonly number[];
  /** CPU seconds by process while documents were sent. */
  readonly cpuSeconds: ReadonlyMap<string, number>;
  readonly results: readonly Reconciled[];
}

export function printReport(report: Report, json: boolean): void {
  if (json) process.stdout.write(`${JSON.stringify({ ...report, latencies: percentiles(report.latencies), cpuSeconds: Object.fromEntries(report.cpuSeconds) }, null, 2)}\n`);
  else process.stdout.write(words(report));
}

function words({ documents, orders, lines, seconds, latencies, cpuSeconds, results }: Report): string {
  const { p50, p95, p99 } = percentiles(latencies);
  const out = [''];
  if (documents > 0) {
    out.push(`${documents} documents in ${seconds.toFixed(1)} s: ${(orders / seconds).toFixed(1)} orders/s, ${(lines / seconds).toFixed(0)} lines/s`);
    out.push(`confirmation p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`);
    if (cpuSeconds.size > 0 && orders > 0) out.push(`CPU per order: ${[...cpuSeconds].map(([name, used]) => `${name} ${((used * 1000) / orders).toFixed(1)} ms`).join(', ')}`);
    out.push('');
  }
  const width = Math.max(...results.map(({ what }) => what.length));
  for (const { what, file, api, ok, first } of results) {
    out.push(`${ok ? 'ok  ' : 'DIFF'}  ${what.padEnd(width)}  file ${file}  API ${api}`);
    if (first) out.push(`      ${first}`);
  }
  const bad = results.filter(({ ok }) => !ok).length;
  out.push('', bad === 0 ? 'Reconciled: the file and the API agree to the penny.' : `NOT reconciled: ${bad} of ${results.length} comparisons differ.`, '');
  return out.join('\n');
}

/** Percentiles in milliseconds; 0 where nothing was measured. */
export function percentiles(values: readonly number[]): { p50: number; p95: number; p99: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
