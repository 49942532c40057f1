import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installedPackage, makeRunnable, program } from './postgres-binaries.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import { serverUser } from './server-user.js';

describe('the PostgreSQL binaries', () => {
  let folder: string;
  const lines: string[] = [];
  const log = (line: string): number => lines.push(line);
  const installed = installedPackage();

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onefront-binaries-'));
    fs.chmodSync(folder, 0o755);
    lines.length = 0;
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** As npm leaves the package when install scripts are not allowed to run. */
  function withoutInstallScript(place: string): PostgresBinaries {
    const native = path.join(place, 'native');
    fs.cpSync(installed.folder, native, { recursive: true, verbatimSymlinks: true, filter: (from) => !fs.lstatSync(from).isSymbolicLink() });
    fs.chmodSync(program(native, 'postgres'), 0o644);
    return { ...installed, folder: native };
  }

  it('work in place although their install script has not run', () => {
    const bare = withoutInstallScript(folder);
    expect(makeRunnable(bare, serverUser(), { bases: [], log }).folder).toBe(bare.folder);
    expect(lines).toEqual([]);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('are copied once when the server\'s user cannot reach them', () => {
    const locked = path.join(folder, 'locked');
    fs.mkdirSync(locked, { mode: 0o700 });
    const bare = withoutInstallScript(locked);
    const staged = makeRunnable(bare, serverUser(), { bases: [folder], log });
    expect(staged.folder.startsWith(`${folder}/onefront-postgres-`)).toBe(true);
    expect(makeRunnable(bare, serverUser(), { bases: [folder], log })).toEqual(staged);
    expect(lines).toHaveLength(1);
  });

  asRoot('are not taken from a folder that another user has made', () => {
    const locked = path.join(folder, 'locked');
    fs.mkdirSync(locked, { mode: 0o700 });
    const bare = withoutInstallScript(locked);
    const planted = makeRunnable(bare, serverUser(), { bases: [folder], log });
    fs.lchownSync(path.dirname(planted.folder), serverUser().uid!, serverUser().gid!);
    expect(() => makeRunnable(bare, serverUser(), { bases: [folder], log })).toThrow('belongs to another user');
  });

  it('say what is needed when nothing helps', () => {
    expect(() => makeRunnable({ folder: path.join(folder, 'native'), version: '0' }, serverUser(), { bases: [], log })).toThrow(/do not run here .*ENOENT[\s\S]*glibc/);
  });
});
