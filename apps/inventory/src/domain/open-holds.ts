import type { Hold } from './holds.js';

/** The holds that a batch may change, how many each client has open, and whose lifetime is over without having been swept. */
export class OpenHolds {
  readonly changed = new Set<string>();
  private readonly byId: Map<string, Hold>;

  constructor(loaded: readonly Hold[] = [], private readonly open: Map<string, number> = new Map(), readonly due: ReadonlySet<string> = new Set()) {
    this.byId = new Map(loaded.map((hold) => [hold.id, hold]));
  }

  get(id: string): Hold | undefined {
    return this.byId.get(id);
  }

  openOf(client: string): number {
    return this.open.get(client) ?? 0;
  }

  put(hold: Hold): void {
    if (!this.byId.has(hold.id)) this.open.set(hold.client, this.openOf(hold.client) + 1);
    else if (hold.status !== 'held') this.open.set(hold.client, Math.max(0, this.openOf(hold.client) - 1));
    this.byId.set(hold.id, hold);
    this.changed.add(hold.id);
  }
}
