import { Pool } from 'undici';
import { startEcho, type Echo } from '../floors/echo.js';
import { Load } from '../harness/load.js';
import { startOnefront, type Onefront } from '../harness/onefront.js';
import { cpuPerOrder, cpuSeconds } from '../harness/proc.js';
import type { ReadOutcome } from '../harness/reading.js';
import { openShop, skuOf } from '../harness/shop.js';
import { interleaved, type Bench, type Suite } from '../harness/suite.js';
import { median } from '../harness/statistics.js';
import { signIn } from '../journeys/onefront.js';
import { PRODUCTS } from './orders.js';

const suite = 'reads';
const PATHS = 500;
const CONNECTIONS = [8, 64] as const;
const kinds = ['stock', 'products', 'echo'] as const;

interface Case {
  readonly what: (typeof kinds)[number];
  readonly connections: number;
}

interface Taken extends ReadOutcome {
  readonly cpu: Readonly<Record<string, number>>;
}

/** Stock and product reads with authentication and rate limits on, beside a bare echo of an answer of the same size in the same rounds. */
export const reads: Suite = {
  names: [suite],
  about: 'stock and product reads per second and p99 at 8 and 64 connections, beside a bare Fastify echo',
  async run(bench) {
    const { ground, options, live } = bench;
    live.say('starting Onefront');
    // Limits are on and counted; only their size is such that a load generator does not meet them.
    const world = await startOnefront(ground, { bus: options.buses.at(-1)!, environment: { RATE_LIMITS_OWN: 'read=1000000/1000000,write=10000/100000,quote=10000/100000,file=1000/10000,token=1000/10000' } });
    let echo: Echo | undefined;
    const load = Load.start();
    try {
      await openShop(world.api, PRODUCTS);
      const bytes = (await answerOf(world)).length;
      echo = await startEcho(bytes);
      await measure(bench, { world, echo, load, bytes });
    } finally {
      await load.close();
      await echo?.stop();
      await world.stop();
    }
  },
};

interface Scene {
  readonly world: Onefront;
  readonly echo: Echo;
  readonly load: Load;
  readonly bytes: number;
}

async function answerOf({ api }: Onefront): Promise<string> {
  const { body } = await api.expect([200], 'GET', `/v1/stock/${skuOf(1)}`);
  return JSON.stringify(body);
}

async function measure(bench: Bench, scene: Scene): Promise<void> {
  const { options, live } = bench;
  const token = await tokenOf(scene.world);
  const cases: Case[] = CONNECTIONS.flatMap((connections) => kinds.map((what) => ({ what, connections })));
  live.say('warming up');
  for (const what of kinds) await take(scene, { what, connections: 64 }, { token, seconds: options.short ? 2 : 5 });
  const measured = await interleaved(options.rounds, cases, (one) => take(scene, one, { token, seconds: Math.min(4, options.seconds) }));
  const perSecond = (what: string, connections: number): number => median([...measured].find(([one]) => one.what === what && one.connections === connections)![1].map((round) => round.perSecond));
  for (const [one, rounds] of measured) note(bench, { ...one, rounds, bytes: scene.bytes, ratio: perSecond(one.what, one.connections) / perSecond('echo', one.connections) });
}

async function take({ world, echo, load }: Scene, { what, connections }: Case, { token, seconds }: { readonly token: string; readonly seconds: number }): Promise<Taken> {
  const paths = Array.from({ length: PATHS }, (_, n) => (what === 'echo' ? `/echo/${skuOf(n)}` : `/v1/${what}/${skuOf((n * 37) % PRODUCTS)}`));
  const watched = what === 'echo' ? [{ name: 'echo', pid: echo.pid }] : world.watched();
  const before = cpuSeconds(watched);
  const outcome = await load.read({ url: what === 'echo' ? echo.url : world.access.baseUrl, paths, headers: what === 'echo' ? {} : { authorization: `Bearer ${token}` }, connections, seconds });
  return { ...outcome, cpu: cpuPerOrder(before, cpuSeconds(watched), outcome.requests) };
}

async function tokenOf({ access }: Onefront): Promise<string> {
  const pool = new Pool(access.baseUrl);
  try {
    return await signIn(pool, access);
  } finally {
    await pool.close();
  }
}

function note(bench: Bench, { what, connections, rounds, bytes, ratio }: Case & { readonly rounds: readonly Taken[]; readonly bytes: number; readonly ratio: number }): void {
  const failed = rounds.reduce((sum, round) => sum + round.failed, 0);
  const names = Object.keys(rounds[0]!.cpu);
  const cpu = names.map((name) => `${name} ${(median(rounds.map((round) => round.cpu[name]!)) * 1000).toFixed(0)}`).join(', ');
  const common = { subject: what === 'echo' ? 'floor' : 'onefront', clients: connections, errors: { count: failed, of: rounds.reduce((sum, { requests }) => sum + requests, 0), examples: failed > 0 ? ['answers other than 2xx, or none'] : [] } };
  const called = what === 'echo' ? `bare Fastify echo of ${bytes} bytes` : `GET /v1/${what}/{sku}`;
  const ratios = what === 'echo' ? {} : { ratios: [{ to: 'bare Fastify echo at as many connections', value: Math.round(ratio * 1000) / 1000 }] };
  bench.add(suite, { ...common, ...ratios, name: `${called}, ${connections} connections`, series: `reads-${what}`, unit: 'requests/s', better: 'more', rounds: rounds.map(({ perSecond }) => perSecond), notes: [`CPU microseconds per request: ${cpu}`] });
  bench.add(suite, { ...common, name: `${called}, p99, ${connections} connections`, series: `reads-p99-${what}`, unit: 'ms', better: 'less', rounds: rounds.map(({ p99 }) => p99) });
}
