import { randomBytes } from 'node:crypto';
import { PgKeyring } from '@onefront/service';
import { ownerUnderTest, testDatabase, waitFor, type Owner, type TestDatabase } from '@onefront/testing';
import { sequence } from '../src/feed/sequencer.js';
import { startDelivering } from '../src/feed/webhooks/deliver.js';
import { listDeliveries, redeliver, redeliverFailed, sendTest } from '../src/feed/webhooks/deliveries.js';
import { fanOut, startFanOut } from '../src/feed/webhooks/fan-out.js';
import { Sender } from '../src/feed/webhooks/send.js';
import { Webhooks } from '../src/feed/webhooks/webhooks.js';
import { projector, verifyGateway } from '../src/index.js';
import { migrations } from '../src/persistence/index.js';
import { startReceiver, verifies, type Receiver } from './support/receiver.js';

const TYPES = ['order.confirmed', 'stock.changed'];

describe('webhooks', () => {
  let owner: Owner;
  let keys: TestDatabase;
  let keyring: PgKeyring;
  let webhooks: Webhooks;
  let receiver: Receiver;
  const stops: (() => Promise<unknown>)[] = [];
  beforeAll(async () => {
    owner = await ownerUnderTest({ service: 'gateway', migrations, work: projector });
    keys = await testDatabase('keyring');
    keyring = await PgKeyring.open({ url: keys.url, pepper: randomBytes(32) });
    webhooks = new Webhooks(owner.database, keyring, { allowPrivate: true, resolve: async () => [] });
    await sql(`insert into client (id, name, scopes, channels) values ('shop', 'Shop', '{events:read}', null), ('market', 'Market', '{events:read}', '{market}'), ('other', 'Other', '{events:read}', '{other}')`);
  });
  beforeEach(async () => { receiver = await startReceiver(); });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await sql('delete from webhook');
    await receiver.close();
  });
  afterAll(async () => {
    await keyring?.close();
    await owner?.close();
    await keys?.drop();
  });
  const sql = async <R>(text: string, values: unknown[] = []) => (await owner.database.pool.query(text, values)).rows as R[];
  const tell = async (events: { subject: string; type?: string; channels?: string[] | null }[]) => {
    for (const { subject, type = 'order.confirmed', channels = null } of events) {
      await sql(`insert into feed_event (event_id, type, subject, channels, at, body) values (gen_random_uuid()::text || '/' || $2, $1, $2, $3, clock_timestamp(), '{"n":1}')`, [type, subject, channels]);
    }
    await sequence(owner.database, 'test');
  };
  const serve = (options: { sender?: Pick<Sender, 'send'>; leaseMs?: number } = {}) => {
    const sender = new Sender({ allowPrivate: true, withinMs: 2_000 });
    const delivering = startDelivering(owner.database, { keyring, sender, ...options });
    const copying = startFanOut(owner.database);
    stops.push(async () => { await copying.close(); await delivering.stop(500); await sender.close(); });
  };
  const create = (client = 'shop', types = TYPES) => webhooks.create(client, { url: receiver.url, types });
  /** Pauses are hours; what would happen after them happens now. */
  const passTime = async (id: string) => {
    await sql(`update webhook set open_until = null where id = $1`, [id]);
    await sql(`update webhook_delivery set due_at = now() where webhook_id = $1 and status = 'pending'`, [id]);
    await sql(`update messaging.work_item set due_at = now() where kind = 'webhook' and id = $1`, [id]);
  };
  const expectInOrder = (taken: readonly { subject: string; sequence: number }[]) => {
    const last = new Map<string, number>();
    for (const one of taken) {
      expect(one.sequence).toBeGreaterThan(last.get(one.subject) ?? 0);
      last.set(one.subject, one.sequence);
    }
  };

  it('gives a receiver that fails for a while everything, once and in order per key, from two processes', async () => {
    const { id, secret } = await create();
    // Down at first, then shaky: what follows a refused one of its key must not overtake it.
    let asked = 0;
    receiver.answer(() => { asked += 1; return asked <= 20 || asked % 7 === 0 ? 503 : 204; });
    serve();
    serve();
    const subjects = ['a', 'b', 'c', 'd.e f', 'ü'];
    for (let round = 0; round < 20; round += 1) await tell(subjects.map((subject) => ({ subject })));
    await waitFor(async () => { await passTime(id); return receiver.taken().length >= 100; }, { timeoutMs: 30_000, what: 'everything to be taken' });
    const taken = receiver.taken();
    expect([taken.length, new Set(taken.map((one) => one.id)).size]).toEqual([100, 100]);
    expect(receiver.received.length).toBeGreaterThan(130);
    expectInOrder(taken);
    expect(receiver.received.every((one) => verifies(one, secret))).toBe(true);
    // Repeats keep their id; the bytes are the same.
    for (const one of receiver.received) expect(one.body).toBe(taken.find((other) => other.id === one.id)!.body);
    await waitFor(async () => (await sql(`select 1 from webhook_delivery where status <> 'delivered'`)).length === 0);
    expect(JSON.parse((await webhooks.get('shop', id))!.body)).toMatchObject({ enabled: true, failingSince: null, notice: null });
  }, 60_000);

  it.each([10, -10])('sends at once from a process whose clock is %d minutes off, and tries again by the clock of the database', async (minutes) => {
    jest.useFakeTimers({ now: Date.now() + minutes * 60_000, doNotFake: ['nextTick', 'setImmediate', 'clearImmediate', 'setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'queueMicrotask', 'performance', 'hrtime'] });
    try {
      await create();
      receiver.answer(({ subject }) => (subject === 'poison' ? 500 : 204));
      serve();
      await tell([{ subject: 'x' }, { subject: 'poison' }]);
      await waitFor(async () => receiver.taken().length === 1 && (await sql(`select 1 from webhook_delivery where attempts = 1 and status = 'pending'`)).length === 1, { timeoutMs: 30_000, what: 'both to be sent' });
      expect(await sql(`select due_at > clock_timestamp() and due_at < clock_timestamp() + interval '1 minute' as soon from webhook_delivery where status = 'pending'`)).toEqual([{ soon: true }]);
    } finally {
      jest.useRealTimers();
    }
  }, 60_000);

  it('holds back only the key that fails', async () => {
    const { id } = await create();
    receiver.answer((one) => (one.subject === 'poison' ? 500 : 204));
    serve();
    await tell(['poison', 'x', 'poison', 'y', 'x', 'y'].map((subject) => ({ subject })));
    await waitFor(async () => receiver.taken().length === 4);
    expect(receiver.received.filter((one) => one.subject === 'poison')).toHaveLength(1);
    receiver.answer(() => 204);
    await passTime(id);
    await waitFor(async () => receiver.taken().length === 6);
    expectInOrder(receiver.taken());
  });

  it('copies every event once although five copy at a time', async () => {
    const { id } = await create();
    const telling = (async () => { for (let batch = 0; batch < 60; batch += 1) await tell(Array.from({ length: 5 }, (_, index) => ({ subject: `s-${(batch + index) % 7}` }))); })();
    let done = false;
    void telling.finally(() => { done = true; });
    const copy = async () => { while (!done) await fanOut(owner.database); };
    await Promise.all([telling, ...Array.from({ length: 5 }, copy)]);
    await fanOut(owner.database);
    expect(await sql('select count(*)::int as n, count(distinct position)::int as d, (max(seq) - min(seq))::int as width from webhook_delivery where webhook_id = $1', [id])).toEqual([{ n: 300, d: 300, width: 299 }]);
    expect(await sql('select 1 from (select position, lag(position) over (order by seq) as before from webhook_delivery where webhook_id = $1) d where before > position', [id])).toEqual([]);
  });

  it('sends again what a process that died between sending and marking had sent, under the same id', async () => {
    const { id } = await create();
    // It sends, and is never heard of again.
    const real = new Sender({ allowPrivate: true });
    let died = 0;
    serve({ leaseMs: 700, sender: { send: async (what, signal) => { await real.send(what, signal); died += 1; return new Promise(() => undefined); } } });
    await tell([{ subject: 'a' }, { subject: 'a' }]);
    await waitFor(async () => died === 1);
    expect(await sql('select status from webhook_delivery where webhook_id = $1', [id])).toEqual([{ status: 'pending' }, { status: 'pending' }]);
    for (const stop of stops.splice(0)) await stop();
    serve();
    await waitFor(async () => receiver.taken().length === 3);
    const ids = receiver.taken().map((one) => one.id);
    expect([ids[0] === ids[1], new Set(ids).size]).toEqual([true, 2]);
    await real.close();
  });

  it('keeps what waits while disabled, and goes on in order when enabled', async () => {
    const { id } = await create();
    serve();
    await tell([{ subject: 'a' }]);
    await waitFor(async () => receiver.taken().length === 1);
    const off = await webhooks.change('shop', id, { enabled: false }, {});
    expect(JSON.parse(off!.body)).toMatchObject({ enabled: false, notice: { reason: 'by-client' } });
    await tell([{ subject: 'a' }, { subject: 'a' }]);
    expect(await fanOut(owner.database)).toBe(0);
    await webhooks.change('shop', id, { enabled: true }, {});
    await waitFor(async () => receiver.taken().length === 3);
    expectInOrder(receiver.taken());
  });

  it('is disabled with a notice by 410, and after three days of nothing but failures, losing nothing', async () => {
    const { id } = await create();
    serve();
    receiver.answer(() => 410);
    await tell([{ subject: 'a' }]);
    const read = async () => JSON.parse((await webhooks.get('shop', id))!.body) as { enabled: boolean; notice: { reason: string } | null };
    await waitFor(async () => !(await read()).enabled);
    expect((await read()).notice).toMatchObject({ reason: 'gone' });
    receiver.answer(() => 500);
    await webhooks.change('shop', id, { enabled: true }, {});
    await waitFor(async () => receiver.received.length === 2);
    await waitFor(async () => (await sql('select 1 from webhook where failures = 1')).length === 1);
    await sql(`update webhook set failures = 9, failing_since = now() - interval '72 hours', open_until = null`);
    await sql(`update webhook_delivery set first_attempt_at = now() - interval '72 hours'`);
    await passTime(id);
    await waitFor(async () => !(await read()).enabled);
    expect((await read()).notice).toMatchObject({ reason: 'failing' });
    receiver.answer(() => 204);
    await webhooks.change('shop', id, { enabled: true }, {});
    await waitFor(async () => receiver.taken().length === 1);
  });

  it('redelivers and replays under the same ids, and signs with both secrets after a rotation', async () => {
    const { id, secret } = await create();
    serve();
    const before = new Date();
    await tell([{ subject: 'a' }, { subject: 'b' }, { subject: 'a' }]);
    await waitFor(async () => receiver.taken().length === 3);
    await waitFor(async () => (await sql(`select 1 from webhook_delivery where status = 'delivered'`)).length === 3);
    const rotated = (await webhooks.rotate('shop', id))!;
    const [newest] = (await listDeliveries(owner.database, { client: 'shop', webhook: id }, { limit: 10 }))!;
    await redeliver(owner.database, { client: 'shop', webhook: id, delivery: newest!.id });
    await waitFor(async () => receiver.taken().length === 4);
    expect([verifies(receiver.received[3]!, secret), verifies(receiver.received[3]!, rotated), rotated === secret]).toEqual([true, true, false]);
    await webhooks.replay('shop', id, before);
    await waitFor(async () => receiver.taken().length === 7);
    const ids = receiver.taken().map((one) => one.id);
    expect(new Set(ids.slice(4))).toEqual(new Set(ids.slice(0, 3)));
    expectInOrder(receiver.taken().slice(4));
    await expect(webhooks.replay('shop', id, new Date(Date.now() - 8 * 86_400_000))).rejects.toThrow('7 days');
  });

  it('tells a partner of its channels only, and of nothing once it is revoked', async () => {
    await create('market');
    await create('other', ['stock.changed']);
    serve();
    await tell([{ subject: 'mine', channels: ['market', 'web'] }, { subject: 'theirs', channels: ['other'] }, { subject: 'nobodys', channels: [] }, { subject: 'everyones' }]);
    await waitFor(async () => receiver.taken().length >= 2);
    await waitFor(async () => (await sql('select 1 from webhook w, feed_sequencer s where w.reached < s.position')).length === 0);
    expect(receiver.taken().map((one) => one.subject).sort()).toEqual(['everyones', 'mine']);
    await sql(`update client set revoked_at = now() where id = 'market'`);
    await tell([{ subject: 'mine', channels: ['market'] }]);
    while (await fanOut(owner.database));
    expect(await sql('select 1 from webhook w, feed_sequencer s where w.reached < s.position')).toHaveLength(1);
    expect(receiver.taken()).toHaveLength(2);
    await sql(`update client set revoked_at = null where id = 'market'`);
  });

  it('shows a partner nothing of another\'s webhook', async () => {
    const { id } = await create('market');
    await tell([{ subject: 'a', channels: ['market'] }]);
    await fanOut(owner.database);
    const [delivery] = (await listDeliveries(owner.database, { client: 'market', webhook: id }, { limit: 1 }))!;
    const foreign = { client: 'other', webhook: id, delivery: delivery!.id };
    expect(await Promise.all([
      webhooks.get('other', id), webhooks.change('other', id, { enabled: false }, {}), webhooks.remove('other', id, {}), webhooks.rotate('other', id), webhooks.replay('other', id, new Date()), listDeliveries(owner.database, foreign, { limit: 1 }), redeliver(owner.database, foreign),
    ])).toEqual([undefined, undefined, false, undefined, undefined, undefined, undefined]);
    expect(await webhooks.list('other', { limit: 10 })).toEqual([]);
    expect(await redeliver(owner.database, { ...foreign, client: 'shop' })).toBeUndefined();
  });

  it('registers no name that stands for an inside address, and one that cannot be looked up yet', async () => {
    const registered = (addresses: string[] | Error) => new Webhooks(owner.database, keyring, {
      allowPrivate: false, resolve: async () => { if (addresses instanceof Error) throw addresses; return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })); },
    }).create('shop', { url: 'https://hooks.example.com/x', types: TYPES });
    for (const addresses of [['10.0.0.1'], ['8.8.8.8', '169.254.169.254'], ['::ffff:127.0.0.1']]) await expect(registered(addresses)).rejects.toThrow('/url: not an address of the public internet');
    await expect(registered(['8.8.8.8', '2606:4700::1111'])).resolves.toMatchObject({ secret: expect.any(String) });
    await expect(registered(new Error('ENOTFOUND'))).resolves.toMatchObject({ secret: expect.any(String) });
    expect(await sql('select url from webhook')).toHaveLength(2);
  });

  it('verifies that nothing was left out', async () => {
    await create();
    await tell([{ subject: 'a' }, { subject: 'b' }, { subject: 'c', type: 'order.refused' }, { subject: 'd' }]);
    await fanOut(owner.database);
    const check = async () => (await verifyGateway(owner.database)).find((one) => one.name.includes('webhooks'))!;
    expect(await check()).toMatchObject({ ok: true, count: 3 });
    await sql(`delete from webhook_delivery where subject = 'b'`);
    expect(await check()).toMatchObject({ ok: false, firstBad: expect.stringContaining(' position ') });
  });

  it('keeps no secret in the clear, and destroys its key with the webhook', async () => {
    const { id, secret } = await create();
    const [row] = await sql<{ row: string; kid: string }>(`select row_to_json(w)::text as row, w.secret ->> 'kid' as kid from webhook w`);
    expect(row!.row).not.toContain(secret.slice(6, 30));
    await webhooks.remove('shop', id, {});
    expect((await keyring.keys([row!.kid])).size).toBe(0);
  });

  it('tells its client when it is disabled, by an event of its own that nobody else hears', async () => {
    const [{ id }, other] = [await create('market'), await startReceiver()];
    await webhooks.create('market', { url: other.url, types: ['webhook.disabled'] });
    await webhooks.create('other', { url: other.url, types: ['webhook.disabled'] });
    serve();
    receiver.answer(() => 410);
    await tell([{ subject: 'a', channels: ['market'] }]);
    await waitFor(async () => { await sequence(owner.database, 'test'); return other.taken().length > 0; });
    expect(JSON.parse(other.taken()[0]!.body)).toMatchObject({ type: 'webhook.disabled', subject: id, data: { id, url: receiver.url, reason: 'gone' } });
    await waitFor(async () => (await sql('select 1 from webhook w, feed_sequencer s where w.enabled and w.reached < s.position')).length === 0);
    expect(other.taken()).toHaveLength(1);
    await other.close();
  });

  it('sends a test that is in no feed, everything that was given up again, and everything from a position on', async () => {
    const { id, secret } = await create();
    const of = { client: 'shop', webhook: id };
    serve();
    const test = (await sendTest(owner.database, of))!;
    await waitFor(async () => receiver.taken().length === 1);
    expect([receiver.taken()[0]!.type, verifies(receiver.taken()[0]!, secret), test.type]).toEqual(['webhook.test', true, 'webhook.test']);
    await tell([{ subject: 'a' }, { subject: 'b' }, { subject: 'a' }]);
    await waitFor(async () => (await sql(`select 1 from webhook_delivery where status = 'delivered'`)).length === 4);
    await sql(`update webhook_delivery set status = 'failed' where type <> 'webhook.test'`);
    expect(await redeliverFailed(owner.database, of)).toBe(3);
    await waitFor(async () => receiver.taken().length === 7);
    expectInOrder(receiver.taken().slice(4));
    const [{ position }] = (await sql<{ position: string }>(`select max(position) - 1 as position from feed_event`)) as [{ position: string }];
    await webhooks.replay('shop', id, Number(position));
    await waitFor(async () => receiver.taken().length === 9);
    expect(receiver.taken().slice(7).map((one) => one.sequence).sort((a, b) => a - b)).toEqual([Number(position), Number(position) + 1]);
    await expect(webhooks.replay('shop', id, Number(position) + 100)).rejects.toThrow('has not come so far');
    for (let n = 0; n < 10; n += 1) await sql(`insert into webhook_delivery (id, webhook_id, run, position, event_id, type, subject, at, body, due_at) values ($1, $2, 0, nextval('webhook_test_position'), $1, 'webhook.test', 'webhook.test', now(), '{}', now() + interval '1 hour')`, [`t-${n}-${id}`, id]);
    await expect(sendTest(owner.database, of)).rejects.toThrow('wait to be sent');
    await webhooks.change('shop', id, { enabled: false }, {});
    await expect(redeliverFailed(owner.database, of)).rejects.toThrow('disabled');
    expect([await sendTest(owner.database, { ...of, client: 'other' }), await redeliverFailed(owner.database, { ...of, client: 'other' })]).toEqual([undefined, undefined]);
  });

  it('says what it has missed when the feed no longer keeps it', async () => {
    const { id } = await create();
    await webhooks.change('shop', id, { enabled: false }, {});
    await tell([{ subject: 'old' }]);
    await sql(`delete from feed_event where subject = 'old'`);
    await tell([{ subject: 'new' }]);
    await webhooks.change('shop', id, { enabled: true }, {});
    serve();
    await waitFor(async () => receiver.taken().length === 1);
    expect(receiver.taken()[0]!.subject).toBe('new');
    expect(JSON.parse((await webhooks.get('shop', id))!.body)).toMatchObject({ enabled: true, notice: { reason: 'expired' } });
  });
});

describe('a sender', () => {
  const send = async (answer: Parameters<Receiver['answer']>[0]) => {
    const receiver = await startReceiver();
    const sender = new Sender({ allowPrivate: true, withinMs: 300 });
    receiver.answer(answer);
    const attempt = await sender.send({ url: receiver.url, id: 'msg_1', body: '{"subject":"a","sequence":"1","type":"x"}', secrets: ['whsec_AAAA'] }, new AbortController().signal);
    const requests = receiver.received.length;
    await sender.close();
    await receiver.close();
    return { ...attempt, requests };
  };

  it('follows no redirect', async () => {
    expect(await send((_, response) => { response.writeHead(307, { location: '/elsewhere' }).end(); return undefined; })).toMatchObject({ ok: false, status: 307, requests: 1 });
  });

  it('waits no longer than it may, for the headers or for the end of the body', async () => {
    expect(await send(() => undefined)).toMatchObject({ ok: false, error: 'timeout' });
    expect(await send((_, response) => { response.writeHead(200).write('x'); return undefined; })).toMatchObject({ ok: false, error: 'timeout' });
  });

  it('reads no more than 64 kB', async () => {
    let written = 0;
    const attempt = await send((_, response) => {
      response.writeHead(200);
      const more = () => { while (!response.destroyed && response.write(Buffer.alloc(65_536))) written += 65_536; };
      response.on('drain', more);
      more();
      return undefined;
    });
    expect(attempt).toMatchObject({ ok: true, status: 200 });
    expect(written).toBeLessThan(16 * 1024 * 1024);
  });

  it('connects to what was resolved, and looks up nothing by itself', async () => {
    const receiver = await startReceiver();
    const looked: string[] = [];
    const sender = new Sender({ allowPrivate: true, resolve: async (host) => { looked.push(host); return [{ address: '127.0.0.1', family: 4 }]; } });
    const attempt = await sender.send({ url: receiver.url.replace('127.0.0.1', 'shop.example.com'), id: 'msg_1', body: '{"subject":"a","sequence":"1","type":"x"}', secrets: ['whsec_AAAA'] }, new AbortController().signal);
    expect([attempt.status, looked, receiver.received[0]!.headers.host]).toEqual([204, ['shop.example.com'], new URL(receiver.url).host.replace('127.0.0.1', 'shop.example.com')]);
    await sender.close();
    await receiver.close();
  });

  it('hears when to come back', async () => {
    expect(await send((_, response) => { response.writeHead(429, { 'retry-after': '7' }).end(); return undefined; })).toMatchObject({ ok: false, status: 429, retryAfterMs: 7_000 });
    expect(await send((_, response) => { response.writeHead(503, { 'retry-after': '999999' }).end(); return undefined; })).toMatchObject({ retryAfterMs: 3_600_000 });
    const until = new Date(Date.now() + 600_000).toUTCString();
    const { retryAfterMs } = await send((_, response) => { response.writeHead(503, { 'retry-after': until }).end(); return undefined; });
    expect(retryAfterMs).toBeGreaterThan(500_000);
    expect(await send((_, response) => { response.writeHead(503, { 'retry-after': 'soon' }).end(); return undefined; })).not.toHaveProperty('retryAfterMs');
  });
});
