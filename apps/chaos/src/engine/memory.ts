import { readFileSync } from 'node:fs';
import type { Member, MemorySample } from '../types.js';

const PAGE_BYTES = 4096;
const WARM_AFTER_MS = 600_000;

/** Resident bytes of every member that runs. Empty where the system has no /proc. */
export function sampleMemory(members: readonly Member[], at: number): MemorySample {
  const rss: Record<string, number> = {};
  for (const { name, pid, alive } of members) {
    try {
      if (alive) rss[name] = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * PAGE_BYTES;
    } catch {
      // It has just ended, or there is no /proc.
    }
  }
  return { at: Math.round(at), rss };
}

/**
 * Bytes per hour by which the memory of the members grows after the first ten minutes: the slope of a straight line through the mean over
 * all members. Undefined for runs that are too short to tell.
 */
export function growthPerHour(samples: readonly MemorySample[]): number | undefined {
  const from = (samples[0]?.at ?? 0) + WARM_AFTER_MS;
  const points = samples.filter(({ at, rss }) => at > from && Object.keys(rss).length > 0).map(({ at, rss }) => {
    const values = Object.values(rss);
    return { x: at / 3_600_000, y: values.reduce((sum, value) => sum + value, 0) / values.length };
  });
  if (points.length < 60) return undefined;
  const mean = (of: (point: { x: number; y: number }) => number): number => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean((point) => point.x), mean((point) => point.y)];
  return mean((point) => (point.x - x) * (point.y - y)) / mean((point) => (point.x - x) ** 2);
}
