import { randomInt } from 'node:crypto';
import { join, resolve } from 'node:path';
import { CannotStart, jarsAvailability } from '@onefront/local';
import { Command, InvalidArgumentError, Option } from 'commander';
import { checkout } from './cluster/build-copy.js';
import type { StartedCluster } from './cluster/start-cluster.js';
import { Progress } from './engine/progress.js';
import { RunFolder, type RunState } from './engine/state.js';
import { classes, faults } from './faults/index.js';
import { closingLines, verdict, writeReport } from './report/index.js';
import { run, type RunOptions } from './run.js';
import { buildSabotaged } from './saboteurs/build.js';
import { saboteurOf, saboteurs } from './saboteurs/index.js';
import { runSaboteurs, writeTable } from './saboteurs/run-all.js';
import { tiers } from './tiers.js';
import type { TierName } from './types.js';
import { makeRelease } from './upgrade/release.js';

interface Options {
  readonly tier: TierName;
  readonly seed?: number;
  readonly saboteur?: string;
  /** `true`: all of them. */
  readonly saboteurs?: true | readonly string[];
  readonly orders?: number;
  readonly faults?: number;
  readonly only?: readonly string[];
  readonly out?: string;
  readonly resume: boolean;
  readonly keep: boolean;
  readonly smallDisks: boolean;
  readonly makeRelease?: string;
}

const CANNOT_RUN = 2;
const ENDED = 130;

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`${text} is not a whole number.`);
  return Number(text);
}

function faultNames(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !faults.some((fault) => fault.name === name));
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no fault ${unknown.join(', ')}. There are: ${faults.map(({ name }) => name).join(', ')}.`);
  return names;
}

function saboteurNames(text: string): string[] {
  return text.split(',').map((name) => {
    const known = saboteurs.find((one) => one.name === name.trim());
    if (!known) throw new InvalidArgumentError(`There is no saboteur ${name}. There are: ${saboteurs.map((one) => one.name).join(', ')}.`);
    return known.name;
  });
}

function command(): Command {
  return new Command('test:chaos')
    .description('A whole Onefront on its own PostgreSQL and Kafka, orders without end, and faults while they flow; then everything is held against what the shoppers were told.')
    .addOption(new Option('--tier <name>', 'how big').choices(Object.keys(tiers)).default('pr'))
    .option('--seed <n>', 'decides baskets, faults and when they strike (default: drawn, and said)', wholeNumber)
    .addOption(new Option('--saboteur <name>', 'run a build with this planted bug; ends when it is caught').choices(saboteurs.map(({ name }) => name)))
    .option('--saboteurs [names]', 'run every saboteur, or those named (separated by commas), one after the other, and write docs/saboteurs.md; of the others the last reports in --out count', saboteurNames)
    .option('--orders <n>', 'at least so many orders (default: the tier\'s)', wholeNumber)
    .option('--faults <n>', 'so many faults (default: the tier\'s)', wholeNumber)
    .option('--only <names>', 'only these faults, separated by commas', faultNames)
    .option('--out <folder>', 'where reports, logs and data go (default: var/chaos/<tier>)')
    .option('--resume', 'go on with the run in the folder that was ended', false)
    .option('--make-release <file>', 'run nothing; pack the services as they are built, to be upgraded from (apps/chaos/fixtures/release-<version>.tgz)')
    .option('--keep', 'keep the data of a run that passed', false)
    .option('--small-disks', 'PostgreSQL and brokers on disks in memory, which faults may fill (needs root and mount; about 5 GB; cannot be resumed)', false)
    .addHelpText('after', `\nTiers: ${Object.values(tiers).map(({ name, orders, faults: count, brokers }) => `${name} = ${orders.toLocaleString('en-GB')} orders, ${count} faults, ${brokers} broker${brokers > 1 ? 's' : ''}`).join('; ')}.\nFaults: ${faults.map(({ name }) => name).join(', ')}.\nEnds with 0 when everything held, 1 when something was violated, 2 when it cannot run here. Needs Java 17 or newer for Apache Kafka.\n`);
}

/** A run that is begun, or one that is resumed. */
function stateOf(options: Options, folder: RunFolder): RunState {
  if (options.resume) return folder.read();
  folder.clear();
  const tier = tiers[options.tier];
  // A planted bug meets the faults that bring it to light, as many of them as the tier has.
  const only = options.only ?? (options.saboteur ? saboteurOf(options.saboteur).faults : []);
  const everyClass = options.tier === 'pr' ? Math.max(tier.faults, Object.keys(classes).length) : tier.faults;
  return {
    tier: options.tier, seed: options.seed ?? randomInt(1_000_000_000), orders: options.orders ?? tier.orders, faults: options.faults ?? (options.only?.length || everyClass), only,
    startedAt: new Date().toISOString(), elapsedMs: 0, opened: false, customers: [], struck: [], violations: [], planted: [], reads: 0, brokenWithoutReason: 0,
  };
}

/** Every saboteur in a process of its own; all must be caught. */
async function everySaboteur({ seed = 1, out, orders, faults: count, only, smallDisks, saboteurs: named }: Options): Promise<number> {
  const more = [...(orders === undefined ? [] : ['--orders', String(orders)]), ...(count === undefined ? [] : ['--faults', String(count)]), ...(only ? ['--only', only.join(',')] : []), ...(smallDisks ? ['--small-disks'] : [])];
  const caught = await runSaboteurs({ seed, out: resolve(out ?? join(checkout, 'var/chaos/saboteurs')), more, ...(named === true || !named ? {} : { only: named }), say: (line) => process.stderr.write(`${line}\n`) });
  const file = writeTable(caught, `Run on ${new Date().toISOString().slice(0, 10)}${more.length > 0 ? ` with ${more.join(' ')}` : ''}.`);
  process.stdout.write(`${caught.filter(({ by }) => by).length} of ${caught.length} saboteurs were caught. Table: ${file}\n`);
  return caught.every(({ by }) => by) ? 0 : 1;
}

async function main(options: Options): Promise<number> {
  if (options.makeRelease !== undefined) {
    const { version, commit } = await makeRelease(options.makeRelease);
    process.stdout.write(`${options.makeRelease}: release ${version}, built from ${commit}\n`);
    return 0;
  }
  const kafka = jarsAvailability();
  if (kafka.how === 'none') throw new CannotStart(`The suite runs its own Apache Kafka, on Java 17 or newer with Maven to fetch it once. ${kafka.reason}.`);
  if (options.saboteurs) return everySaboteur(options);
  const progress = new Progress();
  const folder = new RunFolder(resolve(options.out ?? join(checkout, 'var/chaos', options.saboteur ?? options.tier)));
  const state = stateOf(options, folder);
  folder.write(state);
  progress.say(`test:chaos --tier ${state.tier} --seed ${state.seed}${options.saboteur ? ` --saboteur ${options.saboteur}` : ''} in ${folder.path}`);
  const build = options.saboteur ? await buildSabotaged(saboteurOf(options.saboteur)) : checkout;
  const { onCluster, signal } = endOnSignal(progress);
  const outcome = await run({ tier: tiers[state.tier], folder, state, build, ...(options.saboteur ? { saboteur: options.saboteur } : {}), smallDisks: options.smallDisks, untilViolated: options.saboteur !== undefined, progress, onCluster, signal });
  const files = await writeReport(outcome, folder.path);
  process.stdout.write(`${closingLines(outcome, files)}\n`);
  const { ok } = verdict(outcome);
  if (ok && !options.keep) folder.clear();
  else progress.say(`Data and logs are kept in ${folder.data}`);
  return ok ? 0 : 1;
}

/** Ctrl-C and SIGTERM end the cluster in order; a second one leaves that to the launchers, which end whatever outlives us. */
function endOnSignal(progress: Progress): Pick<RunOptions, 'onCluster' | 'signal'> {
  const ending = new AbortController();
  let cluster: StartedCluster | undefined;
  const end = async (): Promise<void> => {
    if (ending.signal.aborted || !cluster) process.exit(ENDED);
    ending.abort();
    progress.say('ending what was started; go on later with --resume');
    await cluster.close();
    process.exit(ENDED);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void end());
  return {
    signal: ending.signal,
    onCluster: (started) => {
      cluster = started;
    },
  };
}

const options = command().parse().opts<Options>();
main(options).then((code) => process.exit(code), (error: unknown) => {
  process.stderr.write(`${error instanceof CannotStart ? error.message : (error as Error).stack}\n`);
  process.exit(error instanceof CannotStart ? CANNOT_RUN : 1);
});
