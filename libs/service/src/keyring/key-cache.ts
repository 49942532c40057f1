import type { SealingKey } from '@onefront/contracts';

/** Sealing keys for some minutes, the least recently used leaving first. Also remembers that a key does not exist (any more). */
export class KeyCache {
  private readonly entries = new Map<string, { readonly key: SealingKey | undefined; readonly until: number }>();

  constructor(private readonly size: number, private readonly ageMs: number) {}

  /** `undefined` = not known here; `{ key: undefined }` = known to be gone. */
  get(kid: string, now: number): { readonly key: SealingKey | undefined } | undefined {
    const entry = this.entries.get(kid);
    if (!entry) return undefined;
    this.entries.delete(kid);
    if (entry.until <= now) return undefined;
    this.entries.set(kid, entry);
    return entry;
  }

  set(kid: string, key: SealingKey | undefined, now: number): void {
    this.entries.delete(kid);
    this.entries.set(kid, { key, until: now + this.ageMs });
    if (this.entries.size > this.size) this.entries.delete(this.entries.keys().next().value!);
  }

  clear(): void {
    this.entries.clear();
  }
}
