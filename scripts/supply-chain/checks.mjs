/** The checks: each gives `{ bad: [lines], said? }`, or `{ skipped: why }` when what it needs cannot be asked here. */
import { spawnSync } from 'node:child_process';
import { bomOf, isLocked, notInBom, writeBom } from './bom.mjs';
import { disagreements, importsOf } from './imports.mjs';
import { isPackage, licenceOf, lock, nameOf, productionTree, readJson, root, services, workspaces } from './tree.mjs';

export const policy = readJson('scripts/supply-chain/policy.json');
const packages = Object.entries(lock).filter(([place, { link }]) => isPackage(place) && !link);
const productionPlaces = new Set([...services, 'cli'].flatMap((name) => productionTree(`apps/${name}`).places));

/** Everything comes from the registry that npm is configured with: the lock names no address. Everything has a checksum; the lock is of these manifests. */
export function lockfile() {
  const bad = packages.flatMap(([place, { resolved, integrity }]) => [
    ...(resolved !== undefined ? [`${place} comes from ${resolved}`] : []),
    ...(!/^sha512-/.test(integrity ?? '') ? [`${place} has no sha512 checksum`] : []),
  ]);
  const { dependencies = {}, devDependencies = {}, optionalDependencies = {} } = readJson('package.json');
  const ranges = Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)).map(([name, version]) => `package.json takes any ${name} that fits ${version}`);
  const stale = workspaces.filter((folder) => !isLocked(folder)).map((folder) => `package-lock.json is not of ${folder}/package.json: npm install --package-lock-only --ignore-scripts`);
  return { bad: [...bad, ...ranges, ...stale], said: `${packages.length} packages` };
}

/** An expression is allowed when one side of an OR, and all sides of an AND, are. */
export function isAllowed(licence, allowed) {
  const plain = licence.replace(/[()]/g, '');
  if (plain.includes(' OR ')) return plain.split(' OR ').some((one) => isAllowed(one, allowed));
  return plain.split(' AND ').every((one) => allowed.includes(one.trim()));
}

export function licences(kind) {
  const of = packages.filter(([place]) => productionPlaces.has(place) === (kind === 'production'));
  const bad = of.map(([place]) => [place, licenceOf(place)]).filter(([, licence]) => !isAllowed(licence, policy.licences[kind])).map(([place, licence]) => `${nameOf(place)} is under ${licence}`);
  return { bad, said: `${of.length} packages` };
}

export function installScripts() {
  const of = packages.filter(([place, { hasInstallScript }]) => hasInstallScript && productionPlaces.has(place)).map(([place]) => nameOf(place));
  return { bad: of.filter((name) => !(name in policy.installScripts)).map((name) => `${name} runs a script when it is installed`), said: `${of.length} known` };
}

export function declared() {
  return { bad: workspaces.flatMap((folder) => disagreements(folder, policy)), said: `${workspaces.length} packages of the house` };
}

export function tree(service) {
  const { places, missing } = productionTree(`apps/${service}`);
  const { packages: limit, reason } = policy.budget[service] ?? { packages: 0, reason: 'it has no budget in scripts/supply-chain/policy.json' };
  const forbidden = places.map(nameOf).filter((name) => name in policy.neverInProduction).map((name) => `${name} would ship: ${policy.neverInProduction[name]}`);
  const over = places.length > limit ? [`${places.length} packages, the budget is ${limit}: ${reason}`] : [];
  return { bad: [...missing, ...forbidden, ...over], said: `${places.length} of ${limit} packages` };
}

export function bill(service) {
  const bom = bomOf(service);
  writeBom(service, bom);
  return { bad: notInBom(service, bom, importsOf), said: `${bom.components.length} components in dist/bom/${service}.cdx.json` };
}

function npm(args) {
  const done = spawnSync('npm', [...args, '--silent', '--fetch-retries=0'], { cwd: root, encoding: 'utf8', timeout: 120_000, maxBuffer: 64 * 1024 * 1024 });
  return { text: done.stdout ?? '', error: done.stderr ?? '', status: done.status };
}

/** Nothing high or critical in what ships; in tools nothing critical. Where the registry does not answer the question, that is said. */
export function advisories(kind) {
  const { text } = npm(['audit', '--json', ...(kind === 'production' ? ['--omit=dev', '--omit=optional', ...[...services, 'cli'].flatMap((name) => ['--workspace', `apps/${name}`])] : [])]);
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    return { skipped: 'npm audit gave no report' };
  }
  if (!found.vulnerabilities) return { skipped: `the registry did not answer: ${found.message ?? found.error?.summary ?? 'no report'}` };
  const refused = kind === 'production' ? ['high', 'critical'] : ['critical'];
  return { bad: Object.values(found.vulnerabilities).filter(({ severity }) => refused.includes(severity)).map(({ name, severity, range }) => `${name} ${range}: ${severity}`), said: `${Object.keys(found.vulnerabilities).length} advisories in all` };
}

export function signatures() {
  const { text, error, status } = npm(['audit', 'signatures', '--json']);
  try {
    const { invalid, missing } = JSON.parse(text);
    return { bad: [...invalid, ...missing].map(({ name, version }) => `${name} ${version} is not signed by the registry`) };
  } catch {
    return { skipped: `signatures could not be asked (npm ended with ${status}): ${/(?:code|"code":)\s*"?([A-Z_0-9]{4,})/.exec(error + text)?.[1] ?? 'no answer'}` };
  }
}
