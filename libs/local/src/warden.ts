import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Socket } from 'node:net';
import type { Writable } from 'node:stream';

let orders: Writable | undefined;

/**
 * Ends the process `pid` by `signal`, and by SIGKILL after `graceMs` milliseconds, should this process die without doing so itself.
 * Call `forget(pid)` once it has ended, before the system can hand its id to somebody else.
 */
export function watch(pid: number, signal: NodeJS.Signals, graceMs: number): void {
  tell({ watch: pid, signal, graceMs });
}

/** Removes the folder when this process dies, after everything that is watched has ended. */
export function removeAfterwards(folder: string): void {
  tell({ remove: folder });
}

export function forget(watched: number | string): void {
  if (orders) tell({ forget: watched });
}

function tell(order: object): void {
  orders ??= hire();
  orders.write(`${JSON.stringify(order)}\n`);
}

function hire(): Writable {
  const script = path.join(__dirname, '..', 'warden.cjs');
  // Detached: a Ctrl-C in the terminal, or a kill of the whole group, must not reach it.
  const warden = spawn(process.execPath, [script], { detached: true, cwd: '/', stdio: ['pipe', 'ignore', 'ignore'] });
  warden.on('error', () => undefined);
  warden.stdin.on('error', () => undefined);
  warden.unref();
  (warden.stdin as unknown as Socket).unref();
  return warden.stdin;
}
