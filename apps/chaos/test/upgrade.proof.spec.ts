import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { waitFor } from '@onefront/testing';
import { openShop, startWorld, stockProduct, type RunningProcess, type World } from '@onefront/e2e';
import { checkout } from '../src/cluster/build-copy.js';
import { FrontDoor } from '../src/upgrade/front-door.js';
import { fixture, openRelease } from '../src/upgrade/release.js';
import { SKUS, SteadyLoad } from '../src/upgrade/steady-load.js';

/** Hearers before tellers. */
const services = ['gateway', 'promotions', 'orders', 'inventory', 'customers', 'catalog'] as const;
const UNITS = 100_000;

/** R23, R45, R46: release N is replaced by this build process by process, under load, with one service rolled back half way. */
describe('an upgrade under load', () => {
  let folder: string;
  let before: string;
  let world: World;
  let doors: { gateway: FrontDoor; promotions: FrontDoor };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'onefront-upgrade-'));
    before = join(folder, 'before');
    await openRelease(fixture('0.1.0'), before);
    doors = { gateway: await FrontDoor.open(), promotions: await FrontDoor.open() };
    const processes = Object.fromEntries(services.map((name) => [name, 2]));
    world = await startWorld({ build: before, processes, environment: { gateway: { CHECK_ANSWERS: 'false', PROMOTIONS_URL: doors.promotions.url } } });
    for (const name of ['gateway', 'promotions'] as const) await doors[name].serve([1, 2].map((n) => backend(world.process(`${name}-${n}`))));
    await openShop(world.till);
    for (const sku of SKUS) await stockProduct(world.till, sku, { leeds: UNITS, derby: UNITS });
    await world.till.must('PUT', '/v1/promotions/upgrade', { name: 'Upgrade', channels: ['web'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
    await world.till.must('POST', '/v1/coupons', { promotion: 'upgrade', code: 'UPGRADE', limit: UNITS });
  }, 120_000);

  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    await world?.close();
    for (const door of Object.values(doors ?? {})) await door.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('fails no request, loses nothing and does nothing twice', async () => {
    const load = new SteadyLoad(doors.gateway.url, world.credentials, 4);
    try {
      await flows(load);
      await migrate(world);
      await flows(load);
      for (const name of services) {
        await replace(name, checkout, load);
        if (name !== 'orders') continue;
        await replace(name, before, load);
        await replace(name, checkout, load);
      }
      await flows(load);
    } finally {
      await load.stop();
    }
    expect(load.failed).toEqual([]);
    expect(Object.values(doors).map((door) => door.turnedAway)).toEqual([0, 0]);
    const found = await everyOrder();
    expect([...found].filter(([, ids]) => ids.length > 1)).toEqual([]);
    expect(load.sold.filter(({ order, key }) => found.get(key)?.[0] !== order)).toEqual([]);
    expect(found.size).toBe(load.sold.length);
    expect((await world.verify()).broken).toEqual([]);
    process.stderr.write(`upgrade on ${world.bus}: ${load.requests} requests, ${load.sold.length} orders, ${load.quotesLate} quotes asked for again, ${services.length * 2 + 4} processes replaced\n`);
  }, 420_000);

  /** Both processes of a service, one after the other: asked to end, and started again from that build. */
  async function replace(name: string, build: string, load: SteadyLoad): Promise<void> {
    for (const one of [1, 2].map((n) => world.process(`${name}-${n}`))) {
      const begun = Date.now();
      expect([one.name, await one.stop()]).toEqual([one.name, 0]);
      const ended = Date.now();
      await one.restart(build);
      process.stderr.write(`${one.name} ended in ${ended - begun} ms, started in ${Date.now() - ended} ms; ${load.requests} requests, ${load.sold.length} orders, ${load.failed.length} failed, ${load.quotesLate} quotes late\n`);
    }
    await flows(load);
  }

  /** Orders go on being confirmed. */
  async function flows(load: SteadyLoad): Promise<void> {
    const reached = load.sold.length + 20;
    await waitFor(() => load.sold.length >= reached, { timeoutMs: 60_000, what: `orders to go on; failed so far: ${load.failed.slice(0, 3).join(' | ')}` });
  }

  async function everyOrder(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (let cursor = ''; ;) {
      const { body } = await world.till.get(`/v1/orders?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      for (const { id, channel, externalId } of body.items) found.set(`${channel}/${externalId}`, [...(found.get(`${channel}/${externalId}`) ?? []), id]);
      if (!body.nextCursor) return found;
      cursor = body.nextCursor;
    }
  }
});

const backend = ({ planned }: RunningProcess) => ({ port: Number(planned.env['HTTP_PORT']), ready: planned.ready });

/** What the chart's Job does before any process of the new release runs, while the old ones serve. */
async function migrate(world: World): Promise<void> {
  for (const name of services) {
    const { script, env } = world.process(`${name}-1`).planned;
    await promisify(execFile)(process.execPath, [script, '--migrate'], { cwd: checkout, env: { ...process.env, ...env } });
  }
}
