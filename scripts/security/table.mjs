/** What a run of the suites that attack has looked at: one line per suite, with its cases and how many of them held. */
import fs from 'node:fs';
import path from 'node:path';

/**
 * A test may try many things: it leaves how many in var/test-results/cells/<suite>.json as {suite, cases, passed} (`tally` of @onefront/testing).
 * A suite without such a file is counted by its tests.
 */
export function table(root, outputFile) {
  const run = fs.existsSync(outputFile) ? JSON.parse(fs.readFileSync(outputFile, 'utf8')) : { testResults: [] };
  const tests = run.testResults.map((file) => ({
    suite: path.relative(root, file.name),
    cases: file.assertionResults.length,
    passed: file.assertionResults.filter(({ status }) => status === 'passed').length,
  }));
  const rows = [...tests.map((row) => ['tests', row]), ...tallies(root, run.startTime ?? 0).map((row) => ['cases', row])];
  const width = Math.max(20, ...rows.map(([, { suite }]) => suite.length));
  const line = (kind, { suite, cases, passed }) => `  ${suite.padEnd(width)}  ${kind}  ${String(cases).padStart(6)}  passed ${String(passed).padStart(6)}\n`;
  return rows.map(([kind, row]) => line(kind, row)).join('');
}

function tallies(root, since) {
  const folder = path.join(root, 'var/test-results/cells');
  if (!fs.existsSync(folder)) return [];
  const files = fs.readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => path.join(folder, name));
  return files.filter((file) => fs.statSync(file).mtimeMs >= since).sort().map((file) => JSON.parse(fs.readFileSync(file, 'utf8')));
}
