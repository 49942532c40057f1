import { SqlError } from './table.js';

/** The four row locks of PostgreSQL. */
export type LockMode = 'key-share' | 'share' | 'no-key-update' | 'update';

const CONFLICTS: Readonly<Record<LockMode, readonly LockMode[]>> = {
  'key-share': ['update'],
  share: ['no-key-update', 'update'],
  'no-key-update': ['share', 'no-key-update', 'update'],
  update: ['key-share', 'share', 'no-key-update', 'update'],
};
const STRENGTH: readonly LockMode[] = ['key-share', 'share', 'no-key-update', 'update'];

export interface Holder {
  readonly id: number;
  readonly held: Set<string>;
  waitsFor: ReadonlySet<Holder>;
}

/** The statement must wait for these transactions, and is done again when one of them has ended. */
export class Blocked {
  constructor(readonly by: ReadonlySet<Holder>) {}
}

/** Row and advisory locks, held until the end of the transaction; a circle of waiting is a deadlock at once. */
export class Locks {
  private readonly byId = new Map<string, Map<Holder, LockMode>>();

  /** Takes the lock, or throws `Blocked`; with a deadlock, 40P01. */
  take(holder: Holder, id: string, mode: LockMode): void {
    const others = this.against(holder, id, mode);
    if (others.size > 0) throw this.blocked(holder, others);
    let holders = this.byId.get(id);
    if (!holders) this.byId.set(id, (holders = new Map()));
    const before = holders.get(holder);
    if (!before || STRENGTH.indexOf(mode) > STRENGTH.indexOf(before)) holders.set(holder, mode);
    holder.held.add(id);
  }

  /** Who else holds the lock in a mode that excludes this one. */
  against(holder: Holder, id: string, mode: LockMode): Set<Holder> {
    const others = new Set<Holder>();
    for (const [other, held] of this.byId.get(id) ?? []) if (other !== holder && CONFLICTS[mode].includes(held)) others.add(other);
    return others;
  }

  blocked(holder: Holder, by: ReadonlySet<Holder>): Blocked {
    const seen = new Set<Holder>();
    const reaches = (from: Holder): boolean => {
      if (from === holder) return true;
      if (seen.has(from)) return false;
      seen.add(from);
      return [...from.waitsFor].some(reaches);
    };
    if ([...by].some(reaches)) throw new SqlError('40P01', 'deadlock detected');
    return new Blocked(by);
  }

  release(holder: Holder): void {
    for (const id of holder.held) {
      const holders = this.byId.get(id);
      holders?.delete(holder);
      if (holders?.size === 0) this.byId.delete(id);
    }
    holder.held.clear();
    holder.waitsFor = new Set();
  }
}
