import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';
import { steadyNow, type ConsumerHealth } from '@onefront/bus';

export interface HealthAnswer {
  readonly ok: boolean;
  /** Why not, for people. */
  readonly reasons: readonly string[];
}

/** A partition without progress for so long means that only a new process can help (R3). Milliseconds. */
const STALL_LIMIT_MS = 60_000;
/** A loop whose usual turn waits this long serves nobody. Milliseconds. */
const LOOP_LIMIT_MS = 1_000;
const PING_AGE_MS = 1_000;
const PING_LIMIT_MS = 2_000;

export interface HealthSources {
  /** Resolves when the database answers. */
  readonly ping: () => Promise<unknown>;
  readonly consumers: () => readonly { health(): ConsumerHealth }[];
}

/**
 * Whether this process can serve (readiness) and whether it should be replaced (liveness).
 * Liveness is a watchdog only and never looks at dependencies; readiness does not look at the bus (R44).
 */
export class Health {
  private phase: string = 'is starting';
  private sources: HealthSources | undefined;
  private lastPing: { at: number; answer: Promise<string | undefined> } | undefined;
  private readonly loop: IntervalHistogram = monitorEventLoopDelay({ resolution: 20 });
  private readonly window: NodeJS.Timeout;

  constructor() {
    this.loop.enable();
    // The histogram never forgets by itself; live() shall speak of the last half minute.
    this.window = setInterval(() => this.loop.reset(), 30_000).unref();
  }

  /** Tells what the process is waiting for while it starts, e.g. `waits for its database`. */
  starting(what: string): void {
    this.phase = what;
  }
  running(sources: HealthSources): void {
    this.phase = '';
    this.sources = sources;
  }
  stopping(): void {
    this.phase = 'is stopping';
  }
  close(): void {
    clearInterval(this.window);
    this.loop.disable();
  }

  live(now = steadyNow()): HealthAnswer {
    const consumers = (this.sources?.consumers() ?? []).map((consumer) => consumer.health());
    const dead = consumers.flatMap(({ fatal }) => (fatal ? [`a consumer stopped for good: ${fatal.name}`] : []));
    const stalled = consumers.flatMap((consumer) => consumer.stalled)
      .filter((partition) => !partition.transient && now - partition.since > STALL_LIMIT_MS)
      .map((partition) => `no progress on ${partition.topic}/${partition.partition} for ${Math.round((now - partition.since) / 1000)} s`);
    const usualDelay = this.eventLoopDelayMs();
    return answer([...dead, ...stalled, ...(usualDelay > LOOP_LIMIT_MS ? [`the event loop is late by ${Math.round(usualDelay)} ms`] : [])]);
  }

  async ready(): Promise<HealthAnswer> {
    if (this.phase !== '' || !this.sources) return answer([`the process ${this.phase}`]);
    const failure = await this.ping(this.sources);
    // The process may have begun to stop while the database was asked.
    if (this.phase !== '') return answer([`the process ${this.phase}`]);
    return answer(failure ? [failure] : []);
  }

  /** Median lateness of timers in the last half minute, in milliseconds. */
  private eventLoopDelayMs(): number {
    const median = this.loop.percentile(50) / 1e6;
    return Number.isFinite(median) ? median : 0;
  }

  /** Probes come from several sides; the database is asked at most once a second. */
  private ping(sources: HealthSources): Promise<string | undefined> {
    const now = steadyNow();
    if (!this.lastPing || now - this.lastPing.at > PING_AGE_MS) this.lastPing = { at: now, answer: pingOnce(sources) };
    return this.lastPing.answer;
  }
}

async function pingOnce(sources: HealthSources): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`the database did not answer within ${PING_LIMIT_MS} ms`), PING_LIMIT_MS);
  });
  const asked = sources.ping().then(() => undefined, () => 'the database is away');
  return Promise.race([asked, limit]).finally(() => clearTimeout(timer));
}

function answer(reasons: readonly string[]): HealthAnswer {
  return { ok: reasons.length === 0, reasons };
}
