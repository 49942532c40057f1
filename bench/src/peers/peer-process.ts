import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart, startProcess, type LocalProcess } from '@onefront/local';
import { pinned, systemCores } from '../harness/pinning.js';
import type { Watched } from '../types.js';

export interface PeerCommand {
  /** In logs and messages. */
  readonly name: string;
  /** For `node`. */
  readonly args: readonly string[];
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Where its output goes. */
  readonly logs: string;
}

const POLL_MS = 100;

/** A Node process of a peer, on the cores of the systems under test. */
export class PeerProcess {
  private ended = false;

  private constructor(private readonly command: PeerCommand, private readonly process: LocalProcess) {
    void process.exited.then(() => (this.ended = true));
  }

  static async start(command: PeerCommand): Promise<PeerProcess> {
    const log = logOf(command);
    if (!existsSync(log)) writeFileSync(log, '');
    const [file, ...args] = pinned([process.execPath, ...command.args], systemCores);
    const started = await startProcess({ name: command.name, command: file, args, cwd: command.folder, env: { ...command.env, NODE_ENV: 'production' }, onLine: (line) => appendFileSync(log, `${line}\n`) });
    return new PeerProcess(command, started);
  }

  /** Runs it to its end. Throws `CannotStart` with the end of its log when that is not a good one. */
  static async run(command: PeerCommand, withinMs: number): Promise<void> {
    const started = await PeerProcess.start(command);
    const timer = setTimeout(() => void started.stop(), withinMs);
    const { code } = await started.process.exited;
    clearTimeout(timer);
    if (code !== 0) throw new CannotStart(`${command.name} ended with ${code ?? `no code within ${withinMs / 1000} s`}:\n${started.tail()}`);
  }

  get watched(): Watched {
    return { name: this.command.name, pid: this.process.pid };
  }

  /** Resolves when `url` answers 200. Throws `CannotStart` with the end of its log when it ends, or not in time. */
  async ready(url: string, withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    while (performance.now() < deadline) {
      if (this.ended) throw new CannotStart(`${this.command.name} ended before it was ready:\n${this.tail()}`);
      if (await fetch(url).then((response) => response.ok, () => false)) return;
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
    throw new CannotStart(`${this.command.name} was not ready after ${withinMs / 1000} s:\n${this.tail()}`);
  }

  async stop(): Promise<void> {
    if (!this.ended) await this.process.stop(20_000);
  }

  private tail(): string {
    return readFileSync(logOf(this.command), 'utf8').trimEnd().split('\n').slice(-15).map((line) => `  ${line.slice(0, 500)}`).join('\n');
  }
}

const logOf = ({ name, logs }: PeerCommand): string => join(logs, `${name}.log`);
