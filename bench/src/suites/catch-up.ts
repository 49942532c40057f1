import { Client } from 'pg';
import { Load } from '../harness/load.js';
import { oneBus, type Bench, type Suite } from '../harness/suite.js';
import { OnefrontSubject } from '../subjects/onefront.js';
import type { Bus } from '../types.js';
import { PRODUCTS } from './orders.js';

const suite = 'catch-up';
const GIVE_UP_S = 180;

/** Something is down while orders come in; they are accepted all the same. How long until all of them are decided once it is back. */
export const catchUp: Suite = {
  names: [suite],
  about: 'inventory, then Kafka, is down under load; time until every accepted order is decided after it is back',
  async run(bench) {
    for (const bus of oneBus(bench.options)) await onBus(bench, bus);
  },
};

async function onBus(bench: Bench, bus: Bus): Promise<void> {
  const { ground, live } = bench;
  const subject = new OnefrontSubject(bus, ground);
  await subject.start({ products: PRODUCTS, say: (line) => live.say(line) });
  try {
    const [inventory] = subject.running.of('inventory');
    await outage(bench, subject, { name: 'inventory', down: () => inventory!.kill9(), up: async () => { await inventory!.start(); await inventory!.ready(); } });
    if (bus === 'kafka') {
      const kafka = await ground.kafka();
      await outage(bench, subject, { name: 'Kafka', down: () => kafka.kill9(), up: () => kafka.restart() });
    }
  } finally {
    await subject.stop();
  }
}

interface Outage {
  readonly name: string;
  down(): Promise<void>;
  up(): Promise<void>;
}

async function outage(bench: Bench, subject: OnefrontSubject, { name, down, up }: Outage): Promise<void> {
  const { live, options } = bench;
  const seconds = options.short ? 5 : 15;
  const perSecond = 50;
  const orders = new Client({ connectionString: subject.running.databases['orders']! });
  await orders.connect();
  const load = await Load.open(subject.journey({ lines: 3, acceptOnly: true }), 64);
  try {
    await load.run({ seconds: 2, clients: 8, perSecond });
    await drained(orders, await placed(orders));
    const before = await placed(orders);
    live.say(`${subject.bus}: ${name} is down for ${seconds} s, ${perSecond} orders/s go on`);
    await down();
    const outcome = await load.run({ seconds, clients: 64, perSecond });
    const back = performance.now();
    await up();
    const up_ = performance.now();
    const expected = before + outcome.confirmed;
    const undecided = outcome.confirmed - (await decided(orders) - before);
    await drained(orders, expected);
    const seconds_ = (performance.now() - up_) / 1000;
    const notes = [`${outcome.confirmed} orders accepted while it was down (${perSecond}/s for ${seconds} s), ${undecided} of them undecided when it was back; it took ${((up_ - back) / 1000).toFixed(1)} s to come up, which is not counted`];
    const common = { subject: 'onefront', bus: subject.bus, errors: { count: outcome.failed + outcome.refused, of: outcome.confirmed + outcome.failed + outcome.refused, examples: outcome.examples } };
    bench.add(suite, { ...common, name: `after ${seconds} s without ${name}: until all is decided`, series: 'catch-up', unit: 's', better: 'less', rounds: [seconds_], notes });
    bench.add(suite, { ...common, name: `after ${seconds} s without ${name}: orders decided per second`, series: 'catch-up-rate', unit: 'orders/s', better: 'more', rounds: [undecided / Math.max(seconds_, 0.001)] });
  } finally {
    await load.close();
    await orders.end();
  }
}

async function placed(orders: Client): Promise<number> {
  return Number((await orders.query<{ count: string }>('select count(*) from orders."order"')).rows[0]!.count);
}

async function decided(orders: Client): Promise<number> {
  return Number((await orders.query<{ count: string }>(`select count(*) from orders."order" where status <> 'pending'`)).rows[0]!.count);
}

/** Waits until so many orders are decided. Throws after three minutes. */
async function drained(orders: Client, expected: number): Promise<void> {
  const deadline = performance.now() + GIVE_UP_S * 1000;
  while ((await decided(orders)) < expected) {
    if (performance.now() > deadline) throw new Error(`after ${GIVE_UP_S} s ${expected - (await decided(orders))} of the accepted orders are still undecided`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
