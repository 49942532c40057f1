import { randomOf } from '../random.js';
import type { Strike } from '../schedule.js';
import type { Cluster, Stage, Struck, Violation } from '../types.js';
import type { Flow } from './flow.js';

export interface StrikesOptions {
  readonly cluster: Cluster;
  readonly plan: readonly Strike[];
  /** So many of the plan struck before `--resume`. */
  readonly already: number;
  readonly seed: number;
  readonly scale: number;
  readonly flow: Flow;
  /** Requests that are on their way this moment. */
  inFlight(): number;
  now(): number;
  /** Sends a change without waiting for its outcome. Resolves with the status; undefined when nobody answered. */
  ask(): Promise<number | undefined>;
  say(line: string): void;
  planted(messageId: string): void;
  struck(one: Struck): void;
  violated(violation: Violation): void;
  /** True when the run is to end. */
  stopped(): boolean;
}

const LOOK_EVERY_MS = 50;
const STRIKE_WITHIN_MS = 600_000;
const RECOVERED_WITHIN_MS = 120_000;
/** Between the recovery from a fault and the next one, so that what is usual can be told; before the first one longer, since a house warms up. */
const CALM_MS = 4_000;
const WARM_UP_MS = 8_000;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Strikes fault after fault, each while orders are on their way, and measures how the house comes back. */
export async function strikeAll(options: StrikesOptions, current: (fault: string | undefined) => void): Promise<void> {
  let calmFrom = options.now() + WARM_UP_MS - CALM_MS;
  for (const [index, strike] of options.plan.entries()) {
    if (index < options.already) continue;
    while (!isTime(options, strike, calmFrom)) {
      if (options.stopped()) return;
      await pause(LOOK_EVERY_MS);
    }
    current(strike.fault.name);
    options.struck(await strikeOnce(options, { strike, index, usual: options.flow.usualRate(calmFrom) }));
    if (options.stopped()) return;
    await reviveTheDead(options, strike.fault.name);
    current(undefined);
    calmFrom = options.now();
  }
}

/** Enough orders, and they flow again; a house in which none does is struck all the same in the end, and found out. */
function isTime({ flow, inFlight, now }: StrikesOptions, { afterOrders }: Strike, calmFrom: number): boolean {
  const calm = now() - calmFrom;
  return flow.settled >= afterOrders && inFlight() > 0 && calm > CALM_MS && (flow.rate() > 0 || calm > RECOVERED_WITHIN_MS);
}

async function strikeOnce(options: StrikesOptions, { strike: { fault }, index, usual }: { strike: Strike; index: number; usual: number }): Promise<Struck> {
  const { flow, now } = options;
  const inFlight = options.inFlight();
  const before = flow.settled;
  const at = Math.round(now());
  options.say(`fault ${index + 1} of ${options.plan.length}: ${fault.name} (${inFlight} requests on their way, ${usual} orders/s)`);
  const what = await within(fault.strike(stageOf(options, index)), `${fault.name} had not ended after ${STRIKE_WITHIN_MS / 60_000} minutes`).catch((error: unknown) => {
    const text = `${fault.name}: ${(error as Error).message}`;
    if (options.stopped()) return text;
    options.violated({ by: 'run', text, at: Math.round(now()) });
    return `FAILED: ${text}`;
  });
  const ms = Math.round(now() - at);
  const answeredDuring = flow.settled - before;
  const recoveryMs = await recovery(options, usual, fault.name);
  options.say(`  ${what}; ${answeredDuring} orders settled in its ${(ms / 1000).toFixed(1)} s, back after ${(recoveryMs / 1000).toFixed(1)} s`);
  return { fault: fault.name, what, at, ms, recoveryMs, inFlight, answeredDuring };
}

/** Until orders are confirmed half as fast as before the fault, over a second. */
async function recovery({ flow, now, violated, stopped }: StrikesOptions, usual: number, fault: string): Promise<number> {
  const from = now();
  const wanted = Math.max(1, usual / 2);
  while (flow.rate() < wanted) {
    if (stopped()) return Math.round(now() - from);
    if (now() - from > RECOVERED_WITHIN_MS) {
      violated({ by: 'run', text: `${RECOVERED_WITHIN_MS / 1000} s after the end of ${fault} ${flow.rate()} orders/s were confirmed, against ${usual} before`, at: Math.round(now()) });
      break;
    }
    await pause(LOOK_EVERY_MS);
  }
  return Math.round(now() - from);
}

/** Whoever is down after a fault has been undone has fallen by itself. It is started again so that the run goes on. */
async function reviveTheDead({ cluster, violated, now }: StrikesOptions, fault: string): Promise<void> {
  for (const member of cluster.members.filter(({ alive }) => !alive)) {
    violated({ by: 'run', text: `${member.name} had ended when ${fault} was over, and nobody started it`, at: Math.round(now()) });
    await member.restart();
  }
}

function stageOf({ cluster, seed, scale, say, flow, planted, ask, stopped }: StrikesOptions, index: number): Stage {
  return {
    cluster, scale, planted, ask,
    random: randomOf(seed, 'fault', index),
    say: (line) => say(`  ${line}`),
    ordersFlow: (more, withinMs = 60_000) => Promise.race([flow.more(more, withinMs), holdUnless(stopped, withinMs * 2)]),
    hold: (ms) => holdUnless(stopped, ms),
  };
}

/** Nobody waits in a run that is over: the fault undoes what it has done, and ends. */
async function holdUnless(stopped: () => boolean, ms: number): Promise<void> {
  const until = performance.now() + ms;
  for (let left = ms; left > 0; left = until - performance.now()) {
    if (stopped()) throw new Error('the run was over');
    await pause(Math.min(left, LOOK_EVERY_MS));
  }
}

async function within<T>(work: Promise<T>, otherwise: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(otherwise)), STRIKE_WITHIN_MS); });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
