import { existsSync, readFileSync } from 'node:fs';

/** Clock ticks per second of Linux' /proc (USER_HZ). */
const TICKS = 100;

/** CPU seconds used so far by the processes that `onefront start` runs (Linux), by name; empty where that cannot be read. */
export function cpuByProcess(file: string): Map<string, number> {
  const used = new Map<string, number>();
  if (process.platform !== 'linux' || !existsSync(file)) return used;
  for (const { name, pid } of JSON.parse(readFileSync(file, 'utf8')) as Array<{ name: string; pid: number }>) {
    const seconds = name === 'postgres' ? treeSeconds(pid) : secondsOf(pid);
    if (seconds !== undefined) used.set(name, seconds);
  }
  return used;
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
