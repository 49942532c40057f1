import type { StoryEvent } from './story.js';

export interface Pace {
  /** 0 = as fast as it goes; N = N times as fast as it happened. */
  readonly speed: number;
  readonly width: number;
}

/**
 * Sends events in the order of time: at most `width` at once, those of one chain one after the other, and a cancellation only after
 * the sales that it takes back (they are of its chain).
 */
export async function inOrder(events: readonly StoryEvent[], pace: Pace, send: (event: StoryEvent) => Promise<void>): Promise<void> {
  const chains = new Map<string, Promise<void>>();
  const running = new Set<Promise<void>>();
  const first = events[0] ? Date.parse(events[0].at) : 0;
  const started = Date.now();
  let failure: unknown;
  for (const event of events) {
    if (pace.speed > 0) await until(started + (Date.parse(event.at) - first) / pace.speed);
    while (running.size >= pace.width) await Promise.race(running);
    if (failure !== undefined) break;
    const before = chains.get(event.chain) ?? Promise.resolve();
    const work: Promise<void> = before.then(() => (failure === undefined ? send(event) : undefined)).catch((error: unknown) => { failure ??= error; }).finally(() => running.delete(work));
    chains.set(event.chain, work);
    running.add(work);
  }
  await Promise.all(running);
  if (failure !== undefined) throw failure;
}

async function until(time: number): Promise<void> {
  const left = time - Date.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}
