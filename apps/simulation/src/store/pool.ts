import type { Database } from '@onefront/outbox';
import type { Loop, Owner } from '../engine/loop.js';
import type { MemoryServer, Transaction } from './server.js';
import type { Result, Twin, TwinBook } from './twin.js';

type Statement = string | { readonly name?: string; readonly text: string; readonly values?: unknown[] };

/** What happens to one statement of a process on its way. */
export type Interruption = 'crash-before' | 'crash-after' | 'break-before' | 'break-after' | undefined;

export interface PoolParts {
  readonly loop: Loop;
  readonly server: MemoryServer;
  readonly book: TwinBook;
  readonly owner: Owner;
  /** How long the way to the database or back takes now. Milliseconds. */
  readonly latency: () => number;
  /** Called for every statement that arrives; may crash its process. */
  readonly interrupt: (label: string) => Interruption;
  readonly crash: () => void;
  readonly trace?: ((line: string) => void) | undefined;
}

/** `harmless`: nothing was written, so that nobody can tell when its answer comes. */
type Done = (error: unknown, result?: Result, harmless?: boolean) => void;

const connectionLost = () => Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' });

/**
 * The pool of one process, as much of `pg` as production code uses. Every statement is two events, its arrival and its answer, so that a process
 * can end or lose its connection before it, or after it without having heard of it.
 */
export class MemoryPool {
  /** Transactions of this process that have not ended. */
  readonly open = new Set<Transaction>();

  constructor(private readonly parts: PoolParts) {}

  asPool(): Database['pool'] {
    return this as unknown as Database['pool'];
  }

  connect(): Promise<Client> {
    return Promise.resolve(new Client(this.parts, this.open));
  }

  async query(statement: Statement, values?: unknown[]): Promise<Result> {
    const client = new Client(this.parts, this.open);
    try {
      return await client.query(statement, values, true);
    } finally {
      client.release();
    }
  }
}

class Client {
  private tx: Transaction | undefined;
  private broken = false;
  /** A statement of the open transaction has failed: PostgreSQL takes no other until its end. */
  private failed = false;
  private behind: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: PoolParts, private readonly open: Set<Transaction>) {}

  /** Statements arrive in the order in which they were sent, whether or not somebody waited in between (`pipeline` of pg). */
  query(statement: Statement, values?: unknown[], alone = false): Promise<Result> {
    const answer = this.behind.then(() => this.perform(statement, values, alone));
    this.behind = answer.catch(() => undefined);
    return answer;
  }

  private async perform(statement: Statement, values: unknown[] | undefined, alone: boolean): Promise<Result> {
    const { text, name, values: own } = typeof statement === 'string' ? { text: statement, name: undefined, values } : statement;
    if (this.broken) throw connectionLost();
    if (text === 'begin') return this.begin();
    if (text === 'commit' || text === 'rollback') return this.send(text, (done) => done(undefined, this.end(this.failed ? 'rollback' : text)));
    if (this.failed) throw Object.assign(new Error('current transaction is aborted, commands ignored until end of transaction block'), { code: '25P02' });
    const twin = this.twinOf(text, name);
    const tx = this.tx ?? this.begin().tx;
    return this.send(twin.label, (done) => this.parts.server.execute(tx, twin, own ?? values ?? [], (error, result) => {
      const harmless = alone && !error && tx.writes.size === 0;
      if (alone) this.end(error ? 'rollback' : 'commit');
      else this.failed ||= error !== undefined && error !== null;
      done(error, result, harmless);
    }));
  }

  private twinOf(text: string, name: string | undefined): Twin {
    try {
      return this.parts.book.of(text, name);
    } catch (error) {
      this.parts.loop.fatal = error as Error;
      throw error;
    }
  }

  release(_error?: unknown): void {
    if (this.tx) this.end('rollback');
  }

  private begin() {
    this.failed = false;
    this.tx = this.parts.server.begin();
    this.open.add(this.tx);
    return { rows: [], rowCount: 0, tx: this.tx };
  }

  private end(how: 'commit' | 'rollback'): Result {
    const { tx } = this;
    if (tx) {
      this.tx = undefined;
      this.open.delete(tx);
      this.parts.server[how](tx);
    }
    return { rows: [], rowCount: 0 };
  }

  private send(label: string, execute: (done: Done) => void): Promise<Result> {
    const { loop, latency, interrupt, crash, owner, trace } = this.parts;
    return new Promise((resolve, reject) => {
      loop.schedule(latency(), () => {
        const interruption = interrupt(label);
        if (interruption === 'crash-before') return crash();
        if (interruption === 'break-before') return reject(this.breakOff());
        execute((error, result, harmless) => {
          trace?.(`${label}${error ? ` ! ${(error as Error).message}` : ''}`);
          if (interruption === 'crash-after') return crash();
          const answer = () => {
            if (interruption === 'break-after') reject(this.breakOff());
            else if (error) reject(error);
            else resolve(result!);
          };
          if (harmless && loop.current === owner && !interruption) answer();
          else loop.schedule(latency(), answer, owner);
        });
      }, owner);
    });
  }

  /** The connection is gone, and with it what was not committed. */
  private breakOff(): Error {
    this.broken = true;
    this.end('rollback');
    return connectionLost();
  }
}
