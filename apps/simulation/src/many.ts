import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SaboteurName } from './world/saboteurs.js';
import type { Broken, Chunk, Report } from './worker.js';

export interface ManyOptions {
  readonly from: number;
  /** How many seeds; Infinity with a time. */
  readonly count: number;
  /** Milliseconds after which no more are begun. */
  readonly forMs: number;
  readonly workers: number;
  readonly saboteur?: SaboteurName | undefined;
  readonly progress: (soFar: Tally) => void;
}

export interface Tally {
  seeds: number;
  events: number;
  seconds: number;
  readonly ends: Record<string, number>;
  /** The lowest seed that failed. */
  failed?: { seed: number; findings: readonly string[] };
}

const CHUNK = 10;

/** Runs seeds on several threads until all are done, the time is over or one has failed. */
export async function runMany(options: ManyOptions): Promise<Tally> {
  const started = Date.now();
  const tally: Tally = { seeds: 0, events: 0, seconds: 0, ends: {} };
  let next = options.from;
  const last = options.from + options.count;
  const take = (): Chunk | undefined => {
    if (tally.failed || next >= last || Date.now() - started > options.forMs) return undefined;
    const seeds = Array.from({ length: Math.min(CHUNK, last - next) }, (_, i) => next + i);
    next += seeds.length;
    return { seeds, saboteur: options.saboteur };
  };
  const add = (report: Report): void => {
    tally.seeds += report.seeds;
    tally.events += report.events;
    tally.seconds = (Date.now() - started) / 1000;
    for (const [end, count] of Object.entries(report.ends)) tally.ends[end] = (tally.ends[end] ?? 0) + count;
    if (report.failed && report.failed.seed < (tally.failed?.seed ?? Infinity)) tally.failed = report.failed;
    options.progress(tally);
  };
  await Promise.all(Array.from({ length: options.workers }, () => runWorker(take, add)));
  return tally;
}

function runWorker(take: () => Chunk | undefined, add: (report: Report) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(path.join(__dirname, 'worker.js'));
    const goOn = (): void => {
      const chunk = take();
      if (chunk) return worker.postMessage(chunk);
      void worker.terminate();
      resolve();
    };
    worker.on('message', (said: Report | Broken) => {
      if ('broken' in said) {
        void worker.terminate();
        return reject(new Error(said.broken));
      }
      add(said);
      goOn();
    });
    worker.on('error', reject);
    goOn();
  });
}
