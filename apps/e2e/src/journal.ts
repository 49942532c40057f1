import { randomUUID } from 'node:crypto';
import type { Body, Till } from './till.js';

export interface Promised {
  readonly order: string;
  readonly channel: string;
  readonly externalId: string;
  readonly status: string;
}

/**
 * Buyers who never stop, and a note of every answer that they were given: what was answered 2xx must exist afterwards, once (api.md,
 * "What was answered 2xx is never lost"). A broken connection is tried again under the same Idempotency-Key, as a shop would.
 */
export class Journal {
  readonly promised: Promised[] = [];
  readonly refused: string[] = [];
  /** Calls that ended in something that no caller can act on. */
  readonly failed: string[] = [];
  private running = true;
  private readonly buyers: Array<Promise<void>>;

  /** `basket(n)` gives the n-th order without its external id, which is made of `name` (default J) and its number. */
  constructor(till: Till, options: { readonly buyers: number; readonly basket: (n: number) => Body; readonly name?: string }) {
    let next = 0;
    this.buyers = Array.from({ length: options.buyers }, async () => {
      while (this.running) {
        const n = next++;
        await this.buy(till, { ...options.basket(n), externalId: `${options.name ?? 'J'}-${n}` });
      }
    });
  }

  /** No further orders; resolves when all that were begun have been answered. */
  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.buyers);
  }

  private async buy(till: Till, body: Body): Promise<void> {
    try {
      const answer = await till.order(body, { idempotencyKey: randomUUID() });
      if (answer.status < 300) this.promised.push({ order: answer.body.id, channel: body.channel, externalId: body.externalId, status: answer.body.status });
      else if (answer.status < 500) this.refused.push(`${answer.status} ${answer.body.type}`);
      else this.failed.push(`${answer.status} ${JSON.stringify(answer.body)}`);
    } catch (error) {
      this.failed.push((error as Error).message);
    }
  }
}
