import { MAX_RECORD_BYTES, partitionOf, RecordTooLarge, TopicMismatch } from '../../src/index.js';
import { inScene, keyed, texts, type OpenDriver } from './scene.js';

export function producing(open: OpenDriver): void {
  describe('producing', () => {
    it('keeps the order of a key over many sends', inScene(open, async (scene) => {
      const topic = await scene.topic(3);
      for (let i = 0; i < 30; i += 1) await scene.send(...['a', 'b', 'c'].map((key) => keyed(topic, key, String(i))));
      const { until } = await scene.listen([topic]);
      const records = await until(90);
      for (const key of ['a', 'b', 'c']) {
        expect(texts(records.filter((record) => record.key === key))).toEqual(Array.from({ length: 30 }, (_, i) => String(i)));
      }
    }));

    it('keeps the order of calls that were not awaited', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      const producer = await scene.producer();
      await Promise.all(Array.from({ length: 50 }, (_, i) => producer.send([keyed(topic, 'k', String(i))])));
      const { until } = await scene.listen([topic]);
      expect(texts(await until(50))).toEqual(Array.from({ length: 50 }, (_, i) => String(i)));
    }));

    it('puts a key where Kafka’s Java client puts it', inScene(open, async (scene) => {
      const topic = await scene.topic(7);
      const keys = ['order-1', 'SKU-é', '', 'x'.repeat(300), ...Array.from({ length: 40 }, (_, i) => `k${i}`)];
      await scene.send(...keys.map((key) => keyed(topic, key, key)));
      const { until } = await scene.listen([topic]);
      for (const record of await until(keys.length)) expect([record.key, record.partition]).toEqual([record.key, partitionOf(record.key!, 7)]);
    }));

    it('spreads records without a key over all partitions', inScene(open, async (scene) => {
      const topic = await scene.topic(4);
      await scene.send(...Array.from({ length: 40 }, (_, i) => keyed(topic, null, String(i))));
      const { until } = await scene.listen([topic]);
      const records = await until(40);
      expect(new Set(records.map((record) => record.partition)).size).toBe(4);
      expect(records.every((record) => record.key === null)).toBe(true);
    }));

    it('carries headers, keys and bytes as they are', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      const value = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
      const headers = { ce_type: 'orders.order-placed.v1', 'x-empty': '', 'x-words': 'Grüße 漢字 🛒 "quoted" \\ {a,b}', 'x-nul': 'a\u0000b' };
      await scene.send({ topic, key: 'ключ\u0000🔑', value, headers }, { topic, key: 'k', value, headers: {} });
      const [first, second] = await (await scene.listen([topic])).until(2);
      expect(first).toMatchObject({ key: 'ключ\u0000🔑', headers });
      expect(first!.value!.equals(value)).toBe(true);
      expect(second!.headers).toEqual({});
    }));

    it('tells a tombstone from an empty value', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await scene.send({ topic, key: 'k', value: null, headers: {} }, { topic, key: 'k', value: Buffer.alloc(0), headers: {} });
      const [tombstone, empty] = await (await scene.listen([topic])).until(2);
      expect(tombstone!.value).toBeNull();
      expect(empty!.value).toEqual(Buffer.alloc(0));
    }));

    it('gives dense offsets and the time of appending', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      const before = Date.now();
      for (let i = 0; i < 5; i += 1) await scene.send(keyed(topic, 'k', 'a'), keyed(topic, 'k', 'b'));
      const records = await (await scene.listen([topic])).until(10);
      expect(records.map((record) => record.offset)).toEqual(Array.from({ length: 10 }, (_, i) => BigInt(i)));
      for (const { timestamp } of records) {
        expect(timestamp).toBeGreaterThan(before - 2_000);
        expect(timestamp).toBeLessThan(Date.now() + 2_000);
      }
    }));

    it('takes a record of the greatest size and refuses a greater one before anything is sent', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      const largest = { topic, key: null, value: Buffer.alloc(MAX_RECORD_BYTES), headers: {} };
      await scene.send(largest);
      const tooLarge = { ...largest, value: Buffer.alloc(MAX_RECORD_BYTES + 1) };
      await expect(scene.send(keyed(topic, 'k', 'small'), tooLarge)).rejects.toThrow(RecordTooLarge);
      await scene.send(keyed(topic, 'k', 'after'));
      const records = await (await scene.listen([topic])).until(2);
      expect(records.map((record) => record.value!.length)).toEqual([MAX_RECORD_BYTES, 'after'.length]);
    }));

    it('sends far more than one request may hold, in order', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      const value = Buffer.alloc(100_000, 'x');
      await scene.send(...Array.from({ length: 45 }, (_, i) => ({ topic, key: 'k', value, headers: { nr: String(i) } })));
      const records = await (await scene.listen([topic])).until(45);
      expect(records.map((record) => Number(record.headers['nr']))).toEqual(Array.from({ length: 45 }, (_, i) => i));
    }));

    it('says TopicMismatch for an unknown topic, does not create it, and goes on', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await expect(scene.send(keyed(`${topic}-missing`, 'k', 'lost'))).rejects.toThrow(TopicMismatch);
      await scene.send(keyed(topic, 'k', 'fine'));
      expect(texts(await (await scene.listen([topic])).until(1))).toEqual(['fine']);
      await expect((await scene.admin()).describeTopics([`${topic}-missing`])).rejects.toThrow(TopicMismatch);
    }));
  });
}
