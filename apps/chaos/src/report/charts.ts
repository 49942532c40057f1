import * as echarts from 'echarts';
import type { MemorySample, Outcome, Second, Struck } from '../types.js';
import { moment, percentile } from './words.js';

type Options = echarts.EChartsOption;

export interface Size {
  readonly width: number;
  readonly height: number;
}

const INK = '#1f2933';
const GRID = '#e3e8ee';
const COLOURS = { done: '#2f6f9f', refused: '#b08a2e', broken: '#c0392b', p50: '#2f6f9f', p99: '#8e44ad', fault: 'rgba(192, 57, 43, 0.13)', bar: '#52708a' };
/** As many points as a chart can show. */
const POINTS = 300;
/** Strikes that have a bar of their own; beyond, classes have one. */
const OWN_BARS = 24;
/** Strikes that are drawn as spans; more would cover everything, and are ticks along the foot. */
const OWN_SPANS = 60;
/** Widths are given, not measured: nobody knows here what fonts the reader has. */
const CHARACTER = 7.2;

/** One SVG, whole in itself. */
export function svg(option: Options, { width, height }: Size): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({ animation: false, textStyle: { fontFamily: 'Arial, sans-serif', color: INK }, ...option });
  const text = chart.renderToSVGString();
  chart.dispose();
  // What the library leaves for a script that would react to the mouse: there is none.
  return text.replace(/<style[\s\S]*?<\/style>/g, '').replace(/ (?:class="zr[^"]*"|ecmeta_\w+="[^"]*")/g, '');
}

interface Point { at: number; done: number; refused: number; broken: number; p50: number; p99: number }

/** Seconds drawn together so that a run of hours fits: sums as rates per second, latencies as the worst of their seconds. */
export function drawnTogether(series: readonly Second[]): Point[] {
  const size = Math.max(1, Math.ceil(series.length / POINTS));
  const points: Point[] = [];
  for (let from = 0; from < series.length; from += size) {
    const part = series.slice(from, from + size);
    const rate = (of: (one: Second) => number): number => part.reduce((sum, one) => sum + of(one), 0) / part.length;
    const worst = (of: (one: Second) => number): number => Math.max(...part.map(of));
    points.push({ at: part[0]!.at, done: rate((one) => one.done), refused: rate((one) => one.refused), broken: rate((one) => one.broken), p50: worst((one) => one.p50), p99: worst((one) => one.p99) });
  }
  return points;
}

const timeAxis = (end: number, narrow: boolean): echarts.XAXisComponentOption => ({
  type: 'value', min: 0, max: end, splitNumber: narrow ? 4 : 8, axisLabel: { color: INK, formatter: (value: number) => moment(value) }, splitLine: { show: false }, axisLine: { lineStyle: { color: INK } },
});
const valueAxis = (name: string, more: object = {}): echarts.YAXisComponentOption => ({
  type: 'value', name, nameLocation: 'end', nameTextStyle: { align: 'left', color: INK }, min: 0, splitLine: { lineStyle: { color: GRID } }, axisLabel: { color: INK }, ...more,
} as echarts.YAXisComponentOption);

/** Faults as numbered spans; a short one is drawn wide enough to be seen. */
function spans(struck: readonly Struck[], end: number): echarts.MarkAreaComponentOption {
  const least = end / 250;
  if (struck.length > OWN_SPANS) return {};
  return {
    silent: true, itemStyle: { color: COLOURS.fault, borderColor: COLOURS.broken, borderWidth: 0.5 }, label: { show: struck.length <= 40, position: 'insideTop', color: COLOURS.broken, fontSize: 10, fontWeight: 'bold' },
    data: struck.map((one, index) => [{ name: String(index + 1), xAxis: one.at }, { xAxis: Math.min(end, one.at + Math.max(one.ms, least)) }]),
  };
}

/** Faults that are too many for spans. */
function ticks(struck: readonly Struck[], foot: number): echarts.ScatterSeriesOption[] {
  if (struck.length <= OWN_SPANS) return [];
  return [{ name: 'faults', type: 'scatter', symbol: 'rect', symbolSize: [1, 7], itemStyle: { color: COLOURS.broken }, data: struck.map((one) => [one.at, foot]) }];
}

const legend = (names: readonly string[], narrow: boolean): echarts.LegendComponentOption => ({
  top: 0, right: 4, itemWidth: 14, itemGap: narrow ? 10 : 18, textStyle: { color: INK, fontSize: narrow ? 11 : 12, width: Math.max(...names.map((name) => name.length)) * CHARACTER }, data: [...names],
});

const endOf = ({ series, struck }: Outcome): number => Math.max(1_000, (series.at(-1)?.at ?? 0) + 1_000, ...struck.map((one) => one.at + one.ms));
const frame = (names: readonly string[], narrow: boolean): Options => ({ grid: { left: narrow ? 40 : 52, right: 20, top: narrow ? 62 : 44, bottom: 30 }, legend: legend(names, narrow) });
const also = (struck: readonly Struck[]): string[] => (struck.length > OWN_SPANS ? ['faults'] : []);

export function ordersChart(outcome: Outcome, narrow: boolean): Options {
  const end = endOf(outcome);
  const points = drawnTogether(outcome.series);
  const line = (of: keyof Point): Array<[number, number]> => points.map((point) => [point.at, Number(point[of].toFixed(2))]);
  return {
    ...frame(['confirmed', 'refused', 'broken off', ...also(outcome.struck)], narrow), xAxis: timeAxis(end, narrow), yAxis: valueAxis('per second'),
    series: [
      { name: 'confirmed', type: 'line', showSymbol: false, lineStyle: { color: COLOURS.done, width: 1.5 }, itemStyle: { color: COLOURS.done }, areaStyle: { color: COLOURS.done, opacity: 0.18 }, data: line('done'), markArea: spans(outcome.struck, end) },
      { name: 'refused', type: 'line', showSymbol: false, lineStyle: { color: COLOURS.refused, width: 1 }, itemStyle: { color: COLOURS.refused }, data: line('refused') },
      { name: 'broken off', type: 'line', showSymbol: false, lineStyle: { color: COLOURS.broken, width: 1 }, itemStyle: { color: COLOURS.broken }, data: line('broken') },
      ...ticks(outcome.struck, 0),
    ],
  };
}

export function latencyChart(outcome: Outcome, narrow: boolean): Options {
  const end = endOf(outcome);
  // Seconds in which nothing was answered have no latency; the gap is the news.
  const points = drawnTogether(outcome.series);
  const line = (of: 'p50' | 'p99'): Array<[number, number | null]> => points.map((point) => [point.at, point[of] > 0 ? Math.round(point[of]) : null]);
  const one = (name: 'p50' | 'p99'): echarts.LineSeriesOption => ({ name, type: 'line', showSymbol: false, lineStyle: { color: COLOURS[name], width: 1.5 }, itemStyle: { color: COLOURS[name] }, data: line(name) as never });
  return {
    ...frame(['p50', 'p99', ...also(outcome.struck)], narrow), xAxis: timeAxis(end, narrow),
    yAxis: valueAxis('ms', { type: 'log', min: 10, axisLabel: { color: INK, formatter: (value: number) => (value >= 1_000 ? `${value / 1_000} s` : String(value)) } }),
    series: [{ ...one('p50'), markArea: spans(outcome.struck, end) }, one('p99'), ...ticks(outcome.struck, 10)],
  };
}

/** How long it took until orders flowed as before: a bar per strike, or of a long run the worst and the usual of each class. */
export function recoveryChart({ struck, goals }: Outcome, narrow: boolean): { option: Options; rows: number } {
  const single = struck.length <= OWN_BARS;
  const short = (text: string): string => (narrow && text.length > 20 ? `${text.slice(0, 19)}…` : text);
  const classes = [...new Set(struck.map((one) => one.fault))];
  const rows = single
    ? struck.map((one, index) => ({ name: short(`${index + 1} ${one.fault}`), usual: one.recoveryMs, worst: one.recoveryMs }))
    : classes.map((fault) => {
      const times = struck.filter((one) => one.fault === fault).map((one) => one.recoveryMs);
      return { name: short(`${fault} (${times.length})`), usual: percentile(times, 50), worst: Math.max(...times) };
    });
  const limits = goals.filter((goal) => /recovery/i.test(goal.name) && goal.unit === 's');
  const seconds = (ms: number): number => Number((ms / 1_000).toFixed(2));
  const bars = (name: string, of: 'usual' | 'worst', opacity: number): echarts.BarSeriesOption => ({
    name, type: 'bar', barGap: '-100%', barMaxWidth: 16, itemStyle: { color: opacity < 0.5 ? '#c3ced8' : COLOURS.bar }, data: rows.map((row) => seconds(row[of])),
    label: { opacity: 1, show: of === 'worst', position: 'right', color: INK, formatter: ({ value }) => `${String(value)} s` },
  });
  const lines: echarts.MarkLineComponentOption = { silent: true, symbol: 'none', lineStyle: { color: COLOURS.broken, type: 'dashed' }, label: { position: 'start', color: COLOURS.broken, formatter: ({ name }) => String(name) }, data: limits.map((goal) => ({ name: `${goal.limit} s`, xAxis: goal.limit })) };
  return {
    rows: rows.length,
    option: {
      grid: { left: 14 + Math.max(...rows.map((row) => row.name.length)) * (narrow ? 6 : CHARACTER), right: 60, top: 28, bottom: 24 }, ...(single ? {} : { legend: legend(['worst', 'half within'], narrow) }),
      xAxis: { type: 'value', min: 0, axisLabel: { color: INK, formatter: '{value} s' }, splitLine: { lineStyle: { color: GRID } } },
      yAxis: { type: 'category', inverse: true, data: rows.map((row) => row.name), axisLabel: { color: INK, fontSize: narrow ? 10 : 12 }, axisTick: { show: false } },
      series: single ? [{ ...bars('recovery', 'worst', 0.9), markLine: lines }] : [{ ...bars('worst', 'worst', 0.35), markLine: lines }, bars('half within', 'usual', 0.95)],
    },
  };
}

/** Memory by service: the largest of its processes. */
export function memoryChart({ memory }: Outcome, narrow: boolean): Options {
  const services = [...new Set(memory.flatMap((sample) => Object.keys(sample.rss).map(serviceOf)))].sort();
  const step = Math.max(1, Math.ceil(memory.length / POINTS));
  const some = memory.filter((_, index) => index % step === 0);
  const largest = (sample: MemorySample, service: string): number | null => {
    const sizes = Object.entries(sample.rss).filter(([member, bytes]) => serviceOf(member) === service && bytes > 0).map(([, bytes]) => bytes);
    return sizes.length > 0 ? Math.round(Math.max(...sizes) / 1_048_576) : null;
  };
  return {
    ...frame(services, narrow), grid: { left: narrow ? 44 : 52, right: 20, top: narrow ? 100 : 64, bottom: 30 }, xAxis: timeAxis(memory.at(-1)?.at ?? 1_000, narrow), yAxis: valueAxis('MB'),
    series: services.map((service) => ({ name: service, type: 'line', showSymbol: false, lineStyle: { width: 1.2 }, data: some.map((sample) => [sample.at, largest(sample, service)]) as never })),
  };
}

const serviceOf = (member: string): string => member.replace(/-\d+$/, '');
