import { testBrokers } from '@onefront/testing';
import { openShop, orders, startWorld, stockProduct, type Till, type World } from '../src/index.js';

/** Issue: 10,000 times. `npm test` has to be quick. */
const TIMES = testBrokers() ? 10_000 : 500;
/** Writers at once: with more of them, more share a group commit and a batch. */
const WORKERS = 32;
const UNITS = 1_000_000;

describe('read your writes, with three gateways', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ processes: { gateway: 3 }, environment: { gateway: { CHECK_ANSWERS: 'false' } } });
    await openShop(world.till);
  }, 120_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
  }, 60_000);

  it(`a read at one gateway sees what another has answered, ${TIMES} times`, async () => {
    const skus = await Promise.all(Array.from({ length: WORKERS }, (_, worker) => stockProduct(world.till, `RYW-${worker}`, { leeds: UNITS })));
    const stale: string[] = [];
    let done = 0;
    const worker = async (sku: string, offset: number): Promise<void> => {
      let units = UNITS;
      for (let n = 0; done < TIMES; n += 1) {
        done += 1;
        const [writer, reader] = [world.tills[(n + offset) % 3]!, world.tills[(n + offset + 1 + (n % 2)) % 3]!];
        units = await (n % 10 === 0 ? sell(writer, reader, { sku, units, stale }) : receive(writer, reader, { sku, units, stale }));
      }
    };
    const started = performance.now();
    await Promise.all(skus.map(worker));
    process.stderr.write(`${world.bus}: ${done} writes, each read at another gateway, in ${((performance.now() - started) / 1000).toFixed(1)} s; stale: ${stale.length}\n`);
    expect(stale).toEqual([]);
  }, 600_000);

  interface Round { readonly sku: string; readonly units: number; readonly stale: string[] }

  async function receive(writer: Till, reader: Till, { sku, units, stale }: Round): Promise<number> {
    await writer.must('POST', '/v1/stock/movements', { movements: [{ sku, location: 'leeds', quantity: 1, reason: 'receipt' }] });
    const { onHand } = await reader.stock(sku);
    if (onHand !== units + 1) stale.push(`${sku}: ${onHand} after ${units} + 1`);
    return units + 1;
  }

  async function sell(writer: Till, reader: Till, { sku, units, stale }: Round): Promise<number> {
    const { status, body } = await writer.order(orders.till(sku));
    expect(status).toBe(201);
    const [order, stock] = await Promise.all([reader.get(`/v1/orders/${body.id}`), reader.stock(sku)]);
    if (order.status !== 200 || order.body.status !== 'fulfilled') stale.push(`${body.id}: ${order.status} ${order.body.status}`);
    if (stock.onHand !== units - 1) stale.push(`${sku}: ${stock.onHand} after ${units} - 1`);
    return units - 1;
  }
});
