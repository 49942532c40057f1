import autocannon from 'autocannon';

/** Plain GETs as fast as so many connections can, over the paths in turn. */
export interface ReadSpec {
  readonly url: string;
  readonly paths: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  readonly seconds: number;
}

export interface ReadOutcome {
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly requests: number;
  /** Answers other than 2xx, broken connections and timeouts. */
  readonly failed: number;
  readonly cpuSeconds: number;
}

/** Runs in the load generator. */
export async function read({ url, paths, headers, connections, seconds }: ReadSpec): Promise<ReadOutcome> {
  const cpu = process.cpuUsage();
  const result = await autocannon({ url, connections, duration: seconds, headers: { ...headers }, requests: paths.map((path) => ({ path })) });
  const { user, system } = process.cpuUsage(cpu);
  return {
    perSecond: result['2xx'] / result.duration, p50: result.latency.p50, p99: result.latency.p99, requests: result.requests.total,
    failed: result.non2xx + result.errors + result.timeouts, cpuSeconds: (user + system) / 1e6,
  };
}
