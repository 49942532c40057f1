/** `node scripts/run-built.mjs bench/dist/scaling-model.js`: writes the tables of docs/scaling.md from bench/results/latest.json. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { costsOf } from './scaling/costs.js';
import { scalingTable } from './scaling/table.js';
import type { Report } from './types.js';

const checkout = resolve(__dirname, '../..');
const BEGIN = '<!-- made by bench/src/scaling-model.ts from bench/results/latest.json: begin -->';
const END = '<!-- end -->';

function write({ results, page }: { results: string; page: string }): void {
  const report = JSON.parse(readFileSync(results, 'utf8')) as Report;
  const { costs, from } = costsOf(report);
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${page} does not hold the lines "${BEGIN}" and "${END}", between which the tables belong.`);
  writeFileSync(page, `${text.slice(0, begin)}${BEGIN}\n\n${scalingTable(report, costs, from)}\n\n${text.slice(end)}`);
  process.stdout.write(`${page}\n`);
}

new Command('scaling-model')
  .description('Work out what cluster carries 1,000, 10,000 and 100,000 orders per second from the measured cost of one, and write it into docs/scaling.md.')
  .option('--results <file>', 'figures of a bench', resolve(checkout, 'bench/results/latest.json'))
  .option('--page <file>', 'where the tables belong', resolve(checkout, 'docs/scaling.md'))
  .action((options: { results: string; page: string }) => {
    try {
      write(options);
    } catch (error) {
      process.stderr.write(`${(error as Error).message}\n`);
      process.exitCode = 1;
    }
  })
  .parse();
