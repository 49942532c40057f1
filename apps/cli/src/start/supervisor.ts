import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart, startProcess, type LocalProcess } from '@onefront/local';
import type { Planned } from './plan.js';
import type { Places } from './places.js';
import type { Progress } from './progress.js';

const READY_WITHIN_MS = 90_000;
/** A process that ends this often within a minute will not be helped by starting it again. */
const MOST_ENDS = 5;

interface Running {
  readonly planned: Planned;
  process: LocalProcess;
  /** When it ended, in milliseconds of this process. */
  ends: number[];
}

/** Starts the processes of the house, and starts again those that end though nobody asked them to, as a platform would. */
export class Supervisor {
  /** Resolves with the name of a process that does not stay up. */
  readonly broken: Promise<string>;
  private giveUp!: (name: string) => void;
  private readonly running: Running[] = [];
  private stopping = false;

  constructor(private readonly places: Places, private readonly progress: Progress, private readonly beside: { name: string; pid: number }) {
    this.broken = new Promise((resolve) => { this.giveUp = resolve; });
    mkdirSync(places.logs, { recursive: true });
  }

  /** Resolves when every process says that it is ready. Throws `CannotStart` with the last words of the one that does not. */
  async start(plan: readonly Planned[]): Promise<void> {
    this.progress.say(`starting ${plan.map((planned) => planned.name).join(', ')}`);
    for (const planned of plan) {
      writeFileSync(this.logOf(planned), '');
      this.running.push({ planned, process: await this.launch(planned), ends: [] });
    }
    await Promise.all(this.running.map((one) => this.waitUntilReady(one)));
    for (const one of this.running) this.keepUp(one);
    this.writeDown();
  }

  processes(): Array<{ name: string; pid: number }> {
    return this.running.map(({ planned, process }) => ({ name: planned.name, pid: process.pid }));
  }

  /** The doors first, then what stands behind them: all at once, each drains by itself. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all([...this.running].reverse().map(({ process }) => process.stop(30_000)));
  }

  private launch(planned: Planned): Promise<LocalProcess> {
    const log = this.logOf(planned);
    return startProcess({
      name: planned.name, command: process.execPath, args: ['--enable-source-maps', planned.script], cwd: this.places.root, env: { ...planned.env, NODE_ENV: 'production' },
      onLine: (line) => appendFileSync(log, `${line}\n`),
    });
  }

  private keepUp(one: Running): void {
    void one.process.exited.then(async ({ code, signal }) => {
      if (this.stopping) return;
      const now = performance.now();
      one.ends = [...one.ends.filter((end) => now - end < 60_000), now];
      if (one.ends.length >= MOST_ENDS) return this.giveUp(one.planned.name);
      this.progress.say(`${one.planned.name} has ended (${signal ?? `code ${code}`}); starting it again`);
      one.process = await this.launch(one.planned);
      this.keepUp(one);
      this.writeDown();
    });
  }

  /** For those who look at the processes from outside (CPU of a replay, faults by hand). */
  private writeDown(): void {
    writeFileSync(join(this.places.var, 'processes.json'), JSON.stringify([this.beside, ...this.processes()]));
  }

  private async waitUntilReady({ planned, process }: Running): Promise<void> {
    const log = this.logOf(planned);
    const deadline = performance.now() + READY_WITHIN_MS;
    let ended = false;
    void process.exited.then(() => { ended = true; });
    for (;;) {
      if (ended) throw new CannotStart(`${planned.name} did not start. The end of ${log}:\n${tail(log)}`);
      if (performance.now() > deadline) throw new CannotStart(`${planned.name} was not ready after ${READY_WITHIN_MS / 1000} s. The end of ${log}:\n${tail(log)}`);
      const ready = await fetch(planned.ready).then((response) => response.ok, () => false);
      if (ready) return this.progress.say(`  ${planned.name} is ready`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private logOf(planned: Planned): string {
    return join(this.places.logs, `${planned.name}.log`);
  }
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).map((line) => `  ${line}`).join('\n');
}
