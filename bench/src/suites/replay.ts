import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../harness/crew.js';
import { startOnefront, type Onefront } from '../harness/onefront.js';
import { cpuPerOrder, cpuSeconds } from '../harness/proc.js';
import { oneBus, type Bench, type Suite } from '../harness/suite.js';
import type { Bus } from '../types.js';

const suite = 'replay';
const FILE = 'online-retail-2010-12_2011-03.csv.gz';

interface Told {
  readonly documents: number;
  readonly orders: number;
  readonly lines: number;
  readonly seconds: number;
  readonly latencies: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly results: ReadonlyArray<{ readonly what: string; readonly ok: boolean }>;
}

/** Real baskets of a real shop, as `npm run replay` sends them, reconciled to the penny. */
export const replay: Suite = {
  names: [suite],
  about: 'replay of real transactions (UCI Online Retail), reconciled with the file; needs the file in --data',
  async run(bench) {
    const file = join(bench.options.data, FILE);
    if (!existsSync(file)) return bench.skip(suite, `there is no ${file}; name the folder with --data`);
    for (const bus of oneBus(bench.options)) await onBus(bench, { bus, file });
  },
};

async function onBus(bench: Bench, { bus, file }: { readonly bus: Bus; readonly file: string }): Promise<void> {
  const { ground, options, live } = bench;
  const to = options.short ? '2010-12-02' : '2010-12-04';
  live.say(`starting Onefront on ${bus}`);
  const world = await startOnefront(ground, { bus });
  try {
    live.say(`replaying ${FILE} until ${to}`);
    const before = cpuSeconds(world.watched());
    const told = await replayed(world, { file, to, folder: ground.folder });
    const cpuMsPerOrder = cpuPerOrder(before, cpuSeconds(world.watched()), told.orders);
    note(bench, { bus, told, cpuMsPerOrder, to });
  } finally {
    await world.stop();
  }
}

async function replayed(world: Onefront, { file, to, folder }: { readonly file: string; readonly to: string; readonly folder: string }): Promise<Told> {
  const credentials = join(folder, 'replay-credentials.json');
  writeFileSync(credentials, JSON.stringify(world.access), { mode: 0o600 });
  const journals = join(root, 'var/replay');
  const earlier = new Set(existsSync(journals) ? readdirSync(journals) : []);
  const child = spawn(process.execPath, ['apps/cli/dist/replay-file.js', file, '--to', to, '--credentials', credentials, '--json'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, error] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { error += chunk.toString(); });
  await new Promise((resolve) => child.once('close', resolve));
  // Its note of what was sent is of no use to a world that ends now.
  for (const name of existsSync(journals) ? readdirSync(journals) : []) if (!earlier.has(name)) rmSync(join(journals, name), { force: true });
  if (!out.includes('{')) throw new Error(`the replay did not end well: ${error.slice(-400)}`);
  return JSON.parse(out.slice(out.indexOf('{'))) as Told;
}

function note(bench: Bench, { bus, told, cpuMsPerOrder, to }: { readonly bus: Bus; readonly told: Told; readonly cpuMsPerOrder: Record<string, number>; readonly to: string }): void {
  const wrong = told.results.filter(({ ok }) => !ok);
  const errors = { count: wrong.length, of: told.results.length, examples: wrong.map(({ what }) => `does not reconcile: ${what}`).slice(0, 5) };
  const notes = [`${told.documents} documents (sales, returns, write-offs) until ${to} at 48 at a time, ${(told.lines / Math.max(1, told.orders)).toFixed(1)} lines per order; ${told.results.length} sums compared with the file${wrong.length === 0 ? ', all equal' : ''}; CPU includes laying the products`];
  const common = { subject: 'onefront', bus, errors, requestsPerOrder: 1 };
  bench.add(suite, { ...common, name: 'UCI Online Retail, orders', series: 'replay', unit: 'orders/s', better: 'more', rounds: [told.orders / told.seconds], cpuMsPerOrder, notes });
  bench.add(suite, { ...common, name: 'UCI Online Retail, lines', series: 'replay-lines', unit: 'lines/s', better: 'more', rounds: [told.lines / told.seconds] });
  bench.add(suite, { ...common, name: 'UCI Online Retail, p99', series: 'replay-p99', unit: 'ms', better: 'less', rounds: [told.latencies.p99] });
}
