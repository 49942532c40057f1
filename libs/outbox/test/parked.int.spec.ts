import { message, type Outbound } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { waitFor } from '@onefront/testing';
import { createConsumer, dropDeadLetter, listDeadLetters, releaseParked, replayDeadLetter, showDeadLetter, type Consumer, type ConsumerSettings, type Database } from '../src/index.js';
import { count, deliver, noted, notesDatabase, notesWork, recordsOf, takeNote } from './notes.js';

let database: Database;
let drop: () => Promise<void>;
let consumer: Consumer;
let mended = false;
/** The work, whose bug can be mended while it runs. */
const work: typeof notesWork = { ...notesWork, apply: (state, inbound) => notesWork.apply(state, mended ? { ...inbound, data: { ...(inbound.data as object), say: 'ok' } } : inbound) };
const start = (settings: Partial<ConsumerSettings<never>> = {}) => (consumer = createConsumer(database, { name: 'notes', work, ...settings } as ConsumerSettings<never>));

beforeAll(async () => ({ database, drop } = await notesDatabase()));
afterAll(async () => drop());
beforeEach(async () => {
  mended = false;
  await database.pool.query(`truncate messaging.inbox, messaging.outbox, messaging.parked_key, messaging.parked_message, messaging.dead_letter, messaging.settlement, messaging.stream_position, applied, tally, present`);
});
afterEach(() => consumer.stop());

const note = (key: string, n: number, say = 'ok') => message(noted, { key, data: { n, say } as { n: number; say: 'ok' } }) as Outbound;
const applied = async () => (await database.pool.query<{ key: string; n: number }>(`select key, n from applied order by position`)).rows.map((row) => `${row.key}${row.n}`);
const ids = async () => (await database.pool.query<{ message_id: string }>(`select message_id from applied order by position`)).rows.map((row) => row.message_id);
const settled = async () => (await database.pool.query<{ status: number }>(`select (settlement ->> 'status')::int as status from messaging.settlement`)).rows.map((row) => row.status);

describe('a parked key', () => {
  it('is released in order, with the same ids, and then no longer parked', async () => {
    start();
    const records = recordsOf([note('a', 1, 'bug'), note('a', 2), note('a', 3)]);
    await deliver(consumer.onBatch, records);
    await deliver(consumer.onBatch, records);
    expect(await releaseParked(consumer, 'a')).toBe('still-parked');
    mended = true;
    expect(await releaseParked(consumer, 'a')).toBe('released');
    expect(await releaseParked(consumer, 'a')).toBe('not-parked');
    await deliver(consumer.onBatch, [...records, ...recordsOf([note('a', 4)])]);
    expect(await applied()).toEqual(['a1', 'a2', 'a3', 'a4']);
    expect((await ids()).slice(0, 3)).toEqual(records.map((one) => one.headers['ce_id']));
  });

  it('keeps order and loses nothing while batches arrive during the release', async () => {
    start();
    await deliver(consumer.onBatch, recordsOf([note('a', 0, 'bug')]));
    mended = true;
    const arriving = (async () => { for (let n = 1; n <= 60; n++) await deliver(consumer.onBatch, recordsOf([note('a', n)])); })();
    await waitFor(async () => (await count(database, 'messaging.parked_message')) > 10);
    expect(await releaseParked(consumer, 'a')).toBe('released');
    await arriving;
    expect(await applied()).toEqual(Array.from({ length: 61 }, (_, n) => `a${n}`));
    expect(await count(database, 'messaging.parked_key')).toBe(0);
  });

  it('handles what stands before a message that fails again', async () => {
    start();
    await deliver(consumer.onBatch, recordsOf([note('a', 1, 'not-yet'), note('a', 2), note('a', 3, 'bug'), note('a', 4)]));
    await database.pool.query(`insert into present values ('a')`);
    await waitFor(async () => (await applied()).length === 2);
    await waitFor(async () => (await listDeadLetters(database))[0]?.reason === 'failed');
    expect(await applied()).toEqual(['a1', 'a2']);
    expect((await listDeadLetters(database))[0]).toMatchObject({ behind: 1, consumer: 'notes', key: 'a' });
  });
});

describe('what is not yet here', () => {
  it('is waited for, and applied when it has come', async () => {
    start();
    await deliver(consumer.onBatch, recordsOf([note('a', 1, 'not-yet'), note('a', 2), note('b', 3)]));
    expect(await applied()).toEqual(['b3']);
    await database.pool.query(`insert into present values ('a')`);
    await waitFor(async () => (await applied()).length === 3);
    expect(await applied()).toEqual(['b3', 'a1', 'a2']);
    expect(await count(database, 'messaging.parked_key')).toBe(0);
  });

  it('refuses a command that waited in vain, and its key goes on', async () => {
    start({ notYetHereMs: 300 });
    const command = message(takeNote, { key: 'a', data: { n: 1, say: 'not-yet' }, operationId: newId() }) as Outbound;
    await deliver(consumer.onBatch, recordsOf([command, note('a', 2)]));
    await waitFor(async () => (await applied()).length === 1);
    expect(await applied()).toEqual(['a2']);
    expect(await settled()).toEqual([503]);
  });

  it('parks a fact that waited in vain as an incident', async () => {
    start({ notYetHereMs: 300 });
    await deliver(consumer.onBatch, recordsOf([note('a', 1, 'not-yet')]));
    await waitFor(async () => (await listDeadLetters(database))[0]?.reason === 'failed');
  });
});

describe('dead letters', () => {
  it('are listed, shown with their bytes, and replayed by the service with the same id', async () => {
    start();
    const [record] = recordsOf([note('a', 1)]);
    const later = { ...record!, headers: { ...record!.headers, ce_type: 'outboxtest.later.v1' } };
    await deliver(consumer.onBatch, [later]);
    const [letter] = await listDeadLetters(database);
    expect(letter).toMatchObject({ consumer: 'notes', reason: 'unknown-type', state: 'dead', messageId: record!.headers['ce_id'], key: 'a' });
    expect((await showDeadLetter(database, letter!.id))!.value).toEqual(record!.value);
    await database.pool.query(`update messaging.dead_letter set headers = headers || '{"ce_type":"outboxtest.noted.v1"}'`);
    expect(await replayDeadLetter(database, letter!.id)).toBe(true);
    await waitFor(async () => (await listDeadLetters(database)).length === 0);
    expect(await ids()).toEqual([record!.headers['ce_id']]);
    expect(await listDeadLetters(database, { all: true })).toEqual([expect.objectContaining({ state: 'replayed' })]);
  });

  it('that are still unreadable stay dead after a replay', async () => {
    start();
    const [record] = recordsOf([note('a', 1)]);
    await deliver(consumer.onBatch, [{ ...record!, value: Buffer.from('not json') }]);
    const [letter] = await listDeadLetters(database);
    await replayDeadLetter(database, letter!.id);
    await waitFor(async () => (await listDeadLetters(database))[0]?.attempts === 2);
  });

  it('of parked keys are replayed by releasing the key', async () => {
    start();
    await deliver(consumer.onBatch, recordsOf([note('a', 1, 'bug'), note('a', 2)]));
    const [letter] = await listDeadLetters(database, { consumer: 'notes' });
    expect(letter).toMatchObject({ state: 'parked', behind: 1, error: 'TypeError: a bug of ours' });
    mended = true;
    expect(await replayDeadLetter(database, letter!.id)).toBe(true);
    await waitFor(async () => (await applied()).length === 2);
    expect(await replayDeadLetter(database, letter!.id)).toBe(false);
  });

  it('that are dropped never take effect, answer their caller, and free their key', async () => {
    start();
    const command = message(takeNote, { key: 'a', data: { n: 1, say: 'bug' }, operationId: newId() }) as Outbound;
    const records = recordsOf([command, note('a', 2)]);
    await deliver(consumer.onBatch, records);
    const [letter] = await listDeadLetters(database);
    mended = true;
    expect(await dropDeadLetter(database, letter!.id)).toBe(true);
    await waitFor(async () => (await applied()).length === 1);
    await deliver(consumer.onBatch, records);
    expect(await applied()).toEqual(['a2']);
    expect(await settled()).toEqual([503]);
    expect(await dropDeadLetter(database, letter!.id)).toBe(false);
  });

  it('of a gap go on when a person accepts the gap', async () => {
    start({ lifecycle: () => true });
    const version = (n: number) => ({ ...note('a', n), version: n });
    await deliver(consumer.onBatch, recordsOf([version(1), version(5), version(6)]));
    const [letter] = await listDeadLetters(database);
    expect(letter).toMatchObject({ reason: 'gap' });
    await replayDeadLetter(database, letter!.id, { acceptGap: true });
    await waitFor(async () => (await applied()).length === 3);
    expect(await applied()).toEqual(['a1', 'a5', 'a6']);
  });
});
