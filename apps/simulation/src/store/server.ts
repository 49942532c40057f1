import { Blocked, Locks, type Holder } from './locks.js';
import { Query } from './query.js';
import { SqlError, Table, type Row, type TableSpec } from './table.js';
import type { Result, Twin } from './twin.js';

export interface Transaction extends Holder {
  /** What it has written and nobody else sees: null = deleted. */
  readonly writes: Map<Table, Map<string, Row | null>>;
  /** How to take the running statement back. */
  undo: { own: Map<string, Row | null>; key: string; before: Row | null | undefined }[];
  waitsFor: ReadonlySet<Holder>;
  state: 'open' | 'failed' | 'ended';
}

export type Answer = (error: unknown, result?: Result) => void;

interface Waiting {
  readonly tx: Transaction;
  readonly run: () => void;
}

/** One database in memory: tables, transactions that see each other's work when it is committed, and locks that make them wait. */
export class MemoryServer {
  readonly locks = new Locks();
  private readonly tables = new Map<string, Table>();
  private readonly sequences = new Map<string, number>();
  private waiting: Waiting[] = [];
  private transactions = 0;
  private readonly running = new Set<Transaction>();

  constructor(readonly service: string, specs: readonly TableSpec[], readonly now: () => number) {
    for (const spec of specs) this.tables.set(spec.name, new Table(spec));
  }

  table(name: string): Table {
    const table = this.tables.get(name);
    if (!table) throw new Error(`the memory store of ${this.service} has no table ${name}`);
    return table;
  }

  next(sequence: string): number {
    const value = (this.sequences.get(sequence) ?? 0) + 1;
    this.sequences.set(sequence, value);
    return value;
  }

  begin(): Transaction {
    const tx: Transaction = { id: ++this.transactions, held: new Set(), writes: new Map(), undo: [], waitsFor: new Set(), state: 'open' };
    this.running.add(tx);
    return tx;
  }

  /** Does a statement; when it has to wait, again after whoever is in the way has ended. A statement that fails spoils its transaction. */
  execute(tx: Transaction, twin: Twin, values: readonly unknown[], answer: Answer): void {
    if (tx.state === 'ended') return answer(new SqlError('08006', 'connection terminated'));
    if (tx.state === 'failed') return answer(new SqlError('25P02', 'current transaction is aborted, commands ignored until end of transaction block'));
    tx.undo = [];
    let result: Result;
    try {
      result = twin.run(new Query(this, tx), values);
    } catch (error) {
      this.takeBack(tx);
      if (error instanceof Blocked) {
        tx.waitsFor = error.by;
        this.waiting.push({ tx, run: () => this.execute(tx, twin, values, answer) });
        return undefined;
      }
      tx.state = 'failed';
      return answer(error);
    }
    return answer(undefined, result);
  }

  commit(tx: Transaction): void {
    if (tx.state !== 'open') return this.rollback(tx);
    for (const [table, rows] of tx.writes) for (const [key, row] of rows) if (row) table.rows.set(key, row); else table.rows.delete(key);
    this.end(tx);
  }

  rollback(tx: Transaction): void {
    if (tx.state !== 'ended') this.end(tx);
  }

  private end(tx: Transaction): void {
    tx.state = 'ended';
    tx.writes.clear();
    this.running.delete(tx);
    this.locks.release(tx);
    const woken = this.waiting.filter((one) => one.tx === tx || one.tx.waitsFor.has(tx));
    this.waiting = this.waiting.filter((one) => !woken.includes(one));
    for (const one of woken) {
      one.tx.waitsFor = new Set();
      one.run();
    }
  }

  /** Somebody has written and not yet committed. */
  get isWritten(): boolean {
    for (const tx of this.running) if (tx.writes.size > 0) return true;
    return false;
  }

  private takeBack(tx: Transaction): void {
    for (const { own, key, before } of tx.undo.reverse()) if (before === undefined) own.delete(key); else own.set(key, before);
    tx.undo = [];
  }

  /** What is committed, to start another server from, or to compare. */
  snapshot(): Snapshot {
    return { tables: new Map([...this.tables].map(([name, table]) => [name, new Map(table.rows)])), sequences: new Map(this.sequences) };
  }

  restore({ tables, sequences }: Snapshot): void {
    for (const [name, rows] of tables) this.tables.set(name, new Table(this.table(name).spec, new Map(rows)));
    for (const [name, value] of sequences) this.sequences.set(name, value);
  }

  clear(name: string): void {
    this.table(name).rows.clear();
  }

  fill(rows: readonly (readonly [string, Row])[]): void {
    for (const [name, row] of rows) this.table(name).rows.set(this.table(name).spec.key(row), row);
  }

  size(name: string): number {
    return this.table(name).rows.size;
  }

  rows(name: string): Row[] {
    return [...this.table(name).rows.values()];
  }
}

export interface Snapshot {
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, Row>>;
  readonly sequences: ReadonlyMap<string, number>;
}
