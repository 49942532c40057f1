import { openDatabase, runMigrations, type Database } from '@onefront/outbox';
import { testDatabase, uniqueName, type TestDatabase } from '@onefront/testing';
import { Feed } from '../../src/feed/feed.js';
import { checkWall, readAs } from '../../src/persistence/behind-wall.js';
import { verifyGateway } from '../../src/index.js';
import { migrations } from '../../src/persistence/index.js';
import { Coupons } from '../../src/views/coupons.js';
import { Customers } from '../../src/views/customers.js';
import { Documents } from '../../src/views/documents.js';
import { Orders } from '../../src/views/orders.js';
import { Products } from '../../src/views/products.js';
import { Promises } from '../../src/views/promises.js';
import { viewerOf, type Viewer } from '../../src/views/viewer.js';

const wall = { client: 'p-mine', channels: ['mine', 'mine-2'] };
/** A query that has forgotten its predicate: it takes its caller for the retailer, but reads on behalf of a partner. */
const leaky: Viewer = { channels: null, locations: true, wall };
const retailer: Viewer = { channels: null, locations: true, wall: null };

/** Databases as a service has them: owned by a user that is no superuser and may create roles, as on a managed PostgreSQL. */
async function openAsUser(): Promise<{ database: Database; fresh: TestDatabase; user: string; drop(): Promise<void> }> {
  const fresh = await testDatabase('wall');
  const user = uniqueName('svc').replaceAll('-', '_').toLowerCase();
  const admin = await openDatabase({ url: fresh.url, service: 'admin', maxConnections: 1 });
  await admin.pool.query(`create role ${user} login createrole nosuperuser password 'wall-test'`);
  await admin.pool.query(`alter database ${fresh.name} owner to ${user}`);
  await admin.pool.query(`grant create, usage on schema public to ${user}`);
  // Roles belong to the cluster, which other suites share: whoever makes this one first, an administrator lets the user step into it.
  await admin.pool.query(`do $$ begin create role onefront_partner nologin noinherit; exception when duplicate_object or unique_violation then null; end $$`);
  await admin.pool.query(`grant onefront_partner to ${user} with inherit false, set true`);
  const url = new URL(fresh.url);
  url.username = user;
  url.password = 'wall-test';
  const database = await openDatabase({ url: url.toString(), service: 'gateway', migrations });
  const drop = async () => {
    await database.close();
    await admin.pool.query(`reassign owned by ${user} to current_user`);
    await admin.pool.query(`drop owned by ${user} cascade`).catch(() => undefined);
    await admin.close();
    await fresh.drop();
  };
  return { database, fresh, user, drop };
}

const SEED = `
insert into order_view (id, version, channel, external_id, status, customer_id, placed_at, currency, grand, cancelled, returned, skus, body)
  select c || '-o', 1, c, 'x', 'confirmed', c || '-person', now(), 'GBP', 100, 0, 0, array['A'], json_build_object('id', c || '-o')::text from unnest(array['mine', 'other']) c;
insert into fulfillment_view select c || '-f', c || '-o', c, 'leeds', 'open', now(), '{}' from unnest(array['mine', 'other']) c;
insert into return_view select c || '-r', c || '-o', c, null, c || '-person', now(), 'GBP', 1, '{}' from unnest(array['mine', 'other']) c;
insert into listing_view select 'A', c, 1, '{"reason":"x"}', '{}' from unnest(array['mine', 'other']) c;
insert into promise_view select 'policy', c || '/A', c, 'A', 1, '{}', '{}' from unnest(array['mine', 'other']) c;
insert into told_history select c, 'A', 1, 1, 5, now() from unnest(array['mine', 'other']) c;
insert into told_confirmation select c, 'A', now(), 1, 5, null, now() from unnest(array['mine', 'other']) c;
insert into promise_view values ('expected-receipt', 'er-1', null, 'A', 1, '{}', '{}');
insert into product_view values ('A', 1, 'active', '{}', 'a', '{"kind":"stocked"}', '{}');
insert into document_view select 'channel', c, 1, '{}', '{}' from unnest(array['mine', 'other']) c;
insert into document_view select 'promotion', c || '-p', 1, json_build_object('channels', json_build_array(c))::jsonb, '{}' from unnest(array['mine', 'other']) c;
insert into document_view select 'shipping-rate', c || '-s', 1, json_build_object('channels', json_build_array(c))::jsonb, '{}' from unnest(array['mine', 'other']) c;
insert into document_view values ('promotion', 'everywhere', 1, '{"channels":"all"}', '{}'), ('promotion', 'gone', 2, null, null);
insert into coupon_view select upper(c), 1, c || '-p', null, '{}', '{}' from unnest(array['mine', 'other']) c;
insert into coupon_view values ('GONE', 1, 'gone', null, '{}', '{}'), ('THEIRS', 1, 'everywhere', 'other-person', '{}', '{}'), ('HERS', 1, 'everywhere', 'mine-person', '{}', '{}');
insert into customer_view select c || '-person', 1, false, null, json_build_object('id', c || '-person', 'identities', '[]'::json, 'mergedFrom', '[]'::json, 'timeline', '[]'::json, 'erased', false)::jsonb from unnest(array['mine', 'other']) c;
insert into customer_view values ('named-person', 1, false, null, '{"id":"named-person","identities":[{"channel":"mine-2","externalId":"n"}],"mergedFrom":[],"timeline":[],"erased":false}');
insert into customer_view values ('survivor', 2, false, null, '{"id":"survivor","identities":[],"mergedFrom":["merged"],"timeline":[],"erased":false}'), ('merged', 2, false, 'survivor', '{"id":"merged","identities":[],"mergedFrom":[],"timeline":[],"erased":false}');
insert into order_view (id, version, channel, status, customer_id, placed_at, grand, cancelled, returned, skus, body) values ('merged-o', 1, 'mine-2', 'confirmed', 'merged', now(), 1, 0, 0, '{}', '{"id":"merged-o"}');
insert into feed_event (position, event_id, type, subject, channels, at, body) values (1, 'e1', 'order.confirmed', 's', '{mine}', now(), '{}'), (2, 'e2', 'order.confirmed', 's', '{other}', now(), '{}'), (3, 'e3', 'product.changed', 's', null, now(), '{}');
update feed_sequencer set position = 3;
insert into client (id, name, scopes, channels) values ('p-mine', 'm', '{}', '{mine}'), ('p-other', 'o', '{}', '{other}');
insert into operation (id, client, route) select c || '-op', 'p-' || c, 'POST /v1/orders' from unnest(array['mine', 'other']) c;
insert into webhook (id, client_id, url, types, secret, reached) select c || '-w', 'p-' || c, 'https://x', '{a}', '{}', 0 from unnest(array['mine', 'other']) c;
insert into import_job (id, client, scopes, kid) select c || '-i', 'p-' || c, '{}', 'k' from unnest(array['mine', 'other']) c;
`;

describe('the wall in the database', () => {
  let opened: Awaited<ReturnType<typeof openAsUser>>;
  let database: Database;
  beforeAll(async () => {
    opened = await openAsUser();
    database = opened.database;
    await runMigrations(database);
    await database.pool.query(SEED);
  }, 120_000);
  afterAll(() => opened?.drop());

  const ids = async (text: string, wallOf: typeof wall | null = wall) => (await readAs<{ id: string }>(database, wallOf, { text })).rows.map((row) => row.id).sort();

  it('stands for a user that is no superuser', async () => {
    expect((await database.pool.query('select rolsuper from pg_roles where rolname = current_user')).rows[0].rolsuper).toBe(false);
  });

  it.each([
    ['order_view', 'id', ['merged-o', 'mine-o']], ['fulfillment_view', 'id', ['mine-f']], ['return_view', 'id', ['mine-r']], ['listing_view', 'channel', ['mine']], ['promise_view', 'key', ['mine/A']], ['feed_event', 'event_id', ['e1', 'e3']],
    ['document_view', 'key', ['everywhere', 'mine', 'mine-p', 'mine-s']], ['coupon_view', 'code', ['HERS', 'MINE']], ['customer_view', 'id', ['merged', 'mine-person', 'named-person', 'survivor']],
    ['told_history', 'channel', ['mine']], ['told_confirmation', 'channel', ['mine']], ['operation', 'id', ['mine-op']], ['webhook', 'id', ['mine-w']], ['import_job', 'id', ['mine-i']],
  ])('%s without any predicate shows a partner its own rows and the retailer all', async (table, column, seen) => {
    expect(await ids(`select ${column} as id from ${table}`)).toEqual(seen);
    expect((await ids(`select ${column} as id from ${table}`, null)).length).toBeGreaterThan(seen.length);
    expect(await ids(`select ${column} as id from ${table}`, { client: 'p-none', channels: [] })).toEqual(table === 'feed_event' ? ['e3'] : table === 'document_view' ? ['everywhere'] : []);
  });

  it('lets a partner read nothing else, and write nothing', async () => {
    for (const table of ['client_secret', 'access_token', 'customer_key', 'idempotency', 'network_version']) await expect(readAs(database, wall, { text: `select * from ${table}` })).rejects.toThrow(/permission denied/);
    await expect(readAs(database, wall, { text: `update order_view set channel = 'mine'` })).rejects.toThrow(/permission denied/);
    await expect(readAs(database, wall, { text: `delete from operation` })).rejects.toThrow(/permission denied/);
    await expect(readAs(database, wall, { text: 'create table mine (id int)' })).rejects.toThrow(/permission denied/);
  });

  it('is left behind with the statement: the connections of the pool are the service\'s again, also after an error', async () => {
    for (let round = 0; round < 30; round += 1) {
      const [walled, open, broken] = await Promise.allSettled([
        readAs<{ id: string; me: string }>(database, wall, { name: 'test-orders', text: 'select id, current_user as me from order_view where id = any($1::text[])', values: [['mine-o', 'other-o']] }),
        readAs<{ n: number; me: string }>(database, null, { name: 'test-open', text: 'select count(*)::int as n, current_user as me from order_view' }),
        readAs(database, wall, { name: `test-broken-${round}`, text: 'select 1 / $1::int', values: [0] }),
      ]);
      expect(walled).toMatchObject({ status: 'fulfilled', value: { rows: [{ id: 'mine-o', me: 'onefront_partner' }] } });
      expect(open).toMatchObject({ status: 'fulfilled', value: { rows: [{ n: 3, me: opened.user }] } });
      expect(broken.status).toBe('rejected');
    }
  });

  it('is needed: a service whose user may not step behind it does not start, and says what to do', async () => {
    await expect(checkWall(database)).resolves.toBeUndefined();
    const other = `${opened.user}_app`;
    await database.pool.query(`create role ${other} login password 'wall-test'`);
    const url = new URL(opened.fresh.url);
    url.username = other;
    url.password = 'wall-test';
    const app = await openDatabase({ url: url.toString(), service: 'gateway', maxConnections: 1 });
    await expect(checkWall(app)).rejects.toThrow(`grant onefront_partner to "${other}" with inherit false, set true`);
    await app.close();
    await database.pool.query(`drop role ${other}`);
  });

  it('takes channels and clients as they are, whatever they are called', async () => {
    for (const channels of [['a","other'], ['{other}'], ['other\\'], ["' or true --"], ['mine', '"']]) expect(await ids('select id from fulfillment_view', { client: `p'"`, channels })).toEqual(channels.includes('mine') ? ['mine-f'] : []);
  });

  it('holds every reader of the views, should it forget its predicate', async () => {
    const [orders, documents, promises] = [new Orders(database), new Documents(database), new Promises(database)];
    const customers = new Customers(database, async (people) => people, async () => 'GBP');
    const [coupons, products, feed] = [new Coupons(database, documents, customers), new Products(database, undefined as never), new Feed(database, new AbortController().signal)];
    const keyed: [string, (key: string, viewer: Viewer) => Promise<unknown>, string, string][] = [
      ['orders.get', (key, viewer) => orders.get(key, viewer), 'mine-o', 'other-o'],
      ['orders.getFulfillment', (key, viewer) => orders.getFulfillment(key, viewer), 'mine-f', 'other-f'],
      ['orders.getReturn', (key, viewer) => orders.getReturn(key, viewer), 'mine-r', 'other-r'],
      ['products.listing', (key, viewer) => products.listing('A', key, viewer), 'mine', 'other'],
      ['documents.get channel', (key, viewer) => documents.get('channel', key, viewer), 'mine', 'other'],
      ['documents.get promotion', (key, viewer) => documents.get('promotion', key, viewer), 'mine-p', 'other-p'],
      ['documents.get shipping-rate', (key, viewer) => documents.get('shipping-rate', key, viewer), 'mine-s', 'other-s'],
      ['promises.get', (key, viewer) => promises.get('policy', key, viewer), 'mine/A', 'other/A'],
      ['coupons.get', (key, viewer) => coupons.get(key, viewer), 'mine', 'other'],
      ['coupons.get of a person', (key, viewer) => coupons.get(key, viewer), 'hers', 'theirs'],
      ['customers.find', (key, viewer) => customers.find(key, viewer), 'mine-person', 'other-person'],
      ['customers.get', (key, viewer) => customers.get(key, viewer), 'survivor', 'other-person'],
    ];
    const partner = viewerOf({ id: wall.client, scopes: ['stock:read:locations'], channels: wall.channels });
    for (const [name, read, mine, other] of keyed) {
      for (const [viewer, expected] of [[leaky, [true, false]], [partner, [true, false]], [retailer, [true, true]]] as const) expect([name, (await read(mine, viewer)) !== undefined, (await read(other, viewer)) !== undefined]).toEqual([name, ...expected]);
    }
    const all = { ids: ['mine-person', 'other-person'], id: 'x', version: 1, document: {} as never };
    const lists: [string, (viewer: Viewer) => Promise<number>, number, number][] = [
      ['orders.list', async (viewer) => (await orders.list({ limit: 100 }, viewer)).length, 2, 3],
      ['orders.fulfillments', async (viewer) => (await orders.fulfillments({ sort: 'placed', limit: 100 }, viewer)).length, 1, 2],
      ['documents.list channel', async (viewer) => (await documents.list('channel', { limit: 100 }, viewer)).length, 1, 2],
      ['documents.list promotion', async (viewer) => (await documents.list('promotion', { limit: 100 }, viewer)).length, 2, 3],
      ['promises.list', async (viewer) => (await promises.list('policy', { limit: 100 }, viewer)).length, 1, 2],
      ['customers.history orders', async (viewer) => (await customers.history(all, viewer)).orders.length, 1, 2],
      ['customers.history returns', async (viewer) => (await customers.history(all, viewer)).returns.length, 1, 2],
      ['feed.after', async (viewer) => (await feed.after(0, 100, { types: undefined, viewer })).rows.length, 2, 3],
      ['feed.after reaches', async (viewer) => (await feed.after(0, 100, { types: undefined, viewer })).reached, 3, 3],
    ];
    for (const [name, read, mine, every] of lists) expect([name, await read(leaky), await read(partner), await read(retailer)]).toEqual([name, mine, mine, every]);
  });

  it('gathers the questions of one turn into one query for each partner', async () => {
    const orders = new Orders(database);
    const other = { ...leaky, wall: { client: 'p-other', channels: ['other'] } };
    const found = await Promise.all([leaky, other, retailer].flatMap((viewer) => ['mine-o', 'other-o', 'mine-o'].map(async (id) => (await orders.get(id, viewer)) !== undefined)));
    expect(found).toEqual([true, false, true, false, true, false, true, true, true]);
  });

  it('leaves out no table that belongs to a channel or a client', async () => {
    const { rows } = await database.pool.query<{ name: string }>(`
      select distinct c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'public' and c.relkind = 'r' and a.attname in ('channel', 'client', 'client_id') and not c.relrowsecurity order by 1`);
    // Secrets, tokens and keys are read by the service alone: the role of partners has no right to them at all.
    for (const { name } of rows) expect([name, (await database.pool.query(`select has_table_privilege('onefront_partner', $1, 'select') as may`, [name])).rows[0].may]).toEqual([name, false]);
  });

  it('is missed by verify when a part of it is gone', async () => {
    const wallOf = async () => (await verifyGateway(database)).find((check) => check.name.includes('wall'));
    expect(await wallOf()).toMatchObject({ ok: true });
    await database.pool.query('alter table fulfillment_view disable row level security');
    expect(await wallOf()).toMatchObject({ ok: false, firstBad: 'fulfillment_view' });
    await database.pool.query('alter table fulfillment_view enable row level security');
  });

  it('is built by many databases of one cluster at once', async () => {
    const many = await Promise.all(Array.from({ length: 3 }, () => openAsUser()));
    try {
      expect((await Promise.all(many.map(({ database: one }) => runMigrations(one)))).every((done) => done.includes('Partners1700000005000'))).toBe(true);
    } finally {
      for (const one of many) await one.drop();
    }
  }, 120_000);
});
