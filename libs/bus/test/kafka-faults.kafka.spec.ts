import { startKafka, type LocalKafka } from '@onefront/local';
import { uniqueName, waitFor } from '@onefront/testing';
import { createBusDriver, watch, type IncomingRecord, type KafkaConfig } from '../src/index.js';
import { keyed, Scene, SESSION_MS, texts } from './conformance/scene.js';
import { processFaults } from './faults/processes.js';

const log = (): void => undefined;

/** Records that a member met for the first time after a later one of the same key: repetitions are allowed, overtaking is not. */
function outOfOrder(records: readonly IncomingRecord[]): string[] {
  const greatest = new Map<string, number>();
  const met = new Set<string>();
  return texts(records).filter((text, i) => {
    if (met.has(text)) return false;
    met.add(text);
    const key = records[i]!.key!;
    const late = Number(text) < (greatest.get(key) ?? -1);
    greatest.set(key, Math.max(Number(text), greatest.get(key) ?? -1));
    return late;
  });
}

/** A broker of its own, because these tests end it. */
describe('kafka', () => {
  let kafka: LocalKafka;
  const config = (): KafkaConfig => ({ kind: 'kafka', brokers: [kafka.brokers], clientId: 'faults', log });

  beforeAll(async () => {
    kafka = await startKafka({ heapMb: 384 });
  }, 120_000);
  afterAll(() => kafka.stop(), 30_000);

  const inScene = async (test: (scene: Scene) => Promise<void>): Promise<void> => {
    const scene = new Scene(() => createBusDriver(config()));
    try {
      await test(scene);
    } finally {
      await scene.close();
    }
  };

  processFaults(config);

  /** Sends without pause until told to end; a send that failed is repeated with the same record, as the relay does. */
  function sender(scene: Scene, topic: string): { readonly acknowledged: string[]; end(): Promise<void> } {
    const acknowledged: string[] = [];
    let going = true;
    const running = (async () => {
      for (let i = 0; going; i += 1) {
        for (let sent = false; !sent && going; ) {
          sent = await scene.send(keyed(topic, `k${i % 7}`, String(i))).then(() => true, () => false);
          if (sent) acknowledged.push(String(i));
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    return { acknowledged, end: () => { going = false; return running; } };
  }

  const survives = (fault: () => Promise<void>) => () => inScene(async (scene) => {
    const topic = await scene.topic(3);
    const listeners = [await scene.listen([topic]), await scene.listen([topic], { driver: scene.another() })];
    const { acknowledged, end } = sender(scene, topic);
    const heard = (): string[] => listeners.flatMap((listener) => texts(listener.records));
    await waitFor(() => acknowledged.length > 50);
    await fault();
    const after = acknowledged.length;
    await waitFor(() => acknowledged.length > after + 50, { timeoutMs: 60_000, what: 'the producer to go on' });
    await end();
    await waitFor(() => { const all = new Set(heard()); return acknowledged.every((text) => all.has(text)); }, { timeoutMs: 60_000, what: 'every acknowledged record' });
    await scene.settled([topic]);
    for (const listener of listeners) expect(outOfOrder(listener.records)).toEqual([]);
  });

  it('goes on after the broker restarts, losing nothing that was acknowledged', survives(() => kafka.restart()), 120_000);

  it('goes on after the broker is killed', survives(async () => { await kafka.kill9(); await kafka.restart(); }), 120_000);

  it('goes on after the broker hung for longer than requests may take', survives(async () => {
    process.kill(kafka.pid, 'SIGSTOP');
    const until = Date.now() + 20_000;
    await waitFor(() => Date.now() > until, { timeoutMs: 30_000, intervalMs: 500 });
    process.kill(kafka.pid, 'SIGCONT');
  }), 150_000);

  it('pauses while the broker is down, and the watchdog lets it', () => inScene(async (scene) => {
    const topic = await scene.topic(1);
    let hold = true;
    const listener = await scene.listen([topic], { onBatch: async () => { if (hold) throw Object.assign(new Error('down too'), { code: 'ECONNREFUSED' }); } });
    await scene.send(keyed(topic, 'k', 'x'));
    await waitFor(() => listener.consumer.health().stalled.length === 1);
    const exit = jest.fn();
    const dog = watch([listener.consumer], { stallMs: 2_000, exit, log });
    await kafka.kill9();
    const until = Date.now() + 5_000;
    await waitFor(() => Date.now() > until, { intervalMs: 200 });
    hold = false;
    await kafka.restart();
    await listener.until(1);
    await scene.settled([topic]);
    dog.stop();
    expect(exit).not.toHaveBeenCalled();
  }), 120_000);

  it('stays a member although the clock is set back by ten minutes', () => inScene(async (scene) => {
    const topic = await scene.topic(1);
    const [assigned, revoked] = [jest.fn(), jest.fn()];
    const listener = await scene.listen([topic], { onAssigned: assigned, onRevoked: revoked });
    await scene.send(keyed(topic, 'k', 'before'));
    await listener.until(1);
    const right = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => right() - 600_000);
    try {
      const until = right() + 2 * SESSION_MS + 2_000;
      await waitFor(() => right() > until, { timeoutMs: 60_000, intervalMs: 200 });
      await scene.send(keyed(topic, 'k', 'after'));
      await listener.until(2);
      await scene.settled([topic]);
    } finally {
      clock.mockRestore();
    }
    expect([assigned.mock.calls.length, revoked.mock.calls.length]).toEqual([1, 0]);
  }), 120_000);

  it('uses a new connection after a send that failed', () => inScene(async (scene) => {
    const topic = await scene.topic(1);
    await scene.send(keyed(topic, 'k', 'before'));
    await kafka.kill9();
    await expect(scene.send(keyed(topic, 'k', 'lost'))).rejects.toThrow();
    await kafka.restart();
    await waitFor(() => scene.send(keyed(topic, 'k', 'after')).then(() => true), { timeoutMs: 30_000 });
    const listener = await scene.listen([topic]);
    await waitFor(() => texts(listener.records).includes('after'), { timeoutMs: 20_000 });
    expect(texts(listener.records)).toEqual(['before', 'after']);
  }), 90_000);

  it('rewinds a group by ten thousand records and hands over exactly those again (R5)', () => inScene(async (scene) => {
    const topic = await scene.topic(3);
    for (let i = 0; i < 25; i += 1) await scene.send(...Array.from({ length: 500 }, (_, j) => keyed(topic, `k${j}`, String(i * 500 + j))));
    const first = await scene.listen([topic]);
    await first.until(12_500);
    await first.consumer.close();
    const admin = await scene.admin();
    const ends = await admin.lag(scene.group, [topic]);
    expect(ends.reduce((sum, { lag }) => sum + lag, 0n)).toBe(0n);
    const back = new Map(ends.map(({ partition, end }) => [partition, end > 3_333n ? end - 3_333n : 0n]));
    await admin.resetOffsets(scene.group, topic, back);
    const expected = first.records.filter((record) => record.offset >= back.get(record.partition)!);
    const second = await scene.listen([topic]);
    await second.until(expected.length);
    await scene.settled([topic]);
    const ids = (records: typeof expected): string[] => records.map(({ partition, offset, value }) => `${partition}/${offset}/${value!.toString()}`).sort();
    expect(ids(second.records)).toEqual(ids(expected));
  }), 60_000);

  it('tells of a failure that will not heal, once, and shows it to the watchdog', () => inScene(async (scene) => {
    const topic = await scene.topic(1);
    const fatal = jest.fn();
    // Less than the broker allows: refused for good.
    const listener = await scene.listen([topic], { group: uniqueName('refused'), sessionTimeoutMs: 300, onFatal: fatal });
    await waitFor(() => fatal.mock.calls.length > 0, { timeoutMs: 20_000 });
    expect(listener.consumer.health().fatal).toBe((fatal.mock.calls as Error[][])[0]![0]);
    const reason = await new Promise<string>((exit) => watch([listener.consumer], { exit, log }));
    expect(reason).toContain('stopped for good');
    expect(fatal).toHaveBeenCalledTimes(1);
  }), 60_000);
});
