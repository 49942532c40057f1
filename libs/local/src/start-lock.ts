import fs from 'node:fs';
import { CannotStart } from './cannot-start.js';
import { isAlive, until } from './process-state.js';

const EMPTY_FOR_MS = 5_000;

/** Runs `work` while no other process does so for the same lock file. A lock whose holder has died is taken over. */
export async function withLock<T>(lockFile: string, work: () => Promise<T>): Promise<T> {
  const taken = await until(() => take(lockFile), 120_000, 50);
  if (!taken) throw new CannotStart(`Another process (${holder(lockFile)}) has been starting the same server for two minutes. End it, or remove ${lockFile}.`);
  try {
    return await work();
  } finally {
    fs.rmSync(lockFile, { force: true });
  }
}

function take(lockFile: string): boolean {
  try {
    fs.writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      // A full disk has room for the file's name, but not for what we write into it.
      fs.rmSync(lockFile, { force: true });
      throw error;
    }
  }
  const pid = holder(lockFile);
  if (pid === undefined ? isOld(lockFile) : !isAlive(pid)) breakLock(lockFile, pid);
  return false;
}

/** An empty lock is being written this very moment, or its writer died in between. */
function isOld(lockFile: string): boolean {
  try {
    return Date.now() - fs.statSync(lockFile).mtimeMs > EMPTY_FOR_MS;
  } catch {
    return false;
  }
}

/** Moves the dead holder's lock aside; should another process have taken it over in the meantime, it is put back. */
function breakLock(lockFile: string, deadPid: number | undefined): void {
  const aside = `${lockFile}.${process.pid}`;
  try {
    fs.renameSync(lockFile, aside);
    if (holder(aside) !== deadPid) fs.linkSync(aside, lockFile);
    fs.rmSync(aside, { force: true });
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function holder(lockFile: string): number | undefined {
  try {
    return Number(fs.readFileSync(lockFile, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
