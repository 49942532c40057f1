/** npm run test:deploy: the chart, linted and rendered without a cluster (*.helm.spec.ts). Finds or builds Helm; the closing line counts what ran. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { findHelm } from './helm.mjs';

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, 'var/test-results');
const outputFile = path.join(results, 'deploy.jest.json');

function specs() {
  const files = (folder) => fs.readdirSync(path.join(root, folder), { recursive: true }).map((name) => path.join(folder, name));
  return ['apps', 'libs'].flatMap(files).filter((name) => name.endsWith('.helm.spec.ts') && !/[/\\](node_modules|dist)[/\\]/.test(name));
}

function run(helm) {
  const args = [path.join(root, 'node_modules/jest/bin/jest.js'), '--config', path.join(root, 'jest.config.cjs'), '--testMatch=**/*.helm.spec.ts', '--json', `--outputFile=${outputFile}`, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, env: { ...process.env, HELM: helm }, stdio: ['inherit', 'ignore', 'inherit'] });
  if (!fs.existsSync(outputFile)) return { passed: 0, failed: 1, skipped: 0 };
  const counted = JSON.parse(fs.readFileSync(outputFile, 'utf8'));
  const failed = counted.numFailedTests + counted.numRuntimeErrorTestSuites;
  return { passed: counted.numPassedTests, failed: failed === 0 && status !== 0 ? 1 : failed, skipped: counted.numPendingTests };
}

fs.mkdirSync(results, { recursive: true });
fs.rmSync(outputFile, { force: true });
const { helm, missing } = findHelm({ build: true });
if (missing) process.stderr.write(`SKIPPED: the chart was not tested: ${missing}\n`);
const counts = helm ? run(helm) : { passed: 0, failed: 0, skipped: specs().length, reason: missing };
fs.writeFileSync(path.join(results, 'deploy.json'), `${JSON.stringify({ suite: 'deploy', ...counts })}\n`);
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exitCode = counts.failed > 0 ? 1 : 0;
