import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildFiles, copyOfBuild } from '../src/cluster/build-copy.js';

/** A checkout of two projects and one foreign package. */
function checkoutIn(folder: string): string {
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  write('apps/shop/package.json', '{"name":"@onefront/shop","main":"dist/index.js"}');
  write('apps/shop/dist/main.js', 'console.log(require("@onefront/price").price, require("foreign"));');
  write('apps/shop/dist/main.js.map', '{}');
  write('libs/price/package.json', '{"name":"@onefront/price","main":"dist/index.js"}');
  write('libs/price/dist/index.js', 'exports.price = require("./deep/cents.js");');
  write('libs/price/dist/index.d.ts', 'export {};');
  write('libs/price/dist/deep/cents.js', 'module.exports = 100;');
  write('libs/unbuilt/package.json', '{}');
  write('node_modules/foreign/index.js', 'module.exports = "as installed";');
  mkdirSync(join(folder, 'node_modules/@onefront'));
  for (const [name, place] of [['shop', 'apps/shop'], ['price', 'libs/price'], ['unbuilt', 'libs/unbuilt']]) symlinkSync(join('../..', place!), join(folder, 'node_modules/@onefront', name!));
  return folder;
}

describe('a copy of the build', () => {
  let folder: string;
  let from: string;
  const run = async (place: string) => (await promisify(execFile)(process.execPath, ['apps/shop/dist/main.js'], { cwd: join(folder, place) })).stdout.trim();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'onefront-copy-'));
    from = checkoutIn(join(folder, 'from'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('runs its own code and the installed packages', async () => {
    await copyOfBuild(join(folder, 'copy'), from);
    expect(await run('copy')).toBe('100 as installed');
    writeFileSync(join(folder, 'copy/libs/price/dist/deep/cents.js'), 'module.exports = 1;');
    expect(await run('copy')).toBe('1 as installed');
    expect(await run('from')).toBe('100 as installed');
  });

  it('holds what runs and nothing else', async () => {
    expect(await buildFiles(from)).toEqual(['apps/shop/dist/main.js', 'apps/shop/package.json', 'libs/price/dist/deep/cents.js', 'libs/price/dist/index.js', 'libs/price/package.json']);
  });

  it('is never laid over something', async () => {
    mkdirSync(join(folder, 'copy'));
    writeFileSync(join(folder, 'copy/mine'), 'precious');
    await expect(copyOfBuild(join(folder, 'copy'), from)).rejects.toThrow(/copy exists: delete it/);
    expect(readFileSync(join(folder, 'copy/mine'), 'utf8')).toBe('precious');
  });

  it('says when there is nothing to copy', async () => {
    rmSync(join(from, 'apps/shop/dist'), { recursive: true });
    rmSync(join(from, 'libs/price/dist'), { recursive: true });
    await expect(copyOfBuild(join(folder, 'copy'), from)).rejects.toThrow(/npm run build/);
    expect(existsSync(join(folder, 'copy'))).toBe(false);
  });
});
