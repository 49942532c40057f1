import type { Bench, Suite } from '../harness/suite.js';
import { interleaved } from '../harness/suite.js';
import { Load } from '../harness/load.js';
import { errorsOf, meanCpu, sell, type Sold } from '../harness/selling.js';
import { brokenInvariants } from '../harness/verify.js';
import { warmUp } from '../harness/warm-up.js';
import { perOrder, whatPostgresDid, type Written } from '../harness/written.js';
import { OnefrontSubject } from '../subjects/onefront.js';
import type { Bus } from '../types.js';

export const PRODUCTS = 2_000;

interface Case {
  readonly clients: number;
  readonly lines: number;
}

/** Orders through HTTP, answered when they are confirmed and readable everywhere; and what each process spends on one. */
export const orders: Suite = {
  names: ['orders', 'cpu'],
  about: 'orders: confirmed per second, p50 and p99 through HTTP, by clients and lines; cpu: CPU milliseconds per order by process',
  async run(bench, wanted) {
    for (const bus of bench.options.buses) await onBus(bench, bus, wanted);
  },
};

async function onBus(bench: Bench, bus: Bus, wanted: ReadonlySet<string>): Promise<void> {
  const { live, ground, options } = bench;
  const subject = new OnefrontSubject(bus, ground);
  await subject.start({ products: PRODUCTS, say: (line) => live.say(line) });
  try {
    const cases = casesOf(bench, wanted);
    const measured = new Map<Case, Taken[]>();
    const loads = new Map<number, Load>();
    try {
      for (const lines of new Set(cases.map((one) => one.lines))) loads.set(lines, await Load.open(subject.journey({ lines }), Math.max(...cases.map(({ clients }) => clients))));
      await warmUpAll(bench, [...loads.values()]);
      for (const [one, rounds] of await interleaved(options.rounds, cases, ({ clients, lines }) => step(bench, { subject, load: loads.get(lines)!, clients, lines }))) measured.set(one, rounds);
    } finally {
      await Promise.all([...loads.values()].map((load) => load.close()));
    }
    live.say('verifying what was sold');
    const notes = [...complaintsOf(subject), ...(await brokenInvariants(subject.running)).map((words) => `NOT TO BE TRUSTED: an invariant does not hold: ${words}`)];
    for (const words of notes) live.shout(words);
    for (const [one, rounds] of measured) note(bench, { ...one, bus, rounds, notes, wanted });
  } finally {
    await subject.stop();
  }
}

function casesOf({ options }: Bench, wanted: ReadonlySet<string>): Case[] {
  const clients = wanted.has('orders') ? options.clients : [options.clients.includes(32) ? 32 : options.clients.at(-1)!];
  return options.lines.flatMap((lines) => clients.map((count) => ({ clients: count, lines })));
}

/** At the greatest number of clients, one kind of order after the other. */
async function warmUpAll({ live, options }: Bench, loads: readonly Load[]): Promise<void> {
  const clients = Math.max(...options.clients);
  for (const load of loads) await warmUp(load, { clients, seconds: options.short ? 3 : 6, most: options.short ? 3 : 12, say: (line) => live.say(line) });
}

interface Step extends Case {
  readonly subject: OnefrontSubject;
  readonly load: Load;
}

async function step({ live, options, ground }: Bench, { subject, load, clients, lines }: Step): Promise<Taken> {
  const { value: sold, ...written } = await whatPostgresDid(ground.postgres, () => sell(subject, load, { seconds: options.seconds, clients }));
  live.say(`${subject.bus}, ${lines} lines, ${clients} clients: ${sold.perSecond.toFixed(0)} orders/s, p50 ${sold.latency.p50?.toFixed(1)} ms, p99 ${sold.latency.p99?.toFixed(1)} ms, ${sold.totalCpuMs.toFixed(2)} CPU-ms per order`);
  return { ...sold, written };
}

interface Taken extends Sold {
  readonly written: Written;
}

interface Measured extends Case {
  readonly bus: Bus;
  readonly rounds: readonly Taken[];
  readonly notes: readonly string[];
  readonly wanted: ReadonlySet<string>;
}

function note(bench: Bench, { clients, lines, bus, rounds, notes, wanted }: Measured): void {
  const common = { subject: 'onefront', bus, clients, lines, errors: errorsOf(rounds), requestsPerOrder: 1, ...(notes.length > 0 ? { notes } : {}) };
  const what = `${lines} lines, ${clients} ${clients === 1 ? 'client' : 'clients'}`;
  const cpuMsPerOrder = meanCpu(rounds);
  if (wanted.has('orders')) {
    bench.add('orders', { ...common, name: `confirmed, ${what}`, series: 'orders-per-second', unit: 'orders/s', better: 'more', rounds: rounds.map(({ perSecond }) => perSecond), cpuMsPerOrder });
    bench.add('orders', { ...common, name: `p50, ${what}`, series: 'p50', unit: 'ms', better: 'less', rounds: rounds.map(({ latency }) => latency.p50) });
    bench.add('orders', { ...common, name: `p99, ${what}`, series: 'p99', unit: 'ms', better: 'less', rounds: rounds.map(({ latency }) => latency.p99) });
  }
  if (wanted.has('cpu')) bench.add('cpu', { ...common, name: `CPU per order, ${what}`, series: 'cpu', unit: 'CPU-ms', better: 'less', rounds: rounds.map(({ totalCpuMs }) => totalCpuMs), cpuMsPerOrder, ...perOrder(rounds) });
}

/** What the processes said at level error while they were measured. */
export function complaintsOf(subject: OnefrontSubject): string[] {
  const complaints = subject.running.complaints();
  return complaints.length > 0 ? [`the processes logged ${complaints.length} errors, the first: ${complaints[0]}`] : [];
}
