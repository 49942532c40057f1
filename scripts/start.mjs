/** `npm start`: builds what is not built, then `onefront start`. Arguments after -- are those of `onefront start` (--help lists them). */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Onefront needs Node 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
if (!fs.existsSync(path.join(root, 'node_modules/typescript'))) {
  process.stderr.write('The packages are not installed yet. Run: npm ci\n');
  process.exit(1);
}

function build() {
  const first = !fs.existsSync(path.join(root, 'apps/cli/dist/main.js'));
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  if (first) process.stdout.write('building (once, about half a minute) ...\n');
  const ticking = setInterval(() => process.stdout.write(`  still building, ${seconds()}\n`), 5000);
  const tsc = spawn(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-b', root], { stdio: 'inherit' });
  return new Promise((resolve) => tsc.once('close', (code) => {
    clearInterval(ticking);
    if (first && code === 0) process.stdout.write(`built in ${seconds()}\n`);
    resolve(code ?? 1);
  }));
}

const code = await build();
if (code !== 0) {
  process.stderr.write('The build failed; see above.\n');
  process.exit(code);
}
const child = spawn(process.execPath, ['--enable-source-maps', path.join(root, 'apps/cli/dist/main.js'), 'start', ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal's Ctrl-C reaches the child by itself; a TERM sent to us alone does not.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('close', (ended, signal) => process.exit(signal ? 1 : (ended ?? 1)));
