import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { JourneyRef } from '../types.js';
import type { LoadAnswer, LoadRequest, RunOutcome, RunSpec } from './load-messages.js';
import { loadCores, pinned } from './pinning.js';

/** The load generator, seen from the bench. One thing at a time. */
export class Load {
  private constructor(private readonly child: ChildProcess) {}

  /** Starts the process, pinned to its core, and opens the journey with as many connections as `clients`. Rejects when that fails. */
  static async open(journey: JourneyRef, clients: number): Promise<Load> {
    const [execPath, ...execArgv] = pinned([process.execPath, '--enable-source-maps'], loadCores);
    const child = fork(join(__dirname, 'load-child.js'), [], { execPath, execArgv });
    const load = new Load(child);
    try {
      await load.ask({ ask: 'open', journey, clients });
    } catch (error) {
      child.disconnect();
      throw error;
    }
    return load;
  }

  async run(run: RunSpec): Promise<RunOutcome> {
    const outcome = await this.ask({ ask: 'run', run });
    return outcome!;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    await this.ask({ ask: 'close' });
    this.child.disconnect();
    await ended;
  }

  private ask(request: LoadRequest): Promise<RunOutcome | undefined> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null): void => reject(new Error(`the load generator ended with ${code}`));
      this.child.once('exit', ended);
      this.child.once('message', (answer: LoadAnswer) => {
        this.child.off('exit', ended);
        if (answer.ok) resolve(answer.outcome);
        else reject(new Error(answer.error));
      });
      this.child.send(request);
    });
  }
}
