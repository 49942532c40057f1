import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Kafka, logLevel } from 'kafkajs';
import { jarsAvailability, startKafka } from './index.js';
import type { LocalKafka } from './index.js';
import { isAlive, until } from './process-state.js';

// Where the run's Kafka is a container or an address, there may be no Java to launch one with.
const suite = jarsAvailability().how === 'maven' ? describe : describe.skip;

suite('startKafka', () => {
  let kafka: LocalKafka;
  beforeAll(async () => {
    kafka = await startKafka();
  }, 180_000);
  afterAll(() => kafka?.stop());

  async function append(topic: string, value: string): Promise<void> {
    const producer = new Kafka({ brokers: [kafka.brokers], logLevel: logLevel.NOTHING }).producer();
    await producer.connect();
    await producer.send({ topic, acks: -1, messages: [{ value }] });
    await producer.disconnect();
  }

  async function withAdmin<T>(work: (admin: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const admin = new Kafka({ brokers: [kafka.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  it('keeps topics and records over a restart and over kill -9, on the same address', async () => {
    const address = kafka.brokers;
    await withAdmin((admin) => admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 1 }] }));
    await append('kept', 'one');
    const before = kafka.pid;
    await kafka.restart();
    expect(kafka.pid).not.toBe(before);
    expect(isAlive(before)).toBe(false);
    await append('kept', 'two');
    await kafka.kill9();
    expect(kafka.pid).toBe(0);
    await kafka.restart();
    expect(kafka.brokers).toBe(address);
    expect(await withAdmin((admin) => admin.fetchTopicOffsets('kept'))).toMatchObject([{ partition: 0, low: '0', high: '2' }]);
  }, 120_000);

  it('makes no topic that nobody asked for', async () => {
    await expect(append('surprise', 'x')).rejects.toThrow('This server does not host this topic-partition');
    expect(await withAdmin((admin) => admin.listTopics())).not.toContain('surprise');
  }, 60_000);

  it('says which port is taken', async () => {
    const port = Number(kafka.brokers.split(':')[1]);
    await expect(startKafka({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program`);
  });

  it('does not touch the folder of a Kafka that is in use', async () => {
    await expect(startKafka({ dir: kafka.dir })).rejects.toThrow(/already runs on .*name another folder/);
    expect(isAlive(kafka.pid)).toBe(true);
  });

  it('leaves neither broker nor folder behind when its starter is killed', async () => {
    const root = path.resolve(__dirname, '../../..');
    const script = "require('@onefront/local').startKafka().then((k) => { console.log(JSON.stringify({ pid: k.pid, dir: k.dir })); setInterval(() => {}, 1000); })";
    const starter = spawn(process.execPath, ['--require', path.join(root, 'scripts/source.cjs'), '-e', script], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: starter.stdout }), 'line')) as [string];
    const { pid, dir } = JSON.parse(line) as { pid: number; dir: string };
    starter.kill('SIGKILL');
    expect(await until(() => !isAlive(pid) && !fs.existsSync(dir), 30_000)).toBe(true);
  }, 120_000);

  it('can be reached on 127.0.0.1 only', async () => {
    const socket = net.connect(Number(kafka.brokers.split(':')[1]), '127.0.0.2');
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});
