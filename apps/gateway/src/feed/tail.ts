import type { Database } from '@onefront/outbox';

const POLL_MS = 100;

interface Waiter { readonly beyond: number; done(): void }

/** Tells all streams of this process that the feed has grown: one look at its end every 100 ms, however many of them wait; none while nobody does. */
export class Tail {
  private readonly waiting = new Set<Waiter>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly database: Pick<Database, 'read' | 'log'>) {}

  /** Resolves when the feed reaches further than a position, after `ms`, or when `signal` aborts. */
  beyond(position: number, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(limit);
        signal.removeEventListener('abort', done);
        this.waiting.delete(waiter);
        resolve();
      };
      const waiter: Waiter = { beyond: position, done };
      const limit = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
      this.waiting.add(waiter);
      this.timer ??= setTimeout(() => void this.look(), POLL_MS);
    });
  }

  private async look(): Promise<void> {
    try {
      const { rows } = await this.database.read<{ position: string }>({ name: 'feed-end', text: 'select position from feed_sequencer' });
      for (const waiter of [...this.waiting]) if (Number(rows[0]!.position) > waiter.beyond) waiter.done();
    } catch (error) {
      // Who waits goes on waiting, and reads when its time is up: then the stream says what is wrong.
      this.database.log('the end of the feed could not be read', { error });
    }
    this.timer = this.waiting.size > 0 ? setTimeout(() => void this.look(), POLL_MS) : undefined;
  }
}
