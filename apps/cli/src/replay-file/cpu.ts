import { existsSync, readFileSync } from 'node:fs';

/** Clock ticks per second of Linux' /proc (USER_HZ). */
const TICKS = 100;

export interface CpuUse {
  readonly pid: number;
  readonly seconds: number;
}

/** CPU seconds used so far by the processes that `onefront start` runs (Linux), by name; empty where that cannot be read. */
export function cpuByProcess(file: string): Map<string, CpuUse> {
  const used = new Map<string, CpuUse>();
  if (process.platform !== 'linux' || !existsSync(file)) return used;
  for (const { name, pid } of JSON.parse(readFileSync(file, 'utf8')) as Array<{ name: string; pid: number }>) {
    const seconds = name === 'postgres' ? treeSeconds(pid) : secondsOf(pid);
    if (seconds !== undefined) used.set(name, { pid, seconds });
  }
  return used;
}

/** What each process has used between two looks. One that was started again meanwhile counts from its start: what its predecessor used is lost. */
export function cpuBetween(before: ReadonlyMap<string, CpuUse>, after: ReadonlyMap<string, CpuUse>): Map<string, number> {
  return new Map([...after].map(([name, { pid, seconds }]) => [name, before.get(name)?.pid === pid ? seconds - before.get(name)!.seconds : seconds]));
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

/** The server and its backends, those that ended included (cutime, cstime). */
function treeSeconds(pid: number): number | undefined {
  const fields = statOf(pid);
  if (!fields) return undefined;
  const own = (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) / TICKS;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
  return children.reduce((sum, child) => sum + (secondsOf(Number(child)) ?? 0), own);
}
