interface Waiting<K, V> {
  readonly key: K;
  resolve(value: V): void;
  reject(error: unknown): void;
}

/**
 * Gathers what is asked in one turn of the event loop and asks it as one. While a batch is under way the next one gathers,
 * so that a slow database makes batches larger, not more. `run` answers in the order of the keys.
 */
export class MicroBatch<K, V> {
  private waiting: Waiting<K, V>[] = [];
  private running = 0;
  private scheduled = false;

  constructor(private readonly run: (keys: K[]) => Promise<readonly V[]>, private readonly limits: { readonly size: number; readonly lanes: number } = { size: 500, lanes: 2 }) {}

  ask(key: K): Promise<V> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.running >= this.limits.lanes || this.waiting.length === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    const batch = this.waiting.splice(0, this.limits.size);
    if (batch.length === 0) return;
    this.running += 1;
    try {
      const answers = await this.run(batch.map((one) => one.key));
      batch.forEach((one, index) => one.resolve(answers[index] as V));
    } catch (error) {
      for (const one of batch) one.reject(error);
    } finally {
      this.running -= 1;
      this.schedule();
    }
  }
}

/** Rows by key; equal keys of one turn are asked once. Missing rows answer undefined. */
export function rowsByKey<V>(run: (keys: string[]) => Promise<ReadonlyMap<string, V>>): (key: string) => Promise<V | undefined> {
  const batch = new MicroBatch<string, V | undefined>(async (keys) => {
    const rows = await run([...new Set(keys)]);
    return keys.map((key) => rows.get(key));
  });
  return (key) => batch.ask(key);
}
