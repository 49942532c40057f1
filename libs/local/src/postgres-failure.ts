import { CannotStart } from './cannot-start.js';

const CAUSES: ReadonlyArray<readonly [pattern: RegExp, advice: string]> = [
  [/could not bind|Address already in use/i, 'Another program listens on that port. End it, or choose another port.'],
  [/No space left on device|disk quota|Check free disk space/i, 'The disk is full. Free some space (about 200 MB) and start again; no data is lost.'],
  [/Cannot allocate memory|could not map anonymous shared memory|out of memory/i, 'Not enough memory is free. End other programs, or lower shared_buffers.'],
  [/could not look up effective user ID/i, 'PostgreSQL wants a user that the system knows by name. Run as one that is in /etc/passwd, or as root.'],
  [/Permission denied|Read-only file system|could not access/i, 'The folder cannot be read or written. Check who owns it and every folder above it.'],
  [/invalid value for parameter|unrecognized configuration parameter/i, 'A setting was refused, see the log above.'],
  [/EACCES|ENOENT|shared libraries/i, 'The programs cannot be run. Run `npm ci` again.'],
];

/** An error for people: what failed, the end of the log, and what to do about it. */
export function explain(what: string, log: string): CannotStart {
  const tail = log.trimEnd().split('\n').slice(-12).join('\n');
  const advice = CAUSES.find(([pattern]) => pattern.test(tail))?.[1] ?? 'The log above is all that is known.';
  return new CannotStart(`${what}.\n${tail}\n${advice}`);
}
