/**
 * node scripts/run-built.mjs apps/NAME/dist/SCRIPT.js [ARGUMENTS]   (or bench/dist/...)
 *
 * Runs a built script, building its project first when a source of it, or of a project it refers to, is newer than its build.
 */
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** The project and all that it refers to, as folders. */
function projects(folder, found = new Set()) {
  if (found.has(folder)) return found;
  found.add(folder);
  const { references = [] } = JSON.parse(fs.readFileSync(path.join(folder, 'tsconfig.json'), 'utf8'));
  for (const reference of references) projects(path.join(folder, reference.path), found);
  return found;
}

const stampOf = (folder) => path.join(folder, 'dist/tsconfig.tsbuildinfo');

function isStale(folder) {
  const stamp = stampOf(folder);
  if (!fs.existsSync(stamp)) return true;
  const built = fs.statSync(stamp).mtimeMs;
  const sources = fs.readdirSync(path.join(folder, 'src'), { recursive: true }).filter((name) => /\.tsx?$/.test(name) && !/\.spec\.tsx?$/.test(name));
  return [path.join(folder, 'tsconfig.json'), ...sources.map((name) => path.join(folder, 'src', name))].some((file) => fs.statSync(file).mtimeMs > built);
}

function build(project, stale) {
  process.stderr.write(`building ${path.relative(root, project)} ...\n`);
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  const built = spawnSync(process.execPath, [tsc, '-b', project], { cwd: root, stdio: ['ignore', 2, 2] });
  if (built.status !== 0) process.exit(built.status ?? 1);
  // The compiler leaves the stamp alone when only times have changed; without this every run would build again.
  const now = new Date();
  for (const folder of stale) if (fs.existsSync(stampOf(folder))) fs.utimesSync(stampOf(folder), now, now);
}

function main([script, ...args]) {
  const project = script && /^((?:apps|libs)\/[^/]+|bench)\/dist\/.+\.js$/.exec(script)?.[1];
  if (!project) {
    process.stderr.write('usage: node scripts/run-built.mjs apps/NAME/dist/SCRIPT.js [ARGUMENTS]\n');
    process.exit(2);
  }
  const folder = path.join(root, project);
  const stale = [...projects(folder)].filter(isStale);
  if (stale.length > 0 || !fs.existsSync(path.join(root, script))) build(folder, stale);
  const child = spawn(process.execPath, ['--enable-source-maps', path.join(root, script), ...args], { stdio: 'inherit' });
  // A terminal's Ctrl-C reaches the child by itself; a TERM sent to us alone does not.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.once('close', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

main(process.argv.slice(2));
