import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { interleaved, type Bench, type Suite } from '../harness/suite.js';
import { Load } from '../harness/load.js';
import { race, type Race } from '../harness/race.js';
import { sell, type Sold } from '../harness/selling.js';
import { warmUp } from '../harness/warm-up.js';
import { countStatements } from '../harness/statements.js';
import { installPeer } from '../peers/install.js';
import { MedusaSubject } from '../subjects/medusa.js';
import { OnefrontSubject } from '../subjects/onefront.js';
import { VendureSubject } from '../subjects/vendure.js';
import type { Subject, SubjectSite } from '../types.js';
import { noteJourneys, noteRace, type Contestant, type Visit } from './side-by-side-notes.js';

const LINES = 3;
/** Statements are counted at this many clients. */
const COUNTED_AT = 8;

interface Sizes {
  readonly clients: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly products: number;
  readonly race: { readonly units: number; readonly shoppers: number };
}

/** The same journey and the same race at Vendure, Medusa and Onefront: same machine, same PostgreSQL, each through its public API, one at a time. */
export const sideBySide: Suite = {
  names: ['side-by-side'],
  about: 'the same journey to a 3-line order, and the same race for the last units, at Vendure, Medusa and Onefront',
  byDefault: ({ peers }) => peers,
  async run(bench) {
    const sizes = sizesOf(bench);
    const contestants = await contestantsOf(bench);
    const site = siteOf(bench, sizes.products);
    try {
      const visits = await interleaved(sizes.rounds, contestants, (one, round) => visit(bench, { one, site, sizes, last: round === sizes.rounds - 1 }));
      noteJourneys(bench, visits, sizes.clients);
      for (const [one, rounds] of visits) for (const { races } of rounds) for (const [kind, outcome] of races) noteRace(bench, one, { kind, outcome, ...sizes.race });
    } finally {
      for (const { subject } of contestants) if (!(subject instanceof OnefrontSubject)) await bench.ground.postgres.dropDatabase(subject.name);
    }
  },
};

function sizesOf({ options }: Bench): Sizes {
  return options.short
    ? { clients: [1, 8], rounds: options.rounds, seconds: Math.max(5, options.seconds), products: 100, race: { units: 10, shoppers: 40 } }
    : { clients: options.clients.filter((count) => count <= 32), rounds: options.rounds, seconds: Math.max(12, options.seconds), products: 300, race: { units: 50, shoppers: 200 } };
}

/** Peers whose packages cannot be had are left out, loudly. */
async function contestantsOf({ live, ground, options, skip }: Bench): Promise<Contestant[]> {
  const found: Contestant[] = [];
  for (const subject of [new VendureSubject(), new MedusaSubject()]) {
    try {
      await installPeer(subject.name, (line) => live.say(line));
      found.push({ subject, label: subject.name });
    } catch (error) {
      skip('side-by-side', `${subject.name}: ${(error as Error).message}`);
    }
  }
  for (const bus of options.buses) found.push({ subject: new OnefrontSubject(bus, ground), label: `onefront on ${bus}` });
  return found;
}

/** The peers keep their databases from round to round; Onefront gets fresh ones from its own ground. */
function siteOf({ ground, live }: Bench, products: number): SubjectSite {
  const folder = join(ground.folder, 'logs', 'side-by-side');
  mkdirSync(folder, { recursive: true });
  return { database: (name) => ground.postgres.ensureDatabase(name), postgresPid: ground.postgres.pid, folder, products, say: (line) => live.say(line) };
}

interface Stage {
  readonly one: Contestant;
  readonly site: SubjectSite;
  readonly sizes: Sizes;
  /** The last round also counts statements and holds the race. */
  readonly last: boolean;
}

/** One contestant alone on the machine: started, warmed up, measured, ended. */
async function visit(bench: Bench, stage: Stage): Promise<Visit> {
  const { one: { subject }, site, sizes, last } = stage;
  await subject.start(site);
  try {
    const load = await Load.open(subject.journey({ lines: LINES }), Math.max(...sizes.clients, COUNTED_AT));
    try {
      await warm(bench, stage, load);
      const sold = new Map<number, Sold>();
      for (const clients of sizes.clients) sold.set(clients, await step(bench, stage, { load, clients }));
      const readingFirst = subject instanceof OnefrontSubject ? await readFirst(bench, stage, subject) : new Map<number, Sold>();
      const statements = last ? await statementsPerOrder(bench, subject, load) : undefined;
      return { sold, readingFirst, statements, races: last ? await racesOf(bench, subject, sizes) : new Map() };
    } finally {
      await load.close();
    }
  } finally {
    await subject.stop();
    if (subject.bus === 'kafka') await bench.ground.stopKafka();
  }
}

/** Onefront again with what a shop reads before the order, because the carts of the peers tell stock and totals on the way. */
async function readFirst(bench: Bench, stage: Stage, subject: OnefrontSubject): Promise<Map<number, Sold>> {
  const load = await Load.open(subject.readingFirst({ lines: LINES }), Math.max(...stage.sizes.clients, COUNTED_AT));
  try {
    await warm(bench, stage, load);
    const sold = new Map<number, Sold>();
    for (const clients of stage.sizes.clients) sold.set(clients, await step(bench, stage, { load, clients }));
    return sold;
  } finally {
    await load.close();
  }
}

/** Slow ones get as much time as fast ones. */
async function warm({ live, options }: Bench, { one: { label }, sizes }: Stage, load: Load): Promise<void> {
  const say = (line: string): void => live.say(`${label}: ${line}`);
  await warmUp(load, { clients: Math.max(...sizes.clients), seconds: options.short ? 3 : 8, most: options.short ? 2 : 6, say });
}

async function step({ live }: Bench, { one: { subject, label }, sizes }: Stage, { load, clients }: { readonly load: Load; readonly clients: number }): Promise<Sold> {
  const sold = await sell(subject, load, { seconds: sizes.seconds, clients });
  live.say(`${label}, ${clients} clients: ${(sold.confirmed / sold.seconds).toFixed(2)} orders/s, p50 ${sold.latency.p50?.toFixed(1)} ms, ${sold.totalCpuMs.toFixed(1)} CPU-ms and ${(sold.requests / Math.max(1, sold.confirmed)).toFixed(1)} requests per order${sold.failed + sold.refused > 0 ? `, ${sold.failed + sold.refused} WENT WRONG: ${sold.examples[0]}` : ''}`);
  return sold;
}

const IDLE_SECONDS = 3;
const COUNTED_SECONDS = 5;

/** What its processes say to PostgreSQL while nobody buys (polling) is taken off. */
async function statementsPerOrder({ ground, live }: Bench, subject: Subject, load: Load): Promise<number> {
  const idle = await countStatements(ground.postgres, () => pause(IDLE_SECONDS * 1000));
  const busy = await countStatements(ground.postgres, () => load.run({ seconds: COUNTED_SECONDS, clients: COUNTED_AT }));
  const perOrder = Math.max(0, busy.statements - (idle.statements / idle.seconds) * busy.seconds) / Math.max(1, busy.outcome.confirmed);
  live.say(`${subject.name}: ${perOrder.toFixed(1)} SQL statements per order (${busy.statements} for ${busy.outcome.confirmed} orders at ${COUNTED_AT} clients, ${(idle.statements / idle.seconds).toFixed(0)}/s when idle)`);
  return perOrder;
}

/** Vendure a second time with orders that wait for their payment already, because it looks at the stock one step before. */
async function racesOf({ live }: Bench, subject: Subject, { race: wish }: Sizes): Promise<Map<string, Race>> {
  const say = (line: string): void => live.say(line);
  if (!(subject instanceof VendureSubject)) return new Map([['all have it in the cart', await race(subject, { ...wish, say })]]);
  const withLedger = async (outcome: Race): Promise<Race> => ({ ...outcome, promised: await subject.allocated(outcome.sku) });
  const inTheCart = await withLedger(await race(subject, { ...wish, say }));
  const atThePayment = await withLedger(await race(subject, { ...wish, say, journey: (sku) => subject.atThePayment(sku) }));
  return new Map([['all have it in the cart', inTheCart], ['all are at the payment', atThePayment]]);
}
