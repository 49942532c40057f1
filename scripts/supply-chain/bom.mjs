/** A CycloneDX bill of materials per service: exactly what its image installs, as the lock file has it. */
import fs from 'node:fs';
import path from 'node:path';
import { isPackage, licenceOf, lock, nameOf, productionTree, readJson, resolve, root } from './tree.mjs';

const refOf = (place) => `${place}@${isPackage(place) ? lock[place].version : readJson('package.json').version}`;
const purlOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

function componentOf(place) {
  if (!isPackage(place)) {
    const { name, version, license } = readJson(`${place}/package.json`);
    return { type: 'library', 'bom-ref': refOf(place), name, version, scope: 'required', purl: purlOf(name, version), licenses: [{ expression: license }] };
  }
  const { version, integrity } = lock[place];
  const [algorithm, digest] = integrity.split('-');
  return {
    type: 'library', 'bom-ref': refOf(place), name: nameOf(place), version, scope: 'required', purl: purlOf(nameOf(place), version), licenses: [{ expression: licenceOf(place) }],
    hashes: [{ alg: algorithm.toUpperCase().replace('SHA', 'SHA-'), content: Buffer.from(digest, 'base64').toString('hex') }],
  };
}

function dependenciesOf(place, all) {
  const { dependencies = {}, peerDependencies = {} } = isPackage(place) ? lock[place] : readJson(`${place}/package.json`);
  const places = [...Object.keys(dependencies), ...Object.keys(peerDependencies)].map((name) => resolve(place, name)).filter((one) => all.has(one));
  return { ref: refOf(place), dependsOn: [...new Set(places)].sort().map(refOf) };
}

/** The service and its tree, libraries of the house among them. The same lock gives the same bill, byte for byte. */
export function bomOf(service) {
  const own = `apps/${service}`;
  const { places, house } = productionTree(own);
  const all = new Set([...house, ...places]);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json', bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
    metadata: { component: { ...componentOf(own), type: 'application' } },
    components: [...all].filter((place) => place !== own).map(componentOf),
    dependencies: [...all].map((place) => dependenciesOf(place, all)),
  };
}

export function writeBom(service, bom) {
  const folder = path.join(root, 'dist/bom');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, `${service}.cdx.json`), `${JSON.stringify(bom, null, 1)}\n`);
}

/** Names that the service's own code and that of its libraries import, and that its bill does not list. */
export function notInBom(service, bom, importsOf) {
  const listed = new Set(bom.components.map(({ name }) => name));
  const { house } = productionTree(`apps/${service}`);
  return house.flatMap((folder) => [...importsOf(folder).running].filter((name) => !listed.has(name) && name !== readJson(`${folder}/package.json`).name).map((name) => `${folder} imports ${name}`));
}

export const isLocked = (folder) => {
  const { dependencies = {}, devDependencies = {} } = readJson(`${folder}/package.json`);
  const locked = lock[folder] ?? {};
  return JSON.stringify(sorted(dependencies)) === JSON.stringify(sorted(locked.dependencies)) && JSON.stringify(sorted(devDependencies)) === JSON.stringify(sorted(locked.devDependencies));
};
const sorted = (entries = {}) => Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1));
