import * as c from '@onefront/contracts';
import { ownerUnderTest, testDatabase, type Owner } from '@onefront/testing';
import { openDatabase, runMigrations, type Database } from '@onefront/outbox';
import { Audit } from '../src/audit/audit.js';
import { appendEntries } from '../src/audit/append.js';
import { linkEntries } from '../src/audit/chain.js';
import { readableTypes } from '../src/audit/known-states.js';
import { createProjector, projector } from '../src/index.js';
import { migrations } from '../src/persistence/index.js';
import { viewFacts } from '../src/views/on-facts.js';
import { pruneAudit } from '../src/audit/prune.js';
import { verifyAudit, walkAudit } from '../src/audit/walk.js';

const everything = { channels: null, locations: true, wall: null };
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const sent = { partner: 'till-7', correlationId: 'op-1', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` };
const order = c.orderConfirmed.sample.order;
const life = (definition: typeof c.orderConfirmed | typeof c.orderPlaced, id: string, version: number, more: Partial<c.Order> = {}): c.Outbound =>
  ({ definition: definition as c.MessageDefinition, key: id, version, ...sent, data: { ...definition.sample, orderId: id, version, order: { ...order, id, ...more } } });
/** Only who owns the machine can: the walls are down meanwhile. */
const startAnew = (database: Database) => database.pool.query(`begin; alter table audit.entry disable trigger all; alter table audit.link disable trigger all;
  truncate audit.entry, audit.link, audit.pending, product_view, listing_view, document_view, stock_view, stock_history, order_view, fulfillment_view, return_view, customer_view, customer_key, coupon_view, merge_view, hold_view, promise_view;
  update audit.head set position = 0, hash = decode(repeat('00', 32), 'hex'); alter table audit.entry enable trigger all; alter table audit.link enable trigger all; commit`);

/** Everything in the audit that has its place, oldest first, as it is shown. */
async function shown(database: Database): Promise<any[]> {
  while ((await linkEntries(database, 'test')) > 0);
  const entries: unknown[] = [];
  for await (const slice of new Audit(database).slices({ after: 0, to: Number.MAX_SAFE_INTEGER }, everything)) entries.push(...slice.map((one) => JSON.parse(one.body)));
  return entries;
}

describe('the audit of facts', () => {
  let owner: Owner;
  beforeAll(async () => { owner = await ownerUnderTest({ service: 'gateway', migrations, work: createProjector() }); });
  beforeEach(() => startAnew(owner.database));
  afterAll(() => owner?.close());
  const of = async (type: string, id: string) => (await shown(owner.database)).filter((one) => one.subject.type === type && one.subject.id === id);

  it.each(viewFacts.map((one) => [one.type, one] as const))('%s leaves an entry with who and what', async (type, definition) => {
    const data = definition.sample as { version?: number };
    await owner.deliver({ definition, key: 'key-1', data, ...sent, ...(data.version === undefined ? {} : { version: data.version }) });
    const entries = await shown(owner.database);
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      expect(entry).toMatchObject({ action: type.replace(/\.v\d+$/, ''), actor: { client: 'till-7', service: 'test' }, trace: TRACE, operation: 'op-1', message: expect.any(String), subject: { type: expect.any(String), id: expect.any(String) } });
      // What has a version has a state before the next one, and it must be found.
      if (entry.version !== undefined) expect(readableTypes).toContain(entry.subject.type);
    }
  });

  it('tells what an order was before, what it is after, and nothing that stayed', async () => {
    const staff = { soldBy: 'emma' };
    await owner.deliver(life(c.orderPlaced, 'o-1', 1, { status: 'pending', totals: null, fulfillments: [], staff }));
    await owner.deliver(life(c.orderConfirmed, 'o-1', 2, { staff }), life(c.orderConfirmed, 'o-1', 3, { staff, status: 'cancelled' }));
    const [placed, confirmed, cancelled] = await of('order', 'o-1');
    expect(placed).toMatchObject({ version: 1, actor: { staff }, changes: [{ path: '', after: { id: 'o-1', status: 'pending' } }] });
    expect(placed.changes[0]).not.toHaveProperty('before');
    expect(confirmed).toMatchObject({ version: 2, previousVersion: 1 });
    expect(confirmed.changes).toContainEqual({ path: '/status', before: 'pending', after: 'confirmed' });
    expect(JSON.stringify(confirmed.changes)).not.toContain('"/lines');
    expect(cancelled.changes).toEqual([{ path: '/status', before: 'confirmed', after: 'cancelled' }]);
  });

  it('reads what was before when another process has seen it', async () => {
    const other = await ownerUnderTest({ service: 'gateway', migrations, work: createProjector(), beside: owner });
    try {
      await owner.deliver(life(c.orderPlaced, 'o-1', 1, { status: 'pending' }));
      await other.deliver(life(c.orderConfirmed, 'o-1', 2));
      expect((await of('order', 'o-1'))[1].changes).toEqual([{ path: '/status', before: 'pending', after: 'confirmed' }]);
    } finally {
      await other.close();
    }
  });

  it('tells stock as levels before and after, from what was booked', async () => {
    const stock: c.SkuStock = { sku: 'S', version: 5, asOf: '2026-11-01T09:00:00.000Z', levels: [{ location: 'leeds', onHand: 7, unavailable: 0, reserved: 2 }], entries: [{ location: 'leeds', reason: 'receipt', onHand: 4, unavailable: 0, reserved: 0 }] };
    await owner.deliver(c.message(c.stockAdjusted, { key: 'm', data: { movementId: 'm', stock: [stock] } }));
    expect(await of('stock', 'S')).toMatchObject([{ version: 5, previousVersion: 4, actor: { service: 'test' }, changes: [{ path: '/leeds/onHand', before: 3, after: 7 }] }]);
  });

  it('writes nothing twice: repeats, restatements and rebuilt views', async () => {
    const product = (version: number, name: string) => c.message(c.variantChanged, { key: 'P', version, data: { sku: 'P', version, at: '2026-11-01T09:00:00.000Z', product: { name, price: { amount: '1250', currency: 'GBP' }, kind: 'stocked', status: 'active' } } });
    const first = { ...product(1, 'one'), id: 'message-1' };
    await owner.deliver(first, product(2, 'two'));
    await owner.deliver(first);
    await owner.deliver(product(2, 'two'), product(1, 'one'));
    await owner.database.pool.query('truncate product_view');
    await owner.deliver(product(2, 'two'));
    const entries = await of('product', 'P');
    expect(entries.map((one) => one.version)).toEqual([1, 2]);
    expect(entries[1].changes).toEqual([{ path: '/name', before: 'one', after: 'two' }]);
    await owner.deliver(product(4, 'four'), product(3, 'three'));
    expect((await of('product', 'P')).map(({ version, previousVersion, changes }) => [version, previousVersion, changes.length])).toEqual([[1, undefined, 1], [2, 1, 1], [4, 2, 1], [3, undefined, 0]]);
  });

  it('is not written where views are rebuilt beside the live ones', async () => {
    const rebuilt = await ownerUnderTest({ service: 'gateway', migrations, work: createProjector({ audit: false }) });
    try {
      await rebuilt.deliver(life(c.orderConfirmed, 'o-1', 2));
      expect(await shown(rebuilt.database)).toEqual([]);
    } finally {
      await rebuilt.close();
    }
  });

  it('holds nothing personal in the clear, and nothing that finds a person', async () => {
    const document = (version: number, more: Partial<c.CustomerDocument>): c.CustomerDocument => ({ ...c.customerChanged.sample.customer, id: 'c-1', version, loyaltyId: 'LOYAL-4711', nameIndexes: ['blind-name'], identities: [{ channel: 'web', externalId: 'buyer-4711' }], emails: [{ value: { kid: 'k', box: 'BBBB' }, index: 'blind-mail', verified: true }], ...more });
    const told = (version: number, more: Partial<c.CustomerDocument> = {}) => c.message(c.customerChanged, { key: 'c-1', data: { customer: document(version, more) } });
    await owner.deliver(told(1), told(2, { loyaltyId: 'LOYAL-4712', nameIndexes: ['blind-other'], identities: [{ channel: 'web', externalId: 'buyer-4712' }], groups: ['vip', 'staff'] }));
    const entries = await of('customer', 'c-1');
    expect(JSON.stringify(entries)).not.toMatch(/4711|4712|blind/);
    expect(entries[0].changes[0].after).toMatchObject({ emails: [{ value: { kid: 'k', box: 'BBBB' }, verified: true }], loyaltyId: 'withheld' });
    expect(entries[1].changes).toEqual(expect.arrayContaining([
      { path: '/loyaltyId', before: 'withheld', after: 'withheld' }, { path: '/identities/0/externalId', before: 'withheld', after: 'withheld' }, { path: '/groups', before: ['vip'], after: ['vip', 'staff'] },
    ]));
  });
});

describe('the chain', () => {
  let owner: Owner;
  // A database for each: tampering leaves it without its constraints.
  beforeEach(async () => { owner = await ownerUnderTest({ service: 'gateway', migrations, work: projector }); });
  afterEach(() => owner?.close());
  const entry = (id: string, more = {}) => ({ at: '2026-11-01T09:00:00.000Z', action: 'gateway.tested', actor: { service: 'gateway', client: 'a' }, subject: { type: 'test', id }, changes: [{ path: '/n', before: 1, after: id }], ...more });
  const write = (...ids: string[]) => owner.database.transact((tx) => appendEntries(tx, ids.map((id) => entry(id))));

  it('gives every entry one place while twelve write and the sequencer dies and is replaced', async () => {
    const writers = Array.from({ length: 12 }, async (_, writer) => {
      for (let n = 0; n < 20; n += 1) {
        await owner.database.transact(async (tx) => {
          await appendEntries(tx, [entry(`w${writer}-${n}`), entry(`w${writer}-${n}b`)]);
          // Some commit late, with numbers that are lower than what is linked by then; some never.
          if (n % 5 === 0) await tx.query('select pg_sleep(0.02)');
          if (n % 7 === 3) throw new Error('rolled back');
        }).catch((error: Error) => { if (error.message !== 'rolled back') throw error; });
      }
    });
    let writing = true;
    const sequencers = ['one', 'two', 'three'].map(async (name, index) => {
      for (let turn = 0; writing || turn < 2; turn += 1) {
        // A holder that dies keeps its lease until it has run out; here it runs out at once.
        if (turn % 4 === index) await owner.database.pool.query(`update audit.head set expires_at = '-infinity'`);
        await linkEntries(owner.database, name);
      }
    });
    await Promise.all(writers);
    writing = false;
    await Promise.all(sequencers);
    await owner.database.pool.query(`update audit.head set expires_at = '-infinity'`);
    const entries = await shown(owner.database);
    const rolledBack = 12 * [3, 10, 17].length;
    expect(entries).toHaveLength((12 * 20 - rolledBack) * 2);
    expect(entries.map((one) => one.position)).toEqual(entries.map((_, index) => index + 1));
    expect(new Set(entries.map((one) => one.subject.id)).size).toBe(entries.length);
    expect(await walkAudit(owner.database)).toEqual({ count: entries.length, head: { position: entries.length, hash: entries.at(-1)!.hash } });
  }, 120_000);

  /** What somebody does who owns the machine: the walls are taken away first. */
  async function tamper(sql: string): Promise<void> {
    await owner.database.pool.query(`begin; alter table audit.entry disable trigger all; alter table audit.link disable trigger all; ${sql}; alter table audit.entry enable trigger all; alter table audit.link enable trigger all; commit`);
  }
  const tamperings: [string, string, RegExp][] = [
    ['an entry is altered', `update audit.entry set changes = replace(changes, '"c"', '"x"') where subject_id = 'c'`, /^position 3: altered/],
    ['who did it is altered', `update audit.entry set client = 'b' where subject_id = 'c'`, /^position 3: altered/],
    ['an entry is removed', `delete from audit.entry where subject_id = 'c'`, /^position 3: its entry was removed/],
    ['a link is removed', 'delete from audit.link where position = 3', /^position 3: removed/],
    ['a link is removed and the gap closed', 'delete from audit.link where position = 3; update audit.link set position = -position where position > 3'.replace('update audit.link set position = -position where position > 3', 'alter table audit.link drop constraint link_position_check; update audit.link set position = -position where position > 3; update audit.link set position = -position - 1 where position < 0'), /^position 3: altered, put in or moved/],
    ['an entry is put in', `with e as (insert into audit.entry (at, action, service, subject_type, subject_id, changes) values (now(), 'gateway.forged', 'gateway', 'test', 'z', '[]') returning id) insert into audit.link (position, entry, hash, at, subject_type, subject_id) select 6, id, sha256('x'), now(), 'test', 'z' from e`, /^position 6: altered, put in or moved/],
    ['two entries change places', `alter table audit.link drop constraint link_entry_key; with two as (select a.position, b.entry from audit.link a, audit.link b where (a.position, b.position) in ((2, 4), (4, 2))) update audit.link l set entry = two.entry from two where two.position = l.position`, /^position 2: altered, put in or moved/],
    ['an entry is listed under another subject', `update audit.link set subject_id = 'q' where position = 4`, /^position 4: listed under another subject/],
    ['the end is cut off', 'delete from audit.link where position > 3', /^position 4: the end of the chain was removed/],
  ];
  it.each(tamperings)('shows it when %s', async (_what, sql, found) => {
    await write('a', 'b', 'c', 'd', 'e');
    await shown(owner.database);
    expect((await walkAudit(owner.database)).firstBad).toBeUndefined();
    await tamper(sql);
    expect((await walkAudit(owner.database)).firstBad).toMatch(found);
  });

  it('shows by an anchor what was cut off together with the head, or written anew', async () => {
    await write('a', 'b', 'c');
    const [, second, third] = await shown(owner.database);
    const anchor = { position: 3, hash: third.hash };
    await tamper(`delete from audit.link where position = 3; update audit.head set position = 2, hash = decode('${second.hash}', 'hex')`);
    expect((await walkAudit(owner.database)).firstBad).toBeUndefined();
    expect((await walkAudit(owner.database, { anchors: [anchor] })).firstBad).toMatch(/^position 3: the end of the chain was removed, an anchor/);
    await write('another');
    await shown(owner.database);
    expect((await walkAudit(owner.database, { anchors: [anchor] })).firstBad).toMatch(/^position 3: another hash than the anchor/);
    expect(await walkAudit(owner.database, { after: { position: 2, hash: second.hash } })).toMatchObject({ count: 1 });
  });

  it('is found whole by onefront verify, which also sees an entry that was kept out of the chain and walls that are down', async () => {
    await write('a', 'b', 'c');
    await shown(owner.database);
    const broken = async () => (await verifyAudit(owner.database)).filter((check) => !check.ok).map((check) => `${check.name}: ${check.firstBad}`);
    expect(await broken()).toEqual([]);
    await write('kept-out');
    await owner.database.pool.query('delete from audit.pending');
    await owner.database.pool.query('alter table audit.link disable trigger keep');
    expect(await broken()).toEqual([expect.stringMatching(/beside the audit's chain: \d+: gateway.tested of kept-out$/), 'gateway: the audit\'s own walls stand: link:keep']);
  });

  it('goes on behind a seal when an operator takes the oldest away', async () => {
    await owner.database.transact((tx) => appendEntries(tx, [entry('old-1'), entry('old-2'), entry('new-1', { at: '2026-12-01T00:00:00.000Z' }), entry('old-3'), entry('new-2', { at: '2026-12-02T00:00:00.000Z' })]));
    const before = await shown(owner.database);
    expect(await pruneAudit(owner.database, new Date('2026-11-20T00:00:00Z'))).toEqual({ sealed: 2, removed: 2 });
    const after = await shown(owner.database);
    expect(after.slice(0, 3)).toEqual(before.slice(2));
    expect(after.at(-1)).toMatchObject({ action: 'gateway.audit-pruned', changes: [{ path: '/sealed', after: 2 }, { path: '/by', after: expect.any(String) }] });
    expect(await walkAudit(owner.database)).toMatchObject({ count: 4, head: { position: 6 } });
    await expect(owner.database.pool.query('delete from audit.link where position <= 3')).rejects.toMatchObject({ code: '42501' });
    await tamper('delete from audit.link where position = 3');
    expect((await walkAudit(owner.database)).firstBad).toMatch(/^position 3: removed/);
    await expect(pruneAudit(owner.database, new Date('2027-01-01T00:00:00Z'))).rejects.toThrow('nothing is taken away');
  });

  it('cannot be changed by whoever is connected, the application included', async () => {
    await write('a');
    await shown(owner.database);
    const statements = ['update audit.entry set client = null', 'update audit.link set client = null', 'delete from audit.entry', 'delete from audit.link', 'truncate audit.entry, audit.link', 'truncate audit.link', 'update audit.seal set position = 1', 'truncate audit.seal'];
    for (const statement of statements) await expect(owner.database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    expect((await walkAudit(owner.database)).count).toBe(1);
  });
});

describe('the service as a user of its own', () => {
  it('may add and read, and may neither change nor seal nor drop the audit', async () => {
    const base = await testDatabase('audit_roles');
    const admin = await openDatabase({ url: base.url, service: 'gateway' });
    const user = `${base.name}_user`;
    await admin.pool.query(`create role "${user}" login password 'p'; grant create on database "${base.name}" to "${user}"; grant create, usage on schema public to "${user}"`);
    // As deploy/docker/databases.sh has it.
    for (const role of ['onefront_partner', 'onefront_audit']) await admin.pool.query(`do $$ begin create role ${role} nologin noinherit; exception when duplicate_object or unique_violation then null; end $$`);
    await admin.pool.query(`grant onefront_partner to "${user}" with inherit false, set true; grant onefront_audit to "${user}" with admin true, inherit false, set false`);
    const url = new URL(base.url);
    [url.username, url.password] = [user, 'p'];
    const runtime = await openDatabase({ url: url.toString(), service: 'gateway', migrations });
    try {
      await runMigrations(runtime);
      await runtime.transact((tx) => appendEntries(tx, [{ at: '2026-11-01T09:00:00.000Z', action: 'gateway.tested', actor: { service: 'gateway' }, subject: { type: 'test', id: 'a' }, changes: [] }]));
      expect(await linkEntries(runtime, 'one')).toBe(1);
      const statements = [
        'update audit.entry set client = null', 'delete from audit.entry', 'truncate audit.entry', 'update audit.link set client = null', 'delete from audit.link', 'truncate audit.link', `insert into audit.seal (position, hash) values (1, sha256('x'))`,
        'drop table audit.entry', 'drop schema audit cascade', 'alter table audit.entry disable trigger all', 'drop trigger keep on audit.entry', 'create or replace function audit.refuse() returns trigger language plpgsql as $$ begin return new; end $$',
      ];
      for (const statement of statements) await expect(runtime.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
      expect((await walkAudit(runtime)).count).toBe(1);
    } finally {
      await runtime.close();
      await admin.pool.query(`drop owned by "${user}" cascade; drop role if exists "${user}"`);
      await admin.close();
      await base.drop();
    }
  }, 60_000);
});
