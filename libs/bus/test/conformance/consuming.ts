import { waitFor, uniqueName } from '@onefront/testing';
import { MAX_BATCH_BYTES, TopicMismatch } from '../../src/index.js';
import { gate, inScene, keyed, texts, type OpenDriver } from './scene.js';

const numbered = (topic: string, count: number, key = 'k') => Array.from({ length: count }, (_, i) => keyed(topic, key, String(i)));

export function consuming(open: OpenDriver): void {
  describe('consuming', () => {
    it('begins a new group at the earliest record and goes on with new ones', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await scene.send(...numbered(topic, 3));
      const listener = await scene.listen([topic]);
      await listener.until(3);
      await scene.send(keyed(topic, 'k', 'new'));
      expect(texts(await listener.until(4))).toEqual(['0', '1', '2', 'new']);
    }));

    it('hands over what is appended within a moment', inScene(open, async (scene) => {
      const topic = await scene.topic(3);
      const listener = await scene.listen([topic]);
      await scene.send(keyed(topic, 'warm', 'up'));
      await listener.until(1);
      const sentAt = performance.now();
      await scene.send(keyed(topic, 'k', 'now'));
      await listener.until(2);
      expect(performance.now() - sentAt).toBeLessThan(400);
    }));

    it('gives every group all records', inScene(open, async (scene) => {
      const topic = await scene.topic(2);
      const one = await scene.listen([topic]);
      const two = await scene.listen([topic], { group: uniqueName('other') });
      await scene.send(...numbered(topic, 20));
      expect(texts(await one.until(20))).toEqual(texts(await two.until(20)));
    }));

    it('reads several topics in one consumer', inScene(open, async (scene) => {
      const topics = [await scene.topic(2), await scene.topic(1)];
      const listener = await scene.listen(topics);
      await scene.send(...topics.map((topic) => keyed(topic, 'k', topic)));
      const records = await listener.until(2);
      expect(records.map((record) => record.topic).sort()).toEqual([...topics].sort());
      expect(listener.consumer.health().assigned).toBe(3);
    }));

    it('hands over at most maxRecords at once, each batch of one partition', inScene(open, async (scene) => {
      const topic = await scene.topic(3);
      await scene.send(...['a', 'b', 'c', 'd'].flatMap((key) => numbered(topic, 40, key)));
      const { until, batches } = await scene.listen([topic], { maxRecords: 7 });
      await until(160);
      expect(Math.max(...batches.map((batch) => batch.records.length))).toBeLessThanOrEqual(7);
      for (const { topic: name, partition, records } of batches) {
        expect(records.every((record) => record.topic === name && record.partition === partition)).toBe(true);
      }
    }));

    it('hands over at most 500 records and about 1 MB when nothing else is said', inScene(open, async (scene) => {
      const [small, large] = [await scene.topic(1), await scene.topic(1)];
      await scene.send(...numbered(small, 1_700));
      await scene.send(...Array.from({ length: 30 }, () => ({ topic: large, key: 'k', value: Buffer.alloc(150_000), headers: {} })));
      const { until, batches } = await scene.listen([small, large]);
      await until(1_730);
      expect(Math.max(...batches.map((batch) => batch.records.length))).toBeLessThanOrEqual(500);
      const sizes = batches.map((batch) => batch.records.reduce((sum, record) => sum + record.value!.length, 0));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(MAX_BATCH_BYTES);
    }));

    it('tells the end of the partition with each batch', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await scene.send(...numbered(topic, 10));
      const { until, batches } = await scene.listen([topic], { maxRecords: 4 });
      await until(10);
      for (const { highWatermark } of batches) expect(highWatermark).toBe(10n);
      expect(batches.at(-1)!.records.at(-1)!.offset).toBe(9n);
    }));

    it('goes on after a clean end without handing anything over again', inScene(open, async (scene) => {
      const topic = await scene.topic(2);
      await scene.send(...numbered(topic, 10, 'a'), ...numbered(topic, 10, 'b'));
      const first = await scene.listen([topic]);
      await first.until(20);
      await first.consumer.close();
      await scene.send(keyed(topic, 'a', 'later'));
      const second = await scene.listen([topic]);
      await second.until(1);
      await scene.settled([topic]);
      expect(texts(second.records)).toEqual(['later']);
    }));

    it('commits nothing before the batch is done', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await scene.send(...numbered(topic, 5));
      const begun = gate();
      const hold = gate();
      const listener = await scene.listen([topic], { onBatch: async () => { begun.open(); await hold.passed; } });
      await begun.passed;
      expect(await scene.lag([topic])).toBe(5n);
      hold.open();
      await listener.until(5);
      await scene.settled([topic]);
    }));

    it('commits while traffic goes on, not only when it ends', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      const listener = await scene.listen([topic], { maxRecords: 1 });
      let sent = 0;
      await waitFor(async () => {
        await scene.send(keyed(topic, 'k', String(sent)));
        sent += 1;
        return sent > 20 && (await scene.lag([topic])) < BigInt(sent) - 5n;
      });
      await listener.until(sent);
    }));

    it('catches up with ten thousand records, each once and in order', inScene(open, async (scene) => {
      const topic = await scene.topic(3);
      for (let i = 0; i < 20; i += 1) await scene.send(...Array.from({ length: 500 }, (_, j) => keyed(topic, `k${j % 11}`, String(i * 500 + j))));
      const { until } = await scene.listen([topic]);
      const records = await until(10_000);
      const last = new Map<string, number>();
      for (const record of records) {
        const nr = Number(record.value!.toString());
        expect(nr).toBeGreaterThan(last.get(record.key!) ?? -1);
        last.set(record.key!, nr);
      }
      expect(records).toHaveLength(10_000);
    }));

    it('refuses to consume a topic that does not exist', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await expect(scene.listen([topic, `${topic}-missing`])).rejects.toThrow(TopicMismatch);
    }));
  });
}
