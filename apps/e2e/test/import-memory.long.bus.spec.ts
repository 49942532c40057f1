import { existsSync, readFileSync } from 'node:fs';
import { ended, openShop, percentile, sendFile, startWorld, statusOf, type World } from '../src/index.js';

/** `IMPORT_MB=200` is the size of the claim; the suite runs a small one and asserts no figure. */
const MB = Number(process.env['IMPORT_MB'] ?? 6);
/** Greatest old space of the gateway in MB, whatever the size of the file. */
const HEAP = 128;
const DESCRIPTION = 'Hand-finished in Sheffield from recycled brass; see the sheet of its maker. '.repeat(240);
const HEADER = 'sku,name,price.amount,price.currency,description\n';

/** A row is about 18 kB. */
const rowOf = (index: number): string => `BIG-${index},Product ${index},1.00,GBP,"${index} ${DESCRIPTION}"\n`;
const ROWS = Math.floor((MB * 1024 * 1024 - HEADER.length) / (rowOf(100_000).length + 2));

function* file(): Generator<string> {
  yield HEADER;
  for (let index = 0; index < ROWS; index += 1) yield rowOf(index);
}

/** Resident megabytes of a process; undefined where the system does not tell. */
function residentMb(pid: number): number | undefined {
  const status = `/proc/${pid}/status`;
  return existsSync(status) ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1]) / 1024 : undefined;
}

describe(`a file of ${MB} MB in a gateway with ${HEAP} MB of heap`, () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ environment: { gateway: { CHECK_ANSWERS: 'false', NODE_OPTIONS: `--max-old-space-size=${HEAP}` } } });
    await openShop(world.till);
  }, 180_000);
  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
  }, 60_000);

  it('is taken to its end while others write', async () => {
    const { pid } = world.process('gateway-1');
    for (let index = 0; index < 50; index += 1) await world.till.must('PUT', `/v1/products/WARM-${index}`, { name: 'Warm', price: { amount: '1.00', currency: 'GBP' } });
    const before = residentMb(pid) ?? 0;
    let most = before;
    const watching = setInterval(() => { most = Math.max(most, residentMb(pid) ?? 0); }, 100);
    const waits: number[] = [];
    const began = performance.now();
    try {
      let sending = true;
      const write = async (index: number): Promise<void> => {
        const from = performance.now();
        await world.till.must('PUT', `/v1/products/HAND-${index}`, { name: 'By hand', price: { amount: '1.00', currency: 'GBP' } });
        waits.push(performance.now() - from);
      };
      const writing = (async () => { for (let index = 0; sending; index += 1) await write(index); })();
      const id = await sendFile(world.till, { kind: 'products', name: 'big.csv', pieces: file() });
      const sent = performance.now();
      sending = false;
      await writing;
      for (let index = 100_000; (await statusOf(world.till, id)).status === 'running'; index += 1) await write(index);
      const done = await ended(world.till, id, 120_000);
      expect(done).toMatchObject({ status: 'done', rows: ROWS, accepted: ROWS, rejected: 0, progress: { percent: 100 } });
      const seconds = (performance.now() - began) / 1000;
      process.stderr.write(`${JSON.stringify({
        bus: world.bus, megabytes: MB, rows: ROWS, heapMb: HEAP, uploadSeconds: Math.round((sent - began) / 100) / 10, seconds: Math.round(seconds), residentMb: { before: Math.round(before), most: Math.round(most), growth: Math.round(most - before) },
        interactiveMs: { writes: waits.length, p50: Math.round(percentile(waits, 0.5)), p99: Math.round(percentile(waits, 0.99)), greatest: Math.round(Math.max(...waits)) },
      })}\n`);
    } finally {
      clearInterval(watching);
    }
    expect(world.process('gateway-1').alive).toBe(true);
  }, 900_000);
});
