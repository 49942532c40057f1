import { createBusDriver, type BusDriver } from '@onefront/bus';
import { message, orderConfirmed, type Inbound, type Outbound } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { createConsumer, openDatabase, runMigrations, startRelay, type BatchWork, type Database } from '@onefront/outbox';
import type { Ground } from '../harness/ground.js';
import { oneBus, type Bench, type Suite } from '../harness/suite.js';
import { percentile } from '../harness/statistics.js';
import type { Bus } from '../types.js';

const suite = 'delivery';
const TOPIC = orderConfirmed.topic;
/** Orders per second at which R20 wants the time from commit to topic. */
const PACE = 200;

/** The guarantee's own speed: outbox -> relay -> topic -> consumer with inbox, with work that does nothing (R20). */
export const delivery: Suite = {
  names: [suite],
  about: 'relay and consumer: messages per second from outbox to handled, and commit-to-topic at 200/s (R20)',
  async run(bench) {
    for (const bus of bench.options.short ? oneBus(bench.options) : bench.options.buses) await onBus(bench, bus);
  },
};

async function onBus(bench: Bench, bus: Bus): Promise<void> {
  const { options, live } = bench;
  const drained: Drained[] = [];
  const messages = options.short ? 10_000 : 50_000;
  live.say(`${bus}: warming up`);
  await withStage(bench.ground, bus, (stage) => drain(stage, 5_000));
  for (let round = 0; round < options.rounds; round++) drained.push(await withStage(bench.ground, bus, (stage) => drain(stage, messages)));
  const waits = await withStage(bench.ground, bus, (stage) => pace(stage, options.short ? 5 : 15));
  const common = { subject: 'onefront', bus, better: 'more' as const, unit: 'messages/s' };
  bench.add(suite, { ...common, name: 'relay: outbox to topic', series: 'relay', rounds: drained.map(({ relay }) => relay), notes: [`${messages} messages of about 1 kB waiting in the outbox; R20 asks for 5,000`] });
  bench.add(suite, { ...common, name: 'consumer: topic to handled, inbox included', series: 'consumer', rounds: drained.map(({ consumer }) => consumer), notes: ['six partitions, one process; the work does nothing'] });
  bench.add(suite, { ...common, name: 'both at once: outbox to handled', series: 'end-to-end', rounds: drained.map(({ both }) => both) });
  for (const [share, name] of [[0.5, 'p50'], [0.99, 'p99']] as const) bench.add(suite, { subject: 'onefront', bus, unit: 'ms', better: 'less', name: `commit to topic at ${PACE}/s, ${name}`, series: `commit-to-topic-${name}`, rounds: [percentile(waits, share)], notes: ['from the commit until a consumer has it; R20 asks for a p99 of at most 250 ms'] });
}

interface Stage {
  readonly database: Database;
  readonly driver: BusDriver;
}

async function withStage<T>(ground: Ground, bus: Bus, work: (stage: Stage) => Promise<T>): Promise<T> {
  const database = await openDatabase({ url: await ground.database('orders'), service: 'orders' });
  const prefix = `delivery-${newId()}.`;
  const driver = createBusDriver(bus === 'kafka' ? { kind: 'kafka', brokers: (await ground.kafka()).brokers.split(','), clientId: 'bench', prefix } : { kind: 'pglog', url: await ground.database('bus'), clientId: 'bench', prefix });
  try {
    await runMigrations(database);
    const admin = await driver.admin();
    await admin.ensureTopics([{ name: TOPIC, partitions: 6 }]);
    return await work({ database, driver });
  } finally {
    await driver.close();
    await database.close();
    await ground.dropDatabases();
  }
}

interface Drained {
  readonly relay: number;
  readonly consumer: number;
  readonly both: number;
}

/** Messages per second of the relay alone, of a consumer alone that reads what the relay has sent, and of both at once. */
async function drain({ database, driver }: Stage, messages: number): Promise<Drained> {
  const producer = await driver.producer();
  await fill(database, messages);
  const relayed = await timed(async () => {
    let left = messages;
    await until((done) => {
      const relay = startRelay(database, producer, { observe: { relayed: (count) => { if ((left -= count) <= 0) done(); } } });
      return () => relay.stop();
    });
  });
  const consumed = await timed(() => until((done) => listen({ database, driver }, { group: 'first', messages }, done)));
  await fill(database, messages);
  const together = await timed(() => until(async (done) => {
    const relay = startRelay(database, producer);
    // The second group reads from the beginning: twice the messages.
    const stop = await listen({ database, driver }, { group: 'second', messages: 2 * messages }, done);
    return async () => {
      await relay.stop();
      await stop();
    };
  }));
  return { relay: messages / relayed, consumer: messages / consumed, both: (2 * messages) / together };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

/** Starts something, waits until it says that it is done, and stops it; the time of stopping is the caller's to bear, it is short. */
async function until(start: (done: () => void) => (() => Promise<void>) | Promise<() => Promise<void>>): Promise<void> {
  let done: () => void = () => undefined;
  const finished = new Promise<void>((resolve) => { done = resolve; });
  const stop = await start(done);
  await finished;
  await stop();
}

async function listen({ database, driver }: Stage, { group, messages }: { readonly group: string; readonly messages: number }, done: () => void): Promise<() => Promise<void>> {
  let left = messages;
  const consumer = createConsumer(database, { name: group, work: idle, observe: { messages: (_name, outcome, count) => { if (outcome === 'handled' && (left -= count) <= 0) done(); } } });
  const running = await driver.consume({ group, topics: [TOPIC], onBatch: consumer.onBatch });
  return async () => {
    await running.close();
    await consumer.stop();
  };
}

/** Handles an order's confirmation by doing nothing, so that only the engine is measured. */
const idle: BatchWork<null> = { types: [orderConfirmed.type], load: async () => null, apply: (_state: null, _message: Inbound) => undefined, store: async () => [] };

async function fill(database: Database, messages: number): Promise<void> {
  for (let from = 0; from < messages; from += 1_000) await database.transact(async (_tx, emit) => emit(...Array.from({ length: 1_000 }, () => confirmed())));
}

function confirmed(): Outbound {
  const id = newId();
  return message(orderConfirmed, { key: id, version: 1, data: { ...orderConfirmed.sample, orderId: id } }) as Outbound;
}

/** Milliseconds from the end of each commit until a consumer had the message, ascending, at `PACE` commits per second. */
async function pace({ database, driver }: Stage, seconds: number): Promise<number[]> {
  const committed = new Map<string, number>();
  const heard = new Map<string, number>();
  const running = await driver.consume({ group: 'pace', topics: [TOPIC], onBatch: async ({ records }) => { for (const { key } of records) heard.set(key!, performance.now()); } });
  const relay = startRelay(database, await driver.producer());
  const began = performance.now();
  const commits: Promise<void>[] = [];
  for (let n = 0; n < PACE * seconds; n++) {
    const wait = began + (n * 1000) / PACE - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const one = confirmed();
    commits.push(database.transact(async (_tx, emit) => emit(one)).then(() => void committed.set(one.key, performance.now())));
  }
  await Promise.all(commits);
  const deadline = performance.now() + 30_000;
  while (heard.size < committed.size && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
  await relay.stop();
  await running.close();
  if (heard.size < committed.size) throw new Error(`${committed.size - heard.size} messages did not arrive within 30 s`);
  // The first second belongs to joining the group.
  return [...committed].slice(PACE).map(([key, at]) => Math.max(0, heard.get(key)! - at)).sort((a, b) => a - b);
}
