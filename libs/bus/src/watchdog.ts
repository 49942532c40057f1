import type { BusConsumer } from './driver.js';
import { logToStderr, type BusLog } from './log.js';
import { steadyNow } from './steady.js';

export interface WatchOptions {
  /** A partition with records to read may stand still for this long. Default 60 s (R3). */
  readonly stallMs?: number;
  /** The same when a transient failure explains it, such as a database that is down. Default: for ever (R9). */
  readonly transientGraceMs?: number;
  readonly everyMs?: number;
  /** Ends the process with a reason; it is called once. Default: `process.exit(1)`. */
  readonly exit?: (reason: string) => void;
  readonly log?: BusLog;
}

export interface Watchdog {
  stop(): void;
}

/**
 * Ends a process whose consumers are wedged: a client library that died or hangs cannot be repaired from within, and a
 * process that looks healthy but consumes nothing is worse than one that is started anew.
 * `consumers` is asked at every look, so that those which start later are watched too.
 */
export function watch(consumers: readonly BusConsumer[] | (() => readonly BusConsumer[]), options: WatchOptions = {}): Watchdog {
  const { stallMs = 60_000, transientGraceMs = Number.POSITIVE_INFINITY, log = logToStderr } = options;
  const exit = options.exit ?? (() => process.exit(1));
  const all = typeof consumers === 'function' ? consumers : () => consumers;
  const look = (): void => {
    const reason = all().map((consumer) => wedged(consumer, stallMs, transientGraceMs)).find((found) => found !== null);
    if (reason === undefined || reason === null) return;
    clearInterval(timer);
    log('the watchdog ends this process', { reason });
    exit(reason);
  };
  const timer = setInterval(look, options.everyMs ?? Math.max(10, Math.min(1_000, stallMs / 4))).unref();
  return { stop: () => clearInterval(timer) };
}

function wedged(consumer: BusConsumer, stallMs: number, transientGraceMs: number): string | null {
  const { fatal, stalled } = consumer.health();
  if (fatal) return `a consumer stopped for good: ${fatal.message}`;
  const now = steadyNow();
  for (const { topic, partition, since, transient } of stalled) {
    const still = now - since;
    if (still >= (transient ? transientGraceMs : stallMs)) return `${topic}/${partition} has records to read and made no progress for ${Math.round(still / 1_000)} s`;
  }
  return null;
}
