import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { jarsAvailability, startKafkaCluster } from './index.js';
import type { KafkaCluster } from './index.js';

const suite = jarsAvailability().how === 'maven' ? describe : describe.skip;

suite('startKafkaCluster', () => {
  let folder: string;
  let cluster: KafkaCluster | undefined;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'onefront-kafka-cluster-'));
  });
  afterAll(async () => {
    await cluster?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('keeps three copies, goes on without one node, and is whole again after all were killed', async () => {
    cluster = await startKafkaCluster({ dir: folder, nodes: 3, heapMb: 256 });
    const kafka = new Kafka({ brokers: cluster.brokers.split(','), logLevel: logLevel.NOTHING, retry: { retries: 30, maxRetryTime: 1000 } });
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] });
    const { topics } = await admin.fetchTopicMetadata({ topics: ['kept'] });
    expect(topics[0]!.partitions[0]!.replicas).toHaveLength(3);
    const producer = kafka.producer();
    await producer.connect();
    const append = (value: string) => producer.send({ topic: 'kept', acks: -1, messages: [{ value }] });
    await append('one');
    await cluster.nodes.find(({ id }) => id === topics[0]!.partitions[0]!.leader)!.kill9();
    await append('two');
    await Promise.all(cluster.nodes.map((node) => node.kill9()));
    await Promise.all(cluster.nodes.map((node) => node.restart()));
    await append('three');
    expect(await admin.fetchTopicOffsets('kept')).toMatchObject([{ partition: 0, low: '0', high: '3' }]);
    await producer.disconnect();
    await admin.disconnect();
  }, 240_000);
});
