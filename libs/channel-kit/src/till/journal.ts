import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** What of a file is whole: entries with their checksum. The rest was being written when the power went. */
function readWhole(bytes: Buffer): { entries: unknown[]; length: number } {
  const entries: unknown[] = [];
  let length = 0;
  for (let end = bytes.indexOf(0x0a, length); end >= 0; end = bytes.indexOf(0x0a, length)) {
    const line = bytes.subarray(length, end).toString('utf8');
    const json = line.slice(9);
    if (line.slice(0, 8) !== checksum(json)) return { entries, length };
    entries.push(JSON.parse(json));
    length = end + 1;
  }
  return { entries, length };
}

const checksum = (json: string): string => createHash('sha256').update(json).digest('hex').slice(0, 8);

/**
 * The memory of a till: entries that are only ever appended, one per line with a checksum. An entry is there when `append` has returned, whatever happens
 * to process or power then; one that was cut off in the middle is not there at all, and makes room for the next.
 */
export class Journal<E> {
  private constructor(private readonly file: number, private end: number, readonly entries: readonly E[]) {}

  /** Opens or makes the file. One process has it at a time. */
  static open<E>(path: string): Journal<E> {
    const file = openSync(path, 'a+');
    const { entries, length } = readWhole(readFileSync(path));
    if (fstatSync(file).size > length) ftruncateSync(file, length);
    fsyncSync(file);
    syncFolder(dirname(path));
    return new Journal<E>(file, length, entries as E[]);
  }

  /** Writes an entry through to the disk. Throws what the file system throws; nothing is there then. */
  append(entry: E): void {
    const json = JSON.stringify(entry);
    const line = Buffer.from(`${checksum(json)} ${json}\n`);
    try {
      for (let at = 0; at < line.length;) at += writeSync(this.file, line, at);
      fsyncSync(this.file);
    } catch (error) {
      ftruncateSync(this.file, this.end);
      throw error;
    }
    this.end += line.length;
  }

  close(): void {
    closeSync(this.file);
  }
}

/** The name of a new file is an entry of its folder. */
function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
