import { RecordTooLarge, TopicMismatch, type OutgoingRecord } from './driver.js';
import { chunksOf } from './limits.js';

interface Call {
  readonly records: readonly OutgoingRecord[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** So many calls at most share one request; beyond, they wait for the next. */
const CALLS_PER_REQUEST = 200;

/**
 * Sends in the order of the calls, one request in flight. Calls that come meanwhile share the next request, so that many
 * callers with a few records each cost as little as one with many.
 */
export class SendQueue {
  private waiting: Call[] = [];
  private running: Promise<void> | null = null;
  private closed = false;

  /** `append` sends the records in order, in requests that it may hold, or rejects. */
  constructor(private readonly append: (records: readonly OutgoingRecord[]) => Promise<void>) {}

  send(records: readonly OutgoingRecord[]): Promise<void> {
    if (this.closed) return Promise.reject(new Error('the producer is closed'));
    return new Promise((resolve, reject) => {
      // What is too large is refused to its own caller, before it can spoil the request of others.
      chunksOf(records);
      if (records.length === 0) return resolve();
      this.waiting.push({ records, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Refuses new calls and resolves when those before are settled. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
  }

  private async run(): Promise<void> {
    // Calls of one turn share the first request.
    await Promise.resolve();
    while (this.waiting.length > 0) await this.sendTogether(this.waiting.splice(0, CALLS_PER_REQUEST));
    this.running = null;
  }

  private async sendTogether(calls: readonly Call[]): Promise<void> {
    try {
      await this.append(calls.flatMap((call) => call.records));
      for (const call of calls) call.resolve();
    } catch (error) {
      const lasting = error instanceof TopicMismatch || error instanceof RecordTooLarge;
      if (calls.length === 1 || !lasting) for (const call of calls) call.reject(error);
      // One caller's lasting mistake must not fail its neighbours: each on its own, still in order.
      else for (const call of calls) await this.sendTogether([call]);
    }
  }
}
