import type { Logger } from '../logs/logger.js';

/** What was opened, closed in reverse order; one that fails or hangs does not keep the others open. */
export class Closing {
  private readonly steps: Array<{ readonly what: string; readonly close: () => Promise<unknown> | unknown }> = [];
  private done: Promise<boolean> | undefined;

  constructor(private readonly logger: Logger) {}

  add(what: string, close: () => Promise<unknown> | unknown): void {
    this.steps.push({ what, close });
  }

  /** Resolves with whether everything ended in order within the deadline. Asking again gives the same answer. */
  close(deadlineMs: number): Promise<boolean> {
    this.done ??= this.run(Date.now() + deadlineMs);
    return this.done;
  }

  private async run(deadline: number): Promise<boolean> {
    let orderly = true;
    for (const { what, close } of this.steps.reverse()) {
      const begun = Date.now();
      try {
        // Past the deadline each step still gets a moment: an orderly rest is better than none.
        await within((async () => close())(), Math.max(deadline - begun, 200));
        this.logger.debug({ step: what, ms: Date.now() - begun }, 'closed');
      } catch (error) {
        orderly = false;
        this.logger.error({ step: what, error }, 'could not be closed in order');
      }
    }
    return orderly;
  }
}

function within(work: Promise<unknown>, ms: number): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
