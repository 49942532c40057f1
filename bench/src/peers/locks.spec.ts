import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { peerVersion, type PeerName } from './install.js';

interface Lock {
  readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly integrity?: string; readonly extraneous?: boolean; readonly dependencies?: Readonly<Record<string, string>>; readonly optionalDependencies?: Readonly<Record<string, string>> }>>;
}

describe.each<PeerName>(['vendure', 'medusa'])('the lock file of %s', (name) => {
  const folder = join(__dirname, '../../peers', name);
  const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')) as Lock;
  const others = Object.entries(packages).filter(([place]) => place !== '');

  it('names no address, and a sha512 for every package', () => {
    const bad = others.filter(([, one]) => one.resolved !== undefined || one.extraneous || !one.integrity?.startsWith('sha512-'));
    expect(bad.map(([place]) => place)).toEqual([]);
  });

  it('holds the packages of every platform, or npm ci would refuse it', () => {
    const wanted = others.flatMap(([, one]) => Object.keys(one.optionalDependencies ?? {}));
    expect(wanted.filter((one) => !others.some(([place]) => place.endsWith(`node_modules/${one}`)))).toEqual([]);
  });

  it('is of its manifest, whose versions are exact', () => {
    const { dependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    expect(packages['']!.dependencies).toEqual(dependencies);
    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    expect(dependencies[name === 'vendure' ? '@vendure/core' : '@medusajs/medusa']).toBe(peerVersion(name));
  });
});
