import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkout, copyOfBuild } from '../cluster/build-copy.js';
import type { Edit, Saboteur } from './saboteur.js';

/** The text with the edit made. Throws when its `find` stands there not at all, or more than once: the saboteur has to follow the code. */
export function edited(text: string, { file, find, replace }: Edit): string {
  const times = text.split(find).length - 1;
  if (times !== 1) throw new Error(`${file} holds this ${times} times, not once; the saboteur must follow the code:\n${find}`);
  return text.replace(find, () => replace);
}

/** What all edits of a saboteur make of the built files, by file. `read` gives a file of the build. */
export async function sabotaged(saboteur: Saboteur, read: (file: string) => Promise<string>): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const edit of saboteur.edits) files.set(edit.file, edited(files.get(edit.file) ?? (await read(edit.file)), edit));
  return files;
}

/** Makes a copy of the build with the bug in it under var/chaos/builds, anew each time, and resolves with its folder. */
export async function buildSabotaged(saboteur: Saboteur, from: string = checkout): Promise<string> {
  const target = join(from, 'var/chaos/builds', saboteur.name);
  if (existsSync(target)) await rm(target, { recursive: true });
  await copyOfBuild(target, from);
  const files = await sabotaged(saboteur, (file) => readFile(join(target, file), 'utf8'));
  for (const [file, text] of files) await writeFile(join(target, file), text);
  return target;
}
