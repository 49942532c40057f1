import { setTimeout as delay } from 'node:timers/promises';
import { isTransient } from '@onefront/bus';
import type { Logger } from '../logs/logger.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;
const REPORT_EVERY_MS = 5_000;

/**
 * Opens something outside of this process (a database, the bus), which may come up later than we do. Failures that time cannot heal
 * (wrong password, no such database) are thrown at once, others after `waitSeconds`.
 */
export async function waitUntilOpen<T>(what: string, open: () => Promise<T>, limits: { waitSeconds: number; logger: Logger; signal: AbortSignal }): Promise<T> {
  const begun = Date.now();
  let reported = 0;
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await open();
    } catch (error) {
      const waited = Date.now() - begun;
      if (!isTransient(error) || limits.signal.aborted) throw new Error(`${what} cannot be opened: ${wordsOf(error)}`, { cause: error });
      if (waited >= limits.waitSeconds * 1000) throw new Error(`${what} did not answer within ${limits.waitSeconds} s: ${wordsOf(error)}`, { cause: error });
      if (Date.now() - reported >= REPORT_EVERY_MS) {
        limits.logger.info({ waitedSeconds: Math.round(waited / 1000), reason: wordsOf(error) }, `waiting for ${what}`);
        reported = Date.now();
      }
    }
    await delay(pause, undefined, { signal: limits.signal }).catch(() => undefined);
  }
}

/** An AggregateError (several addresses of one host) has no message of its own. */
function wordsOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(wordsOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
