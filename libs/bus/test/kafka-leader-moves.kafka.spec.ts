import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKafkaCluster, type KafkaCluster } from '@onefront/local';
import { waitFor } from '@onefront/testing';
import { Kafka, logLevel } from 'kafkajs';
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

  it('commits where its group is, also when it could not join there while the group was loading', async () => {
    const topic = 'followed';
    const admin = await bus.admin();
    await admin.ensureTopics([{ name: topic, partitions: 3 }]);
    const producer = await bus.producer();
    const send = (n: number) => producer.send([{ topic, key: `k${n}`, value: Buffer.from(String(n)), headers: {} }]);
    const consumer = await bus.consume({ group: 'follower', topics: [topic], onBatch: () => Promise.resolve() });
    const committed = async () => (await admin.lag('follower', [topic])).every(({ lag }) => lag === 0n);
    await send(0);
    await waitFor(committed, { timeoutMs: 60_000, what: 'the first commit' });
    const refused = oneJoinIsRefused();
    try {
      await moveEveryGroup(kafka.brokers.split(','));
      let n = 1;
      await waitFor(async () => { await send(n++); return refused.met; }, { timeoutMs: 60_000, what: 'the member to look for its group' });
    } finally {
      refused.restore();
    }
    await send(-1);
    await waitFor(committed, { timeoutMs: 40_000, what: 'a commit at the new coordinator; after 60 s without one the watchdog ends the process' });
    await consumer.close();
  }, 300_000);
});

interface Broker { joinGroup(asked: unknown): Promise<unknown> }

/** The first member to join from now on is told that its group is being loaded, which brokers with long histories say for seconds. */
function oneJoinIsRefused(): { readonly met: boolean; restore(): void } {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not part of the library's types
  const { prototype } = require('kafkajs/src/broker') as { prototype: Broker };
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not part of the library's types
  const { createErrorFromCode } = require('kafkajs/src/protocol/error') as { createErrorFromCode(code: number): Error };
  const join = prototype.joinGroup;
  const LOADING = 14;
  const state = { met: false, restore: () => void (prototype.joinGroup = join) };
  prototype.joinGroup = function joinGroup(this: Broker, asked) {
    if (state.met) return join.call(this, asked);
    state.met = true;
    return Promise.reject(createErrorFromCode(LOADING));
  };
  return state;
}

/** Leaders of all groups hand over in order, as they do when a broker that was away takes its part again. */
async function moveEveryGroup(brokers: string[]): Promise<void> {
  const topic = '__consumer_offsets';
  const admin = new Kafka({ clientId: 'mover', brokers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const leaders = async () => new Map((await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]!.partitions.map(({ partitionId, leader, replicas }) => [partitionId, { leader, replicas }]));
    const before = await leaders();
    await admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment: [...before].map(([partition, { leader, replicas }]) => ({ partition, replicas: replicas.filter((id) => id !== leader) })) }] });
    await waitFor(async () => [...(await leaders())].every(([id, { leader }]) => leader >= 0 && leader !== before.get(id)!.leader), { timeoutMs: 60_000, what: 'every group to have another coordinator' });
  } finally {
    await admin.disconnect();
  }
}
