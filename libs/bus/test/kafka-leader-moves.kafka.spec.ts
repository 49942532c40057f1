import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafkaCluster, type KafkaCluster } from '@onefront/local';
import { waitFor } from '@onefront/testing';
import { createBusDriver, type BusDriver } from '../src/index.js';

const RECORDS = 40;
const SENDERS = 4;

/**
 * Three brokers of its own. A batch goes to several of them at once; when one is killed, its partitions are led by brokers that have
 * already taken their part of the batch, and the rest must reach those all the same.
 */
describe('kafka with three brokers', () => {
  let folder: string;
  let kafka: KafkaCluster;
  let bus: BusDriver;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'onefront-leaders-'));
    kafka = await startKafkaCluster({ dir: folder, nodes: 3, heapMb: 256 });
    bus = createBusDriver({ kind: 'kafka', brokers: kafka.brokers.split(','), clientId: 'leaders', log: () => undefined });
  }, 180_000);
  afterAll(async () => {
    await bus?.close();
    await kafka?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('has every record that was acknowledged while leaders moved', async () => {
    const topic = 'moved';
    const admin = await bus.admin();
    await admin.ensureTopics([{ name: topic, partitions: 6 }]);
    const acknowledged = new Set<string>();
    let going = true;
    const senders = Array.from({ length: SENDERS }, async (_, sender) => {
      const producer = await bus.producer();
      for (let n = 0; going; n += 1) {
        const names = Array.from({ length: RECORDS }, (__, i) => `${sender}/${n}/${i}`);
        const sent = await producer.send(names.map((name, i) => ({ topic, key: `k${i}`, value: Buffer.from(name), headers: {} }))).then(() => true, () => false);
        if (sent) for (const name of names) acknowledged.add(name);
      }
    });
    for (const node of kafka.nodes) {
      const before = acknowledged.size;
      await waitFor(() => acknowledged.size > before + 10 * RECORDS, { timeoutMs: 60_000, what: 'records to flow before a broker is killed' });
      await node.kill9();
      const then = acknowledged.size;
      await waitFor(() => acknowledged.size > then + 10 * RECORDS, { timeoutMs: 60_000, what: 'records to flow without a broker' });
      await node.restart();
    }
    going = false;
    await Promise.all(senders);
    const missing = new Set(acknowledged);
    const consumer = await bus.consume({ group: 'reader', topics: [topic], onBatch: ({ records }) => { for (const { value } of records) missing.delete(String(value)); return Promise.resolve(); } });
    await waitFor(async () => (await admin.lag('reader', [topic])).every(({ lag }) => lag === 0n), { timeoutMs: 60_000, what: 'the reader to have read everything' });
    await consumer.close();
    expect([...missing]).toEqual([]);
  }, 400_000);
});
