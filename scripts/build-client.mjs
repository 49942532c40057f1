/** `npm run build:client`: the typed client, from docs/openapi.json and apps/cli/client, as a package to be published. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import openapiTypescript, { astToString } from 'openapi-typescript';

const HELP = `npm run build:client [-- OPTIONS]

Writes @onefront/client to dist/client and packs it: types from docs/openapi.json, the rest from apps/cli/client.
  --out FOLDER   somewhere else
  --help         this text
The last line is the tarball, to be given to npm install or npm publish.
`;

const root = path.resolve(import.meta.dirname, '..');
const source = path.join(root, 'apps/cli/client');
const read = (file) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));

function run(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, npm_config_update_notifier: 'false' } });
  if (done.status !== 0) throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${done.stdout}${done.stderr}`);
  return done.stdout;
}

/** The manifest as published: the version of Onefront, and exactly the dependency that it was built with. */
function manifest() {
  const { version } = read('package.json');
  const { dependencies } = read('node_modules/openapi-fetch/package.json');
  return { ...read('apps/cli/client/package.json'), version, dependencies: { 'openapi-fetch': read('package.json').devDependencies['openapi-fetch'], 'openapi-typescript-helpers': dependencies['openapi-typescript-helpers'] } };
}

/** Builds into an empty folder and gives the path of the tarball. */
export async function buildClient(out = path.join(root, 'dist/client')) {
  fs.rmSync(out, { recursive: true, force: true });
  fs.mkdirSync(out, { recursive: true });
  fs.cpSync(path.join(source, 'src'), path.join(out, 'src'), { recursive: true, filter: (name) => !name.endsWith('.spec.ts') });
  const types = await openapiTypescript(new URL(`file://${path.join(root, 'docs/openapi.json')}`), { alphabetize: true });
  fs.writeFileSync(path.join(out, 'src/openapi.ts'), `/** Generated from docs/openapi.json. */\n\n${astToString(types)}`);
  for (const file of ['tsconfig.json', 'README.md']) fs.copyFileSync(path.join(source, file), path.join(out, file));
  fs.writeFileSync(path.join(out, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
  // Modules and types are looked for upwards: a folder elsewhere is lent those of the checkout.
  if (!out.startsWith(`${root}${path.sep}`)) fs.symlinkSync(path.join(root, 'node_modules'), path.join(out, 'node_modules'));
  run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-p', out], out);
  const [packed] = JSON.parse(run('npm', ['pack', '--json', '--silent', '--ignore-scripts'], out));
  return path.join(out, packed.filename);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) process.stdout.write(HELP);
  else process.stdout.write(`${await buildClient(args[0] === '--out' && args[1] ? path.resolve(args[1]) : undefined)}\n`);
}
