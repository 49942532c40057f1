import { figure } from '../report/figure.js';
import { rounded } from '../harness/statistics.js';
import type { Report, Result } from '../types.js';
import { assumptions, clusterFor, limitsOf, type Cluster, type Costs } from './model.js';

const RATES = [1_000, 10_000, 100_000];
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const head = (cells: readonly string[]): string[] => [row(cells), row(cells.map((_, index) => (index === 0 ? '---' : '---:')))];

/** The generated part of docs/scaling.md: what was measured, the clusters that follow, and which part ends first. */
export function scalingTable(report: Report, costs: Costs, from: Result): string {
  return [measured(report, costs, from), clusters(RATES.map((rate) => clusterFor(costs, rate))), limits(costs)].join('\n\n');
}

function measured({ at, machine }: Report, costs: Costs, from: Result): string {
  const names = [...new Set([...Object.keys(costs.services), ...Object.keys(costs.databases)])];
  return [
    `### What was measured`, '',
    `${at.slice(0, 10)}, ${machine.cores} cores (${machine.cpu}), ${from.bus ?? ''}, 3 lines, ${from.clients} clients at ${figure(costs.measuredAt)} orders/s${machine.busy ? ' on a machine that was busy with other things' : ''}. CPU milliseconds per order:`, '',
    ...head(['', 'its processes', 'its database']), ...names.map((name) => row([name, figure(rounded(costs.services[name] ?? NaN)), figure(rounded(costs.databases[name] ?? NaN))])),
    ...(costs.kafka === undefined ? [] : [row(['Kafka, one copy', figure(rounded(costs.kafka)), ''])]), '',
    `${figure(rounded(costs.walBytes / 1000))} kB of write-ahead log and ${figure(rounded(costs.commits))} commits per order in all databases together${costs.hotSku === undefined ? '' : `; ${figure(costs.hotSku)} reservations/s on a single SKU by one process`}.`,
  ].join('\n');
}

function clusters(all: readonly Cluster[]): string {
  const [first] = all;
  const services = Object.keys(first!.processes).map((name) => row([`processes of ${name}`, ...all.map((one) => figure(one.processes[name]!))]));
  const databases = Object.keys(first!.databases).map((name) => row([`database of ${name}, cores`, ...all.map(({ databases: found }) => `${figure(found[name]!.cores)}${found[name]!.servers > 1 ? ` on ${figure(found[name]!.servers)} servers` : ''}`)]));
  const sum = (one: Cluster): number => Object.values(one.processes).reduce((total, count) => total + count, 0) + Object.values(one.databases).reduce((total, { cores }) => total + cores, 0) + (one.brokers ?? 0) * assumptions.brokerCores;
  return [
    '### What carries it', '', ...head(['orders per second', ...all.map(({ rate }) => figure(rate))]), ...services, ...databases,
    ...(first!.brokers === undefined ? [] : [row([`brokers of ${assumptions.brokerCores} cores`, ...all.map(({ brokers }) => figure(brokers!))])]),
    row(['partitions of a topic, at least', ...all.map((one) => figure(partitionsFor(one)))]),
    row(['write-ahead log, MB/s', ...all.map(({ walMbPerSecond }) => figure(rounded(walMbPerSecond)))]),
    row(['**cores in all**', ...all.map((one) => `**${figure(sum(one))}**`)]),
    row(['runs out first', ...all.map(({ beyond }) => (beyond.length === 0 ? 'nothing' : beyond.slice(0, 3).map(({ name }) => name).join(', ') + (beyond.length > 3 ? ` and ${beyond.length - 3} more` : '')))]),
  ].join('\n');
}

/** As many as the service with the most processes that read the log; the gateway's `http` reads none, and is counted as if it did. */
const partitionsFor = ({ processes }: Cluster): number => Math.max(...Object.values(processes));

function limits(costs: Costs): string {
  const rows = limitsOf(costs).map(({ name, of, at, then }) => row([name, of, figure(rounded(at)), then]));
  return ['### What saturates first', '', ...[row(['part', 'has', 'orders/s at which it is used up', 'then partition']), row(['---', '---', '---:', '---'])], ...rows].join('\n');
}
