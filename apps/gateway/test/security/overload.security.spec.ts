import { waitFor } from '@onefront/testing';
import { order, shop, startGateways, type Called, type Gateways } from '../support/gateways.js';

/** A process that has room for 20 is asked by 400 at a time. */
const ROOM = 20;
const CALLERS = 400;
const REQUESTS = 6_000;

describe('a gateway that is asked for more than it can do', () => {
  let gateways: Gateways;
  const answers: { kind: string; answer: Called }[] = [];
  let mostInFlight = 0;
  let mostMemory = 0;
  let memoryBefore = 0;
  const kinds: Record<string, (index: number) => Promise<Called>> = {
    order: () => gateways.call('/v1/orders', { body: order() }),
    async: () => gateways.call('/v1/orders', { body: order(), headers: { prefer: 'respond-async' } }),
    list: () => gateways.call('/v1/orders?limit=200'),
    read: () => gateways.call('/v1/stock/LAMP-1'),
    health: () => gateways.call('/health/live', { token: null }),
  };

  beforeAll(async () => {
    gateways = await startGateways(1, { IN_FLIGHT: String(ROOM), BODY_MEMORY_MB: '8', CHECK_ANSWERS: 'false' });
    await shop(gateways);
    memoryBefore = process.memoryUsage().rss;
  }, 120_000);
  afterAll(() => gateways?.close());

  const metric = async (pattern: RegExp) => [...(await gateways.running[0]!.parts.metrics.metrics()).matchAll(pattern)].reduce((sum, [, value]) => sum + Number(value), 0);
  const look = async () => {
    mostInFlight = Math.max(mostInFlight, await metric(/^onefront_http_in_flight\S* (\d+)$/gm));
    mostMemory = Math.max(mostMemory, process.memoryUsage().rss);
  };

  it('answers everybody: with what was asked for, or with 503 and when to come again', async () => {
    const names = Object.keys(kinds);
    let left = REQUESTS;
    const looking = setInterval(() => void look(), 50);
    await Promise.all(Array.from({ length: CALLERS }, async () => {
      while (left > 0) {
        left -= 1;
        const kind = names[left % names.length]!;
        answers.push({ kind, answer: await kinds[kind]!(left) });
      }
    }));
    clearInterval(looking);
    expect(answers.length).toBeGreaterThanOrEqual(REQUESTS);
    const shed = answers.filter(({ answer }) => answer.status === 503);
    expect(new Set(answers.map(({ answer }) => answer.status))).toEqual(new Set([200, 201, 202, 503].filter((status) => answers.some(({ answer }) => answer.status === status))));
    expect(shed.length).toBeGreaterThan(100);
    for (const { answer } of shed) expect([answer.headers.get('content-type'), answer.body.type, /^[1-3]$/.test(answer.headers.get('retry-after') ?? '')]).toEqual(['application/problem+json', 'https://onefront.dev/problems/overloaded', true]);
    expect(await metric(/^onefront_http_shed_total\S* (\d+)$/gm)).toBe(shed.length);
  }, 300_000);

  it('turns lists away before orders, and never those who ask whether it lives', () => {
    const shedShare = (kind: string) => { const all = answers.filter((one) => one.kind === kind); return all.filter(({ answer }) => answer.status === 503).length / all.length; };
    expect(shedShare('health')).toBe(0);
    expect(shedShare('list')).toBeGreaterThan(shedShare('read'));
    expect(shedShare('read')).toBeGreaterThanOrEqual(shedShare('order'));
  });

  it('takes in no more than it has room for', () => {
    const health = CALLERS / Object.keys(kinds).length;
    expect(mostInFlight).toBeLessThanOrEqual(2 * ROOM + health * 2);
    expect(mostMemory - memoryBefore).toBeLessThan(500 * 1024 * 1024);
  });

  it('serves the next one at once when it is over', async () => {
    for (let n = 0; n < 20; n += 1) for (const kind of Object.keys(kinds)) expect([kind, (await kinds[kind]!(n)).status < 300]).toEqual([kind, true]);
  }, 120_000);

  it('loses nothing that it has accepted', async () => {
    const operations = answers.filter(({ answer }) => answer.status === 202).map(({ answer }) => answer.headers.get('location')!);
    const ids = answers.filter(({ answer }) => answer.status === 201).map(({ answer }) => answer.body.id as string);
    expect([operations.length > 0, ids.length > 0]).toEqual([true, true]);
    for (const path of operations) {
      await waitFor(async () => (await gateways.call(path)).body.status === 'done', { timeoutMs: 60_000, what: path });
      ids.push((await gateways.call(path)).body.resource.id);
    }
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect((await gateways.call(`/v1/orders/${id}`)).status).toBe(200);
    const { rows } = await gateways.running[0]!.parts.database.pool.query(`select count(*)::int as n from operation where status = 'pending'`);
    expect(rows[0].n).toBe(0);
  }, 300_000);

  it('takes in no more bytes of bodies than it has room for', async () => {
    const before = await metric(/^onefront_http_shed_total\{[^}]*bodies[^}]*\} (\d+)$/gm);
    const body = `{"movements":[],"x":"${'x'.repeat(2 * 1024 * 1024)}"}`;
    const statuses = (await Promise.all(Array.from({ length: 16 }, () => gateways.call('/v1/stock/movements', { raw: body })))).map((answer) => answer.status);
    expect(new Set(statuses)).toEqual(new Set([422, 503]));
    expect(await metric(/^onefront_http_shed_total\{[^}]*bodies[^}]*\} (\d+)$/gm)).toBeGreaterThan(before);
    expect((await gateways.call('/v1/stock/movements', { raw: body })).status).toBe(422);
    expect(await metric(/^onefront_http_body_bytes\S* (\d+)$/gm)).toBe(0);
  });
});
