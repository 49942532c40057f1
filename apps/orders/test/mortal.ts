import type { Database, Tx } from '@onefront/outbox';

/** A process that dies at its n-th step: before or after any statement, any begin and commit, and any call to the provider. Dead, it does nothing more. */
export class Mortal {
  steps = 0;
  died = false;
  constructor(private readonly last: number) {}

  step(): void {
    if (this.died || ++this.steps === this.last) {
      this.died = true;
      throw new Error('killed');
    }
  }
  async around<T>(work: () => Promise<T>): Promise<T> {
    this.step();
    const result = await work();
    this.step();
    return result;
  }
  database(real: Database): Database {
    const tx = (inner: Tx): Tx => ({
      query: ((...args: Parameters<Tx['query']>) => this.around(() => inner.query(...args))) as Tx['query'],
      write: (statement) => { this.step(); inner.write(statement); },
    });
    return Object.assign(Object.create(real) as Database, {
      read: (statement: Parameters<Database['read']>[0]) => this.around(() => real.read(statement)),
      transact: ((work: Parameters<Database['transact']>[0]) => this.around(() => real.transact((inner, emit) => work(tx(inner), emit)))) as Database['transact'],
    });
  }
}
