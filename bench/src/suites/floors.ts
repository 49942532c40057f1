import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { findPgbench, pgbench } from '../floors/pgbench.js';
import { kafkaRoundTrip, type RoundTrip } from '../floors/kafka-round-trip.js';
import { sqlBatches } from '../floors/sql-batches.js';
import { root } from '../harness/crew.js';
import { interleaved, type Bench, type Suite } from '../harness/suite.js';
import { percentile } from '../harness/statistics.js';

const suite = 'floors';

/** What the parts below us can do when nothing stands above them. The bare echo stands with the reads. */
export const floors: Suite = {
  names: [suite],
  about: 'the rows of a 3-line order by pgbench (7 round trips, one call) and set-based from Node; kafkajs alone',
  async run(bench) {
    const url = await bench.ground.database('floor');
    await asClient(url, (client) => client.query(readFileSync(join(root, 'bench/floor-schema.sql'), 'utf8')));
    await pgbenchFloors(bench, url);
    await sqlFloors(bench, url);
    await bench.ground.dropDatabases();
    if (bench.options.buses.includes('kafka')) await kafkaFloor(bench);
  },
};

const scripts = [
  { name: 'pgbench, 7 round trips', script: 'bench/floor.sql', series: 'floor-7-round-trips' },
  { name: 'pgbench, one call', script: 'bench/floor-one-call.sql', series: 'floor-one-call' },
] as const;
const CLIENTS = 8;

async function pgbenchFloors(bench: Bench, url: string): Promise<void> {
  const command = findPgbench();
  if (!command) return bench.skip('floors by pgbench', 'there is no pgbench on PATH; Debian has it in the package postgresql, Red Hat in postgresql-contrib');
  const run = (script: string, seconds: number) => pgbench({ command, script: join(root, script), url, clients: CLIENTS, seconds });
  for (const { script } of scripts) await run(script, 1);
  const measured = await interleaved(bench.options.rounds, scripts, ({ script }) => run(script, bench.options.seconds));
  for (const [{ name, series }, rounds] of measured) {
    bench.add(suite, { name: `${name}, ${CLIENTS} clients`, series, subject: 'floor', unit: 'orders/s', better: 'more', clients: CLIENTS, lines: 3, rounds, notes: ['the rows of one order in one database, durable; no HTTP, no bus, no rules'] });
  }
}

async function sqlFloors(bench: Bench, url: string): Promise<void> {
  const cases = [1, 2].map((connections) => ({ connections }));
  await sqlBatches(url, { connections: 1, seconds: 0.5 });
  const measured = await interleaved(bench.options.rounds, cases, ({ connections }) => sqlBatches(url, { connections, seconds: Math.min(3, bench.options.seconds) }));
  for (const [{ connections }, rounds] of measured) {
    bench.add(suite, { name: `set-based SQL from Node, 500 orders a transaction, ${connections} ${connections === 1 ? 'connection' : 'connections'}`, series: connections === 1 ? 'floor-set-based' : 'floor-set-based-2', subject: 'floor', unit: 'orders/s', better: 'more', clients: connections, lines: 3, rounds });
  }
}

async function kafkaFloor(bench: Bench): Promise<void> {
  const { brokers } = await bench.ground.kafka();
  const trips: RoundTrip[] = [];
  for (let round = 0; round < bench.options.rounds; round++) trips.push(await kafkaRoundTrip(brokers, { trips: bench.options.short ? 100 : 500, messages: bench.options.short ? 5_000 : 20_000, topic: `floor-${round}` }));
  const common = { subject: 'floor', bus: 'kafka' as const };
  bench.add(suite, { ...common, name: 'kafkajs round trip, p50', series: 'floor-kafka-p50', unit: 'ms', better: 'less', rounds: trips.map(({ latencies }) => percentile(latencies, 0.5)), notes: ['produce with acks of all, until the handler has it; 1 kB'] });
  bench.add(suite, { ...common, name: 'kafkajs round trip, p99', series: 'floor-kafka-p99', unit: 'ms', better: 'less', rounds: trips.map(({ latencies }) => percentile(latencies, 0.99)) });
  bench.add(suite, { ...common, name: 'kafkajs, batches of 100', series: 'floor-kafka-throughput', unit: 'messages/s', better: 'more', rounds: trips.map(({ perSecond }) => perSecond) });
}

/** Runs `work` with a connection of its own. */
export async function asClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
