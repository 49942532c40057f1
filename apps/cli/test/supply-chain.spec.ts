import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** `npm run supply-chain` on a small house in which one rule at a time is broken: a check that cannot fail is none. */
const script = resolve(__dirname, '../../../scripts/supply-chain.mjs');
const integrity = `sha512-${Buffer.alloc(64, 7).toString('base64')}`;

interface Small { source: string; manifest: Record<string, Record<string, string>>; packages: Record<string, Record<string, unknown>>; policy: { budget: Record<string, unknown> } & Record<string, unknown> }
const good = (): Small => ({
  source: "import { z } from 'zod';\nexport const shape = z;\n",
  manifest: { dependencies: { zod: '4.0.0' } },
  packages: { 'node_modules/zod': { version: '4.0.0', integrity, license: 'MIT' } },
  policy: { licences: { production: ['MIT'], development: ['MIT'] }, budget: { shop: { packages: 1, reason: 'small' } }, neverInProduction: { jest: 'tests' }, installScripts: {}, unusedButNeeded: {} },
});

function lines(change: (small: Small) => void): string[] {
  const small = good();
  change(small);
  const folder = mkdtempSync(join(tmpdir(), 'onefront-supply-'));
  try {
    const put = (path: string, value: unknown) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value));
    };
    const shop = { name: '@onefront/shop', version: '1.0.0', license: 'Apache-2.0', ...small.manifest };
    put('package.json', { version: '1.0.0' });
    for (const cli of ['cli', 'shop']) put(`apps/${cli}/package.json`, cli === 'shop' ? shop : { name: '@onefront/cli', version: '1.0.0', license: 'Apache-2.0' });
    mkdirSync(join(folder, 'libs'));
    put('apps/shop/src/shop.definition.ts', small.source);
    put('scripts/supply-chain/policy.json', small.policy);
    put('package-lock.json', { packages: { '': {}, 'apps/cli': {}, 'apps/shop': small.manifest, ...small.packages } });
    const { stdout, stderr } = spawnSync(process.execPath, [script, '--offline'], { cwd: folder, encoding: 'utf8', env: { ...process.env, SUPPLY_CHAIN_ROOT: folder } });
    if (!stdout) throw new Error(stderr);
    if (change.length === 0) expect(JSON.parse(readFileSync(join(folder, 'dist/bom/shop.cdx.json'), 'utf8'))).toMatchObject({ bomFormat: 'CycloneDX', components: [{ name: 'zod', version: '4.0.0', purl: 'pkg:npm/zod@4.0.0', hashes: [{ alg: 'SHA-512' }] }] });
    return stdout.split('\n').filter((line) => line.startsWith('FAILED') || line.startsWith('    '));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the supply chain', () => {
  it('is content with a house that is in order', () => {
    expect(lines(() => undefined)).toEqual([]);
  });

  it.each<[string, RegExp, (small: Small) => void]>([
    ['a package from elsewhere', /comes from git/, (small) => { small.packages['node_modules/zod']!['resolved'] = 'git+ssh://git@example.com/zod.git'; }],
    ['a package without a checksum', /no sha512/, (small) => { delete small.packages['node_modules/zod']!['integrity']; }],
    ['a licence that is not allowed', /zod is under GPL-3.0-only/, (small) => { small.packages['node_modules/zod']!['license'] = 'GPL-3.0-only'; }],
    ['one that is allowed only together with another', /zod is under .MIT AND GPL/, (small) => { small.packages['node_modules/zod']!['license'] = '(MIT AND GPL-3.0-only)'; }],
    ['a script at installation', /zod runs a script/, (small) => { small.packages['node_modules/zod']!['hasInstallScript'] = true; }],
    ['an import that is not declared', /imports pg, which is not in its dependencies/, (small) => { small.source += "import 'pg';\n"; }],
    ['a dependency that is not used', /depends on zod and does not use it/, (small) => { small.source = ''; }],
    ['a tree above its budget', /2 packages, the budget is 1/, (small) => { small.packages['node_modules/zod']!['dependencies'] = { more: '1' }; small.packages['node_modules/more'] = { version: '1.0.0', integrity, license: 'MIT' }; }],
    ['a service without a budget', /no budget/, (small) => { small.policy.budget = {}; }],
    ['what must never ship', /jest would ship: tests/, (small) => { small.packages['node_modules/zod']!['dependencies'] = { jest: '1' }; small.packages['node_modules/jest'] = { version: '1.0.0', integrity, license: 'MIT' }; }],
    ['a lock of another manifest', /package-lock.json is not of apps\/shop/, (small) => { small.packages['apps/shop'] = { dependencies: { zod: '3.0.0' } }; }],
    ['a dependency that is not there', /apps\/shop needs zod/, (small) => { small.packages = {}; }],
  ])('sees %s', (_, said, change) => {
    expect(lines(change).join('\n')).toMatch(said);
  });
});
