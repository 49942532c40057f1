import type { RecordBatch } from '@onefront/bus';
import { decode, encode, settlementsOf, type Inbound, type Outbound, type Settlement } from '@onefront/contracts';
import { createConsumer, openDatabase, runMigrations, type BatchWork, type Consumer, type Database, type MigrationClass } from '@onefront/outbox';
import { testDatabase } from './test-database.js';

/** One service's work on a real database, fed by hand: what arrives goes in as one batch, what is told comes back. No bus. */
export interface Owner {
  readonly database: Database;
  readonly consumer: Consumer;
  /** Delivers the messages as one batch and gives what was told by it, in order. */
  deliver(...messages: Outbound[]): Promise<Inbound[]>;
  /** Delivers one command under a fresh operation and gives its settlement. */
  settle(command: Outbound): Promise<Settlement>;
  close(): Promise<void>;
}

export interface OwnerOptions<S> {
  readonly service: string;
  readonly migrations: readonly MigrationClass[];
  readonly work: BatchWork<S>;
  /** Another process of the same service: shares the database of this one. */
  readonly beside?: Owner;
}

/** Opens a fresh database (or that of `beside`), migrates it, and stands the work on it. */
export async function ownerUnderTest<S>({ service, migrations, work, beside }: OwnerOptions<S>): Promise<Owner> {
  const fresh = beside ? undefined : await testDatabase(service);
  const url = fresh?.url ?? urls.get(beside!)!;
  const database = await openDatabase({ url, service, migrations });
  await runMigrations(database);
  const consumer = createConsumer(database, { name: service, work });
  const owner: Owner = {
    database,
    consumer,
    async deliver(...messages) {
      await consumer.onBatch(batchOf(service, messages));
      return told(database);
    },
    async settle(command) {
      const operationId = `op-${++operations}`;
      const messages = await owner.deliver({ ...command, operationId });
      const settlement = messages.flatMap(settlementsOf).find((one) => one.operationId === operationId);
      if (!settlement) throw new Error(`${command.definition.type} was not settled; told: ${messages.map((message) => message.type).join(', ') || 'nothing'}`);
      return settlement;
    },
    async close() {
      await consumer.stop();
      await database.close();
      await fresh?.drop();
    },
  };
  urls.set(owner, url);
  return owner;
}

const urls = new WeakMap<Owner, string>();
let operations = 0;
let offset = 0n;

/** A batch as a driver would hand it over. */
export function batchOf(group: string, messages: readonly Outbound[]): RecordBatch {
  const records = messages.map((message) => {
    const encoded = encode(message, 'test');
    return { topic: encoded.topic, partition: 0, offset: offset++, timestamp: Date.now(), key: encoded.key, value: encoded.value, headers: encoded.headers };
  });
  return { group, topic: records[0]?.topic ?? 'none', partition: 0, records, highWatermark: offset, heartbeat: async () => {}, signal: new AbortController().signal };
}

/** Takes what waits in the outbox, in the order in which it was told. */
async function told(database: Database): Promise<Inbound[]> {
  const { rows } = await database.pool.query<{ key: string; headers: Record<string, string>; value: Buffer }>('with taken as (delete from messaging.outbox returning id, key, headers, value) select * from taken order by id');
  return rows.map(decode);
}
