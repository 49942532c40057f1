import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const cores = availableParallelism();
const taskset = process.platform === 'linux' && spawnSync('taskset', ['-V']).status === 0;

/** Where the load generator and the systems under test run, in words. */
export const pinning = !taskset
  ? 'nothing is pinned: there is no taskset here'
  : cores >= 4
    ? `load generator on core ${cores - 1}, everything else on cores 0-${cores - 2}`
    : `load generator on core ${cores - 1}; the system under test on all ${cores} cores, so that the two compete for that one`;

/** A command line that runs `command` on the given cores (`0-2`, `3`), where that can be done. */
export function pinned(command: readonly [string, ...string[]], on: string | undefined): readonly [string, ...string[]] {
  return taskset && on !== undefined ? ['taskset', '-c', on, ...command] : command;
}

/** The core of the load generator: the last one. */
export const loadCores = taskset ? String(cores - 1) : undefined;
/** The cores of the systems under test: all but the load generator's, unless that leaves fewer than three. */
export const systemCores = taskset && cores >= 4 ? `0-${cores - 2}` : undefined;

/** Moves a running process, all its threads and what it will start, to the cores of the systems under test. */
export function pinSystem(pid: number): void {
  if (systemCores !== undefined) spawnSync('taskset', ['-a', '-c', '-p', systemCores, String(pid)]);
}
