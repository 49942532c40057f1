import type { Report, Result } from '../types.js';
import type { Costs } from './model.js';

const SERVICES = ['gateway', 'orders', 'inventory', 'customers', 'promotions', 'catalog'];

/** Costs of the 3-line order with the most clients that was measured, on Kafka where it was. Throws with what to run when there is none. */
export function costsOf({ results }: Report): { costs: Costs; from: Result } {
  const measured = results.filter((one) => one.suite === 'cpu' && one.lines === 3 && one.cpuMsPerOrder && one.postgresMsPerOrder);
  const onKafka = measured.filter((one) => one.bus === 'kafka');
  const [from] = (onKafka.length > 0 ? onKafka : measured).sort((a, b) => (b.clients ?? 0) - (a.clients ?? 0));
  if (!from) throw new Error('latest.json holds no CPU per order: npm run bench -- --only orders,cpu,reservations --merge');
  const cpu = from.cpuMsPerOrder!;
  const rate = results.find((one) => one.suite === 'orders' && one.series === 'orders-per-second' && one.bus === from.bus && one.clients === from.clients && one.lines === from.lines);
  const hot = results.find((one) => one.suite === 'reservations' && one.series === 'hot');
  return {
    from,
    costs: {
      services: Object.fromEntries(SERVICES.filter((name) => cpu[name] !== undefined).map((name) => [name, cpu[name]!])),
      databases: databasesOf(from), kafka: cpu['kafka'], walBytes: from.walBytesPerOrder ?? 0, commits: from.commitsPerOrder ?? 0,
      measuredAt: rate?.median ?? 0, hotSku: hot?.median,
    },
  };
}

/** Background work (write-ahead log, checkpoints, vacuum) goes to the databases in proportion to what their sessions used; the embedded log to nobody: Kafka takes its place. */
function databasesOf({ postgresMsPerOrder }: Result): Record<string, number> {
  const known = Object.entries(postgresMsPerOrder!).filter(([name]) => SERVICES.includes(name) || name === 'keyring');
  const sum = Object.entries(postgresMsPerOrder!).reduce((total, [name, ms]) => (name === 'background' ? total : total + ms), 0);
  const background = postgresMsPerOrder!['background'] ?? 0;
  return Object.fromEntries(known.map(([name, ms]) => [name, ms * (1 + background / Math.max(sum, 1e-9))]));
}
