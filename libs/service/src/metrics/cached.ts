/**
 * Asks an expensive source at most once per `ageMs` and never waits longer than `limitMs`, so that a scrape is answered
 * while Postgres or Kafka is away. A failed or late question gives `undefined`: the metric is left out, not frozen.
 */
export function cached<T>(source: () => Promise<T>, ageMs: number, limitMs: number): () => Promise<T | undefined> {
  let last: { at: number; value: Promise<T | undefined> } | undefined;
  return () => {
    const now = Date.now();
    if (!last || now - last.at > ageMs) last = { at: now, value: withinLimit(source(), limitMs) };
    return last.value;
  };
}

function withinLimit<T>(work: Promise<T>, limitMs: number): Promise<T | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), limitMs);
    work.then(resolve, () => resolve(undefined)).finally(() => clearTimeout(timer));
  });
}
