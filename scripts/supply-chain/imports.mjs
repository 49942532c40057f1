/** What the source of a workspace imports, against what its package.json declares. */
import fs from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { lock, readJson, resolve, root } from './tree.mjs';

const SPECIFIERS = [/^\s*(?:import|export)\b[^'"`;]*?\bfrom\s+'([^'\n]+)'/gm, /^\s*import\s+'([^'\n]+)'/gm, /\bimport\(\s*'([^'\n]+)'\s*\)/g, /\b\w*[rR]equire\w*(?:\.resolve)?\(\s*'([^'\n]+)'\s*\)/g];
const isTest = (file) => /\.spec\.ts$/.test(file) || /(^|\/)test\//.test(file);
const packageOf = (specifier) => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
const isOurs = (specifier) => specifier.startsWith('.') || specifier.startsWith('node:') || builtinModules.includes(packageOf(specifier));

function sources(folder) {
  const rooms = ['src', 'test', 'bin'].map((room) => path.join(root, folder, room)).filter((room) => fs.existsSync(room));
  const files = rooms.flatMap((room) => fs.readdirSync(room, { recursive: true }).map((name) => path.join(room, name)));
  return files.concat(fs.readdirSync(path.join(root, folder)).map((name) => path.join(root, folder, name))).filter((file) => /\.(ts|cjs|mjs)$/.test(file) && !file.endsWith('.d.ts'));
}

/** Packages by name, once for what runs and once for all with the tests. Comments and example texts do not count. */
export function importsOf(folder) {
  const running = new Set();
  const all = new Set();
  for (const file of sources(folder)) {
    const text = fs.readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
    for (const pattern of SPECIFIERS) {
      for (const [, specifier] of text.matchAll(pattern)) {
        if (isOurs(specifier) || !/^(@[a-z0-9-]+\/)?[a-z0-9][a-z0-9._-]*(\/|$)/.test(specifier)) continue;
        all.add(packageOf(specifier));
        if (!isTest(path.relative(path.join(root, folder), file))) running.add(packageOf(specifier));
      }
    }
  }
  return { running, all };
}

/** One line for everything that is imported and not declared, or declared and not used. */
export function disagreements(folder, { unusedButNeeded }) {
  const { name, dependencies = {}, devDependencies = {} } = readJson(`${folder}/package.json`);
  const { running, all } = importsOf(folder);
  const peers = new Set(Object.keys(dependencies).flatMap((one) => Object.keys(lock[resolve(folder, one)]?.peerDependencies ?? {})));
  const needed = (one) => peers.has(one) || (unusedButNeeded[folder] ?? []).includes(one);
  return [
    ...[...running].filter((one) => one !== name && !(one in dependencies)).map((one) => `${folder} imports ${one}, which is not in its dependencies`),
    ...[...all].filter((one) => one !== name && !running.has(one) && !(one in dependencies) && !(one in devDependencies)).map((one) => `${folder} imports ${one} in tests, which it does not declare`),
    ...Object.keys(dependencies).filter((one) => !running.has(one) && !needed(one)).map((one) => `${folder} depends on ${one} and does not use it${all.has(one) ? ' but in tests (devDependencies)' : ''}`),
    ...Object.keys(devDependencies).filter((one) => !all.has(one)).map((one) => `${folder} has ${one} in devDependencies and does not use it`),
  ];
}
