/** The test command. `--help` says what it does; the closing line counts what ran. */
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fuzzer } from './security/fuzzer.mjs';
import { table } from './security/table.mjs';

const HELP = `npm test [-- OPTIONS] [PATHS and options of jest]

Runs the suites with two workers, on a PostgreSQL of their own and on the bus that needs nothing installed. The stories in apps/e2e
start the services as they ship: what is not built yet is built first.
  --kafka         (npm run test:kafka) the bus suites on a real Kafka, and the suites for Kafka alone. Takes the Kafka at
                  KAFKA_BROKERS, else a container where Docker answers, else Apache Kafka's jars (Java 17+ and Maven)
  --security      (npm run test:security) the suites that attack: who may do what, tokens, limits, addresses, fuzzing of every route of
                  docs/openapi.json. Schemathesis is installed under var/ where Python 3.11+ is; seeded by SEED=<number>
  --long          (npm run test:long) what takes most of a minute a file: processes killed at every step, imports under fire, partners' examples
                  word for word. On the bus that needs nothing installed; those that need a bus also run with --kafka
  --proof         (npm run test:proof) the long suites of apps/chaos: an upgrade under load, restoring a database by the runbook, faults on a
                  small house, planted bugs on a small stage (PostgreSQL and the bus that needs nothing installed)
  --project NAME  only apps/NAME or libs/NAME (or bench)
  --help          this text
What the names say: *.spec.ts pure, *.int.spec.ts PostgreSQL, *.bus.spec.ts PostgreSQL and a bus, *.kafka.spec.ts Kafka,
*.security.spec.ts the suites that attack, *.long.(int|bus).spec.ts those of --long, *.proof.spec.ts the long ones (PostgreSQL and the bus that needs nothing installed).
ONEFRONT_TEST_PG=postgresql://superuser... uses that PostgreSQL. Counts are left in var/test-results/.
In a run of everything, files that fail (at most 5) run once more, alone; what then passes is told as UNSTABLE and wants mending.
`;

const root = path.resolve(import.meta.dirname, '..');
const results = path.join(root, 'var/test-results');
const say = (line) => process.stderr.write(`${line}\n`);

function readArguments(args) {
  const chosen = { kafka: false, security: false, long: false, proof: false, help: false, project: undefined, rest: [] };
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--kafka') chosen.kafka = true;
    else if (args[i] === '--security') chosen.security = true;
    else if (args[i] === '--long') chosen.long = true;
    else if (args[i] === '--proof') chosen.proof = true;
    else if (args[i] === '--help' || args[i] === '-h') chosen.help = true;
    else if (args[i] === '--project') chosen.project = args[++i] ?? '';
    else if (args[i].startsWith('--project=')) chosen.project = args[i].slice('--project='.length);
    else chosen.rest.push(args[i]);
  }
  return chosen;
}

function folders(project) {
  const all = ['apps', 'libs', 'bench'];
  if (project === undefined) return all;
  const found = project === 'bench' ? ['bench'] : ['apps', 'libs'].map((parent) => `${parent}/${project}`).filter((folder) => project && fs.existsSync(path.join(root, folder, 'project.json')));
  if (found.length === 0) throw new Error(`There is no project "${project}": neither apps/${project} nor libs/${project}.`);
  return found;
}

function specs(roots, pattern) {
  return roots.flatMap((folder) =>
    fs.readdirSync(path.join(root, folder), { recursive: true }).filter((name) => pattern.test(name) && !/(^|\/)(node_modules|dist)\//.test(name)),
  );
}

/** The stories start what is in dist/, so that it has to be what is in src/. Paths that name other suites need no build. */
function needsBuild(roots, rest) {
  const paths = rest.filter((argument) => !argument.startsWith('-'));
  return roots.some((folder) => /^apps(\/(e2e|chaos))?$/.test(folder)) && (paths.length === 0 || paths.some((one) => /e2e|chaos/.test(one)));
}

function build() {
  say('building ...');
  const tsc = spawn(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), '-b', root], { cwd: root, stdio: ['ignore', 2, 2] });
  return new Promise((resolve, reject) => tsc.once('close', (code) => (code === 0 ? resolve() : reject(new Error('The build failed; see above.')))));
}

/** Which files a run is of. */
function suitesOf({ kafka, security, long, proof }) {
  if (kafka) return ['--testMatch=**/*.bus.spec.ts', '--testMatch=**/*.kafka.spec.ts'];
  if (security) return ['--testMatch=**/*.security.spec.ts'];
  if (long) return ['--testMatch=**/*.long.*.spec.ts'];
  if (proof) return ['--testMatch=**/*.proof.spec.ts'];
  return ['--testPathIgnorePatterns=/node_modules/', '--testPathIgnorePatterns=\\.(kafka|helm|security|proof)\\.spec\\.ts$', '--testPathIgnorePatterns=\\.long\\.(int|bus)\\.spec\\.ts$'];
}

function jestArguments(chosen, outputFile) {
  const suites = suitesOf(chosen);
  const roots = folders(chosen.project).map((folder) => `--roots=${path.join(root, folder)}`);
  return ['--config', path.join(root, 'jest.config.cjs'), '--passWithNoTests', ...(chosen.rest.includes('--maxWorkers=1') ? [] : ['--maxWorkers=2']), ...roots, ...suites, '--json', `--outputFile=${outputFile}`, ...chosen.rest];
}

/** Most files that are tried again; more than these have failed for one reason. */
const AGAIN_AT_MOST = 5;

/**
 * Files that failed while another suite shared the cores run once more, alone. What then passes counts as passed and is told as UNSTABLE, in its own
 * line and in the counts: a fault that only shows beside others is still to be mended, but it does not hide what is broken for certain.
 */
async function again(chosen, env, outputFile) {
  const failed = () => JSON.parse(fs.readFileSync(outputFile, 'utf8')).testResults.filter((file) => file.status === 'failed');
  if (!fs.existsSync(outputFile)) return [];
  const first = failed();
  if (chosen.rest.length > 0 || first.length === 0 || first.length > AGAIN_AT_MOST) return [];
  const names = new Set(first.map((file) => file.name));
  say(`${names.size} of the files failed and run again, alone: ${[...names].map((name) => path.relative(root, name)).join(', ')}`);
  const before = JSON.parse(fs.readFileSync(outputFile, 'utf8'));
  const alone = `${outputFile}.again`;
  await runJest({ ...chosen, rest: ['--maxWorkers=1', '--runTestsByPath', ...names] }, env, alone);
  if (!fs.existsSync(alone)) return [];
  const now = JSON.parse(fs.readFileSync(alone, 'utf8'));
  const titles = (file) => file.assertionResults.filter((one) => one.status === 'failed').map((one) => one.fullName);
  const passed = new Set(now.testResults.filter((file) => file.status === 'passed').map((file) => file.name));
  fs.writeFileSync(outputFile, JSON.stringify({ ...before, ...sum(before, first, now), testResults: before.testResults.filter((file) => !names.has(file.name)).concat(now.testResults) }));
  return first.filter((file) => passed.has(file.name)).flatMap((file) => (titles(file).length > 0 ? titles(file) : ['could not run']).map((title) => `${path.relative(root, file.name)}: ${title}`));
}

/** The counts of the first run with those of the files that ran again in place of their first. */
function sum(before, first, now) {
  const of = (status) => first.flatMap((file) => file.assertionResults).filter((one) => one.status === status).length;
  return {
    numPassedTests: before.numPassedTests - of('passed') + now.numPassedTests,
    numFailedTests: before.numFailedTests - of('failed') + now.numFailedTests,
    numPendingTests: before.numPendingTests - of('pending') + now.numPendingTests,
    numRuntimeErrorTestSuites: now.numRuntimeErrorTestSuites,
    success: now.success,
  };
}

function runJest(chosen, env, outputFile) {
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const child = spawn(process.execPath, [jest, ...jestArguments(chosen, outputFile)], { cwd: root, env, stdio: ['inherit', 'ignore', 'inherit'] });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('error', () => resolve(1)).once('close', (code) => resolve(code ?? 1)));
}

/** One run, with what failed in it tried again alone. */
async function runSuites(chosen, env, outputFile) {
  const code = await runJest(chosen, env, outputFile);
  const unstable = code === 0 ? [] : await again(chosen, env, outputFile);
  for (const one of unstable) say(`UNSTABLE: ${one} failed beside other suites and passed alone`);
  const mended = code !== 0 && fs.existsSync(outputFile) && JSON.parse(fs.readFileSync(outputFile, 'utf8')).success;
  return { ...count(outputFile, mended ? 0 : code), ...(unstable.length > 0 ? { unstable } : {}) };
}

/** A suite that could not even be loaded has no tests to count: it counts as one failure. A run that left no counts, too. */
function count(outputFile, exitCode) {
  if (!fs.existsSync(outputFile)) return { passed: 0, failed: 1, skipped: 0 };
  const run = JSON.parse(fs.readFileSync(outputFile, 'utf8'));
  const failed = run.numFailedTests + run.numRuntimeErrorTestSuites;
  return { passed: run.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed, skipped: run.numPendingTests + run.numTodoTests };
}

function close(suite, counts) {
  fs.writeFileSync(path.join(results, `${suite}.json`), `${JSON.stringify({ suite, ...counts })}\n`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

async function withKafka(work, skip) {
  const require = createRequire(import.meta.url);
  require('./source.cjs');
  const { anyKafka } = require('@onefront/testing');
  const kafka = await anyKafka(say);
  if (kafka.missing) return skip(kafka.missing.replaceAll('\n', ' '));
  say(`Kafka at ${kafka.brokers}: ${kafka.from}`);
  try {
    return await work(kafka.brokers);
  } finally {
    await kafka.stop();
  }
}

async function main() {
  const chosen = readArguments(process.argv.slice(2));
  if (chosen.help) return void process.stdout.write(HELP);
  const roots = folders(chosen.project);
  const suite = [chosen.kafka ? 'kafka' : chosen.security ? 'security' : chosen.long ? 'long' : chosen.proof ? 'proof' : 'test', ...(chosen.project ? [chosen.project] : [])].join('-');
  const outputFile = path.join(results, `${suite}.jest.json`);
  fs.mkdirSync(results, { recursive: true });
  fs.rmSync(outputFile, { force: true });
  const { KAFKA_BROKERS: _, ...env } = process.env;
  if (needsBuild(roots, chosen.rest)) await build();
  const run = (more) => runSuites(chosen, { ...env, ...more }, outputFile);
  if (chosen.security) {
    const counts = await run(await fuzzer(root, say));
    process.stdout.write(table(root, outputFile));
    return close(suite, counts);
  }
  if (!chosen.kafka) return close(suite, await run({}));
  const suites = specs(roots, /\.(bus|kafka)\.spec\.ts$/);
  if (suites.length === 0) return close(suite, { passed: 0, failed: 0, skipped: 0 });
  const skip = (reason) => {
    say(`SKIPPED: the Kafka suites did not run: ${reason}`);
    return { passed: 0, failed: 0, skipped: suites.length, reason };
  };
  return close(suite, await withKafka((brokers) => run({ KAFKA_BROKERS: brokers }), skip));
}

// Ctrl-C reaches jest as well; we stay to take the broker away after it.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => undefined);

main().catch((error) => {
  say(error.message);
  process.exitCode = 1;
});
