import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ownerUnderTest, waitFor, type Owner } from '@onefront/testing';
import { streamEvents, type StreamOptions } from '../src/feed/event-stream.js';
import { Feed } from '../src/feed/feed.js';
import { sequence } from '../src/feed/sequencer.js';
import { projector } from '../src/index.js';
import { migrations } from '../src/persistence/index.js';
import { clearAway } from '../src/persistence/retention.js';
import { Networks } from '../src/views/network.js';
import { Stock } from '../src/views/stock.js';
import { viewerOf } from '../src/views/viewer.js';
import { openStream } from './support/event-reader.js';

const MANY = 100_000;
const everything = viewerOf({ id: 'shop', scopes: ['stock:read:locations'], channels: null });

describe('a stream of events', () => {
  let owner: Owner;
  let server: Server;
  let slices = 0;
  let begun = 0;
  let ended = 0;
  let options: Partial<StreamOptions> = {};
  const stopping = new AbortController();
  beforeAll(async () => {
    owner = await ownerUnderTest({ service: 'gateway', migrations, work: projector });
    const feed = new Feed(owner.database, stopping.signal);
    server = createServer((_request, response) => {
      begun += 1;
      void streamEvents(feed, response, { from: 0, types: undefined, viewer: async () => { slices += 1; return everything; }, ...options }).finally(() => { ended += 1; response.end(); });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await sql(`insert into feed_event (event_id, type, subject, at, body) select 'e/' || n, 'order.confirmed', 's-' || n % 50, clock_timestamp(), json_build_object('n', n, 'text', repeat('x', 200)) from generate_series(1, ${MANY}) n`);
    while (await sequence(owner.database, 'test'));
  }, 120_000);
  afterAll(async () => {
    stopping.abort();
    server?.closeAllConnections();
    await waitFor(() => ended === begun, { timeoutMs: 30_000, what: 'all streams to end' });
    await new Promise((resolve) => server.close(resolve));
    await owner?.close();
  });
  const sql = async <R>(text: string, values: unknown[] = []) => (await owner.database.pool.query(text, values)).rows as R[];
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  it(`gives ${MANY} events in order, page by page`, async () => {
    slices = 0;
    const stream = await openStream(url(), 'none');
    let last = 0;
    for await (const { position, data } of stream.events()) {
      if (position !== last + 1 || data.data.n !== position) throw new Error(`${position} came after ${last}`);
      last = position;
      if (last === MANY) break;
    }
    stream.close();
    await waitFor(() => ended === begun);
    expect([last, slices]).toEqual([MANY, MANY / 500]);
  }, 240_000);

  it('reads no further than is taken, and lets go of who takes nothing', async () => {
    [slices, options] = [0, { stallMs: 500 }];
    const before = ended;
    const response = await new Promise<IncomingMessage>((resolve) => get(url(), resolve));
    response.pause();
    await waitFor(() => ended > before, { timeoutMs: 60_000, what: 'the reader to be let go' });
    // What the network holds by itself, and no more.
    expect(slices).toBeLessThan(MANY / 500);
    response.destroy();
    options = {};
  }, 90_000);

  it('says now and then that it is still there', async () => {
    options = { from: MANY, heartbeatMs: 50 };
    const stream = await openStream(url(), 'none');
    void stream.events().next();
    await waitFor(() => stream.asides.filter((aside) => aside.includes('still here')).length >= 3, { timeoutMs: 30_000, what: 'three heartbeats' });
    stream.close();
    options = {};
  });

  it('does not pass over in silence what is cleared away under a slow reader', async () => {
    const stream = await openStream(url(), 'none');
    const events = stream.events();
    await events.next();
    await sql('delete from feed_event where position <= 90000');
    let last = 1;
    for await (const { position } of events) {
      expect(position).toBe(last + 1);
      last = position;
    }
    expect(last).toBeLessThanOrEqual(90_000);
  }, 60_000);
});

describe('what is past its time', () => {
  let owner: Owner;
  beforeAll(async () => { owner = await ownerUnderTest({ service: 'gateway', migrations, work: projector }); });
  afterAll(() => owner?.close());
  const sql = async <R>(text: string, values: unknown[] = []) => (await owner.database.pool.query(text, values)).rows as R[];

  it('goes, but for the version that says what stock was at the beginning of what is kept', async () => {
    await sql(`insert into feed_event (event_id, type, subject, at, body) select 'old/' || n, 'stock.changed', 's', now() - make_interval(days => n), '{}' from generate_series(0, 20) n`);
    while (await sequence(owner.database, 'test'));
    const level = (onHand: number) => JSON.stringify([{ location: 'leeds', onHand, unavailable: 0, reserved: 0 }]);
    const entry = JSON.stringify([{ location: 'leeds', reason: 'receipt', onHand: 1, unavailable: 0, reserved: 0 }]);
    for (let version = 1; version <= 10; version += 1) await sql(`insert into stock_history (sku, version, at, levels, entries) values ('A', $1, now() - make_interval(days => $2), $3, $4)`, [version, (11 - version) * 10, level(version), entry]);
    await sql(`insert into stock_view (sku, version, as_of, levels) values ('A', 10, now(), $1)`, [level(10)]);
    expect(await clearAway(owner.database, { historyDays: 0 })).toBe(14);
    expect(await clearAway(owner.database, { historyDays: 35 })).toBe(6);
    expect((await sql<{ version: string }>('select version from stock_history order by version')).map((row) => Number(row.version))).toEqual([7, 8, 9, 10]);
    const stock = new Stock(owner.database, new Networks(owner.database));
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    expect((await stock.answer('A', everything, ago(35)))!.onHand).toBe(7);
    expect((await stock.answer('A', everything, ago(5)))!.onHand).toBe(10);
    await expect(stock.answer('A', everything, ago(60))).rejects.toThrow('no longer kept');
  });
});
