import { createBusDriver, type BusDriver, type BusProducer } from '@onefront/bus';
import { encode, quoteAnswer, type Outbound } from '@onefront/contracts';
import { startService, type RunningService } from '@onefront/service';
import { testDatabase, waitFor, type TestDatabase } from '@onefront/testing';
import { promotionsService, verifyPromotions } from '../src/index.js';
import { amountOff, line, percentage, request } from './builders.js';
import { identified, issue, placed, put } from './house.js';

/** The whole service on the embedded log: wiring, topics, HTTP. Its topics have fixed names, so it stays off a Kafka that suites share. */
describe('two processes of promotions', () => {
  let database: TestDatabase;
  let log: TestDatabase;
  let bus: BusDriver;
  let producer: BusProducer;
  const running: RunningService[] = [];

  beforeAll(async () => {
    [database, log] = await Promise.all([testDatabase('promotions'), testDatabase('log')]);
    const environment = { STAGE: 'development', DATABASE_URL: database.url, BUS_DATABASE_URL: log.url, METRICS_PORT: '0', HTTP_PORT: '0', BIND_ADDRESS: '127.0.0.1', LOG_LEVEL: 'silent' };
    for (let process = 0; process < 2; process++) running.push((await startService(promotionsService, environment)) as unknown as RunningService);
    bus = createBusDriver({ kind: 'pglog', url: log.url, clientId: 'test' });
    producer = await bus.producer();
  });
  afterAll(async () => {
    await bus?.close();
    await Promise.all(running.map((one) => one.close()));
    await Promise.all([database?.drop(), log?.drop()]);
  });

  const tell = (...messages: Outbound[]) => producer.send(messages.map((one) => encode(one, 'test')).map(({ topic, key, value, headers }) => ({ topic, key, value, headers })));
  const ask = async (at: RunningService, body: unknown) => {
    const response = await fetch(`http://127.0.0.1:${at.httpPort}/internal/quotes`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    return { status: response.status, json: (await response.json()) as object };
  };
  const stages = async () => (await running[0]!.parts.database.pool.query<{ stage: string; n: number }>('select stage, count(*)::int as n from promotions.sale group by 1 order by 1')).rows;

  it('prices what comes over the bus, and holds ten of ten uses under a hundred orders', async () => {
    await tell(put('ten', percentage('10', 'order'), { conditions: [{ type: 'coupon' }] }), issue({ promotion: 'ten', code: 'LIMIT', limit: 10 }));
    const row = async () => (await running[0]!.parts.database.pool.query(`select used, held from promotions.coupon where key = 'LIMIT'`)).rows[0] as object | undefined;
    await waitFor(row, { what: 'the coupon' });
    await tell(...Array.from({ length: 100 }, (_, index) => placed(`bus-${index}`, { coupons: ['LIMIT'], ...(index % 2 ? { unidentified: true } : {}) })), ...Array.from({ length: 100 }, (_, index) => index).filter((index) => index % 2).map((index) => identified(`bus-${index}`, `c-${index}`)));
    await waitFor(async () => JSON.stringify(await stages()) === JSON.stringify([{ stage: 'priced', n: 10 }, { stage: 'refused', n: 90 }]), { what: 'a hundred answers', timeoutMs: 20_000 });
    expect(await row()).toEqual({ used: 0, held: 10 });
    expect((await verifyPromotions(running[0]!.parts.database)).filter((check) => !check.ok)).toEqual([]);
  });

  it('answers quotes at either process with the newest rules, and says what is wrong with a request', async () => {
    const asked = request([line('1', 1000)]);
    await tell(put('newest', amountOff(7, 'order')));
    await waitFor(async () => (await running[0]!.parts.database.pool.query(`select 1 from promotions.rule where id = 'newest'`)).rowCount === 1);
    for (const one of running) {
      const { status, json } = await ask(one, asked);
      expect([status, quoteAnswer.parse(json).result!.totals.grand.amount]).toEqual([200, '993']);
    }
    expect(await ask(running[0]!, { ...asked, lines: [{}] })).toMatchObject({ status: 422, json: { errors: expect.arrayContaining([expect.objectContaining({ path: '/lines/0/sku' })]) } });
  });
});
