import { Load } from '../harness/load.js';
import { cpuSeconds, memoryMb } from '../harness/proc.js';
import { oneBus, type Bench, type Suite } from '../harness/suite.js';
import { OnefrontSubject } from '../subjects/onefront.js';
import type { Bus } from '../types.js';
import { PRODUCTS } from './orders.js';

const suite = 'start';

/** How long a start takes, what it costs to stand there, and memory before and after load. */
export const start: Suite = {
  names: [suite],
  about: 'start time (fresh databases; again on the same ones), CPU and memory when idle, memory when loaded',
  async run(bench) {
    for (const bus of oneBus(bench.options)) await onBus(bench, bus);
  },
};

async function onBus(bench: Bench, bus: Bus): Promise<void> {
  const { ground, options, live } = bench;
  const subject = new OnefrontSubject(bus, ground);
  await subject.start({ products: PRODUCTS, say: (line) => live.say(line) });
  const common = { subject: 'onefront', bus, better: 'less' as const };
  try {
    const fresh = subject.running.startedInMs / 1000;
    const again: number[] = [];
    for (let round = 0; round < options.rounds; round++) again.push(await restart(subject));
    bench.add(suite, { ...common, name: 'start on fresh databases', series: 'start-fresh', unit: 's', rounds: [fresh], notes: ['seven services at once, until the last says that it is ready; migrations and topics included, PostgreSQL and Kafka not'] });
    bench.add(suite, { ...common, name: 'start on databases that are there', series: 'start-again', unit: 's', rounds: again });
        await idle(bench, subject);
    await loaded(bench, subject);
  } finally {
    await subject.stop();
  }
}

async function restart(subject: OnefrontSubject): Promise<number> {
  const all = subject.running.all();
  await Promise.all(all.map((one) => one.stop()));
  const began = performance.now();
  for (const one of all) await one.start();
  await Promise.all(all.map((one) => one.ready()));
  return (performance.now() - began) / 1000;
}

async function idle(bench: Bench, subject: OnefrontSubject): Promise<void> {
  const seconds = bench.options.short ? 4 : 10;
  bench.live.say(`watching it idle for ${seconds} s`);
  const before = cpuSeconds(subject.processes());
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const after = cpuSeconds(subject.processes());
  const shares = [...after].map(([name, used]) => [name, ((used - (before.get(name) ?? 0)) * 100) / seconds] as const);
  const total = shares.reduce((sum, [, percent]) => sum + percent, 0);
  bench.add(suite, { subject: 'onefront', bus: subject.bus, better: 'less', name: 'CPU when idle', series: 'idle-cpu', unit: '% of a core', rounds: [total], notes: [shares.map(([name, percent]) => `${name} ${percent.toFixed(1)}`).join(', ')] });
  memory(bench, subject, 'idle');
}

async function loaded(bench: Bench, subject: OnefrontSubject): Promise<void> {
  const { options, live } = bench;
  const seconds = options.short ? 3 : 20;
  live.say(`loading it for ${seconds} s`);
  const load = await Load.open(subject.journey({ lines: 3 }), 64);
  try {
    await load.run({ seconds, clients: 64 });
    memory(bench, subject, 'loaded');
  } finally {
    await load.close();
  }
}

function memory(bench: Bench, subject: OnefrontSubject, when: 'idle' | 'loaded'): void {
  const used = [...memoryMb(subject.processes())];
  const ours = used.filter(([name]) => name !== 'postgres' && name !== 'kafka');
  const words = used.map(([name, mb]) => `${name} ${mb.toFixed(0)}`).join(', ');
  bench.add(suite, { subject: 'onefront', bus: subject.bus, better: 'less', name: `memory of the services, ${when}`, series: `memory-${when}`, unit: 'MB', rounds: [ours.reduce((sum, [, mb]) => sum + mb, 0)], notes: [`Pss in MB: ${words}${when === 'loaded' ? '; after 64 clients' : ''}`] });
}
