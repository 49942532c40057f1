import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { availabilityChanged, encode, message } from '@onefront/contracts';
import { openShop, orders, startWorld, stockProduct, type Body, type World } from '@onefront/e2e';
import { waitFor } from '@onefront/testing';
import { runCheck, type Check } from '../src/checks/check.js';
import { checks, runChecks, startWatch } from '../src/checks/index.js';
import { nothingLeftOver, versionsAndInboxes } from '../src/checks/delivery.js';
import type { BesideEntry, Cluster, Evidence, InvariantName, JournalEntry, TillSale } from '../src/types.js';

/** A whole house with a few orders in it, at rest; then every invariant is broken by hand, and each must be seen. */
describe('the checks', () => {
  let world: World;
  let out: string;
  const entries: JournalEntry[] = [];
  const beside: BesideEntry[] = [];
  const received: Array<{ sku: string; location: string; quantity: number }> = [];
  let n = 0;

  const buy = async (body: Body, coupon?: string): Promise<JournalEntry> => {
    const idempotencyKey = randomUUID();
    const number = n++;
    const externalId = `C-${number}`;
    const answer = await world.till.order({ ...body, externalId, ...(coupon ? { coupons: [coupon] } : {}) }, { idempotencyKey });
    const done = answer.status < 300;
    const entry: JournalEntry = {
      n: number, write: 'order', kind: 'web', idempotencyKey, digest: '', channel: body.channel, externalId, lines: body.lines, attempts: [], startedAt: 0, settledAt: 0, status: answer.status,
      ...(coupon ? { coupon } : {}), outcome: done ? 'done' : 'refused', ...(done ? { id: answer.body.id, orderStatus: answer.body.status, grand: answer.body.totals.grand.amount } : { problem: answer.body.type }),
    };
    entries.push(entry);
    return entry;
  };

  const parcel = async (bought: JournalEntry): Promise<void> => {
    const [task] = (await world.till.must('GET', `/v1/orders/${bought.id}`)).fulfillments;
    const lines = task.lines.map(({ lineId, quantity }: Body) => ({ lineId, quantity }));
    for (const [verb, body] of [['accept', {}], ['pick', { lines }], ['pack', {}], ['ship', { carrier: 'Parcelforce', tracking: 'PF-1' }]] as const) {
      await world.till.must('POST', `/v1/fulfillments/${task.id}/${verb}`, body);
      entries.push({ ...bought, write: 'fulfillment', idempotencyKey: randomUUID(), order: bought.id!, step: { fulfillment: task.id, verb } });
    }
  };

  const saleOf = ({ channel, externalId }: JournalEntry): TillSale => ({ channel, id: externalId!, sku: 'PLENTY', quantity: 1 });

  const evidence = (change: { planted?: string[]; without?: JournalEntry; and?: JournalEntry; stale?: boolean; receipt?: BesideEntry; tillSales?: TillSale[] } = {}): Evidence => ({
    cluster: { databases: world.databases, openBus: () => world.openBus() } as unknown as Cluster,
    journal: {
      entries: [...entries.filter((one) => one !== change.without), ...(change.and ? [change.and] : [])], beside: [...beside, ...(change.receipt ? [change.receipt] : [])], tillSales: change.tillSales ?? [], reads: 5,
      staleReads: change.stale ? [{ at: 1_000, order: 'o-1', gateway: 1, expected: 'confirmed', seen: 'nothing' }] : [],
    },
    assortment: { received, coupons: [{ code: 'FEW', promotion: 'few', limit: 2 }], scarce: ['SCARCE'] },
    planted: new Set(change.planted ?? []),
    get: (path) => world.till.get(path),
    out,
  });

  const sql = async (database: string, ...statements: string[]): Promise<void> => {
    const client = new Client({ connectionString: world.databases[database]! });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };

  /** Without the triggers that keep the ledgers as they are. */
  const forced = (...statements: string[]): string[] => ['set session_replication_role = replica', ...statements];

  const brokenNow = async (of: readonly Check[], against = evidence()): Promise<InvariantName[]> => {
    const results = [];
    for (const check of of) results.push(await runCheck(check, against));
    return [...new Set(results.filter((one) => one.violations > 0).map((one) => one.invariant))];
  };
  const only = (...names: InvariantName[]): Check[] => checks.filter((one) => names.includes(one.invariant));

  beforeAll(async () => {
    out = mkdtempSync(join(tmpdir(), 'onefront-checks-'));
    world = await startWorld();
    await openShop(world.till);
    for (const [sku, units] of [['PLENTY', 500], ['SCARCE', 3]] as const) {
      await stockProduct(world.till, sku, { leeds: units, derby: units });
      for (const location of ['leeds', 'derby']) received.push({ sku, location, quantity: units });
    }
    await world.till.must('PUT', '/v1/promotions/few', { name: 'Few', channels: ['web'], conditions: [{ type: 'coupon' }], effects: [{ type: 'percentage', percent: '10', on: 'order' }] });
    await world.till.must('POST', '/v1/coupons', { promotion: 'few', code: 'FEW', limit: 2 });
    await Promise.all(Array.from({ length: 6 }, () => buy(orders.web('PLENTY', 2))));
    await Promise.all(Array.from({ length: 3 }, () => buy(orders.web('PLENTY'), 'FEW')));
    await Promise.all(Array.from({ length: 5 }, () => buy(orders.marketplace('SCARCE', 2))));
    const sale = await buy(orders.till('PLENTY', 2));
    await world.till.must('POST', `/v1/orders/${sale.id}/returns`, { location: 'leeds', lines: [{ sku: 'PLENTY', quantity: 1, disposition: 'restock' }] });
    await parcel(await buy(orders.web('PLENTY', 1, { payment: { method: 'card', token: 'tok_ok' } })));
    const cancelled = await buy(orders.web('PLENTY'));
    await world.till.must('POST', `/v1/orders/${cancelled.id}/cancellation`, {});
    await world.till.must('POST', '/v1/stock/movements', { movements: [{ sku: 'PLENTY', location: 'derby', quantity: 5, reason: 'receipt' }] });
    beside.push({ n: 0, write: 'receipt', subject: 'PLENTY', location: 'derby', quantity: 5, outcome: 'done', status: 201, startedAt: 0, settledAt: 0 });
    await waitFor(async () => (await brokenNow([nothingLeftOver])).length === 0, { timeoutMs: 60_000, intervalMs: 200, what: 'the house at rest' });
  }, 120_000);

  afterAll(async () => {
    await world?.close();
    rmSync(out, { recursive: true, force: true });
  }, 60_000);

  it('find nothing in a house that is whole, and have looked at something', async () => {
    const results = await runChecks(evidence({ tillSales: [saleOf(entries.find((one) => one.channel === 'till-leeds')!)] }));
    expect(results.flatMap((one) => one.examples.map((example) => `${one.invariant}: ${example}`))).toEqual([]);
    expect(new Set(results.map((one) => one.invariant))).toEqual(new Set(['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9', 'I10', 'I11', 'I12', 'R25']));
    expect(results.filter((one) => one.counted === 0).map((one) => one.about)).toEqual([]);
  }, 120_000);

  describe('after everything but the gateway has ended, see', () => {
    beforeAll(async () => {
      for (const name of world.names()) if (!name.startsWith('gateway')) await world.process(name).stop();
    }, 60_000);

    const first = (): JournalEntry => entries.find((one) => one.outcome === 'done')!;

    it('I1: an answered order that is not there, that is refused, that is undecided', async () => {
      expect(await brokenNow(only('I1').slice(0, 1), evidence({ and: { ...first(), n: 99, id: 'gone' } }))).toEqual(['I1']);
      const { id } = first();
      await sql('orders', `update orders."order" set status = 'refused' where id = '${id}'`);
      expect(await brokenNow(only('I1').slice(0, 1))).toEqual(['I1']);
      await sql('orders', `update orders."order" set status = 'confirmed' where id = '${id}'`);
    });

    it('I1: a parcel that has not left, and one that nobody paid for', async () => {
      const { order } = entries.find((one) => one.step?.verb === 'ship')!;
      const handedOver = checks.filter((one) => one.about.includes('parcel'));
      expect(await brokenNow(handedOver)).toEqual([]);
      await sql('orders', ...forced(`update orders."order" set state = jsonb_set(state, '{fulfillments,0,status}', '"packed"') where id = '${order}'`));
      expect(await brokenNow(handedOver)).toEqual(['I1']);
      await sql('orders', ...forced(`update orders."order" set state = jsonb_set(state, '{fulfillments,0,status}', '"shipped"') where id = '${order}'`));
      await sql('orders', ...forced(`update orders.payment set captured = 0 where order_id = '${order}'`));
      expect(await brokenNow(handedOver)).toEqual(['I1']);
      await sql('orders', ...forced(`update orders.payment set captured = authorised where order_id = '${order}'`));
    });

    it('I2: an order that nobody asked for', async () => {
      expect(await brokenNow(only('I2'), evidence({ without: first() }))).toEqual(['I2']);
    });

    it('I2: a sale of a till that is no order, and one whose order was cancelled', async () => {
      const count = checks.filter((one) => one.about.includes('till'));
      const sold = saleOf(entries.find((one) => one.channel === 'till-leeds')!);
      expect(await brokenNow(count, evidence({ tillSales: [sold] }))).toEqual([]);
      expect(await brokenNow(count, evidence({ tillSales: [sold, { ...sold, id: 'unheard' }] }))).toEqual(['I2']);
      expect(await brokenNow(count, evidence({ tillSales: [saleOf(first())] }))).toEqual(['I2']);
    });

    it('I3: a receipt booked once too often, a promise too many', async () => {
      const booked = beside[0]!;
      expect(await brokenNow(only('I3'), evidence({ receipt: { ...booked, n: 1 } }))).toEqual(['I3']);
      await sql('orders', `update orders.order_line set open = open - 1, cancelled = cancelled + 1 where order_id = '${first().id}'`);
      expect(await brokenNow(only('I3'))).toEqual(['I3']);
      await sql('orders', `update orders.order_line set open = open + 1, cancelled = cancelled - 1 where order_id = '${first().id}'`);
    });

    it('I4 and I5: a level and a promise that the ledger does not know', async () => {
      await sql('inventory', `update inventory.stock_level set on_hand = on_hand + 1 where sku = 'PLENTY' and location = 'derby'`);
      expect(await brokenNow(only('I4'))).toEqual(['I4']);
      await sql('inventory', `update inventory.stock_level set on_hand = on_hand - 1 where sku = 'PLENTY' and location = 'derby'`, `update inventory.reservation set held = held + 1 where order_id = '${first().id}'`);
      expect(await brokenNow(only('I5'))).toEqual(['I5']);
      await sql('inventory', `update inventory.reservation set held = held - 1 where order_id = '${first().id}'`);
    });

    it('I6: a use too many, and a use too few', async () => {
      await sql('promotions', ...forced(`insert into promotions.coupon_use select (jsonb_populate_record(u, '{"order_id": "one-too-many"}')).* from promotions.coupon_use u where state <> 'released' limit 1`));
      expect(await brokenNow(only('I6').slice(0, 1))).toEqual(['I6']);
      await sql('promotions', `delete from promotions.coupon_use where order_id = 'one-too-many'`);
      expect(await brokenNow(only('I6').slice(0, 1), evidence({ and: { ...first(), coupon: 'FEW' } }))).toEqual(['I6']);
    });

    it('I7: a payment that holds more than its entries', async () => {
      await sql('orders', ...forced(`update orders.payment set authorised = authorised + 1 where id = (select min(id) from orders.payment)`));
      expect(await brokenNow(only('I7'))).toEqual(['I7']);
      await sql('orders', ...forced(`update orders.payment set authorised = authorised - 1 where id = (select min(id) from orders.payment)`));
    });

    it('I8: a view that shows what is not', async () => {
      await sql('gateway', `update stock_view set levels = jsonb_set(levels, '{0,onHand}', '12345') where sku = 'PLENTY'`);
      expect(await brokenNow(only('I8'))).toEqual(['I8']);
      expect(await brokenNow(only('I8').slice(1))).toEqual(['I8']);
    }, 60_000);

    it('I9: versions left out, out of order, told twice', async () => {
      const bus = world.openBus();
      const producer = await bus.producer();
      const tell = async (sku: string, ...versions: number[]): Promise<void> => {
        for (const version of versions) {
          const { topic, key, headers, value } = encode(message(availabilityChanged, { key: sku, version, data: { sku, channel: 'fairground', available: 1, version, at: new Date().toISOString() } }), 'inventory');
          await producer.send([{ topic, key, headers, value }]);
        }
      };
      await tell('GOOD', 1, 2, 2, 3, 1, 4);
      expect(await brokenNow([versionsAndInboxes[0]])).toEqual([]);
      await tell('GAP', 1, 3);
      await tell('BACK', 1, 3, 2);
      const result = await runCheck(versionsAndInboxes[0], evidence());
      expect(result.examples.map((one) => one.replace(/ \(.*/, ''))).toEqual(expect.arrayContaining([
        'availability of GAP on fairground: version 3 after 1', 'availability of BACK on fairground: version 2 comes after 3',
      ]));
      await bus.close();
    }, 60_000);

    it('I10: a message that a consumer has not had, one that was never sent, one that lies aside', async () => {
      await sql('inventory', `delete from messaging.inbox where consumer = 'inventory' and message_id = (select max(message_id) from messaging.inbox where message_id not like 'operation/%')`);
      expect(await brokenNow([versionsAndInboxes[1]])).toEqual(['I10']);
      await sql('catalog', `insert into messaging.outbox (bucket, topic, key, headers, value) values (0, 'onefront.catalog', 'k', '{}', '')`);
      expect(await brokenNow([nothingLeftOver])).toEqual(['I10']);
      await sql('catalog', 'delete from messaging.outbox', `insert into messaging.dead_letter (consumer, message_id, topic, headers, reason, error) values ('catalog', 'poison', 'onefront.catalog.commands', '{}', 'invalid-json', '')`);
      expect(await brokenNow([nothingLeftOver])).toEqual(['I10']);
      expect(await brokenNow([nothingLeftOver], evidence({ planted: ['poison'] }))).toEqual([]);
      expect(await brokenNow([nothingLeftOver], evidence({ planted: ['poison', 'lost poison'] }))).toEqual(['I10']);
    }, 60_000);

    it('I11: an entry of the audit that was removed', async () => {
      await sql('gateway', ...forced(`delete from audit.entry where id = (select max(id) from audit.entry where subject_type = 'order')`));
      expect(await brokenNow(only('I11'))).toEqual(['I11']);
    });

    it('I12: a read that went back', async () => {
      expect(await brokenNow(only('I12'), evidence({ stale: true }))).toEqual(['I12']);
    });

    it('R25, and the watch while the house runs: two that wait for each other', async () => {
      const seen: string[] = [];
      const watch = startWatch({ cluster: evidence().cluster, planted: new Set(['poison']), now: () => 0, onViolation: ({ by }) => seen.push(by), everyMs: 100 });
      const [a, b] = await Promise.all([0, 1].map(async () => {
        const client = new Client({ connectionString: world.databases['inventory']! });
        await client.connect();
        return client;
      })) as [Client, Client];
      await a.query(`begin; select from inventory.stock where sku = 'PLENTY' for update`);
      await b.query(`begin; select from inventory.stock where sku = 'SCARCE' for update`);
      await Promise.allSettled([a.query(`select from inventory.stock where sku = 'SCARCE' for update`), b.query(`select from inventory.stock where sku = 'PLENTY' for update`).finally(() => b.query('rollback'))]);
      await Promise.all([a.query('rollback'), b.query('rollback')]);
      await Promise.all([a.end(), b.end()]);
      await waitFor(() => seen.includes('R25'), { timeoutMs: 60_000, intervalMs: 100, what: 'the watch seeing a deadlock' });
      expect(await brokenNow(only('R25'))).toEqual(['R25']);
      await watch.stop();
    }, 90_000);
  });
});
