import type { ChannelOrder, Connector } from '@onefront/channel-kit';
import { availabilityChanged, message } from '@onefront/contracts';
import { money } from '@onefront/kernel';
import { ownerUnderTest, uniqueName, type Owner } from '@onefront/testing';
import { channelsService, listListingExceptions, listOrderExceptions, verifyChannels } from '../src/index.js';
import { channelsWork } from '../src/channels.subscriptions.js';
import { RecentOrders, type Connection } from '../src/commands/connection.js';
import { confirmShown } from '../src/commands/confirm-shown.js';
import { pushStock } from '../src/commands/push-stock.js';
import { countsOf } from '../src/queries/counts.js';
import { takeInOrders } from '../src/commands/take-in-orders.js';
import { GatewayClient } from '../src/gateway/gateway-client.js';
import { HouseOrders } from '../src/gateway/house-orders.js';
import { ensureConnection, storePullState } from '../src/persistence/connection.repository.js';
import { standInHouse } from './house-stand-in.js';

const order = (externalId: string, over: Partial<ChannelOrder> = {}): ChannelOrder => ({
  externalId, status: 'open', updatedAt: new Date('2026-11-01T09:00:01Z'), placedAt: new Date('2026-11-01T09:00:00Z'), fulfilledBy: 'us', buyer: { externalId: 'B-1', email: 'robin@relay.example', name: 'Robin Carter' },
  address: { line1: '4 Mill Lane', city: 'York', country: 'GB' }, lines: [{ lineId: '1', sku: 'LAMP-1', quantity: 1, unitPrice: money(1250n, 'GBP'), discounts: [] }], tax: [], grand: money(1250n, 'GBP'), ...over,
});
const nothing = async () => {};
const silent = { intakeLag() {}, pushLag() {}, orders() {}, quantities() {}, throttled() {}, differences() {} };

describe('channels on its database', () => {
  const id = uniqueName('market').toLowerCase();
  const policy = { pollMs: 1000, overlapMs: 0, lookbackMs: 0, exceptionRetryMs: 1000, readBackMs: 1000, readBackAllMs: 1000, stock: { debounceMs: 0, lowThreshold: 5, increasePauseMs: 0, resendMs: 60_000, graceMs: 0 } };
  const clock = { now: () => new Date() };
  const work = channelsWork({ id, policy, clock });
  let first: Owner;
  let second: Owner;
  const pushed: string[][] = [];
  const connectionOn = (owner: Owner): Connection => ({
    id, connectorName: 'generic', database: owner.database, clock, policy, observe: silent, recent: new RecentOrders(), house: new HouseOrders(new GatewayClient({ url: 'http://127.0.0.1:1', clientId: 'c', clientSecret: 's' })),
    connector: {
      capabilities: { ordersPerPage: 50, quantitiesPerPush: 3, listingsPerRead: 3, increasePauseMs: 0 },
      pushQuantities: async (quantities: readonly { sku: string }[]) => (pushed.push(quantities.map(({ sku }) => sku)), quantities.map(({ sku }) => ({ sku, accepted: true }))),
    } as unknown as Connector,
  });
  const count = async (text: string) => Number((await first.database.pool.query(`select count(*) as n from ${text}`)).rows[0].n);
  const tell = (sku: string, available: number, version: number) => message(availabilityChanged, { key: sku, version, data: { sku, channel: id, available, version, at: new Date().toISOString() } });

  beforeAll(async () => {
    first = await ownerUnderTest({ service: 'channels', migrations: [...channelsService.migrations!], work });
    second = await ownerUnderTest({ service: 'channels', migrations: [...channelsService.migrations!], work, beside: first });
    await first.database.transact((tx) => ensureConnection(tx, id, 'generic'));
  });
  afterAll(async () => {
    await second?.close();
    await first?.close();
  });

  it('takes each order in once, with one step put down, when two processes see the same pages shuffled and thrice', async () => {
    const page = Array.from({ length: 40 }, (_, n) => order(`R-${n}`));
    const shuffled = (seed: number) => [...page].sort((a, b) => ((a.externalId.charCodeAt(2) * seed) % 7) - ((b.externalId.charCodeAt(2) * seed) % 7));
    await Promise.all([1, 2, 3, 4, 5, 6].map((seed) => takeInOrders(connectionOn(seed % 2 ? first : second), [...shuffled(seed), ...page], nothing)));
    expect(await count('channels.channel_order')).toBe(40);
    expect(await count(`messaging.work_item where kind = 'channel-order/${id}'`)).toBe(40);
  });

  it('keeps the newest state, whoever brings the older one last', async () => {
    const old = order('N-1');
    const newer = order('N-1', { status: 'cancelled', updatedAt: new Date('2026-11-01T09:05:00Z') });
    await Promise.all([takeInOrders(connectionOn(first), [newer], nothing), takeInOrders(connectionOn(second), [old], nothing)]);
    await takeInOrders(connectionOn(second), [old], nothing);
    expect((await first.database.pool.query("select status from channels.channel_order where external_id = 'N-1'")).rows).toEqual([{ status: 'cancelled' }]);
  });

  it('keeps nothing personal', async () => {
    const { rows } = await first.database.pool.query('select string_agg(o::text, \'\') || (select coalesce(string_agg(w::text, \'\'), \'\') from messaging.work_item w) as everything from channels.channel_order o');
    expect(rows[0].everything).not.toMatch(/robin|carter|mill lane|york|relay/i);
  });

  it('sends zeroing before decreases before increases, in bulks, and the last value only', async () => {
    await first.deliver(tell('UP-1', 20, 1), tell('UP-2', 20, 1), tell('DOWN-1', 20, 1), tell('ZERO-1', 20, 1), tell('ZERO-2', 20, 1));
    const item = { kind: '', id: '', payload: null, attempts: 1, dueAt: new Date(), signal: new AbortController().signal };
    const push = async () => {
      const outcome = await pushStock(connectionOn(first), item);
      await first.database.transact((tx) => (outcome as { store: (tx: unknown, emit: unknown) => Promise<void> }).store(tx, () => {}));
    };
    await push();
    await push();
    pushed.length = 0;
    await second.deliver(tell('UP-1', 30, 2), tell('UP-2', 40, 3), tell('UP-2', 35, 2), tell('DOWN-1', 9, 2), tell('ZERO-2', 0, 2));
    await first.deliver(tell('ZERO-1', 0, 2), tell('UP-1', 31, 3));
    await push();
    await push();
    expect(pushed.map((bulk) => [...bulk].sort())).toEqual([['DOWN-1', 'ZERO-1', 'ZERO-2'], ['UP-1', 'UP-2']]);
    expect((await first.database.pool.query("select accepted from channels.listing where sku like 'UP-%' order by sku")).rows).toEqual([{ accepted: 31 }, { accepted: 40 }]);
  });

  it('S3 tells the house what is shown, and again when every order placed until then is with it; a figure of its own units is sent once', async () => {
    const house = await standInHouse();
    const at = (second: number) => new Date(Date.UTC(2026, 10, 1, 10, 0, second));
    let now = at(0);
    const connection = { ...connectionOn(first), clock: { now: () => now }, house: new HouseOrders(new GatewayClient({ url: house.url, clientId: 'c', clientSecret: 's' })) };
    const item = { kind: '', id: '', payload: null, attempts: 1, dueAt: now, signal: new AbortController().signal };
    const said = () => house.confirmed.splice(0).map(({ ordersUpTo, confirmations }) => [ordersUpTo ?? null, confirmations.filter(({ sku }) => sku === 'OWN-1')]);
    const own = message(availabilityChanged, { key: 'OWN-1', version: 1, data: { sku: 'OWN-1', channel: id, available: 4, version: 1, escrow: true, at: at(0).toISOString() } });
    await first.deliver(own, own);
    await first.database.pool.query("update channels.listing set sent = 4, sent_version = 1, sent_at = $1, due_at = $1 where sku = 'OWN-1'", [at(0)]);
    pushed.length = 0;
    const { store } = (await pushStock(connection, item)) as { store: (tx: unknown, emit: unknown) => Promise<void> };
    await first.database.transact((tx) => store(tx, () => {}));
    expect([pushed.flat().includes('OWN-1'), (await first.database.pool.query("select accepted, due_at from channels.listing where sku = 'OWN-1'")).rows]).toEqual([false, [{ accepted: 4, due_at: null }]]);

    await first.database.pool.query("update channels.listing set observed = 3, observed_version = 1, observed_at = $1 where sku = 'OWN-1'", [at(5)]);
    await confirmShown(connection, item);
    const reading = { sku: 'OWN-1', quantity: 3, version: 1, readAt: at(5).toISOString() };
    expect(said()).toEqual([[null, [reading]]]);
    await takeInOrders(connection, [order('W-1', { placedAt: at(4), updatedAt: at(4) })], (tx) => storePullState(tx, id, { cursor: at(4), since: null, page: null, newest: null, startedAt: null }, at(6)));
    await first.database.pool.query(`update channels.channel_order set placement = 'refused' where connection = $1 and external_id <> 'W-1' and placement = 'received'`, [id]);
    now = at(7);
    await confirmShown(connection, item);
    expect(said()).toEqual([]);
    await first.database.pool.query("update channels.channel_order set placement = 'refused' where external_id = 'W-1'");
    await confirmShown(connection, item);
    expect(said()).toEqual([[at(6).toISOString(), [reading]]]);
    await confirmShown(connection, item);
    expect(said()).toEqual([]);
    await house.close();
  });

  it('ignores what other channels may sell', async () => {
    await first.deliver(message(availabilityChanged, { key: 'OTHER', version: 1, data: { sku: 'OTHER', channel: 'web', available: 3, version: 1, at: new Date().toISOString() } }));
    expect(await count("channels.listing where sku = 'OTHER'")).toBe(0);
  });

  it('S3 counts breaches beside what was served: refused for want of stock, in the last 30 days', async () => {
    const before = (await countsOf(first.database, id, 0)).sold;
    await first.database.pool.query(`insert into channels.channel_order (connection, external_id, status, updated_at, placed_at, hash, placement, order_id, reason_code, first_seen_at)
      select $1, 'B-' || n, 'open', now(), now(), 'h', case when n in (1, 2) then 'placed' else 'refused' end, case when n in (1, 2) then 'o-b-' || n end, case n when 3 then 'out-of-stock' when 4 then 'out-of-stock' when 5 then 'payment-declined' end,
        now() - case n when 4 then interval '31 days' else interval '0' end from generate_series(1, 5) n`, [id]);
    const more = (await countsOf(first.database, id, 0)).sold.map(({ outcome, orders }, i) => [outcome, orders - before[i]!.orders]);
    expect(more).toEqual([['served', 2], ['breach', 1]]);
    await first.database.pool.query("delete from channels.channel_order where external_id like 'B-%'");
  });

  it('shows what waits for a person', async () => {
    await first.database.pool.query("update channels.channel_order set placement = 'exception', reason_code = 'invalid-request', reason = '/lines/0/sku: there is no such product' where external_id = 'R-1'");
    await first.database.pool.query("update channels.listing set state = 'rejected', error_code = 'OFFER_NOT_FOUND' where sku = 'UP-1'");
    expect(await listOrderExceptions(first.database)).toMatchObject([{ externalId: 'R-1', code: 'invalid-request' }]);
    expect(await listListingExceptions(first.database)).toMatchObject([{ sku: 'UP-1', errorCode: 'OFFER_NOT_FOUND', accepted: 31 }]);
  });

  it('verifies that everything has its next step, and finds what has none', async () => {
    await first.database.pool.query("insert into messaging.work_item (kind, id, payload, due_at) select k || $1, 'x', 'null', now() from unnest(array['pull-orders/', 'read-back/', 'confirm/']) as k", [id]);
    expect((await verifyChannels(first.database)).map((check) => check.ok)).toEqual([true, true, true]);
    await first.database.pool.query('delete from messaging.work_item where kind = $1 or id = $2', [`pull-orders/${id}`, 'R-7']);
    await first.database.pool.query("update channels.listing set accepted = 7 where sku = 'UP-2' and accepted_version = desired_version");
    expect((await verifyChannels(first.database)).map(({ ok, firstBad }) => [ok, firstBad])).toEqual([[false, `${id}/R-7`], [false, `${id}/UP-2`], [false, `${id} pull-orders/`]]);
  });
});
