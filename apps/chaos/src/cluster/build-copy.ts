import { existsSync } from 'node:fs';
import { cp, mkdir, readdir, readlink, symlink } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The checkout that this suite was built in. */
export const checkout = resolve(__dirname, '../../../..');

const rooms = ['apps', 'libs'];

/** Only the compiler, the editor and the debugger look at these. */
const neverRun = /\.(d\.ts|map|tsbuildinfo)$/;

/**
 * Copies the build of the checkout (dist/ and package.json of every project, no source maps) to `target` and makes it runnable there: its own
 * `@onefront/*` are those of the copy, all other packages are the checkout's. `node apps/<service>/dist/main.js` then runs the copy alone, so
 * that it can be edited (saboteurs) or kept (releases). Rejects when `target` exists or nothing is built.
 */
export async function copyOfBuild(target: string, from: string = checkout): Promise<void> {
  const files = await buildFiles(from);
  await mkdir(dirname(target), { recursive: true });
  await mkdir(target).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new Error(`${target} exists: delete it, or choose another folder for the copy.`) : error;
  });
  for (const file of files) await cp(join(from, file), join(target, file));
  await linkPackages(target, from);
}

/** Files of the build, relative to the checkout, with `/`: what has to be copied or packed so that services run. Rejects when it is not built. */
export async function buildFiles(from: string = checkout): Promise<string[]> {
  const files: string[] = [];
  for (const room of rooms) {
    for (const project of await readdir(join(from, room))) {
      const dist = join(from, room, project, 'dist');
      if (!existsSync(dist)) continue;
      const built = await readdir(dist, { recursive: true, withFileTypes: true });
      const names = built.filter((entry) => entry.isFile() && !neverRun.test(entry.name)).map((entry) => relative(from, join(entry.parentPath, entry.name)));
      files.push(join(room, project, 'package.json'), ...names);
    }
  }
  if (files.length === 0) throw new Error(`Nothing is built in ${from}: npm run build.`);
  return files.map((file) => file.split(sep).join('/')).sort();
}

/**
 * Gives a folder with a build in it its node_modules: `@onefront/*` point into the folder, everything else to the packages of the checkout.
 * So a release that is kept as a fixture runs with the packages that are installed now.
 */
export async function linkPackages(target: string, from: string = checkout): Promise<void> {
  const own = join(target, 'node_modules', '@onefront');
  await mkdir(own, { recursive: true });
  for (const name of await readdir(join(from, 'node_modules'))) {
    if (name.startsWith('.') || name === '@onefront') continue;
    await symlink(join(from, 'node_modules', name), join(target, 'node_modules', name), 'junction');
  }
  for (const name of await readdir(join(from, 'node_modules', '@onefront'))) {
    const place = relative(from, resolve(from, 'node_modules', '@onefront', await readlink(join(from, 'node_modules', '@onefront', name))));
    if (existsSync(join(target, place))) await symlink(join('..', '..', place), join(own, name), 'junction');
  }
}
