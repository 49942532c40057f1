import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Bus from '@onefront/bus';
import type * as Contracts from '@onefront/contracts';
import type * as Outbox from '@onefront/outbox';

/**
 * One process of a small stage: a part of a build, planted bug or not, at work on one database. `node small-stage.js BUILD ROLE DATABASE BUS NAME`,
 * until its input ends. Everything comes from the build that is named, nothing from the one that this file belongs to.
 */
const [, , build = '', role = '', database = '', bus = '', name = ''] = process.argv;
const from = createRequire(join(build, 'apps/inventory/package.json'));
const outbox = from('@onefront/outbox') as typeof Outbox;
const contracts = from('@onefront/contracts') as typeof Contracts;

const KEYS = 10;
const WRITERS = 4;
const quiet = (): void => undefined;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const any = (most: number): number => Math.floor(Math.random() * most);
let running = true;
process.stdin.once('end', () => { running = false; }).resume();

/** Writers who change few rows and tell each change, and a relay that carries it to the log. */
async function relay(): Promise<void> {
  const { createBusDriver } = from('@onefront/bus') as typeof Bus;
  const db = await outbox.openDatabase({ url: database, service: 'inventory', log: quiet });
  const producer = await createBusDriver({ kind: 'pglog', url: bus, clientId: name }).producer();
  outbox.startRelay(db, producer, { log: quiet });
  const write = async (): Promise<void> => {
    while (running) await db.transact(change).catch(() => pause(50));
  };
  const change = async (tx: Outbox.Tx, emit: Outbox.Emit): Promise<void> => {
    const sku = `SKU-${any(KEYS)}`;
    const { rows: [row] } = await tx.query<{ version: number }>('update stage set version = version + 1 where sku = $1 returning version::int', [sku]);
    // What a real decision does while it holds its row.
    await pause(any(6));
    emit(contracts.message(contracts.availabilityChanged, { key: sku, version: row!.version, data: { sku, channel: 'stage', available: 1, version: row!.version, at: new Date().toISOString() } }) as Contracts.Outbound);
  };
  await Promise.all(Array.from({ length: WRITERS }, write));
  for (;;) {
    const { rows: [left] } = await db.pool.query<{ rows: number }>('select count(*)::int as rows from messaging.outbox');
    if (left!.rows === 0) return;
    await pause(100);
  }
}

/** Inventory at work: receipts of several SKUs and holds of a second, some batches twice, as a log delivers them. */
async function stock(): Promise<void> {
  const { inventoryWork } = from(join(build, 'apps/inventory/dist/inventory.subscriptions.js')) as { inventoryWork(): Outbox.BatchWork<unknown> };
  const { inventoryBackground } = from(join(build, 'apps/inventory/dist/inventory.background.js')) as { inventoryBackground(db: Outbox.Database): unknown };
  const db = await outbox.openDatabase({ url: database, service: 'inventory', log: quiet });
  const consumer = outbox.createConsumer(db, { name: 'inventory', work: inventoryWork() });
  inventoryBackground(db);
  let n = 0;
  const deliver = async (records: readonly Bus.IncomingRecord[], partition: number): Promise<void> => {
    const batch = { group: 'inventory', topic: 'stage', partition, records, highWatermark: 0n, signal: new AbortController().signal, heartbeat: async () => undefined };
    while (running && !(await consumer.onBatch(batch).then(() => true, () => false))) await pause(20);
  };
  const partition = async (number: number): Promise<void> => {
    while (running) {
      const records = [0, 1, 2].map(() => receipt(`${name}-${number}-${n++}`)).concat(hold(`hold-${name}-${number}-${n++}`));
      await deliver(records, number);
      if (any(10) === 0) await deliver(records, number);
    }
  };
  await Promise.all([partition(0), partition(1)]);
}

/** Inventory at work on what the log brings. */
async function hear(): Promise<void> {
  const { createBusDriver } = from('@onefront/bus') as typeof Bus;
  const { inventoryWork } = from(join(build, 'apps/inventory/dist/inventory.subscriptions.js')) as { inventoryWork(): Outbox.BatchWork<unknown> };
  const db = await outbox.openDatabase({ url: database, service: 'inventory', log: quiet });
  const { onBatch } = outbox.createConsumer(db, { name: 'inventory', work: inventoryWork() });
  await createBusDriver({ kind: 'pglog', url: bus, clientId: name }).consume({ group: 'inventory', topics: [contracts.recordMovements.topic], onBatch });
  while (running) await pause(100);
}

const someSkus = (): string[] => Array.from({ length: KEYS }, (_, at) => `SKU-${at}`).sort(() => Math.random() - 0.5).slice(0, 3);

function receipt(id: string): Bus.IncomingRecord {
  const movements = someSkus().map((sku) => ({ sku, location: 'stage', quantity: 1, reason: 'receipt' as const }));
  return record(contracts.message(contracts.recordMovements, { key: id, operationId: `op-${id}`, data: { movementId: id, movements, at: new Date().toISOString() } }) as Contracts.Outbound);
}

function hold(id: string): Bus.IncomingRecord {
  const sku = `SKU-${any(KEYS)}`;
  const data = { holdId: id, client: name, channel: 'stage', lines: [{ sku, quantity: 1 }], parts: [{ lineId: '1', sku, quantity: 1 }], ttlSeconds: 1, limit: 1_000_000 };
  return record(contracts.message(contracts.placeHold, { key: id, operationId: `op-${id}`, data }) as Contracts.Outbound);
}

function record(outbound: Contracts.Outbound): Bus.IncomingRecord {
  const { topic, key, value, headers } = contracts.encode(outbound, 'gateway');
  return { topic, key, value, headers, partition: 0, offset: 0n, timestamp: Date.now() };
}

const roles: Readonly<Record<string, () => Promise<void>>> = { relay, stock, hear };
roles[role]!().then(() => process.exit(0), (error: unknown) => {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
});
