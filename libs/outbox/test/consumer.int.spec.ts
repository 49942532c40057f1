import { message, type Outbound, type Settlement } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { createConsumer, type Consumer, type Database } from '../src/index.js';
import { count, deliver, ignored, noted, notesDatabase, notesWork, recordsOf, takeNote } from './notes.js';

let database: Database;
let drop: () => Promise<void>;
let consumer: Consumer;
beforeAll(async () => ({ database, drop } = await notesDatabase()));
afterAll(async () => drop());
beforeEach(async () => {
  await database.pool.query(`truncate messaging.inbox, messaging.outbox, messaging.parked_key, messaging.parked_message, messaging.dead_letter, messaging.settlement, messaging.stream_position, applied, tally, present`);
  consumer = createConsumer(database, { name: 'notes', work: notesWork });
});
afterEach(() => consumer.stop());

type Say = 'ok' | 'bug' | 'bad-row' | 'refuse' | 'not-yet' | 'dirty-refuse';
const note = (key: string, n: number, say: Say = 'ok') => message(noted, { key, data: { n, say } }) as Outbound;
const order = (key: string, n: number, operationId: string, say: Say = 'ok') => message(takeNote, { key, data: { n, say }, operationId }) as Outbound;
const applied = async () => (await database.pool.query<{ key: string; n: number }>(`select key, n from applied order by position`)).rows.map((row) => `${row.key}${row.n}`);
const tally = async (key: string) => Number((await database.pool.query<{ n: string }>(`select n from tally where key = $1`, [key])).rows[0]?.n ?? 0);
const parked = async () => (await database.pool.query<{ said: string }>(
  `select m.key || (convert_from(m.value, 'UTF8')::jsonb ->> 'n') || ' ' || k.reason as said from messaging.parked_message m join messaging.parked_key k using (consumer, key) order by m.id`)).rows.map((row) => row.said);
const answers = async () => (await database.pool.query<{ value: Buffer }>(
  `select value from messaging.outbox where headers ->> 'ce_type' = 'orders.operation-settled.v1' order by id`)).rows.map((row) => JSON.parse(row.value.toString()) as Settlement);

describe('a batch', () => {
  it('takes effect once, however often it is delivered', async () => {
    const records = recordsOf([note('a', 1), note('b', 2), note('a', 3)]);
    await deliver(consumer.onBatch, records);
    await deliver(consumer.onBatch, records);
    await deliver(consumer.onBatch, [...records, ...records]);
    expect(await applied()).toEqual(['a1', 'b2', 'a3']);
    expect(await count(database, 'messaging.outbox')).toBe(3);
  });

  it('takes effect once when two members handle it at the same time', async () => {
    const records = recordsOf(Array.from({ length: 200 }, (_, n) => note(`k${n % 20}`, n)));
    await Promise.allSettled([deliver(consumer.onBatch, records), deliver(consumer.onBatch, records), deliver(consumer.onBatch, records)]);
    await deliver(consumer.onBatch, records);
    expect(await count(database, 'applied')).toBe(200);
  });

  it('with three poison messages, first, middle and last, lets 497 others take effect once', async () => {
    const records = recordsOf(Array.from({ length: 500 }, (_, n) => note(`k${n}-`, n, [0, 250, 499].includes(n) ? 'bug' : 'ok')));
    await deliver(consumer.onBatch, records);
    await deliver(consumer.onBatch, records);
    expect(await count(database, 'applied')).toBe(497);
    expect(await parked()).toEqual(['k0-0 failed', 'k250-250 failed', 'k499-499 failed']);
  });

  it('lets earlier messages of a poisoned key take effect, and keeps later ones behind it in order', async () => {
    await deliver(consumer.onBatch, recordsOf([note('a', 1), note('a', 2, 'bug'), note('b', 3), note('a', 4)]));
    await deliver(consumer.onBatch, recordsOf([note('a', 5), note('b', 6)]));
    expect(await applied()).toEqual(['a1', 'b3', 'b6']);
    expect(await parked()).toEqual(['a2 failed', 'a4 failed', 'a5 failed']);
  });

  it('finds a message that the database refuses, parks its key and commits the rest', async () => {
    const records = recordsOf(Array.from({ length: 100 }, (_, n) => note(`k${n % 50}-`, n, n === 33 ? 'bad-row' : 'ok')));
    await deliver(consumer.onBatch, records);
    expect(await count(database, 'applied')).toBe(98);
    expect(await parked()).toEqual(['k33-33 failed', 'k33-83 failed']);
    const { rows } = await database.pool.query<{ error: string }>(`select error from messaging.parked_message order by id limit 1`);
    expect(rows[0]!.error).toContain('tally_n_check');
  });

  it('comes to an end in a reasonable time when every message fails', async () => {
    const records = recordsOf(Array.from({ length: 60 }, (_, n) => note(`k${n}-`, n, 'bug')));
    await deliver(consumer.onBatch, records);
    expect(await count(database, 'messaging.parked_key')).toBe(60);
  });

  it('throws transient errors on, with nothing stored, parked or dead', async () => {
    const transient = Object.assign(new Error('deadlock detected'), { code: '40P01' });
    const failing = createConsumer(database, { name: 'notes', work: { ...notesWork, store: async () => { throw transient; } } });
    await expect(deliver(failing.onBatch, recordsOf([note('a', 1), note('b', 2)]))).rejects.toBe(transient);
    await failing.stop();
    for (const table of ['inbox', 'parked_key', 'parked_message', 'dead_letter', 'outbox']) expect(await count(database, `messaging.${table}`)).toBe(0);
  });

  it('survives the loss of its connection without a dead letter', async () => {
    const killing = createConsumer(database, {
      name: 'notes',
      work: { ...notesWork, async load(tx, messages) { await tx.query(`select pg_terminate_backend(pg_backend_pid())`); return notesWork.load(tx, messages); } },
    });
    const records = recordsOf([note('a', 1)]);
    await expect(deliver(killing.onBatch, records)).rejects.toThrow();
    await killing.stop();
    expect(await count(database, 'messaging.parked_key')).toBe(0);
    await deliver(consumer.onBatch, records);
    expect(await applied()).toEqual(['a1']);
  });

  it('pauses the partition when too much is parked', async () => {
    const strict = createConsumer(database, { name: 'notes', work: notesWork, parkedCapPerKey: 3, parkedCap: 5 });
    await deliver(strict.onBatch, recordsOf([note('a', 1, 'bug'), note('a', 2), note('a', 3)]));
    await expect(deliver(strict.onBatch, recordsOf([note('a', 4)]))).rejects.toThrow('at most 3');
    await expect(deliver(strict.onBatch, recordsOf([note('b', 1, 'bug'), note('c', 2, 'bug'), note('d', 3, 'bug')]))).rejects.toThrow('at most 5');
    await strict.stop();
  });
});

describe('what cannot be read', () => {
  it('is quarantined with its bytes, once, in the transaction of the batch', async () => {
    const [fine, unknown, broken, wrong] = recordsOf([note('a', 1), note('b', 2), note('c', 3), note('d', 4)]);
    const records = [
      fine!, { ...unknown!, headers: { ...unknown!.headers, ce_type: 'outboxtest.from-the-future.v9' } },
      { ...broken!, value: Buffer.from([0x7b, 0x00, 0xff]) }, { ...wrong!, value: Buffer.from('{"n":"seven"}') },
      { ...fine!, headers: {}, offset: 77n }, { ...fine!, value: null, headers: { ...fine!.headers, ce_id: newId() }, offset: 78n },
      { ...fine!, key: 'nul\u0000', headers: { ...fine!.headers, ce_id: newId() }, offset: 79n },
    ];
    await deliver(consumer.onBatch, records);
    await deliver(consumer.onBatch, records);
    const { rows } = await database.pool.query<{ reason: string; value: Buffer | null }>(`select reason, value from messaging.dead_letter order by "offset"`);
    expect(rows.map((row) => row.reason)).toEqual(['unknown-type', 'invalid-json', 'invalid-data', 'missing-header', 'tombstone', 'invalid-data']);
    expect(rows[1]!.value).toEqual(Buffer.from([0x7b, 0x00, 0xff]));
    expect(await applied()).toEqual(['a1']);
  });

  it('is not what nobody here hears: known types pass', async () => {
    await deliver(consumer.onBatch, recordsOf([message(ignored, { key: 'a', data: { n: 1, say: 'ok' } }) as Outbound]));
    expect(await count(database, 'messaging.dead_letter')).toBe(0);
    expect(await count(database, 'messaging.inbox')).toBe(0);
  });
});

describe('a command', () => {
  it('that is refused by a rule is settled as refused, in its batch', async () => {
    await deliver(consumer.onBatch, recordsOf([order('a', 1, 'op-1'), order('a', 2, 'op-2', 'refuse'), order('a', 3, 'op-3')]));
    expect(await applied()).toEqual(['a1', 'a3']);
    expect(await answers()).toEqual([expect.objectContaining({ operationId: 'op-2', outcome: 'refused', status: 409, effects: [] })]);
    expect(await count(database, 'messaging.settlement')).toBe(3);
  });

  it('that changed the state before it was refused leaves no trace there', async () => {
    await deliver(consumer.onBatch, recordsOf([order('a', 1, 'op-1'), order('a', 100, 'op-2', 'dirty-refuse'), order('a', 2, 'op-3')]));
    expect(await tally('a')).toBe(3);
  });

  it('is answered each by itself when many are refused', async () => {
    await deliver(consumer.onBatch, recordsOf(Array.from({ length: 50 }, (_, n) => order(`k${n}-`, n, `op-${n}`, n % 2 ? 'refuse' : 'ok'))));
    expect(await count(database, 'applied')).toBe(25);
    expect((await answers()).map((one) => one.operationId)).toEqual(Array.from({ length: 25 }, (_, n) => `op-${2 * n + 1}`));
  });

  it('asked for again under the same operation gets the stored answer and no second effect', async () => {
    await deliver(consumer.onBatch, recordsOf([order('a', 1, 'op-1'), order('b', 1, 'op-2', 'refuse')]));
    await deliver(consumer.onBatch, recordsOf([order('a', 1, 'op-1'), order('b', 1, 'op-2')]));
    expect(await applied()).toEqual(['a1']);
    expect((await answers()).map((one) => `${one.operationId} ${one.outcome} ${one.status}`)).toEqual(['op-2 refused 409', 'op-1 done 201', 'op-2 refused 409']);
  });

  it('asked for twice in one batch has one effect and is answered twice', async () => {
    await deliver(consumer.onBatch, recordsOf([order('a', 1, 'op-1'), order('a', 1, 'op-1')]));
    expect(await applied()).toEqual(['a1']);
    expect((await answers()).map((one) => one.operationId)).toEqual(['op-1']);
  });

  it('that meets a bug is parked, not refused; a fact that is refused by a rule is a bug of ours', async () => {
    await deliver(consumer.onBatch, recordsOf([order('a', 1, 'op-1', 'bug'), note('b', 1, 'refuse')]));
    expect(await parked()).toEqual(['a1 failed', 'b1 failed']);
    expect(await answers()).toEqual([]);
  });
});

describe('a lifecycle stream', () => {
  const version = (key: string, n: number) => message(noted, { key, data: { n, say: 'ok' }, version: n }) as Outbound;
  let strict: Consumer;
  beforeEach(() => (strict = createConsumer(database, { name: 'notes', work: notesWork, lifecycle: () => true })));
  afterEach(() => strict.stop());

  it('may begin anywhere, passes what it has seen, and parks a key at a gap', async () => {
    await deliver(strict.onBatch, recordsOf([version('a', 7), version('a', 8), version('b', 1)]));
    await deliver(strict.onBatch, recordsOf([version('a', 8), version('a', 9), version('b', 3), version('b', 4), version('a', 10)]));
    expect(await applied()).toEqual(['a7', 'a8', 'b1', 'a9', 'a10']);
    expect(await parked()).toEqual(['b3 gap', 'b4 gap']);
  });

  it('counts versions of types that this consumer does not handle', async () => {
    const other = message(ignored, { key: 'a', data: { n: 2, say: 'ok' }, version: 2 }) as Outbound;
    await deliver(strict.onBatch, recordsOf([version('a', 1)]));
    await deliver(strict.onBatch, recordsOf([{ ...other, definition: { ...ignored, topic: noted.topic } } as Outbound, version('a', 3)]));
    expect(await applied()).toEqual(['a1', 'a3']);
  });
});
