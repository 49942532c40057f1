/** The load generator: a process of its own, so that what it costs is not counted as the system's. Started by `load.ts`. */
import { performance } from 'node:perf_hooks';
import type { Journey, Placed } from '../types.js';
import type { LoadAnswer, LoadRequest, Percentiles, RunOutcome, RunSpec } from './load-messages.js';
import { read } from './reading.js';
import { percentile } from './statistics.js';

interface JourneyModule {
  openJourney(options: unknown, clients: number): Promise<Journey>;
}

let journey: Journey | undefined;

class Tally {
  readonly latencies: number[] = [];
  readonly placing: number[] = [];
  readonly examples: string[] = [];
  inTime = 0;
  refused = 0;
  failed = 0;
  requests = 0;

  add({ outcome, requests, placingMs, why }: Placed, ms: number, inTime: boolean): void {
    this.requests += requests;
    if (outcome === 'confirmed') {
      this.latencies.push(ms);
      if (placingMs !== undefined) this.placing.push(placingMs);
      if (inTime) this.inTime++;
      return;
    }
    if (outcome === 'refused') this.refused++;
    else this.failed++;
    if (why && this.examples.length < 5 && !this.examples.includes(why)) this.examples.push(why);
  }
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = Float64Array.from(values).sort();
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99), max: percentile(sorted, 1) };
}

async function run({ seconds = Infinity, orders = Infinity, clients, perSecond }: RunSpec): Promise<RunOutcome> {
  if (!journey) throw new Error('no journey was opened');
  const current = journey;
  const tally = new Tally();
  const began = performance.now();
  const cpu = process.cpuUsage();
  const until = began + seconds * 1000;
  // Nobody has an answer in the first moment of a round; counting it would make slow answers look like a low rate.
  const from = Number.isFinite(seconds) ? began + Math.min(1_000, seconds * 250) : began;
  let taken = 0;
  const client = async (index: number): Promise<void> => {
    while (performance.now() < until && taken < orders) {
      const due = began + (taken++ * 1000) / (perSecond ?? Infinity);
      if (due > until) return;
      await pauseUntil(due);
      const sent = performance.now();
      const placed = await current.placeOrder(index);
      const answered = performance.now();
      tally.add(placed, answered - sent, answered >= from && answered <= until);
      // A journey that fails at once must not spin.
      if (placed.outcome === 'failed') await pauseUntil(answered + 20);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  const elapsed = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return {
    confirmed: tally.latencies.length, refused: tally.refused, failed: tally.failed, requests: tally.requests, seconds: elapsed,
    perSecond: tally.inTime / (Math.min(elapsed, seconds) - (from - began) / 1000), latency: percentiles(tally.latencies),
    placing: tally.placing.length > 0 ? percentiles(tally.placing) : null, cpuSeconds: (user + system) / 1e6, examples: tally.examples,
  };
}

async function pauseUntil(time: number): Promise<void> {
  const ms = time - performance.now();
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}

async function answer(request: LoadRequest): Promise<LoadAnswer> {
  if (request.ask === 'run') return { ok: true, outcome: await run(request.run) };
  if (request.ask === 'read') return { ok: true, reads: await read(request.read) };
  await journey?.close();
  journey = undefined;
  if (request.ask === 'open') {
    const { openJourney } = require(request.journey.module) as JourneyModule;
    journey = await openJourney(request.journey.options, request.clients);
  }
  return { ok: true };
}

process.on('message', (request: LoadRequest) => {
  void answer(request).catch((error: Error): LoadAnswer => ({ ok: false, error: error.stack ?? error.message })).then((reply) => process.send?.(reply));
});
// Should the bench die, nobody would end us.
process.on('disconnect', () => process.exit(0));
