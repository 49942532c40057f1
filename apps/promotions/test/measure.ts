/**
 * How many orders per second promotions prices, through the consumer and its outbox, on a database of its own:
 * `ONEFRONT_TEST_PG=postgres://... node --require ./scripts/source.cjs apps/promotions/test/measure.ts [orders]`.
 * 3 lines per order, 20 active promotions, batches of 500 and of 1, one process.
 */
import type { Outbound } from '@onefront/contracts';
import { batchOf } from '@onefront/testing';
import { price, type Rules } from '../src/domain/pricing/index.js';
import { amountOff, line, percentage, promotion, request, shipping, vat } from './builders.js';
import { placed, promotions, put } from './house.js';

const tags = ['new', 'sale', 'home'];
const lines = [line('1', 1999, { quantity: 2, product: { tags, brand: 'Lumen', categories: ['home/lighting'] } }), line('2', 555, { product: { brand: 'Other' } }), line('3', 10_100, { quantity: 3 })];
const effects = [percentage('5', 'lines', { match: { brands: ['Lumen'] } }), amountOff(100, 'order'), percentage('3', 'order'), { type: 'cheapest-free', buy: 5, get: 1 } as const, amountOff(50, 'shipping')];
const all = Array.from({ length: 20 }, (_, index) => promotion(`p-${index}`, effects[index % effects.length]!, { stacking: { priority: index, combinable: index % 4 !== 0, group: index % 8 ? 'a' : 'b' } }));

async function main(): Promise<void> {
  const orders = Number(process.argv[2] ?? 10_000);
  const rules: Rules = { promotions: all, taxRates: [vat()], shippingRates: [shipping(495)] };
  measure('pure price()', orders, () => { for (let i = 0; i < orders; i++) price(request(lines), rules); });
  const owner = await promotions();
  await owner.deliver(...all.map(({ id, rule }) => put(id, rule.effects[0]!, rule)));
  const make = (name: string, n: number): Outbound[] => Array.from({ length: n }, (_, index) => placed(`${name}-${index}`, { pricing: { lines } }));
  for (const size of [500, 500, 50, 1]) {
    const n = size === 1 ? Math.min(orders, 1_000) : orders;
    const batches = Array.from({ length: Math.ceil(n / size) }, (_, index) => batchOf('promotions', make(`s${size}-${Math.random()}-${index}`, Math.min(size, n))));
    await measureAsync(`batches of ${size}`, n, async () => { for (const batch of batches) await owner.consumer.onBatch(batch); });
    await owner.deliver();
  }
  await owner.close();
}

function measure(what: string, n: number, work: () => void): void {
  const started = performance.now();
  const cpu = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(cpu);
  report(what, n, performance.now() - started, (user + system) / 1000 / n);
}
async function measureAsync(what: string, n: number, work: () => Promise<void>): Promise<void> {
  const started = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  report(what, n, performance.now() - started, (user + system) / 1000 / n);
}
function report(what: string, n: number, ms: number, cpuMs?: number): void {
  process.stdout.write(`${what.padEnd(16)} ${Math.round((n / ms) * 1000)} orders/s${cpuMs === undefined ? '' : `, ${cpuMs.toFixed(2)} ms CPU of this process per order`}\n`);
}
main().catch((error) => { process.stderr.write(`${(error as Error).stack}\n`); process.exitCode = 1; });
