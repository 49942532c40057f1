import { createBusDriver, type BusConfig } from '@onefront/bus';
import { openDatabase, startRelay } from '../src/index.js';

/** One relay in a process of its own, to be stopped and continued from outside. */
async function main([url, config, leaseMs]: string[]): Promise<void> {
  const database = await openDatabase({ url: url!, service: 'orders', maxConnections: 2 });
  const bus = createBusDriver(JSON.parse(config!) as BusConfig);
  startRelay(database, await bus.producer(), { leaseMs: Number(leaseMs) });
  process.stdout.write('ready\n');
  process.stdin.resume().on('end', () => process.exit(0));
}

void main(process.argv.slice(2));
