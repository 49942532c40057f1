import { ApiClient } from '@onefront/cli';
import { Till } from '@onefront/e2e';
import { runChecks } from './checks/index.js';
import { startCluster, type StartedCluster } from './cluster/start-cluster.js';
import { goalsOf } from './engine/goals.js';
import { runLoad, type Loaded } from './engine/load-run.js';
import type { Progress } from './engine/progress.js';
import { comeToRest } from './engine/rest.js';
import type { RunFolder, RunState } from './engine/state.js';
import { versionsOf } from './engine/versions.js';
import { classes } from './faults/index.js';
import { assortmentOf, openForBusiness, someCustomers } from './load/assortment.js';
import { summaryOf } from './load/journal.js';
import { catches } from './saboteurs/index.js';
import { scheduleOf, type Strike } from './schedule.js';
import type { CheckResult, Evidence, Outcome, Tier, Violation } from './types.js';

export interface RunOptions {
  readonly tier: Tier;
  readonly folder: RunFolder;
  /** What to do, and what has been done of it by a run that was ended. Written back to the folder as it goes on. */
  readonly state: RunState;
  /** Folder with the build that is run. */
  readonly build: string;
  readonly saboteur?: string;
  readonly smallDisks: boolean;
  /** Ends with the first violation, as a saboteur's run does. */
  readonly untilViolated: boolean;
  readonly progress: Progress;
  /** Told of the cluster as soon as it stands, so that a signal can end it. */
  onCluster(cluster: StartedCluster): void;
  /** Aborted before the cluster is closed from outside. */
  readonly signal: AbortSignal;
}

const REST_WITHIN_MS = 60_000;

/** One run from the empty machine to its outcome. The cluster is closed in any case. */
export async function run(options: RunOptions): Promise<Outcome> {
  const began = performance.now();
  // Load of a run that goes on was part of it as well; its state counts on from here.
  const { elapsedMs } = options.state;
  const { tier, folder, progress } = options;
  const say = (line: string): void => progress.say(line);
  const cluster = await startCluster({ folder: folder.data, brokers: tier.brokers, build: options.build, processes: { catalog: 2, inventory: 2, orders: 2, customers: 2, promotions: 2, gateway: 2 }, smallDisks: options.smallDisks, say });
  options.onCluster(cluster);
  try {
    const { plan, missing } = planFor(options, cluster);
    for (const { fault, why } of missing) say(`not here: ${fault} (${why})`);
    await open(options, cluster);
    const startedMs = Math.round(performance.now() - began);
    say(`ready after ${(startedMs / 1000).toFixed(0)} s; ${options.state.orders} orders, ${plan.length} faults`);
    const loaded = await runLoad({ ...options, cluster, plan, gateways: cluster.gateways });
    const ended = await afterwards(options, cluster, loaded);
    if (ended.violations.length > 0) say(`What the processes complained of:\n${cluster.complaints()}`);
    return outcomeOf(options, cluster, { loaded, ...ended, missing, startedMs, began: began - elapsedMs });
  } finally {
    await cluster.close();
  }
}

/** The strikes that can be made here, and why the others cannot. */
function planFor({ state }: RunOptions, cluster: StartedCluster): { plan: Strike[]; missing: Outcome['missing'] } {
  const missing: Array<{ fault: string; why: string }> = [];
  const possible = Object.values(classes).map((faults) => faults.filter((fault) => {
    if (state.only.length > 0 && !state.only.includes(fault.name)) return false;
    const why = fault.missing?.(cluster);
    if (why !== undefined) missing.push({ fault: fault.name, why });
    return why === undefined;
  }));
  if (state.faults === 0) return { plan: [], missing };
  return { plan: scheduleOf(possible, { seed: state.seed, orders: state.orders, count: state.faults }), missing };
}

async function open({ state, folder, progress }: RunOptions, cluster: StartedCluster): Promise<void> {
  state.postgres = cluster.database.dataDir;
  folder.write(state);
  if (state.opened) return;
  const till = new Till(new ApiClient({ baseUrl: cluster.gateways[0]!, ...cluster.credentials }, 8));
  try {
    progress.say('opening the shop');
    await openForBusiness(till, assortmentOf(state.orders));
    state.customers = await someCustomers(till);
    state.opened = true;
    folder.write(state);
  } finally {
    await till.close();
  }
}

interface Ended {
  readonly checks: readonly CheckResult[];
  readonly violations: readonly Violation[];
  readonly restMs: number;
  readonly checksMs: number;
}

/** Rest, then the checks. After the first violation of a saboteur's run there is nothing more to find out. */
async function afterwards(options: RunOptions, cluster: StartedCluster, loaded: Loaded): Promise<Ended> {
  const { progress, state, folder } = options;
  const violations = [...loaded.violations];
  if (options.untilViolated && violations.some(catches)) return { checks: [], violations, restMs: 0, checksMs: 0 };
  progress.say('all orders are answered; waiting until the house has come to rest');
  const { ms: restMs, restless } = await comeToRest(cluster, REST_WITHIN_MS);
  if (restless.length > 0) violations.push({ by: 'run', text: `after ${REST_WITHIN_MS / 1000} s the house had found no rest: ${restless.join('; ')}`, at: loaded.ms });
  const from = performance.now();
  const till = new Till(new ApiClient({ baseUrl: cluster.gateways[0]!, ...cluster.credentials }, 8));
  const evidence: Evidence = { cluster, journal: loaded.journal, assortment: assortmentOf(state.orders), planted: new Set(state.planted), get: (path) => till.get(path), out: folder.path };
  try {
    const checks = await runChecks(evidence, (line) => progress.say(line));
    return { checks, violations, restMs, checksMs: Math.round(performance.now() - from) };
  } finally {
    await till.close();
  }
}

interface Run extends Ended {
  readonly loaded: Loaded;
  readonly missing: Outcome['missing'];
  readonly startedMs: number;
  readonly began: number;
}

function outcomeOf({ tier, state, saboteur }: RunOptions, cluster: StartedCluster, done: Run): Outcome {
  const { loaded, checks, violations } = done;
  const total = Math.round(performance.now() - done.began);
  const ownSizes = state.orders === tier.orders && state.faults >= tier.faults;
  const memory = loaded.memory;
  return {
    tier: tier.name, seed: state.seed, ...(saboteur ? { saboteur } : {}), startedAt: state.startedAt,
    ms: { start: done.startedMs, load: loaded.ms, rest: done.restMs, checks: done.checksMs, total },
    versions: versionsOf(cluster),
    summary: summaryOf(loaded.journal), struck: state.struck, missing: done.missing, checks,
    goals: goalsOf(tier, { struck: state.struck, brokenWithoutReason: loaded.brokenWithoutReason, memory, totalMs: total, ownSizes }),
    violations, series: loaded.series, memory,
  };
}
