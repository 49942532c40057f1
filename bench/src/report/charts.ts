import * as echarts from 'echarts';
import { LOAD } from '../harness/selling.js';
import type { Result } from '../types.js';

/** A picture and what it is called in the page. */
export interface Chart {
  readonly file: string;
  readonly title: string;
  readonly svg: string;
}

const WIDTH = 820;
const COLOURS = ['#2563a8', '#d9702b', '#2f8f5b', '#8a4fa3', '#b3353f', '#6b7280', '#c29a1c', '#0f8b8d', '#9c5a3c'];
const text = { fontFamily: 'Helvetica, Arial, sans-serif', color: '#1f2933' };

/** The charts that these results allow; one that lacks its figures is left out. */
export function chartsOf(results: readonly Result[]): Chart[] {
  return [latency(results), throughput(results), cpu(results), sideBySide(results), reads(results), growth(results)].filter((chart): chart is Chart => chart !== undefined);
}

function draw(file: string, title: string, option: echarts.EChartsOption, height = 380): Chart {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  chart.setOption({ animation: false, backgroundColor: '#ffffff', color: COLOURS, textStyle: text, title: { text: title, left: 12, top: 8, textStyle: { ...text, fontSize: 15, fontWeight: 'bold' } }, legend: { top: 36, left: 12, itemGap: 18, textStyle: text }, grid: { left: 64, right: 28, top: 78, bottom: 52 }, ...option });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return { file, title, svg };
}

const named = (name: string, gap = 30): object => ({ name, nameLocation: 'middle', nameGap: gap, nameTextStyle: text, axisLabel: { ...text }, axisLine: { lineStyle: { color: '#9aa5b1' } }, splitLine: { lineStyle: { color: '#e4e7eb' } } });
const label = ({ bus, lines }: Result): string => [bus, lines === undefined ? '' : `${lines} lines`].filter(Boolean).join(', ');
const ordersOf = (results: readonly Result[], series: string): Result[] => results.filter((one) => one.suite === 'orders' && one.series === series);

/** Results in groups by a label, each group a line over the number of clients. */
function overClients(found: readonly Result[], clients: readonly number[], suffix = ''): Array<{ name: string; data: Array<number | null> }> {
  const groups = [...new Set(found.map(label))];
  return groups.map((group) => ({ name: `${group}${suffix}`, data: clients.map((count) => found.find((one) => label(one) === group && one.clients === count)?.median ?? null) }));
}

const clientsOf = (found: readonly Result[]): number[] => [...new Set(found.map(({ clients }) => clients ?? 0))].sort((a, b) => a - b);

function latency(results: readonly Result[]): Chart | undefined {
  const lines = Math.min(...results.flatMap((one) => (one.suite === 'orders' ? [one.lines ?? Infinity] : [])));
  const [p50, p99] = ['p50', 'p99'].map((series) => ordersOf(results, series).filter((one) => one.lines === lines)) as [Result[], Result[]];
  const clients = clientsOf(p50);
  if (clients.length < 2) return undefined;
  const [solid, dashed] = [overClients(p50, clients, ', p50'), overClients(p99, clients, ', p99')];
  const series = [...solid.map((one, i) => ({ one, i, type: 'solid' as const })), ...dashed.map((one, i) => ({ one, i, type: 'dashed' as const }))]
    .map(({ one, i, type }) => ({ ...one, type: 'line' as const, symbolSize: 7, symbol: type === 'solid' ? 'circle' : 'emptyCircle', lineStyle: { width: 2, type, color: COLOURS[i]! }, itemStyle: { color: COLOURS[i]! } }));
  return draw('latency.svg', `Confirmation of an order of ${lines} lines by clients`, { xAxis: { type: 'category', data: clients.map(String), ...named('clients at once') }, yAxis: { type: 'log', ...named('milliseconds', 42) }, series });
}

function throughput(results: readonly Result[]): Chart | undefined {
  const found = ordersOf(results, 'orders-per-second');
  const clients = clientsOf(found);
  if (clients.length < 2) return undefined;
  const series = overClients(found, clients).map((one) => ({ ...one, type: 'line' as const, symbol: 'circle', symbolSize: 7, lineStyle: { width: 2 } }));
  return draw('throughput.svg', 'Orders confirmed per second by clients', { xAxis: { type: 'category', data: clients.map(String), ...named('clients at once') }, yAxis: { type: 'value', ...named('orders per second', 46) }, series });
}

/** One row per bus and lines: that of 32 clients, or of the most there are. */
function busiest(results: readonly Result[]): Result[] {
  return [...new Set(results.map(label))].map((group) => {
    const found = results.filter((one) => label(one) === group).sort((a, b) => (b.clients ?? 0) - (a.clients ?? 0));
    return found.find(({ clients }) => clients === 32) ?? found[0]!;
  });
}

/** Stacked bars: where the CPU of an order goes. Peers are left to their table: beside theirs, ours could not be seen. */
function cpu(results: readonly Result[]): Chart | undefined {
  const found = busiest(results.filter((one) => one.suite === 'cpu' && one.cpuMsPerOrder));
  if (found.length === 0) return undefined;
  const order = ['postgres', 'kafka', 'gateway', 'orders', 'inventory', 'promotions', 'customers', 'catalog'];
  const names = [...new Set(found.flatMap((one) => Object.keys(one.cpuMsPerOrder!)))].filter((name) => name !== LOAD).sort((a, b) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99));
  const rows = found.map((one) => `${label(one)}, ${one.clients} clients`);
  const series = names.map((name) => ({ name, type: 'bar' as const, stack: 'cpu', barMaxWidth: 34, data: found.map((one) => one.cpuMsPerOrder![name] ?? 0) }));
  return draw('cpu.svg', 'CPU of one confirmed order, by process', { xAxis: { type: 'value', ...named('CPU milliseconds per order') }, yAxis: { type: 'category', data: rows, inverse: true, axisLabel: { ...text }, axisLine: { lineStyle: { color: '#9aa5b1' } } }, grid: { left: 196, right: 28, top: 78, bottom: 52 }, series }, 150 + found.length * 52);
}

/** Bars of rates on a logarithmic axis, with the number at the end of each. */
function bars(rows: ReadonlyArray<{ readonly name: string; readonly value: number; readonly colour: string }>): echarts.EChartsOption {
  const least = Math.min(...rows.map(({ value }) => value));
  const from = 10 ** Math.floor(Math.log10(Math.max(least, 0.01)) - 0.3);
  return {
    legend: { show: false }, grid: { left: 260, right: 76, top: 46, bottom: 52 },
    xAxis: { type: 'log', min: from, startValue: from, ...named('per second, logarithmic') }, yAxis: { type: 'category', data: rows.map(({ name }) => name), inverse: true, axisLabel: { ...text }, axisLine: { lineStyle: { color: '#9aa5b1' } } },
    series: [{ type: 'bar', barMaxWidth: 22, data: rows.map(({ value, colour }) => ({ value, itemStyle: { color: colour } })), label: { show: true, position: 'right', ...text, formatter: ({ value }) => Number(value).toLocaleString('en') } }],
  };
}

const colourOf = (subject: string): string => (subject === 'onefront' ? COLOURS[0]! : subject === 'floor' ? COLOURS[5]! : COLOURS[1]!);

function sideBySide(results: readonly Result[]): Chart | undefined {
  const floors = results.filter(({ series }) => series === 'floor-7-round-trips' || series === 'floor-one-call' || series === 'floor-set-based');
  const rates = results.filter((one) => one.series === 'orders-per-second' && (one.lines ?? 3) === 3);
  const best = new Map<string, Result>();
  for (const one of rates) {
    const name = [one.subject, one.bus].filter(Boolean).join(' on ');
    if (one.median > (best.get(name)?.median ?? 0)) best.set(name, one);
  }
  if (best.size === 0 || floors.length + best.size < 2) return undefined;
  const rows = [...floors.map((one) => ({ name: one.name.replace(/, 500 orders a transaction/, ''), one })), ...[...best].map(([name, one]) => ({ name, one }))].sort((a, b) => b.one.median - a.one.median);
  return draw('side-by-side.svg', 'Orders of 3 lines per second: floors, Onefront, peers', bars(rows.map(({ name, one }) => ({ name, value: one.median, colour: colourOf(one.subject) }))), 110 + rows.length * 36);
}

function reads(results: readonly Result[]): Chart | undefined {
  const found = results.filter(({ suite, unit }) => suite === 'reads' && unit === 'requests/s');
  if (found.length === 0) return undefined;
  return draw('reads.svg', 'Reads per second beside a bare echo', { ...bars(found.map((one) => ({ name: one.name.replace(' connections', ' conn.').replace(/ of \d+ bytes/, ''), value: one.median, colour: colourOf(one.subject) }))), xAxis: { type: 'value', ...named('requests per second') } }, 110 + found.length * 36);
}

function growth(results: readonly Result[]): Chart | undefined {
  const axes = [['growth-skus', 'SKUs'], ['growth-locations', 'locations'], ['growth-orders', 'past orders']] as const;
  const series = axes.flatMap(([name, words]) => {
    const found = results.filter((one) => one.series === name).sort((a, b) => a.at! - b.at!);
    const base = found[0]?.median ?? 0;
    return found.length < 2 ? [] : [{ name: words, type: 'line' as const, symbol: 'circle', symbolSize: 7, lineStyle: { width: 2 }, data: found.map((one) => [one.at!, Math.round((one.median / base) * 100) / 100]) }];
  });
  if (series.length === 0) return undefined;
  return draw('growth.svg', 'Throughput of a growing shop, as a share of the smallest', { grid: { left: 64, right: 52, top: 78, bottom: 52 }, xAxis: { type: 'log', ...named('how many of them') }, yAxis: { type: 'value', min: 0, max: (range: { max: number }) => Math.max(1.2, Math.ceil(range.max * 10) / 10), ...named('ratio to the smallest', 42) }, series });
}
