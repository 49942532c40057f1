import { inspect } from 'node:util';

export interface WaitOptions {
  /** Default 10 s. */
  readonly timeoutMs?: number;
  /** Default 20 ms. */
  readonly intervalMs?: number;
  /** What is awaited, for the message of a failure. */
  readonly what?: string;
}

/**
 * Calls `check` until it returns something truthy, and returns that. An exception counts as "not yet".
 * Throws an error that names what it waited for and what it saw last.
 */
export async function waitFor<T>(check: () => T | Promise<T>, options: WaitOptions = {}): Promise<NonNullable<T>> {
  const { timeoutMs = 10_000, intervalMs = 20, what = 'the condition' } = options;
  const deadline = Date.now() + timeoutMs;
  let seen: string;
  for (;;) {
    try {
      const value = await check();
      if (value) return value;
      seen = `last value: ${inspect(value, { depth: 3 })}`;
    } catch (error) {
      seen = `last error: ${error instanceof Error ? error.message : inspect(error)}`;
    }
    if (Date.now() >= deadline) throw new Error(`waited ${timeoutMs} ms for ${what}; ${seen}`);
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
  }
}
