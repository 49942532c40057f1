import { Blocked, type LockMode } from './locks.js';
import type { MemoryServer, Transaction } from './server.js';
import { SqlError, type Row, type Table } from './table.js';

/** What a twin of a statement works with: the rows as its transaction sees them (READ COMMITTED), under the locks that it takes. */
export class Query {
  constructor(private readonly server: MemoryServer, private readonly tx: Transaction) {}

  /** The clock of the database. Milliseconds since the epoch. */
  get now(): number {
    return this.server.now();
  }

  next(sequence: string): number {
    return this.server.next(sequence);
  }

  get(name: string, key: string): Row | undefined {
    return this.visible(this.server.table(name), key);
  }

  all(name: string): Row[] {
    const table = this.server.table(name);
    const own = this.tx.writes.get(table);
    if (!own) return [...table.rows.values()];
    const rows = [...table.rows].flatMap(([key, row]) => (own.has(key) ? [] : [row]));
    for (const row of own.values()) if (row) rows.push(row);
    return rows;
  }

  where(name: string, holds: (row: Row) => boolean): Row[] {
    return this.all(name).filter(holds);
  }

  /** Locks the row that is there and returns it as it is now. */
  lock(name: string, key: string, mode: LockMode = 'update'): Row | undefined {
    const table = this.server.table(name);
    if (!this.exists(table, key)) return undefined;
    this.server.locks.take(this.tx, lockId(table, key), mode);
    return this.visible(table, key);
  }

  /** Whether somebody else holds the row, for `skip locked`. */
  isLocked(name: string, key: string): boolean {
    return this.server.locks.against(this.tx, lockId(this.server.table(name), key), 'update').size > 0;
  }

  advisory(key: string): void {
    this.server.locks.take(this.tx, `advisory\u0002${key}`, 'update');
  }

  /** False when a row with one of its keys is there (`on conflict do nothing`). */
  tryInsert(name: string, row: Row): boolean {
    return this.conflictOf(name, row) === undefined;
  }

  insert(name: string, row: Row): void {
    const conflict = this.conflictOf(name, row);
    if (conflict !== undefined) throw new SqlError('23505', `duplicate key value violates unique constraint "${conflict}"`);
  }

  /** Inserts, or locks and changes the row that has the key (`on conflict do update`). */
  upsert(name: string, row: Row, change: (old: Row) => Partial<Row> | undefined): Row {
    const table = this.server.table(name);
    const key = table.spec.key(row);
    if (this.tryInsert(name, row)) return row;
    const old = this.lock(name, key, 'no-key-update');
    if (!old) throw new SqlError('XX000', `${name} lost the row ${key} while it was locked`);
    const changes = change(old);
    return changes ? this.write(table, key, { ...old, ...changes }) : old;
  }

  update(name: string, key: string, changes: Partial<Row>): Row | undefined {
    const old = this.lock(name, key, 'no-key-update');
    return old && this.write(this.server.table(name), key, { ...old, ...changes });
  }

  remove(name: string, key: string): boolean {
    if (!this.lock(name, key, 'update')) return false;
    this.set(this.server.table(name), key, null);
    return true;
  }

  private conflictOf(name: string, row: Row): string | undefined {
    const table = this.server.table(name);
    const key = table.spec.key(row);
    if (this.mustWaitFor(table, key)) throw this.server.locks.blocked(this.tx, this.server.locks.against(this.tx, lockId(table, key), 'update'));
    if (this.visible(table, key)) return `${table.name}_pkey`;
    const taken = this.uniqueTaken(table, key, row);
    if (taken) return taken;
    this.server.locks.take(this.tx, lockId(table, key), 'update');
    this.write(table, key, row);
    return undefined;
  }

  /** Another transaction has inserted or deleted the key and has not ended yet. */
  private mustWaitFor(table: Table, key: string): boolean {
    const others = this.server.locks.against(this.tx, lockId(table, key), 'key-share') as Set<Transaction>;
    for (const other of others) {
      const own = other.writes.get(table);
      if (own?.has(key) && (own.get(key) === null || !table.rows.has(key))) return true;
    }
    return false;
  }

  private uniqueTaken(table: Table, key: string, row: Row): string | undefined {
    for (const { name, of } of table.spec.unique ?? []) {
      const value = of(row);
      if (value === undefined) continue;
      this.server.locks.take(this.tx, `${table.name}\u0002${name}\u0002${value}`, 'update');
      if (this.all(table.name).some((other) => of(other) === value && table.spec.key(other) !== key)) return name;
    }
    return undefined;
  }

  private write(table: Table, key: string, row: Row): Row {
    const broken = table.spec.check?.(row);
    if (broken) throw new SqlError('23514', `new row for relation "${table.name}" violates check constraint "${broken}"`);
    const taken = this.uniqueTaken(table, key, row);
    if (taken) throw new SqlError('23505', `duplicate key value violates unique constraint "${taken}"`);
    for (const parent of table.spec.parents ?? []) {
      const parentKey = parent.key(row);
      if (parentKey !== undefined && !this.lock(parent.table, parentKey, 'key-share')) throw new SqlError('23503', `insert or update on table "${table.name}" violates foreign key constraint to ${parent.table}`);
    }
    this.set(table, key, row);
    return row;
  }

  private set(table: Table, key: string, row: Row | null): void {
    let own = this.tx.writes.get(table);
    if (!own) this.tx.writes.set(table, (own = new Map()));
    this.tx.undo.push({ own, key, before: own.has(key) ? own.get(key)! : undefined });
    own.set(key, row);
  }

  private exists(table: Table, key: string): boolean {
    return this.visible(table, key) !== undefined;
  }

  private visible(table: Table, key: string): Row | undefined {
    const own = this.tx.writes.get(table);
    return own?.has(key) ? (own.get(key) ?? undefined) : table.rows.get(key);
  }
}

const lockId = (table: Table, key: string): string => `${table.name}\u0002${key}`;

export { Blocked };
