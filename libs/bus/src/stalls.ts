import type { ConsumerHealth } from './driver.js';
import type { Lane } from './lane.js';
import { steadyNow } from './steady.js';
import { isTransient } from './transient.js';

/** Waiting shorter than this is work, not a stall. */
const NOTICE_MS = 1_000;
/** A transient failure excuses its partition for this long; a handler that then hangs is a stall of its own. */
const EXCUSE_MS = 60_000;

/** The lanes with records to read whose committed position does not move. `reachable`: the log itself answers. */
export function stallsOf(lanes: Iterable<Lane>, reachable: boolean): ConsumerHealth['stalled'] {
  const now = steadyNow();
  const stalls: Array<ConsumerHealth['stalled'][number]> = [];
  for (const { topic, partition, waitingSince, failure } of lanes) {
    if (waitingSince === null || now - waitingSince < NOTICE_MS) continue;
    const excused = failure !== null && isTransient(failure.error) && now - failure.at < EXCUSE_MS;
    stalls.push({ topic, partition, since: waitingSince, transient: excused || !reachable });
  }
  return stalls;
}
