import { Load } from '../harness/load.js';
import { memoryMb } from '../harness/proc.js';
import { errorsOf } from '../harness/selling.js';
import type { RunOutcome } from '../harness/load-messages.js';
import type { Bench, Suite } from '../harness/suite.js';
import { slope } from '../harness/statistics.js';
import { OnefrontSubject } from '../subjects/onefront.js';
import { PRODUCTS } from './orders.js';

const suite = 'soak';
const PER_SECOND = 50;
const LOOK_SECONDS = 10;

type Points = Array<readonly [minutes: number, mb: number]>;

/** Steady load for as long as asked; memory must not grow with what has passed. */
export const soak: Suite = {
  names: [suite],
  about: '--soak MINUTES of 50 orders/s: how memory of each process grows',
  byDefault: ({ soak: minutes }) => minutes > 0,
  async run(bench) {
    const minutes = bench.options.soak;
    if (minutes === 0) return bench.skip(suite, 'say for how long: --soak 30');
    const { ground, live, options } = bench;
    const subject = new OnefrontSubject(options.buses[0]!, ground);
    await subject.start({ products: PRODUCTS, say: (line) => live.say(line) });
    const load = await Load.open(subject.journey({ lines: 3 }), 64);
    try {
      await watch(bench, { subject, load, minutes });
    } finally {
      await load.close();
      await subject.stop();
    }
  },
};

interface Soak {
  readonly subject: OnefrontSubject;
  readonly load: Load;
  readonly minutes: number;
}

async function watch(bench: Bench, { subject, load, minutes }: Soak): Promise<void> {
  const began = performance.now();
  const points = new Map<string, Points>();
  const outcomes: RunOutcome[] = [];
  for (let passed = 0; passed < minutes; passed = (performance.now() - began) / 60_000) {
    outcomes.push(await load.run({ seconds: LOOK_SECONDS, clients: 64, perSecond: PER_SECOND }));
    const used = memoryMb(subject.processes());
    for (const [name, mb] of used) points.set(name, [...(points.get(name) ?? []), [(performance.now() - began) / 60_000, mb]]);
    bench.live.say(`${passed.toFixed(1)} of ${minutes} minutes: ${[...used].map(([name, mb]) => `${name} ${mb.toFixed(0)}`).join(', ')} MB`);
  }
  for (const [name, all] of points) note(bench, subject, { name, points: all, outcomes, minutes });
}

/** The first third belongs to caches and compiled code. */
function note(bench: Bench, { bus }: OnefrontSubject, { name, points, outcomes, minutes }: { readonly name: string; readonly points: Points; readonly outcomes: readonly RunOutcome[]; readonly minutes: number }): void {
  const settled = points.filter(([at]) => at >= minutes / 3);
  const [first, last] = [settled[0]?.[1] ?? NaN, settled.at(-1)?.[1] ?? NaN];
  bench.add(suite, {
    subject: 'onefront', bus, name: `growth of ${name}`, series: 'soak', unit: 'MB/min', better: 'less', rounds: [slope(settled)], errors: errorsOf(outcomes),
    notes: [`${PER_SECOND} orders/s for ${minutes} minutes; from minute ${(minutes / 3).toFixed(0)} on: ${first.toFixed(0)} to ${last.toFixed(0)} MB`],
  });
}
