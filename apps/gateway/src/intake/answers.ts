import type { Settlement } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import type { SettledOperation } from './operation.js';
import { CHILDREN, SETTLED } from './settled.sql.js';

/**
 * Milliseconds between looks while somebody waits; slower when only long waits are left. A look that takes longer than that
 * makes the pauses longer too: looking never takes more than a third of one connection, however busy the database is.
 */
const FAST_MS = 5;
const SLOW_MS = 25;
const PATIENCE_MS = 1_000;

interface Waiter {
  readonly since: number;
  resolve(operation: SettledOperation | undefined): void;
  readonly timer: NodeJS.Timeout;
}
interface Row {
  id: string; settlement: Settlement | null; prepared: string | null; children: number; accepted_at: Date; settled_at: Date | null;
}

/**
 * Waits for operations to be settled with all effects visible. One query for all waiting requests of this process every few
 * milliseconds, at once when the projector beside it has committed. Any process can answer for any other: it only reads tables.
 */
export class Answers {
  private readonly waiting = new Map<string, Set<Waiter>>();
  private looking = false;
  private again = false;
  private timer: NodeJS.Timeout | undefined;
  private youngest = 0;
  private lastLookMs = 0;
  private lastEnd = 0;

  constructor(private readonly database: Database) {}

  /** The settled operation, or undefined after `waitMs`. */
  wait(id: string, waitMs: number): Promise<SettledOperation | undefined> {
    return new Promise((resolve) => {
      const waiter: Waiter = { since: Date.now(), resolve, timer: setTimeout(() => this.leave(id, waiter, undefined), Math.max(waitMs, 0)) };
      const others = this.waiting.get(id);
      if (others) others.add(waiter);
      else this.waiting.set(id, new Set([waiter]));
      this.youngest = waiter.since;
      this.schedule();
    });
  }

  /** Looks once, without waiting. */
  async look(id: string): Promise<SettledOperation | undefined> {
    const { rows } = await this.database.read<Row>({ ...SETTLED, values: [[id]] });
    return rows[0] && operationOf(rows[0]);
  }

  /** The parts of an operation in their order. */
  async children(id: string): Promise<SettledOperation[]> {
    const { rows } = await this.database.read<Row>({ ...CHILDREN, values: [id] });
    return rows.map(operationOf);
  }

  /** Something became visible just now. */
  wake(): void {
    if (this.waiting.size === 0) return;
    const rest = this.lastEnd + this.lastLookMs - performance.now();
    if (this.looking) this.again = true;
    else if (rest <= 0) void this.lookAll();
    else this.schedule(rest);
  }

  /** Lets everybody go who still waits: they are told that it goes on without them. */
  close(): void {
    clearTimeout(this.timer);
    for (const [id, waiters] of this.waiting) for (const waiter of [...waiters]) this.leave(id, waiter, undefined);
  }

  /** Looks after a pause; sooner when something was heard meanwhile. */
  private schedule(soon?: number): void {
    if (this.looking || this.waiting.size === 0 || (this.timer && soon === undefined)) return;
    const usual = Date.now() - this.youngest < PATIENCE_MS ? FAST_MS : SLOW_MS;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.lookAll(), soon ?? Math.max(usual, 2 * this.lastLookMs));
  }

  private async lookAll(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.looking) return;
    this.looking = true;
    this.again = false;
    const began = performance.now();
    try {
      await this.lookOnce();
    } catch (error) {
      // Callers go on waiting; what was accepted is safe, and the next look may find the database again.
      this.database.log('a look for settled operations failed', { error });
    } finally {
      this.looking = false;
      this.lastEnd = performance.now();
      this.lastLookMs = this.lastEnd - began;
      // What was heard during the look may have come after its snapshot.
      this.schedule(this.again ? this.lastLookMs : undefined);
    }
  }

  private async lookOnce(): Promise<void> {
    const { rows } = await this.database.read<Row>({ ...SETTLED, values: [[...this.waiting.keys()]] });
    for (const row of rows) for (const waiter of [...(this.waiting.get(row.id) ?? [])]) this.leave(row.id, waiter, operationOf(row));
  }

  private leave(id: string, waiter: Waiter, operation: SettledOperation | undefined): void {
    clearTimeout(waiter.timer);
    const waiters = this.waiting.get(id);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.waiting.delete(id);
    waiter.resolve(operation);
  }
}

function operationOf(row: Row): SettledOperation {
  return {
    id: row.id, children: row.children, acceptedAt: row.accepted_at,
    ...(row.settlement ? { settlement: row.settlement } : {}), ...(row.prepared === null ? {} : { prepared: row.prepared }), ...(row.settled_at ? { settledAt: row.settled_at } : {}),
  };
}
