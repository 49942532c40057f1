import type { Lane } from './lane.js';
import { backOff, pause } from './wait.js';

export interface Progress {
  readonly lane: Lane;
  readonly offset: bigint;
}

/**
 * Commits offsets of batches that are done, one request in flight for all partitions. A failed commit is tried again while
 * the partition is ours; being late is harmless, because effects are idempotent and offsets only decide what comes again.
 */
export class Committer {
  private readonly dirty = new Set<Lane>();
  private running: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly commit: (progress: readonly Progress[]) => Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  mark(lane: Lane): void {
    if (this.stopped) return;
    this.dirty.add(lane);
    this.running ??= this.run();
  }

  /** Resolves when everything marked is committed or no longer ours. */
  async idle(): Promise<void> {
    await this.running;
  }

  /** No more retries: what is not committed now is delivered again to the next owner. */
  stop(): void {
    this.stopped = true;
    this.dirty.clear();
  }

  private async run(): Promise<void> {
    let failures = 0;
    // Lanes that settle in the same turn share one request.
    await Promise.resolve();
    while (this.dirty.size > 0) {
      const progress = this.takeProgress();
      if (progress.length === 0) break;
      try {
        await this.commit(progress);
        failures = 0;
        for (const { lane, offset } of progress) lane.progressed(offset);
      } catch (error) {
        failures += 1;
        if (failures === 3) this.onError(error);
        if (!this.stopped) for (const { lane } of progress) this.dirty.add(lane);
        await pause(Math.min(1_000, backOff(failures)));
      }
    }
    this.running = null;
  }

  private takeProgress(): Progress[] {
    const lanes = [...this.dirty].filter((lane) => !lane.abandoned && lane.position !== null);
    this.dirty.clear();
    return lanes.map((lane) => ({ lane, offset: lane.position! }));
  }
}
