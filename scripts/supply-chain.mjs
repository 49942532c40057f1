/** What we take from others, held against scripts/supply-chain/policy.json. `--help` says what is looked at. */
import fs from 'node:fs';
import path from 'node:path';
import * as checks from './supply-chain/checks.mjs';
import { root, services } from './supply-chain/tree.mjs';

const HELP = `npm run supply-chain [-- --offline | --help]

  lockfile       every package comes from the registry, with a sha512, in exactly one version; the lock is of these manifests
  licences       those of what ships and those of tools, each by its list of allowed ones
  scripts        no package that ships runs a script at installation, but the known ones (which never run: .npmrc)
  declared       each app and library declares what it imports, and nothing else
  tree           how many packages each service ships, within its budget; none that must never ship
  bom            a CycloneDX bill of materials per service, written to dist/bom; all that is imported stands in it
  advisories     nothing high or critical in what ships, nothing critical in tools (asks the registry)
  signatures     every package is signed by the registry (asks the registry)
What cannot be asked here (or with --offline) is counted as skipped, never as good. The policy, with reasons: scripts/supply-chain/policy.json
`;

const asked = (check) => (process.argv.includes('--offline') ? () => ({ skipped: 'the registry is not asked' }) : check);
const list = [
  ['lockfile', checks.lockfile], ['licences of production', () => checks.licences('production')], ['licences of tools', () => checks.licences('development')], ['scripts', checks.installScripts], ['declared', checks.declared],
  ...services.flatMap((service) => [[`tree of ${service}`, () => checks.tree(service)], [`bom of ${service}`, () => checks.bill(service)]]),
  ['advisories of production', asked(() => checks.advisories('production'))], ['advisories of tools', asked(() => checks.advisories('development'))], ['signatures', asked(checks.signatures)],
];

function run([name, check]) {
  let outcome;
  try {
    outcome = check();
  } catch (error) {
    outcome = { bad: [error.message] };
  }
  const { bad = [], said, skipped } = outcome;
  if (skipped) process.stdout.write(`SKIPPED  ${name}: ${skipped}\n`);
  else process.stdout.write(`${bad.length > 0 ? 'FAILED ' : 'ok     '}  ${name}${said ? ` (${said})` : ''}\n${bad.map((line) => `           ${line}\n`).join('')}`);
  return skipped ? 'skipped' : bad.length > 0 ? 'failed' : 'passed';
}

if (process.argv.includes('--help') || process.argv.includes('-h')) process.stdout.write(HELP);
else {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const one of list) counts[run(one)] += 1;
  const results = path.join(root, 'var/test-results');
  fs.mkdirSync(results, { recursive: true });
  fs.writeFileSync(path.join(results, 'supply-chain.json'), `${JSON.stringify({ suite: 'supply-chain', ...counts })}\n`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}
