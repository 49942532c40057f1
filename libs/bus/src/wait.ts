/** Milliseconds to wait before attempt `attempt + 1`: 50 ms doubling up to 5 s, with a fifth of jitter. */
export function backOff(attempt: number): number {
  const full = Math.min(5_000, 50 * 2 ** Math.min(attempt - 1, 10));
  return full * (0.8 + Math.random() * 0.2);
}

/** Resolves after `ms`, or at once when the signal is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done, { once: true });
  });
}

/** Resolves with true when the work settles within `ms`, else with false; never rejects. */
export async function settlesWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  const done = work.then(() => true, () => true);
  const late = pause(ms, timer.signal).then(() => false);
  const result = await Promise.race([done, late]);
  timer.abort();
  return result;
}
