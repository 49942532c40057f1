import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** Who PostgreSQL runs as: empty for ourselves. It refuses to run as root, so root lends it the user `nobody`, which every system has. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Whether the user may pass through every existing folder on the way to `target` (and so reach what lies there). */
export function canReach(target: string, user: ServerUser): boolean {
  if (user.uid === undefined) return true;
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (fs.existsSync(folder) && !mayPass(fs.statSync(folder), user)) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

function mayPass(folder: fs.Stats, user: ServerUser): boolean {
  if (folder.uid === user.uid) return (folder.mode & 0o100) !== 0;
  if (folder.gid === user.gid) return (folder.mode & 0o010) !== 0;
  return (folder.mode & 0o001) !== 0;
}
