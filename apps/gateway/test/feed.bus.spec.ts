import { openDatabase, type Database } from '@onefront/outbox';
import { waitFor } from '@onefront/testing';
import { STREAMS_PER_CLIENT } from '../src/feed/open-streams.js';
import { migrations } from '../src/persistence/index.js';
import { ViewChanges } from '../src/views/changes.js';
import { storeFeed } from '../src/views/store-facts.js';
import { openStream, type Told } from './support/event-reader.js';
import { shop, startGateways, tokenOf, type Gateways } from './support/gateways.js';

const WRITERS = 12;
/** Events of each writer at the least. */
const LEAST = 60;
/** Written when all others are committed, and visible to everybody. */
const LAST = '99/3';
const CHANNELS = [['web'], ['market'], ['web', 'market'], null, []] as const;

describe('the event stream, twelve writers, readers that come and go', () => {
  let gateways: Gateways;
  let database: Database;
  /** The position before the first of ours. */
  let begin = 0;
  beforeAll(async () => {
    gateways = await startGateways(3);
    await shop(gateways);
    await shop(gateways, { channel: 'market', sku: 'LAMP-2' });
    database = await openDatabase({ url: gateways.database.url, service: 'gateway', applicationName: 'writers', maxConnections: WRITERS + 1, migrations });
    begin = await waitFor(async () => {
      const { rows } = await database.pool.query<{ left: number; position: string }>('select (select count(*)::int from feed_event where position is null) as left, position from feed_sequencer');
      return rows[0]!.left === 0 && Number(rows[0]!.position);
    }, { timeoutMs: 60_000, what: 'the positions of the shop' });
  }, 180_000);
  afterAll(async () => {
    await database?.close();
    await gateways?.close();
  });

  /** Transactions as the projector makes them, of different length and committed in any order; some are rolled back. Gives what was committed, by when it was begun. */
  const write = async (writer: number, enough: (n: number) => boolean) => {
    const told: string[] = [];
    for (let n = 0; !enough(n); n += 1) {
      const changes = new ViewChanges();
      const eventId = `${writer}/${n}`;
      changes.feed.push({ eventId, type: n % 3 ? 'order.confirmed' : 'stock.changed', subject: `s-${writer}`, channels: CHANNELS[n % CHANNELS.length]!, at: new Date().toISOString(), data: { writer, n } });
      const kept = await database.transact(async (tx) => {
        await storeFeed(tx, changes);
        await tx.query('select pg_sleep(random() * 0.1)');
        if (n % 11 === 10) throw new RolledBack();
        return true;
      }).catch((error: unknown) => { if (error instanceof RolledBack) return false; throw error; });
      if (kept) told.push(eventId);
    }
    return told;
  };

  /** Reads up to the last event; goes away every now and then, and comes back where it was, elsewhere. */
  const read = async (token: string, seed: number): Promise<Told[]> => {
    const heard: Told[] = [];
    let last = begin;
    let connections = 0;
    for (;;) {
      const base = gateways.bases[(seed + connections) % gateways.bases.length]!;
      const stream = connections % 2
        ? await openStream(`${base}/v1/events`, token, { 'last-event-id': String(last) })
        : await openStream(`${base}/v1/events?after=${last}`, token);
      expect(stream.status).toBe(200);
      connections += 1;
      let left = 5 + ((seed * 7 + connections * 13) % 60);
      for await (const event of stream.events()) {
        heard.push(event);
        last = event.position;
        left -= 1;
        if (event.data.id === LAST || left === 0) break;
      }
      stream.close();
      if (heard.at(-1)?.data.id === LAST) return heard;
    }
  };
  const partner = async (channel: string) => {
    const { body } = await gateways.call('/v1/partners', { body: { name: channel, scopes: ['events:read'], channels: [channel] } });
    return tokenOf(gateways.bases[0]!, { id: body.clientId, secret: body.clientSecret });
  };
  const leader = async () => (await database.pool.query<{ owner: string }>('select owner from feed_sequencer')).rows[0]!.owner?.split('/')[0];

  /** Again and again somebody else has the lease and is never heard of again, as when the one that gives positions dies; then another takes over. */
  const disturb = async () => {
    const ours = () => waitFor(async () => { const owner = await leader(); return owner !== undefined && owner !== 'stranger'; }, { timeoutMs: 90_000, what: 'one of ours to give the positions' });
    for (let n = 0; n < 4; n += 1) {
      await ours();
      await database.pool.query(`update feed_sequencer set owner = 'stranger/' || $1::text, expires_at = clock_timestamp() + interval '1 second'`, [n]);
    }
    await ours();
  };

  it('misses nothing, doubles nothing and keeps the order, although who gives the positions is lost four times', async () => {
    const tokens = [...Array.from({ length: 4 }, () => gateways.token), await partner('web'), await partner('market')];
    const reading = tokens.map((token, seed) => read(token, seed));
    let disturbed = false;
    const writing = Array.from({ length: WRITERS }, (_, writer) => write(writer, (n) => disturbed && n >= LEAST));
    await disturb().finally(() => { disturbed = true; });
    const told = (await Promise.all(writing)).flat();
    const closing = await write(99, (n) => n === 4);
    const heard = await Promise.all(reading);

    const positions = new Map((await database.pool.query<{ event_id: string; position: string }>('select event_id, position from feed_event where position > $1', [begin])).rows.map((row) => [row.event_id, Number(row.position)]));
    expect([...positions.keys()].sort()).toEqual([...told, ...closing].sort());
    expect([...positions.values()].sort((a, b) => a - b)).toEqual(Array.from({ length: positions.size }, (_, n) => begin + n + 1));
    const visible = (channel?: string) => [...positions].filter(([id]) => { const channels = CHANNELS[Number(id.split('/')[1]) % CHANNELS.length]!; return !channel || channels === null || (channels as readonly string[]).includes(channel); }).map(([, position]) => position).sort((a, b) => a - b);
    for (const [index, events] of heard.entries()) {
      expect(events.map((event) => event.position)).toEqual(visible([undefined, undefined, undefined, undefined, 'web', 'market'][index]));
      expect(events.every((event) => event.data.id === [...positions].find(([, position]) => position === event.position)![0])).toBe(true);
    }
    // Who writes one after the other is heard one after the other.
    const lastOf = new Map<number, number>();
    for (const { data: { data: { writer, n } } } of heard[0]!) {
      expect(n).toBeGreaterThan(lastOf.get(writer) ?? -1);
      lastOf.set(writer, n);
    }
    process.stderr.write(`feed: ${WRITERS} writers told ${positions.size} events; ${heard.map((one) => one.length).join(', ')} heard by six readers, none missed, none doubled\n`);
  }, 300_000);

  it('says what it cannot begin with', async () => {
    const ask = async (query: string, headers: Record<string, string> = {}) => { const { status, body } = await gateways.call(`/v1/events${query}`, { headers }); return [status, body?.errors?.[0]?.path, body?.errors?.[0]?.message]; };
    expect(await ask('?after=999999999')).toEqual([422, '/after', 'the stream has not come so far']);
    expect((await ask('', { 'last-event-id': '999999999' }))[0]).toBe(400);
    expect((await ask('', { 'last-event-id': 'x-1' }))[0]).toBe(400);
    expect((await ask('?after=-1')).slice(0, 2)).toEqual([422, '/after']);
    expect(await ask('?types=order.confirmed,order.exploded')).toEqual([422, '/types/1', 'there is no event type "order.exploded"']);
    await database.pool.query('delete from feed_event where position <= $1', [begin + 10]);
    expect((await ask(`?after=${begin + 9}`))[0]).toBe(410);
    expect((await ask('', { 'last-event-id': String(begin + 9) }))[0]).toBe(410);
    const kept = await openStream(`${gateways.bases[0]}/v1/events?after=${begin + 10}&types=stock.changed`, gateways.token);
    const first = (await kept.events().next()).value as Told;
    kept.close();
    expect([kept.status, first.type, first.position > begin + 10]).toEqual([200, 'stock.changed', true]);
  });

  it('gives a client so many streams and no more, and the place of one that has gone to the next', async () => {
    const open = () => openStream(`${gateways.bases[0]}/v1/events`, gateways.token);
    const streams = await Promise.all(Array.from({ length: STREAMS_PER_CLIENT }, open));
    expect(streams.map((one) => one.status)).toEqual(streams.map(() => 200));
    const refused = await open();
    refused.close();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '5']);
    expect(await gateways.running[0]!.parts.metrics.metrics()).toMatch(new RegExp(`onefront_feed_open_streams\\{[^}]*\\} ${STREAMS_PER_CLIENT}\n`));
    streams[0]!.close();
    const next = await waitFor(async () => { const one = await open(); if (one.status === 200) return one; one.close(); return undefined; }, { timeoutMs: 30_000, what: 'a free place' });
    for (const one of [...streams, next]) one.close();
  });

  it('ends the stream of a partner that is revoked', async () => {
    const { body } = await gateways.call('/v1/partners', { body: { name: 'leaver', scopes: ['events:read'], channels: ['web'] } });
    const stream = await openStream(`${gateways.bases[1]}/v1/events`, await tokenOf(gateways.bases[1]!, { id: body.clientId, secret: body.clientSecret }));
    expect((await gateways.call(`/v1/partners/${body.id}`, { method: 'DELETE' })).status).toBeLessThan(300);
    // It is asked for again when something is heard, and at the latest with the next heartbeat.
    const events = stream.events();
    const over = events.next();
    let done = false;
    void over.finally(() => { done = true; });
    let n = 0;
    await waitFor(async () => { if (!done) await write(200 + n++, (count) => count === 1); return done; }, { timeoutMs: 60_000, intervalMs: 200, what: 'the stream to end' });
  }, 90_000);

  it('tells its readers to come back when the process ends', async () => {
    const stream = await openStream(`${gateways.bases[2]}/v1/events`, gateways.token);
    const closing = gateways.running[2]!.close();
    expect((await stream.events().next()).done).toBe(true);
    expect(stream.asides.at(-1)).toContain('come back');
    expect(stream.asides[0]).toMatch(/^retry: \d+/);
    expect(await closing).toBe(true);
  }, 120_000);
});

class RolledBack extends Error {}
