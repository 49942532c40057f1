/**
 * What .ci/run counts by. Every part of a run leaves one file in var/test-results: {suite, passed, failed, skipped}.
 *   record SUITE PASSED FAILED SKIPPED   leaves a part's counts
 *   missing SUITE                        a part that should have left its counts but did not: one failure
 *   checks SUITE FILE MEMBER             counts a report's list of {ok}; no report is one failure
 *   sum                                  prints the closing line; ends with 1 when something failed
 */
import fs from 'node:fs';
import path from 'node:path';

const results = path.resolve(import.meta.dirname, '../var/test-results');
const fileOf = (suite) => path.join(results, `${suite}.json`);

function record(suite, passed, failed, skipped) {
  fs.mkdirSync(results, { recursive: true });
  fs.writeFileSync(fileOf(suite), `${JSON.stringify({ suite, passed: Number(passed), failed: Number(failed), skipped: Number(skipped) })}\n`);
}

/** Reports may stand behind lines for people: the JSON is what begins with the first brace at the start of a line. */
function read(report) {
  const text = fs.readFileSync(report, 'utf8');
  return JSON.parse(text.slice(text.search(/^\{/m)));
}

function checks(suite, report, member) {
  let list;
  try {
    list = read(report)[member];
    for (const { name, what, first, firstBad } of list.filter(({ ok }) => !ok)) process.stdout.write(`FAILED  ${suite}: ${name ?? what} ${firstBad ?? first ?? ''}\n`);
  } catch (error) {
    process.stdout.write(`FAILED  ${suite} gave no report: ${error.message}\n`);
    return record(suite, 0, 1, 0);
  }
  const good = list.filter(({ ok }) => ok).length;
  record(suite, good, list.length - good || (list.length === 0 ? 1 : 0), 0);
}

function sum() {
  const files = fs.readdirSync(results).filter((name) => name.endsWith('.json') && !name.endsWith('.jest.json')).sort();
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const name of files) {
    const counts = JSON.parse(fs.readFileSync(path.join(results, name), 'utf8'));
    for (const kind of Object.keys(total)) total[kind] += counts[kind];
    process.stdout.write(`  ${counts.suite.padEnd(14)} ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped${counts.reason ? ` (${counts.reason})` : ''}\n`);
    for (const one of counts.unstable ?? []) process.stdout.write(`  UNSTABLE       ${one}\n`);
  }
  process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}

const [verb, ...args] = process.argv.slice(2);
if (verb === 'record') record(...args);
else if (verb === 'missing') {
  if (!fs.existsSync(fileOf(args[0]))) record(args[0], 0, 1, 0);
}
else if (verb === 'checks') checks(...args);
else if (verb === 'sum') sum();
else {
  process.stderr.write('usage: node scripts/ci-counts.mjs record|missing|checks|sum ...\n');
  process.exit(2);
}
