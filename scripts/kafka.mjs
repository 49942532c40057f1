/** Starts a local Kafka in the foreground and prints its address. */
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';

const HELP = `node scripts/kafka.mjs [--port N] [--dir FOLDER] [--heap MB]

Starts Apache Kafka (Java 17 or newer; its jars are fetched once with Maven) until Ctrl-C.
  --port N      port on 127.0.0.1 (default: a free one)
  --dir FOLDER  keep topics there (default: a temporary folder that goes at the end)
  --heap MB     memory of the JVM (default 512)
Then, elsewhere: KAFKA_BROKERS=127.0.0.1:N npm run test:kafka
`;

const require = createRequire(import.meta.url);
require('./source.cjs');
const { startKafka } = require('@onefront/local');

const options = { port: { type: 'string' }, dir: { type: 'string' }, heap: { type: 'string' }, help: { type: 'boolean', short: 'h' } };

async function main() {
  const { values } = parseArgs({ options });
  if (values.help) return void process.stdout.write(HELP);
  const number = (text) => (text === undefined ? undefined : Number(text));
  const kafka = await startKafka({ dir: values.dir, port: number(values.port), heapMb: number(values.heap), log: (line) => process.stderr.write(`${line}\n`) });
  process.stdout.write(`KAFKA_BROKERS=${kafka.brokers}\n`);
  process.stderr.write(`Kafka runs (process ${kafka.pid}, folder ${kafka.dir}). Ctrl-C ends it.\n`);
  // Everything is detached from our event loop, so something must hold the door open.
  const door = setInterval(() => undefined, 1 << 30);
  await new Promise((resolve) => ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach((signal) => process.once(signal, resolve)));
  clearInterval(door);
  await kafka.stop();
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
