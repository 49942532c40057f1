import { message, type Outbound, type Settlement } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { waitFor } from '@onefront/testing';
import { createConsumer, type Consumer, type Database } from '../src/index.js';
import { count, deliver, noted, notesDatabase, notesWork, recordsOf, takeNote } from './notes.js';

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
const order = (key: string, n: number, say: Say = 'ok', operationId: string = newId()) => message(takeNote, { key, data: { n, say }, operationId }) as Outbound;
const applied = async () => (await database.pool.query<{ key: string; n: number }>(`select key, n from applied order by position`)).rows.map((row) => `${row.key}${row.n}`);
const outbox = async () => (await database.pool.query<{ type: string; value: Buffer; headers: Record<string, string> }>(`select headers ->> 'ce_type' as type, value, headers from messaging.outbox order by id`)).rows;
const parked = async () => (await database.pool.query<{ key: string; n: string; reason: string }>(
  `select m.key, convert_from(m.value, 'UTF8')::jsonb ->> 'n' as n, k.reason from messaging.parked_message m join messaging.parked_key k using (consumer, key) order by m.id`)).rows;

describe('a batch', () => {
  it('takes effect once, however often it is delivered', async () => {
    const records = recordsOf([note('a', 1), note('b', 2), note('a', 3)]);
    await deliver(consumer.onBatch, records);
    await deliver(consumer.onBatch, records);
    await deliver(consumer.onBatch, [...records, ...records]);
    expect(await applied()).toEqual(['a1', 'b2', 'a3']);
    expect(await outbox()).toHaveLength(3);
  });

  it('with three poison messages, first, middle and last, lets 497 others take effect once', async () => {
    const notes = Array.from({ length: 500 }, (_, n) => note(`key-${n}`, n, [0, 250, 499].includes(n) ? 'bug' : 'ok'));
    const records = recordsOf(notes);
    await deliver(consumer.onBatch, records);
    await deliver(consumer.onBatch, records);
    expect(await count(database, 'applied')).toBe(497);
    expect((await parked()).map((one) => one.key)).toEqual(['key-0', 'key-250', 'key-499']);
  });
});
