import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { JourneyRef } from '../types.js';
import type { ReadOutcome, ReadSpec } from './reading.js';
import type { LoadAnswer, LoadRequest, RunOutcome, RunSpec } from './load-messages.js';
import { loadCores, pinned } from './pinning.js';

/** The load generator, seen from the bench. One thing at a time. */
export class Load {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts the process, pinned to its core. */
  static start(): Load {
    const [execPath, ...execArgv] = pinned([process.execPath, '--enable-source-maps'], loadCores);
    return new Load(fork(join(__dirname, 'load-child.js'), [], { execPath, execArgv }));
  }

  /** The same, with a journey of so many clients opened. Rejects when that fails. */
  static async open(journey: JourneyRef, clients: number): Promise<Load> {
    const load = Load.start();
    try {
      await load.ask({ ask: 'open', journey, clients });
    } catch (error) {
      load.child.disconnect();
      throw error;
    }
    return load;
  }

  async run(run: RunSpec): Promise<RunOutcome> {
    return (await this.ask({ ask: 'run', run })).outcome!;
  }

  /** GETs instead of a journey. */
  async read(read: ReadSpec): Promise<ReadOutcome> {
    return (await this.ask({ ask: 'read', read })).reads!;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await this.ask({ ask: 'close' });
    this.child.disconnect();
    await ended;
  }

  private ask(request: LoadRequest): Promise<Extract<LoadAnswer, { ok: true }>> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the load generator ended with ${code}`));
      this.child.once('exit', ended);
      this.child.once('message', (answer: LoadAnswer) => {
        this.child.off('exit', ended);
        if (answer.ok) resolve(answer);
        else reject(new Error(answer.error));
      });
      this.child.send(request);
    });
  }
}
