/**
 * A model of a cluster from what one order costs on one machine. Pure arithmetic; every number that is not measured is an assumption
 * with a name, and stands in the table that is made of it.
 */

export interface Costs {
  /** CPU milliseconds per order of each service's processes. */
  readonly services: Readonly<Record<string, number>>;
  /** CPU milliseconds per order in each service's database, PostgreSQL's own background work shared out. */
  readonly databases: Readonly<Record<string, number>>;
  /** CPU milliseconds per order in the broker; undefined when it was measured on the embedded log. */
  readonly kafka: number | undefined;
  readonly walBytes: number;
  readonly commits: number;
  /** Orders per second of the run that the costs come from. */
  readonly measuredAt: number;
  /** Reservations per second on one SKU in batches, one process. */
  readonly hotSku: number | undefined;
}

export interface Assumptions {
  /** Share of a core that is planned with; the rest is for peaks, failures and other work. */
  readonly use: number;
  /** Cores of the largest PostgreSQL server that is planned with, one primary per service. */
  readonly databaseCores: number;
  /** Partitions of every topic: no service has more working processes than that. */
  readonly partitions: number;
  /** Copies of each record that Kafka keeps. */
  readonly replicas: number;
  readonly brokerCores: number;
  /** Write-ahead log per second that one server takes, bytes. */
  readonly walPerSecond: number;
}

export const assumptions: Assumptions = { use: 0.6, databaseCores: 32, partitions: 24, replicas: 3, brokerCores: 8, walPerSecond: 400e6 };

export interface Part {
  readonly name: string;
  /** What it runs out of. */
  readonly of: string;
  /** Orders per second at which it has none left. */
  readonly at: number;
  readonly then: string;
}

/** CPU cores that `ms` per order fill at this rate, with room left. */
export function coresFor(ms: number, rate: number, { use }: Assumptions): number {
  return (ms * rate) / 1000 / use;
}

export interface Cluster {
  readonly rate: number;
  /** Processes of each service, a core each. */
  readonly processes: Readonly<Record<string, number>>;
  /** Cores of each service's database, and how many servers of the largest size that is. */
  readonly databases: Readonly<Record<string, { readonly cores: number; readonly servers: number }>>;
  readonly brokers: number | undefined;
  readonly walMbPerSecond: number;
  /** Parts that a single one of is not enough for at this rate, the first to run out first. */
  readonly beyond: readonly Part[];
}

export function clusterFor(costs: Costs, rate: number, given: Assumptions = assumptions): Cluster {
  const cores = (ms: number): number => coresFor(ms, rate, given);
  const processes = Object.fromEntries(Object.entries(costs.services).map(([name, ms]) => [name, Math.max(2, Math.ceil(cores(ms)))]));
  const databases = Object.fromEntries(Object.entries(costs.databases).map(([name, ms]) => [name, { cores: Math.max(1, Math.ceil(cores(ms))), servers: Math.max(1, Math.ceil(cores(ms) / given.databaseCores)) }]));
  const brokers = costs.kafka === undefined ? undefined : Math.max(given.replicas, Math.ceil((cores(costs.kafka) * given.replicas) / given.brokerCores));
  return { rate, processes, databases, brokers, walMbPerSecond: (costs.walBytes * rate) / 1e6, beyond: limitsOf(costs, given).filter(({ at }) => at < rate) };
}

/** Every part of which there is one only, or a fixed number, and the rate at which it is used up; the first to go first. */
export function limitsOf(costs: Costs, given: Assumptions = assumptions): Part[] {
  const ofDatabases = Object.entries(costs.databases).map(([name, ms]): Part => ({
    name: `database of ${name}`, of: `${given.databaseCores} cores`, at: (given.databaseCores * given.use * 1000) / ms, then: partitionOf(name),
  }));
  const ofServices = Object.entries(costs.services).map(([name, ms]): Part => ({
    name: `processes of ${name}`, of: `${given.partitions} partitions`, at: (given.partitions * given.use * 1000) / ms, then: 'more partitions, chosen when the installation is made',
  }));
  const total = Object.values(costs.databases).reduce((sum, ms) => sum + ms, 0);
  const busiest = Math.max(...Object.values(costs.databases)) / total;
  const wal: Part = { name: 'write-ahead log of the busiest database', of: `${given.walPerSecond / 1e6} MB/s`, at: given.walPerSecond / (costs.walBytes * busiest), then: 'its own disk first, then the same partition of its rows' };
  return [...ofDatabases, ...ofServices.filter(({ name }) => name !== 'processes of gateway'), wal].sort((a, b) => a.at - b.at);
}

/** Where a service's rows can be cut so that no transaction has to reach over the cut. */
function partitionOf(service: string): string {
  switch (service) {
    case 'orders': return 'by order id: no transaction of orders touches two orders';
    case 'inventory': return 'by region of locations (a channel sells from one region), since one order locks several SKUs in one transaction';
    case 'customers': return 'by customer id, with the blind indexes of e-mail and phone as a directory in front';
    case 'promotions': return 'by order id; coupon limits by coupon code';
    case 'gateway': return 'views by kind, then by key: they are copies, and each can live on a server of its own; operations by client';
    case 'catalog': return 'by SKU';
    case 'keyring': return 'by key id';
    default: return 'by its key';
  }
}
