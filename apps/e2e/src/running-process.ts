import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess, type LocalProcess } from '@onefront/local';
import type { Planned } from '@onefront/cli';

const READY_WITHIN_MS = 60_000;

/** One process of a world: it can be killed the hard way and started again with the same ports and data. */
export class RunningProcess {
  private process: LocalProcess | undefined;
  private ended = true;

  private constructor(readonly planned: Planned, private root: string, private readonly log: string) {}

  /** Starts it without waiting until it is ready. `logs` is the folder of its log file. Rejects when its script is not built. */
  static async start(planned: Planned, { root, logs }: { readonly root: string; readonly logs: string }): Promise<RunningProcess> {
    if (!existsSync(join(root, planned.script))) throw new Error(`${planned.script} is not built: npm run build (npm test does it by itself).`);
    mkdirSync(logs, { recursive: true });
    const log = join(logs, `${planned.name}.log`);
    writeFileSync(log, '');
    const running = new RunningProcess(planned, root, log);
    await running.launch();
    return running;
  }

  get name(): string {
    return this.planned.name;
  }

  get pid(): number {
    return this.process?.pid ?? 0;
  }

  /** True while the system runs it, whether or not it is ready. */
  get alive(): boolean {
    return !this.ended;
  }

  async launch(): Promise<void> {
    const { name, script, env } = this.planned;
    const process_ = await startProcess({ name, command: process.execPath, args: ['--enable-source-maps', script], cwd: this.root, env: { ...env, NODE_ENV: 'production' }, onLine: (line) => appendFileSync(this.log, `${line}\n`) });
    this.process = process_;
    this.ended = false;
    void process_.exited.then(() => {
      if (this.process === process_) this.ended = true;
    });
  }

  /** Resolves when its readiness probe says yes. Rejects with the end of its log when it ended or took longer than a minute. */
  async ready(): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      if (this.ended) throw new Error(`${this.name} ended before it was ready:\n${this.tail(20)}`);
      if (await fetch(this.planned.ready).then((response) => response.ok, () => false)) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${this.name} was not ready after ${READY_WITHIN_MS / 1000} s:\n${this.tail(20)}`);
  }

  /** SIGKILL: nothing is flushed, no lease is given back. */
  async kill9(): Promise<void> {
    await this.process?.kill9();
    this.ended = true;
  }

  /** Starts it again with the same configuration and waits until it is ready; from another folder with a build in it when one is named. */
  async restart(root = this.root): Promise<void> {
    this.root = root;
    await this.launch();
    await this.ready();
  }

  /** SIGTERM, and SIGKILL after `deadlineMs` (default 20 s). Resolves with its exit code: 0 when everything ended in order. */
  async stop(deadlineMs = 20_000): Promise<number | null> {
    const ending = this.ended ? undefined : await this.process?.stop(deadlineMs);
    this.ended = true;
    return ending?.code ?? null;
  }

  /** All that it has written. */
  written(): string {
    return readFileSync(this.log, 'utf8');
  }

  tail(lines: number): string {
    return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-lines).map((line) => `  ${line.slice(0, 600)}`).join('\n');
  }

  /** Lines of the log at level error or worse, for the report of a failure. */
  complaints(): string[] {
    return readFileSync(this.log, 'utf8').split('\n').filter((line) => /"level":"(error|fatal)"/.test(line) || /^\w*Error[:\s]/.test(line));
  }
}
