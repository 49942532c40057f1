import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { cancelOrder, message, type Outbound } from '@onefront/contracts';
import { fingerprint, newId } from '@onefront/kernel';
import { MessageTooLarge, type FailPlace, type Passing } from '@onefront/outbox';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { Answers } from '../src/intake/answers.js';
import { Intake } from '../src/intake/intake.js';
import type { Request } from '../src/intake/operation.js';
import { firstIdAt, prune } from '../src/intake/pruning.js';
import { migrations } from '../src/persistence/index.js';
import { projector } from '../src/index.js';

const command = (orderId: string, reason = 'x'): Outbound => message(cancelOrder, { key: orderId, data: { orderId, reason, at: '2026-11-01T09:00:00.000Z' } }) as Outbound;
const asked = (key?: string, body: unknown = {}, reason = 'x'): Request => ({
  operationId: newId(), client: 'c', route: 'POST /x', parts: [{ outbound: command(`o-${key ?? newId()}`, reason) }], ...(key ? { idempotency: { client: 'c', route: 'POST /x', key, fingerprint: fingerprint(body) } } : {}),
});

describe('the intake', () => {
  let owner: Owner;
  beforeAll(async () => { owner = await ownerUnderTest({ service: 'gateway', migrations, work: projector }); });
  afterAll(() => owner?.close());
  const count = async (sql: string) => Number((await owner.database.pool.query<{ n: string }>(sql)).rows[0]!.n);

  it('stores what comes together in one transaction, operation and command side by side', async () => {
    const intake = new Intake(owner.database);
    await Promise.all(Array.from({ length: 100 }, () => intake.accept(asked())));
    expect(await count('select count(distinct xmin::text) as n from operation')).toBeLessThanOrEqual(2);
    expect(await count('select count(distinct xmin::text) as n from messaging.outbox')).toBeLessThanOrEqual(2);
    expect(await count(`select count(*) as n from messaging.outbox o join operation p on p.id = o.headers ->> 'ce_operationid'`)).toBe(100);
  });

  it('lets one of two processes win a key, and tells the other who did', async () => {
    const [one, two] = [new Intake(owner.database), new Intake(owner.database)];
    for (let round = 0; round < 20; round += 1) {
      const keys = Array.from({ length: 20 }, (_, index) => `race-${round}-${index}`);
      const requests = [keys.map((key) => asked(key)), [...keys].reverse().map((key) => asked(key))] as const;
      const answers = await Promise.all([...requests[0].map((request) => one.accept(request)), ...requests[1].map((request) => two.accept(request))]);
      expect(answers.filter((answer) => answer.kind === 'accepted')).toHaveLength(20);
      const ids = new Set(requests.flat().map((request) => request.operationId));
      for (const answer of answers) if (answer.kind === 'known') expect(ids.has(answer.request.operationId)).toBe(true);
    }
    expect(await count(`select count(*) as n from idempotency where key like 'race-%'`)).toBe(400);
    expect(await count(`select count(*) as n from messaging.outbox where key like 'o-race-%'`)).toBe(400);
  });

  it('does not let one that cannot be stored take its neighbours with it', async () => {
    const intake = new Intake(owner.database);
    const results = await Promise.allSettled([intake.accept(asked('good-1')), intake.accept(asked('large', {}, 'x'.repeat(1_000_000))), intake.accept(asked('good-2'))]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((results[1] as PromiseRejectedResult).reason).toBeInstanceOf(MessageTooLarge);
    expect(await count(`select count(*) as n from idempotency where key in ('good-1', 'good-2', 'large')`)).toBe(2);
  });

  it('says before its commit, while nobody else can see the request, and after it before it answers', async () => {
    const seen: unknown[] = [];
    const look = (place: FailPlace) => {
      const listener = (passing: unknown) => (passing as Passing).holdUp(count(`select count(*) as n from idempotency where key = 'looked-at'`).then((n) => void seen.push([place, n])));
      subscribe(`onefront:${place}`, listener);
      return () => unsubscribe(`onefront:${place}`, listener);
    };
    const ends = [look('intake:before-commit'), look('intake:after-commit')];
    await new Intake(owner.database).accept(asked('looked-at')).then(() => seen.push('answered'));
    for (const end of ends) end();
    expect(seen).toEqual([['intake:before-commit', 0], ['intake:after-commit', 1], 'answered']);
  });

  it('settles a batch when all of its parts are', async () => {
    const intake = new Intake(owner.database);
    const answers = new Answers(owner.database);
    const request = { ...asked(), batch: true, parts: [{ outbound: command('p-1'), prepared: '{"item":1}' }, { outbound: command('p-2') }] };
    await intake.accept(request);
    const { rows } = await owner.database.pool.query<{ id: string }>('select id from operation where parent = $1 order by position', [request.operationId]);
    const settle = (id: string) => owner.database.pool.query(`update operation set status = 'done', settled_at = now(), settlement = '{"outcome":"done","status":200,"effects":[]}' where id = $1`, [id]);
    await settle(rows[1]!.id);
    expect(await answers.wait(request.operationId, 30)).toBeUndefined();
    const waiting = answers.wait(request.operationId, 5_000);
    await settle(rows[0]!.id);
    expect(await waiting).toMatchObject({ id: request.operationId, children: 2 });
    expect((await answers.children(request.operationId)).map((child) => child.prepared)).toEqual(['{"item":1}', undefined]);
  });

  it('answers only when every effect can be read', async () => {
    const answers = new Answers(owner.database);
    await owner.database.pool.query(`insert into operation (id, client, route, status, settled_at, settlement) values ('seen', 'c', 'r', 'done', now(), '{"outcome":"done","status":201,"effects":[{"view":"stock","key":"S","version":2},{"view":"listing","key":"S/web","version":1}]}')`);
    expect(await answers.look('seen')).toBeUndefined();
    await owner.database.pool.query(`insert into stock_view (sku, version, as_of, levels) values ('S', 1, now(), '[]')`);
    await owner.database.pool.query(`insert into listing_view (sku, channel, version) values ('S', 'web', 1)`);
    expect(await answers.look('seen')).toBeUndefined();
    await owner.database.pool.query(`update stock_view set version = 2 where sku = 'S'`);
    expect(await answers.look('seen')).toBeDefined();
  });

  it('leaves tokens that are valid, however fast the clock of the process that clears away', async () => {
    await owner.database.pool.query(`insert into client (id, name, scopes) values ('c', 'C', '{}')`);
    await owner.database.pool.query(`insert into access_token (hash, client_id, scopes, expires_at) values (sha256('a'), 'c', '{}', now() + interval '9 minutes'), (sha256('b'), 'c', '{}', now() - interval '1 minute')`);
    await prune(owner.database, new Date(Date.now() + 600_000));
    expect(await count('select count(*) as n from access_token')).toBe(1);
  });

  it('forgets after its time, and never what is still open', async () => {
    const [past, kept, open] = [9, 7, 30].map((days) => firstIdAt(Date.now() - days * 86_400_000));
    await owner.database.pool.query(`insert into operation (id, client, route, status, settled_at, settlement) values ($1, 'c', 'r', 'done', now(), '{}'), ($2, 'c', 'r', 'done', now(), '{}')`, [past, kept]);
    await owner.database.pool.query(`insert into operation (id, client, route) values ($1, 'c', 'r')`, [open]);
    await owner.database.pool.query(`insert into idempotency (client, route, key, fingerprint, operation_id, created_at) values ('c', 'r', 'old', 'f', 'x', now() - interval '169 hours'), ('c', 'r', 'young', 'f', 'x', now() - interval '167 hours')`);
    expect(await prune(owner.database, new Date())).toBe(2);
    expect(await count(`select count(*) as n from operation where id in ('${past}')`)).toBe(0);
    expect(await count(`select count(*) as n from operation where id in ('${kept}', '${open}')`)).toBe(2);
    expect(await count(`select count(*) as n from idempotency where key in ('old', 'young')`)).toBe(1);
  });
});
