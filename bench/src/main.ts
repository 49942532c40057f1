import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { runBench, type Command as Wanted } from './run.js';
import { suites } from './suites/index.js';

const checkout = resolve(__dirname, '../..');

function whole(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError(`${text} is not a whole number above 0`);
  return value;
}

const positive = (text: string): number => {
  const value = Number(text);
  if (!(value > 0)) throw new InvalidArgumentError(`${text} is not a number above 0`);
  return value;
};

const numbers = (text: string): number[] => text.split(',').map(whole);

function names(text: string): string[] {
  const known = suites.flatMap((suite) => suite.names);
  const wanted = text.split(',').map((name) => name.trim());
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new InvalidArgumentError(`there is no suite ${unknown.join(', ')}; there are ${known.join(', ')}`);
  return wanted;
}

const program = new Command('bench')
  .usage('[options]          (npm run bench -- --only orders,cpu --bus pglog)')
  .description('Measure Onefront on this machine, beside floors and peers, and write bench/results: latest.json, README.md, charts.\nStarts everything it needs (PostgreSQL, Apache Kafka where there is Java 17, the services) and ends it again. Use a quiet machine.')
  .option('--only <suites>', 'these suites, separated by commas; all by default', names)
  .option('--short', 'small rounds, few sizes, no peers: at most four minutes, for CI', false)
  .addOption(new Option('--bus <bus>', 'on which bus').choices(['kafka', 'pglog', 'both']).default('both'))
  .option('--rounds <n>', 'rounds of every measurement (default 3, short 1)', whole)
  .option('--seconds <n>', 'seconds of one round of load (default 4, short 2)', positive)
  .option('--clients <list>', 'clients of the suites orders and cpu (default 1,8,32,128)', numbers)
  .option('--lines <list>', 'lines per order there (default 3,24)', numbers)
  .addOption(new Option('--growth <sizes>', 'full: up to 1,000,000 SKUs, 1,000 locations and 10,000,000 orders; takes an hour or more').choices(['scaled', 'full']).default('scaled'))
  .option('--soak <minutes>', 'load for so long at the end, watching memory', positive)
  .option('--no-peers', 'without Vendure and Medusa')
  .option('--data <folder>', 'where the files of real transactions lie', resolve(checkout, '../shared/data'))
  .option('--out <folder>', 'where results are written; default bench/results, for a part of the suites var/bench, so that it does not replace the whole')
  .option('--merge', 'keep the other suites\' figures of the latest results (they say when they were taken)', false)
  .addHelpText('after', `\nSuites:\n${suites.map((suite) => `  ${suite.names.join(', ').padEnd(16)} ${suite.about}`).join('\n')}`)
  .action(async (wanted: Omit<Wanted, 'out'> & { out?: string }) => {
    const whole = (!wanted.only && !wanted.short) || wanted.merge;
    process.exitCode = await runBench({ ...wanted, out: resolve(wanted.out ?? join(checkout, whole ? 'bench/results' : 'var/bench')) });
  });

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`\n${error.name === 'CannotStart' ? error.message : (error.stack ?? error.message)}\n`);
  process.exit(1);
});
