/** Transfers or counts that the batch has locked, and those that it begins. */
export class OpenWork<T extends { readonly id: string; version: number }> {
  /** Those that must be written. */
  readonly changed = new Set<T>();
  private readonly byId: Map<string, T>;

  constructor(loaded: readonly T[] = []) {
    this.byId = new Map(loaded.map((one) => [one.id, one]));
  }

  get(id: string): T | undefined {
    return this.byId.get(id);
  }

  /** It has changed: one version more. */
  put(one: T): void {
    one.version += 1;
    this.byId.set(one.id, one);
    this.changed.add(one);
  }
}
