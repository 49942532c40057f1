import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { endProcess } from './process-state.js';
import { forget, watch } from './warden.js';

export interface ProcessOptions {
  /** Stands before each of its lines. */
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  /** Added to our own environment; undefined takes an entry out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Hears every line of standard output and error. By default they are printed behind the name. */
  readonly onLine?: (line: string, name: string) => void;
}

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface LocalProcess {
  readonly name: string;
  readonly pid: number;
  /** Resolves when it has ended and its last line was heard. Never rejects. */
  readonly exited: Promise<Ending>;
  /** SIGTERM, and SIGKILL after `deadlineMs` (default 10 s). */
  stop(deadlineMs?: number): Promise<Ending>;
  /** The hard way, for tests of what survives it. */
  kill9(): Promise<Ending>;
}

const LEFT_BEHIND_GRACE_MS = 5_000;

/** Starts a child process that never outlives us: should we die, it gets SIGTERM and, 5 s later, SIGKILL. Rejects when it cannot be started. */
export async function startProcess(options: ProcessOptions): Promise<LocalProcess> {
  const child = spawn(options.command, options.args ?? [], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A session of its own: Ctrl-C reaches us alone, and we decide the order of the end.
    detached: true,
  });
  const exited = new Promise<Ending>((resolve) => child.once('close', (code, signal) => resolve({ code, signal })));
  const onLine = options.onLine ?? ((line, name) => process.stdout.write(`${name.padEnd(12)} ${line}\n`));
  for (const stream of [child.stdout, child.stderr]) hear(stream, (line) => onLine(line, options.name));
  await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  const pid = child.pid!;
  watch(pid, 'SIGTERM', LEFT_BEHIND_GRACE_MS);
  child.once('exit', () => forget(pid));
  const end = async (...steps: Array<readonly [NodeJS.Signals, number]>): Promise<Ending> => {
    if (child.exitCode === null && child.signalCode === null) await endProcess(pid, steps);
    return exited;
  };
  return {
    name: options.name,
    pid,
    exited,
    stop: (deadlineMs = 10_000) => end(['SIGTERM', deadlineMs], ['SIGKILL', 5_000]),
    kill9: () => end(['SIGKILL', 5_000]),
  };
}

function hear(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream, crlfDelay: Infinity }).on('line', onLine);
}
