import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

/** Whether the process exists and is more than a corpse waiting to be reaped. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  try {
    return !/\) [ZX]/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

/** Command line of a running process; empty when it cannot be read. Tells a live server from an unrelated process that got its old id. */
export function commandLine(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    const ps = spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return ps.stdout ?? '';
  }
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Looks every `everyMs` until `check` gives something other than undefined or false; undefined when `timeoutMs` have passed. */
export async function until<T>(check: () => T | Promise<T>, timeoutMs: number, everyMs = 25): Promise<T | undefined> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    if (Date.now() >= deadline) return undefined;
    await pause(everyMs);
  }
}

/** Sends the signals one after the other, each with its time in milliseconds to take effect. True when the process is gone. */
export async function endProcess(pid: number, steps: ReadonlyArray<readonly [NodeJS.Signals, number]>): Promise<boolean> {
  for (const [signal, timeoutMs] of steps) {
    try {
      process.kill(pid, signal);
    } catch {
      return true;
    }
    if (await until(() => !isAlive(pid), timeoutMs)) return true;
  }
  return !isAlive(pid);
}
