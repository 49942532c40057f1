import { rmSync } from 'node:fs';
import type { ApiClient } from '../api/client.js';
import { cpuBetween, cpuByProcess } from './cpu.js';
import { csvColumns } from './csv.js';
import { Journal } from './journal.js';
import { onlineRetailColumns, readOnlineRetail } from './online-retail.js';
import { pointOfSaleColumns, readPointOfSale } from './point-of-sale.js';
import { prepare } from './prepare.js';
import { ProgressBar } from './progress-bar.js';
import { reconcile } from './reconcile.js';
import { printReport, type Report } from './report.js';
import { inOrder } from './schedule.js';
import { Sender } from './send.js';
import type { Story, Window } from './story.js';

export interface ReplayOptions extends Window {
  readonly file: string;
  readonly speed: number;
  readonly concurrency: number;
  readonly journal: string;
  readonly processes: string;
  readonly restart: boolean;
  readonly json: boolean;
}

/** Reads the file, creates what it needs, sends what happened, reconciles. True when everything agrees. */
export async function replayFile(api: ApiClient, options: ReplayOptions): Promise<boolean> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const story = await readStory(options.file, options);
  say(`${story.events.length} documents, ${story.products.length} products, ${story.locations.length} locations`);
  for (const note of story.notes) say(`  ${note}`);
  if (options.restart) rmSync(options.journal, { force: true });
  const journal = new Journal(options.journal);
  if (journal.size > 0) say(`${journal.size} documents were sent by an earlier run; going on behind them`);
  else await prepare(api, story);
  const report = await sendAll(api, story, journal, options);
  const results = await reconcile(api, story, journal);
  printReport({ ...report, results }, options.json);
  return results.every((result) => result.ok);
}

async function readStory(file: string, window: Window): Promise<Story> {
  const columns = await csvColumns(file);
  const has = (wanted: readonly string[]) => wanted.every((column) => columns.includes(column));
  if (has(onlineRetailColumns)) return readOnlineRetail(file, window);
  if (has(pointOfSaleColumns)) return readPointOfSale(file, window);
  throw new Error(`${file} has the columns ${columns.join(', ') || '(none)'}.\nKnown shapes: ${onlineRetailColumns.join(', ')}; or ${pointOfSaleColumns.join(', ')}.`);
}

async function sendAll(api: ApiClient, story: Story, journal: Journal, options: ReplayOptions): Promise<Omit<Report, 'results'>> {
  const sender = new Sender(api, story, journal);
  const todo = story.events.filter((event) => !journal.get(event.document));
  const bar = new ProgressBar(todo.length, 'documents');
  const before = cpuByProcess(options.processes);
  const started = performance.now();
  await inOrder(todo, { speed: options.speed, width: options.concurrency }, async (event) => {
    await sender.send(event);
    bar.step();
  });
  const seconds = (performance.now() - started) / 1000;
  bar.finish();
  journal.sync();
  const after = cpuByProcess(options.processes);
  const cpuSeconds = cpuBetween(before, after);
  return { documents: todo.length, orders: sender.latencies.length, lines: todo.reduce((sum, event) => sum + (event.kind === 'sale' ? event.lines.length : 0), 0), seconds, latencies: sender.latencies, cpuSeconds };
}
