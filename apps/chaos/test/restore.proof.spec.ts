import { waitFor } from '@onefront/testing';
import { Journal, money, openShop, orders, startWorld, stockProduct, type Body, type Promised, type World } from '@onefront/e2e';
import { Client } from 'pg';
import { commandsOf, follow, type Platform } from '../src/upgrade/runbook.js';
import { TemplateBackup } from '../src/upgrade/template-backup.js';

/** A restore of one service by the runbook in docs/operations.md, with work done in the minutes that were lost. */
describe('one service goes back in time', () => {
  let world: World;
  let buying: Journal;
  let restored = false;
  const backups = new Map<string, TemplateBackup>();

  beforeAll(async () => {
    world = await startWorld({ environment: { gateway: { CHECK_ANSWERS: 'false' } } });
    await openShop(world.till);
    for (const sku of ['KEPT', 'SHORT']) await stockProduct(world.till, sku);
    await receive('KEPT', { leeds: 400, derby: 400, bristol: 400 });
    await receive('SHORT', { leeds: 30, derby: 12, bristol: 12 });
    await world.till.must('PUT', '/v1/promotions/back', { name: 'Back', channels: ['web'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
    await world.till.must('POST', '/v1/coupons', { promotion: 'back', code: 'BACK', limit: 100_000 });
  }, 180_000);

  afterAll(async () => {
    if (world) process.stderr.write(`${world.report()}\n`);
    for (const backup of backups.values()) await backup.drop();
    await world?.close();
  }, 60_000);

  it('inventory: whoever was promised units has the same units of the same location', async () => {
    await goesBack('inventory', { epoch: 1, lost: ordersAndGoods });
    expect(await held()).toEqual(await promised());
  }, 400_000);

  it('catalog: what was changed since is there, and can be changed again', async () => {
    await goesBack('catalog', { epoch: 2, lost: productsChange });
    expect((await world.till.get('/v1/products/KEPT')).body).toMatchObject({ name: 'Kept', price: { amount: '21.00' } });
    expect((await world.till.get('/v1/products/NEW')).body).toMatchObject({ name: 'Product NEW' });
    expect(await putKept({ name: 'Kept on' }, await etag())).toMatchObject({ status: 200, body: { name: 'Kept on' } });
  }, 400_000);

  it('promotions: a coupon is used as often as orders have it, within its limit', async () => {
    await goesBack('promotions', { epoch: 3, lost: couponsRunOut });
    const { body } = await world.till.get('/v1/coupons/FEW');
    expect(body).toMatchObject({ limit: 8, used: 8 });
  }, 400_000);

  /** The runbook of one service, with buyers who go on meanwhile and afterwards. */
  async function goesBack(service: string, { epoch, lost }: { epoch: number; lost: (journal: Journal) => Promise<void> }): Promise<void> {
    buying = new Journal(world.till, { buyers: 4, basket, name: service });
    try {
      await bought(buying, 20);
      const to = await backUp(service);
      await lost(buying);
      const page = commandsOf('operations.md', service === 'inventory' ? 'Inventory' : 'Catalog, promotions');
      process.stderr.write(await follow(page, platform, environment({ SERVICE: service, TO: to, EPOCH: String(epoch) })));
    } finally {
      await buying.stop();
    }
    const after = new Journal(world.till, { buyers: 4, basket, name: `after-${service}` });
    await bought(after, 20).finally(() => after.stop());
    expect([...buying.failed, ...after.failed]).toEqual([]);
    await everyOrderOnce([...buying.promised, ...after.promised]);
    expect((await world.verify()).broken).toEqual([]);
  }

  /** Copies a service's database while it stands still for a moment. Gives the time. */
  async function backUp(service: string): Promise<string> {
    restored = false;
    const backup = new TemplateBackup(world.databases[service]!);
    backups.set(service, backup);
    await platform.stop_service(service);
    await backup.take();
    const to = new Date().toISOString();
    await platform.start_service(service);
    return to;
  }

  /** Orders of every kind, also some that find nothing left, receipts, cancellations and parcels that leave. */
  async function ordersAndGoods(journal: Journal): Promise<void> {
    const from = journal.promised.length;
    await bought(journal, 40);
    await receive('SHORT', { bristol: 15 });
    const web = journal.promised.slice(from).filter(({ status, channel }) => status === 'confirmed' && channel === 'web');
    for (const { order } of web.slice(0, 3)) await world.till.must('POST', `/v1/orders/${order}/cancellation`, {});
    for (const { order } of web.slice(3, 6)) await ship(order);
    await bought(journal, 10);
  }

  async function productsChange(journal: Journal): Promise<void> {
    const before = await etag();
    expect(await putKept({ name: 'Kept' }, before)).toMatchObject({ status: 200 });
    expect(await putKept({ name: 'Lost' }, before)).toMatchObject({ status: 412 });
    expect(await putKept({ name: 'Kept', price: money('21.00') }, await etag())).toMatchObject({ status: 200 });
    await stockProduct(world.till, 'NEW', { leeds: 5 });
    expect(await world.till.order(orders.web('NEW', 1))).toMatchObject({ status: 201 });
    await bought(journal, 10);
  }

  async function couponsRunOut(journal: Journal): Promise<void> {
    await world.till.must('POST', '/v1/coupons', { promotion: 'back', code: 'FEW', limit: 8 });
    const answers = await Promise.all(Array.from({ length: 16 }, (_, n) => world.till.order(orders.web('KEPT', 1, { coupons: ['FEW'], customer: { email: `few-${n}@example.com` } }))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(8);
    await bought(journal, 10);
  }

  const etag = async () => String((await world.till.get('/v1/products/KEPT')).headers['etag']);
  const putKept = (change: Body, ifMatch: string) => world.till.put('/v1/products/KEPT', { name: 'Product KEPT', price: money('20.00'), taxCategory: 'standard', ...change }, { headers: { 'if-match': ifMatch } });

  async function ship(order: string): Promise<void> {
    const { body } = await world.till.get(`/v1/orders/${order}`);
    for (const { id, lines } of body.fulfillments) {
      const picked = { lines: lines.map(({ lineId, quantity }: Body) => ({ lineId, quantity })) };
      for (const [step, said] of [['accept', {}], ['pick', picked], ['pack', {}], ['ship', { carrier: 'Parcelforce', tracking: `PF-${id.slice(-6)}` }]] as const) await world.till.must('POST', `/v1/fulfillments/${id}/${step}`, said);
    }
  }

  const platform: Platform = {
    stop_service: async (service) => expect(await world.process(`${service}-1`).stop()).toBe(0),
    start_service: async (service) => {
      await world.process(`${service}-1`).restart();
      // Those who buy get their answers; the last command of the runbook looks at a house in which nothing is on its way.
      if (restored) void buying.stop();
    },
    restore_database: async (service) => {
      await backups.get(service)!.restore();
      restored = true;
    },
  };

  function environment(more: Record<string, string>): Record<string, string> {
    const { env } = world.process('inventory-1').planned;
    const bus = Object.fromEntries(['KAFKA_BROKERS', 'BUS_DATABASE_URL', 'TOPIC_PREFIX'].flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
    const databases = Object.fromEntries(Object.entries(world.databases).map(([name, url]) => [`${name.toUpperCase()}_DATABASE_URL`, url]));
    return { ...bus, ...databases, LOG_LEVEL: 'warn', ...more };
  }

  async function bought(journal: Journal, more: number): Promise<void> {
    const reached = journal.promised.length + journal.refused.length + more;
    await waitFor(() => journal.promised.length + journal.refused.length >= reached, { timeoutMs: 120_000, what: `orders to go on; failed: ${journal.failed.slice(0, 3).join(' | ')}` });
  }

  async function receive(sku: string, units: Readonly<Record<string, number>>): Promise<void> {
    await world.till.must('POST', '/v1/stock/movements', { movements: Object.entries(units).map(([location, quantity]) => ({ sku, location, quantity, reason: 'receipt' })) });
  }

  /** Units by order, SKU and location, as inventory keeps them. */
  async function held(): Promise<Record<string, number>> {
    return rows('inventory', `select order_id || ' ' || sku || ' ' || location as key, sum(held)::int as units from inventory.reservation where held > 0 and order_id !~ '^(hold|lease|escrow)-' group by 1`);
  }

  /** The same as orders has told its buyers: what open fulfillment orders are to hand over. */
  async function promised(): Promise<Record<string, number>> {
    return rows('orders', `select o.id || ' ' || (l ->> 'sku') || ' ' || (f ->> 'location') as key, sum((l ->> 'quantity')::int)::int as units
      from orders."order" o, jsonb_array_elements(o.state -> 'fulfillments') f, jsonb_array_elements(f -> 'lines') l
      where f ->> 'status' in ('scheduled', 'open', 'accepted', 'picking', 'packed', 'ready', 'on-hold') and not coalesce((l ->> 'consumed')::boolean, false) group by 1`);
  }

  async function rows(service: string, text: string): Promise<Record<string, number>> {
    const client = new Client({ connectionString: world.databases[service]! });
    await client.connect();
    const found = await client.query<{ key: string; units: number }>(text).finally(() => client.end());
    return Object.fromEntries(found.rows.map(({ key, units }) => [key, units] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  async function everyOrderOnce(sold: readonly Promised[]): Promise<void> {
    const found = new Map<string, string[]>();
    for (let cursor = ''; ;) {
      const { body } = await world.till.get(`/v1/orders?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      for (const { id, channel, externalId } of body.items) found.set(`${channel}/${externalId}`, [...(found.get(`${channel}/${externalId}`) ?? []), id]);
      if (!body.nextCursor) break;
      cursor = body.nextCursor;
    }
    expect(sold.filter(({ order, channel, externalId }) => found.get(`${channel}/${externalId}`)?.join() !== order)).toEqual([]);
  }
});

/** Orders of every kind; a part of them wants what runs out. */
function basket(n: number): Body {
  const customer = { customer: { email: `back-${n % 20}@example.com` } };
  switch (n % 5) {
    case 0: return orders.web([{ sku: 'KEPT', quantity: 2 }, { sku: 'SHORT', quantity: 1 }], 0, { ...customer, coupons: ['BACK'], payment: { method: 'card', token: 'tok_ok' } });
    case 1: return orders.marketplace('KEPT', 1, customer);
    case 2: return orders.till('SHORT', 1);
    case 3: return orders.web('SHORT', 2, customer);
    default: return orders.pickup('KEPT', 1, customer);
  }
}
