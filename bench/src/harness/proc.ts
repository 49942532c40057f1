import { readFileSync } from 'node:fs';
import type { Watched } from '../types.js';

/** Clock ticks per second of Linux' /proc (USER_HZ). */
const TICKS = 100;
/** What is told of processes is read from /proc, which Linux alone has; elsewhere CPU and memory are left out of the results. */
export const canWatch = process.platform === 'linux';

/** CPU seconds used so far, by name; processes that have ended are left out. */
export function cpuSeconds(watched: readonly Watched[]): Map<string, number> {
  const used = new Map<string, number>();
  for (const { name, pid, tree } of watched) {
    const seconds = canWatch ? (tree ? treeSeconds(pid) : secondsOf(pid)) : undefined;
    if (seconds !== undefined) used.set(name, (used.get(name) ?? 0) + seconds);
  }
  return used;
}

/** CPU milliseconds per order between two looks. */
export function cpuPerOrder(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>, orders: number): Record<string, number> {
  return Object.fromEntries([...after].map(([name, seconds]) => [name, ((seconds - (before.get(name) ?? 0)) * 1000) / Math.max(1, orders)]));
}

/**
 * CPU seconds of a PostgreSQL so far by database, its number at the end of the name cut off; sessions tell in their title where they work.
 * What belongs to none (write-ahead log, checkpoints, vacuum, sessions that have ended) is `background`.
 */
export function postgresSeconds(postmaster: number): Map<string, number> {
  const used = new Map<string, number>();
  const total = canWatch ? treeSeconds(postmaster) : undefined;
  if (total === undefined) return used;
  let rest = total;
  for (const child of childrenOf(postmaster)) {
    const [, database] = /^postgres: \S+ (\S+?)(?:_\d+)? \S+\(\d+\)/.exec(titleOf(child)) ?? [];
    const seconds = database === undefined ? undefined : secondsOf(child);
    if (seconds === undefined) continue;
    used.set(database!, (used.get(database!) ?? 0) + seconds);
    rest -= seconds;
  }
  return used.set('background', rest);
}

function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** Megabytes that belong to the processes: private pages, and of shared ones their share (Pss), by name. */
export function memoryMb(watched: readonly Watched[]): Map<string, number> {
  const used = new Map<string, number>();
  for (const { name, pid, tree } of watched) {
    const pids = tree ? [pid, ...childrenOf(pid)] : [pid];
    const mb = pids.reduce((sum, one) => sum + pssMb(one), 0);
    used.set(name, (used.get(name) ?? 0) + mb);
  }
  return used;
}

function pssMb(pid: number): number {
  try {
    const [, kb] = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return Number(kb ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /, '').split(' ');
  } catch {
    return undefined;
  }
}

/** utime and stime are fields 14 and 15 of proc(5); the first two were cut off. */
function secondsOf(pid: number): number | undefined {
  const fields = statOf(pid);
  return fields && (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** A server and its children, those that have ended included (cutime, cstime). */
function treeSeconds(pid: number): number | undefined {
  const fields = statOf(pid);
  if (!fields) return undefined;
  const own = (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / TICKS;
  return childrenOf(pid).reduce((sum, child) => sum + (secondsOf(child) ?? 0), own);
}

function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
