/** What is in the lock file, and what of it a workspace brings along when it runs. */
import fs from 'node:fs';
import path from 'node:path';

/** SUPPLY_CHAIN_ROOT is for the test that breaks every rule on purpose. */
export const root = process.env['SUPPLY_CHAIN_ROOT'] ?? path.resolve(import.meta.dirname, '../..');
export const readJson = (file) => JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
export const lock = readJson('package-lock.json').packages;

/** Folders of the house: apps/NAME, libs/NAME and bench. */
export const workspaces = ['apps', 'libs'].flatMap((parent) => fs.readdirSync(path.join(root, parent)).map((name) => `${parent}/${name}`)).concat('bench').filter((folder) => fs.existsSync(path.join(root, folder, 'package.json')));
/** What ships as an image. */
export const services = workspaces.filter((folder) => fs.existsSync(path.join(root, folder, 'src', `${path.basename(folder)}.definition.ts`))).map((folder) => path.basename(folder));

export const isPackage = (place) => place.includes('node_modules/');
export const nameOf = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Where Node would find `name` from a place in the tree: the nearest node_modules upwards. Undefined when nowhere. */
export function resolve(from, name) {
  for (let at = from; ; at = upwards(at)) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (lock[place]) return lock[place].link ? lock[place].resolved : place;
    if (at === '') return undefined;
  }
}

function upwards(place) {
  const nested = place.lastIndexOf('/node_modules/');
  return nested >= 0 ? place.slice(0, nested) : '';
}

/** The manifest that counts: of the house as it stands on disk, else as locked. */
const manifestOf = (place) => (isPackage(place) ? lock[place] : readJson(`${place}/package.json`));

/** Every place that a workspace needs to run, workspaces among them; no devDependencies. */
export function productionTree(workspace) {
  const found = new Set();
  const missing = [];
  const todo = [workspace];
  while (todo.length > 0) {
    const place = todo.pop();
    if (found.has(place)) continue;
    found.add(place);
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifestOf(place);
    const needed = [...Object.keys(dependencies), ...Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional)];
    for (const name of [...needed, ...Object.keys(optionalDependencies)]) {
      const at = resolve(place, name);
      if (at) todo.push(at);
      else if (needed.includes(name)) missing.push(`${place} needs ${name}`);
    }
  }
  return { places: [...found].filter(isPackage).sort(), house: [...found].filter((place) => !isPackage(place)).sort(), missing };
}

/** A package's licence: its own manifest where it is installed, else as locked. Old lists of licences become an expression. */
export function licenceOf(place) {
  const file = path.join(root, place, 'package.json');
  const { license, licenses } = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : lock[place];
  const one = license ?? licenses ?? lock[place].license;
  if (Array.isArray(one)) return one.map((each) => each.type ?? each).join(' OR ');
  return typeof one === 'object' && one !== null ? one.type : (one ?? 'none');
}
