import { LOAD } from '../harness/selling.js';
import type { Result } from '../types.js';
import { figure } from './figure.js';

/** Suites whose figures are several of the same case: one row per case, one column per figure. */
const pivoted = new Set(['orders', 'side-by-side']);

/** The tables of one suite, in markdown. */
export function tablesOf(suite: string, results: readonly Result[]): string[] {
  if (suite === 'cpu') return [cpuTable(results)];
  if (!pivoted.has(suite)) return [plainTable(results)];
  const cases = results.filter(({ clients, lines }) => clients !== undefined && (lines ?? 0) > 1);
  const others = results.filter((one) => !cases.includes(one));
  return [pivot(cases), ratioTable(suite === 'orders' ? bestOf(cases) : cases), ...(others.length > 0 ? [plainTable(others)] : [])].filter(Boolean);
}

export const oneLine = (words: string): string => words.split('\n')[0]!.slice(0, 300);
const who = ({ subject, bus }: Result): string => [subject, bus].filter(Boolean).join(' on ');
const range = ({ rounds, spread }: Result): string => (rounds.length > 1 ? `${figure(spread[0])} to ${figure(spread[1])}` : '');
const clientsIn = (count: number | undefined): string => `${count} ${count === 1 ? 'client' : 'clients'}`;

/** The name of a figure without the case that it is of: `p99 of the whole journey`. */
const kindOf = ({ name }: Result): string => name.replace(/, (\d+ (lines|clients?),? ?)+/g, '').replace(/,? \d+ clients?$/, '');

function pivot(results: readonly Result[]): string {
  const kinds = [...new Map(results.map((one) => [kindOf(one), one.unit])).entries()];
  const cases = [...new Set(results.map(caseOf))];
  const rows = cases.map((name) => {
    const found = results.filter((one) => caseOf(one) === name);
    const cells = kinds.map(([kind]) => {
      const one = found.find((result) => kindOf(result) === kind);
      return one ? `**${figure(one.median)}**${one.rounds.length > 1 ? `<br><sub>${range(one)}</sub>` : ''}` : '';
    });
    return [`${name}${marks(found[0]!, results)}`, ...cells];
  });
  return markdown(['', ...kinds.map(([kind, unit]) => `${kind}, ${unit}`)], rows);
}

const caseOf = (one: Result): string => `${who(one)}, ${one.lines} lines, ${clientsIn(one.clients)}`;

/** The best rate of each bus, which alone is held against floors and peers. */
function bestOf(results: readonly Result[]): Result[] {
  const rates = results.filter(({ series, ratios }) => series === 'orders-per-second' && ratios);
  return [...new Set(rates.map(({ bus }) => bus))].map((bus) => rates.filter((one) => one.bus === bus).sort((a, b) => b.median - a.median)[0]!);
}

function ratioTable(results: readonly Result[]): string {
  const found = results.filter(({ ratios }) => ratios && ratios.length > 0);
  if (found.length === 0) return '';
  const others = [...new Set(found.flatMap(({ ratios }) => ratios!.map(({ to }) => to)))];
  const rows = found.map((one) => [`${kindOf(one)}: ${caseOf(one)}`, ...others.map((to) => share(one.ratios!.find((ratio) => ratio.to === to)?.value))]);
  return `Ours as a ratio to each:\n\n${markdown(['', ...others], rows)}`;
}

/** A small share is read more easily as a fraction. */
function share(value: number | undefined): string {
  if (value === undefined) return '';
  return value > 0 && value < 0.5 ? `${figure(value)} (1/${figure(Number((1 / value).toPrecision(3)))})` : figure(value);
}

function plainTable(results: readonly Result[]): string {
  const several = new Set(results.map(who)).size > 1;
  const ratios = results.some((one) => one.ratios && one.ratios.length > 0);
  const head = ['', ...(several ? ['who'] : []), 'median', 'least to most', ...(ratios ? ['ratio'] : [])];
  const rows = results.map((one) => [
    one.name + marks(one, results), ...(several ? [who(one)] : []), `**${figure(one.median)}** ${one.unit}`, range(one),
    ...(ratios ? [(one.ratios ?? []).map(({ to, value }) => `${share(value)} of ${to}`).join('<br>')] : []),
  ]);
  return markdown(head, rows);
}

function cpuTable(results: readonly Result[]): string {
  const names = [...new Set(results.flatMap((one) => Object.keys(one.cpuMsPerOrder ?? {})))].filter((name) => name !== LOAD);
  const rows = results.map((one) => [
    `${one.bus ? `${one.bus}, ` : ''}${one.lines} lines, ${clientsIn(one.clients)}${marks(one, results)}`, `**${figure(one.median)}**`, ...[...names, LOAD].map((name) => figure(one.cpuMsPerOrder?.[name])),
    one.walBytesPerOrder === undefined ? '' : figure(Math.round(one.walBytesPerOrder / 100) / 10), figure(one.commitsPerOrder),
  ]);
  return markdown(['CPU-ms per order', 'total', ...names, `(${LOAD})`, 'WAL, kB', 'commits'], rows);
}

function markdown(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Errors beside the figure, and the numbers of its notes. */
function marks(one: Result, all: readonly Result[]): string {
  const numbers = (one.notes ?? []).map((note) => notesIn(all).indexOf(note) + 1);
  const errors = one.errors && one.errors.count > 0 ? ` **(${one.errors.count} of ${one.errors.of} went wrong)**` : '';
  return `${errors}${numbers.length > 0 ? ` <sup>${numbers.join(' ')}</sup>` : ''}`;
}

const notesIn = (results: readonly Result[]): string[] => [...new Set(results.flatMap(({ notes }) => notes ?? []))];

/** What the numbers of the tables stand for, and examples of what went wrong. */
export function notesOf(results: readonly Result[]): string {
  const notes = notesIn(results).map((note, index) => `${index + 1}. ${note}`);
  const examples = [...new Set(results.flatMap(({ errors }) => (errors && errors.count > 0 ? errors.examples : [])))].slice(0, 8).map((example) => `- went wrong: ${oneLine(example).replaceAll('|', '\\|')}`);
  return [notes.join('\n'), examples.join('\n')].filter(Boolean).join('\n\n');
}
