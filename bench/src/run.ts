import { busesFor, layGround, type Ground } from './harness/ground.js';
import { Live } from './harness/live.js';
import { loadBefore, machineFacts } from './harness/machine.js';
import { Notebook, type Bench, type BenchOptions, type Suite } from './harness/suite.js';
import { writeResults } from './report/write.js';
import { suites } from './suites/index.js';
import type { Bus, Report } from './types.js';

/** What the command line says. */
export interface Command {
  readonly only?: readonly string[];
  readonly short: boolean;
  readonly bus: Bus | 'both';
  readonly rounds?: number;
  readonly seconds?: number;
  readonly clients?: readonly number[];
  readonly lines?: readonly number[];
  readonly growth: 'scaled' | 'full';
  readonly soak?: number;
  readonly peers: boolean;
  readonly data: string;
  readonly out: string;
  readonly merge: boolean;
}

/** Runs the suites that were asked for and writes what they found, also when one of them fails. Resolves with the exit code. */
export async function runBench(command: Command): Promise<number> {
  const live = new Live();
  const load = loadBefore();
  const notebook = new Notebook(live);
  const { buses, missing } = busesFor(command.bus);
  if (missing) notebook.skip('everything on Kafka', missing);
  const ground = await layGround((line) => live.say(line));
  const untie = stopOnSignal(ground, live);
  try {
    const machine = await machineFacts(ground.postgres.url(), load);
    if (machine.busy) live.shout(machine.busy);
    const bench: Bench = { ground, options: optionsOf(command, buses), live, results: notebook.results, add: (suite, figure) => notebook.add(suite, figure), skip: (suite, why) => notebook.skip(suite, why) };
    const failed = await runSuites(bench, command.only, notebook);
    const report: Report = { version: 1, at: new Date().toISOString(), command: process.argv.slice(2).join(' '), seconds: live.seconds, machine, results: notebook.results, skipped: notebook.skipped };
    writeResults(report, { folder: command.out, merge: command.merge, say: (line) => live.say(line) });
    return failed ? 1 : 0;
  } finally {
    untie();
    await ground.stop();
  }
}

async function runSuites(bench: Bench, only: readonly string[] | undefined, notebook: Notebook): Promise<boolean> {
  let failed = false;
  for (const suite of suites) {
    const wanted = new Set(wantedOf(suite, only, bench.options));
    if (wanted.size === 0) continue;
    bench.live.say(`== ${[...wanted].join(', ')}`);
    try {
      await suite.run(bench, wanted);
    } catch (error) {
      failed = true;
      notebook.skip([...wanted].join(', '), `it failed: ${(error as Error).message}`);
      process.stderr.write(`${(error as Error).stack ?? ''}\n`);
    }
  }
  return failed;
}

function wantedOf(suite: Suite, only: readonly string[] | undefined, options: BenchOptions): readonly string[] {
  if (only) return suite.names.filter((name) => only.includes(name));
  return suite.byDefault && !suite.byDefault(options) ? [] : suite.names;
}

function optionsOf(command: Command, buses: readonly Bus[]): BenchOptions {
  const { short } = command;
  return {
    short, buses, rounds: command.rounds ?? (short ? 1 : 3), seconds: command.seconds ?? (short ? 2 : 4),
    clients: command.clients ?? (short ? [1, 32] : [1, 8, 32, 128]), lines: command.lines ?? (short ? [3] : [3, 24]),
    growth: command.growth, soak: command.soak ?? 0, data: command.data, peers: command.peers && !short,
  };
}

/** Ctrl-C ends what we started; the launchers' warden does the same should we be killed. */
function stopOnSignal(ground: Ground, live: Live): () => void {
  const stop = (): void => {
    live.say('stopping');
    void ground.stop().finally(() => process.exit(130));
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  return () => void process.off('SIGINT', stop).off('SIGTERM', stop);
}
