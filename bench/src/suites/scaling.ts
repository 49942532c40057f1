import { availableParallelism } from 'node:os';
import type { ServiceName } from '@onefront/cli';
import type { Crew } from '../harness/crew.js';
import { Load } from '../harness/load.js';
import { errorsOf, meanCpu, sell, type Sold } from '../harness/selling.js';
import type { Bench, Suite } from '../harness/suite.js';
import { warmUp } from '../harness/warm-up.js';
import { OnefrontSubject } from '../subjects/onefront.js';
import { PRODUCTS } from './orders.js';

const suite = 'scaling';
const COUNTS = [1, 2, 4] as const;
const CLIENTS = 128;
const scaled: readonly ServiceName[] = ['gateway', 'orders', 'inventory', 'customers', 'promotions', 'catalog'];

/** The same load with 1, 2 and 4 processes per service, replica n of each on core n. */
export const scaling: Suite = {
  names: [suite],
  about: 'orders per second with 1, 2 and 4 processes per service, each pinned to a core',
  byDefault: ({ short }) => !short,
  async run(bench) {
    for (const count of bench.options.short ? COUNTS.slice(0, 2) : COUNTS) await withCount(bench, count);
  },
};

async function withCount(bench: Bench, count: number): Promise<void> {
  const { ground, options, live } = bench;
  const cores = availableParallelism();
  const crew = Object.fromEntries(scaled.map((name) => [name, count])) as Crew;
  const seen = new Map<string, number>();
  // One process: where the system puts it. More: replica n of every service shares core n, so that n cores carry n full sets.
  const pin = ({ service }: { readonly service: string }): string | undefined => {
    const nth = seen.get(service) ?? 0;
    seen.set(service, nth + 1);
    return count === 1 ? undefined : String(nth % cores);
  };
  const subject = new OnefrontSubject(options.buses[0]!, ground, { crew, cores: pin });
  live.say(`${count} of each`);
  await subject.start({ products: PRODUCTS, say: (line) => live.say(line) });
  const load = await Load.open(subject.journey({ lines: 3 }), CLIENTS);
  try {
    await warmUp(load, { clients: CLIENTS, seconds: options.short ? 3 : 6, most: options.short ? 1 : 8, say: (line) => live.say(line) });
    const rounds: Sold[] = [];
    for (let round = 0; round < options.rounds; round++) rounds.push(await sell(subject, load, { seconds: options.seconds, clients: CLIENTS }));
    const notes = cores < count * 2 ? [`${count * scaled.length} processes, PostgreSQL and the load share ${cores} cores: this shows what more processes cost here, not what more machines bring`] : [];
    const common = { subject: 'onefront', bus: subject.bus, clients: CLIENTS, lines: 3, at: count, errors: errorsOf(rounds), notes };
    bench.add(suite, { ...common, name: `${count} of each service`, series: 'scaling', unit: 'orders/s', better: 'more', rounds: rounds.map(({ perSecond }) => perSecond), cpuMsPerOrder: meanCpu(rounds) });
    bench.add(suite, { ...common, name: `${count} of each service, p99`, series: 'scaling-p99', unit: 'ms', better: 'less', rounds: rounds.map(({ latency }) => latency.p99) });
  } finally {
    await load.close();
    await subject.stop();
  }
}
