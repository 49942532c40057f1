import { waitFor, uniqueName } from '@onefront/testing';
import { TopicMismatch } from '../../src/index.js';
import { inScene, keyed, texts, type OpenDriver, type Scene } from './scene.js';

const filled = async (scene: Scene, partitions: number, count: number): Promise<string> => {
  const topic = await scene.topic(partitions);
  await scene.send(...Array.from({ length: count }, (_, i) => keyed(topic, `k${i}`, String(i))));
  return topic;
};

export function administering(open: OpenDriver): void {
  describe('administering', () => {
    it('creates topics once, leaves them alone later and refuses another partition count', inScene(open, async (scene) => {
      const admin = await scene.admin();
      const topic = await scene.topic(3, { retentionMs: 86_400_000 });
      await scene.send(keyed(topic, 'k', 'kept'));
      await admin.ensureTopics([{ name: topic, partitions: 3 }]);
      expect(await admin.describeTopics([topic])).toEqual([{ name: topic, partitions: 3, retentionMs: 86_400_000 }]);
      await expect(admin.ensureTopics([{ name: topic, partitions: 4 }])).rejects.toThrow(TopicMismatch);
      expect(texts(await (await scene.listen([topic])).until(1))).toEqual(['kept']);
    }));

    it('creates topics from several processes at once', inScene(open, async (scene) => {
      const topics = [uniqueName('together'), uniqueName('together')].map((name) => ({ name, partitions: 2 }));
      const admins = await Promise.all([1, 2, 3].map(() => scene.another().admin()));
      await Promise.all(admins.map((admin, i) => admin.ensureTopics(i === 0 ? topics.slice(0, 1) : topics)));
      const names = topics.map(({ name }) => name);
      expect((await admins[0]!.describeTopics(names)).map((topic) => topic.partitions)).toEqual([2, 2]);
      await admins[0]!.deleteTopics(names);
    }));

    it('describes what is there and names what is missing', inScene(open, async (scene) => {
      const admin = await scene.admin();
      const topic = await scene.topic(2);
      expect((await admin.describeTopics()).map(({ name }) => name)).toContain(topic);
      await expect(admin.describeTopics([topic, `${topic}-missing`])).rejects.toThrow(`${topic}-missing`);
    }));

    it('counts how far a group is behind, per partition', inScene(open, async (scene) => {
      const topic = await filled(scene, 2, 10);
      const admin = await scene.admin();
      const before = await admin.lag(scene.group, [topic]);
      expect(before.map(({ partition, committed }) => [partition, committed])).toEqual([[0, 0n], [1, 0n]]);
      expect(before.reduce((sum, { lag }) => sum + lag, 0n)).toBe(10n);
      await (await scene.listen([topic])).until(10);
      await scene.settled([topic]);
      for (const { committed, end, lag } of await admin.lag(scene.group, [topic])) expect([committed, lag]).toEqual([end, 0n]);
    }));

    it('sets a group back to the earliest record, to the latest, and to given offsets', inScene(open, async (scene) => {
      const topic = await filled(scene, 1, 10);
      const admin = await scene.admin();
      const first = await scene.listen([topic]);
      await first.until(10);
      await first.consumer.close();
      await admin.resetOffsets(scene.group, topic, 'earliest');
      const second = await scene.listen([topic]);
      expect(texts(await second.until(10))).toEqual(texts(first.records));
      await second.consumer.close();
      await admin.resetOffsets(scene.group, topic, new Map([[0, 7n]]));
      const third = await scene.listen([topic]);
      expect(texts(await third.until(3))).toEqual(['7', '8', '9']);
      await third.consumer.close();
      await admin.resetOffsets(scene.group, topic, new Map([[0, 2n]]));
      await admin.resetOffsets(scene.group, topic, 'latest');
      expect(await scene.lag([topic])).toBe(0n);
    }));

    it('finds where a group was at a time', inScene(open, async (scene) => {
      const topic = await filled(scene, 1, 5);
      const seen = await (await scene.listen([topic], { group: uniqueName('look') })).until(5);
      const between = seen[4]!.timestamp + 1;
      await waitFor(() => Date.now() > between + 5);
      await scene.send(keyed(topic, 'k', 'later'));
      const admin = await scene.admin();
      expect([...(await admin.offsetsAt(topic, 0))]).toEqual([[0, 0n]]);
      expect([...(await admin.offsetsAt(topic, between))]).toEqual([[0, 5n]]);
      expect([...(await admin.offsetsAt(topic, Date.now() + 60_000))]).toEqual([[0, 6n]]);
    }));

    it('refuses to set offsets under a running member', inScene(open, async (scene) => {
      const topic = await filled(scene, 1, 3);
      const listener = await scene.listen([topic]);
      await listener.until(3);
      await expect((await scene.admin()).resetOffsets(scene.group, topic, 'earliest')).rejects.toThrow(/running/);
    }));

    it('truncates: offsets go on, and a group that was behind goes on with what is kept', inScene(open, async (scene) => {
      const topic = await filled(scene, 1, 10);
      const admin = await scene.admin();
      await admin.truncate(topic, new Map([[0, 4n]]));
      expect(await scene.lag([topic])).toBe(6n);
      const first = await scene.listen([topic]);
      expect((await first.until(6)).map(({ offset }) => offset)).toEqual([4n, 5n, 6n, 7n, 8n, 9n]);
      await first.consumer.close();
      await admin.truncate(topic);
      await scene.send(keyed(topic, 'k', 'after'));
      const fresh = await scene.listen([topic], { group: uniqueName('fresh') });
      expect((await fresh.until(1)).map(({ offset, value }) => [offset, value!.toString()])).toEqual([[10n, 'after']]);
    }));

    it('truncates under a group whose committed offset is dropped', inScene(open, async (scene) => {
      const topic = await filled(scene, 1, 10);
      const admin = await scene.admin();
      await admin.resetOffsets(scene.group, topic, new Map([[0, 2n]]));
      await admin.truncate(topic, new Map([[0, 8n]]));
      const listener = await scene.listen([topic]);
      expect((await listener.until(2)).map(({ offset }) => offset)).toEqual([8n, 9n]);
      await scene.settled([topic]);
    }));

    it('truncates under a running consumer, which goes on', inScene(open, async (scene) => {
      const topic = await filled(scene, 1, 5);
      const listener = await scene.listen([topic]);
      await listener.until(5);
      await (await scene.admin()).truncate(topic);
      await scene.send(keyed(topic, 'k', 'after'));
      expect(texts(await listener.until(6)).at(-1)).toBe('after');
    }));

    it('deletes topics with what they hold, and does not mind missing ones', inScene(open, async (scene) => {
      const topic = await filled(scene, 1, 3);
      const admin = await scene.admin();
      await admin.deleteTopics([topic, `${topic}-missing`]);
      await waitFor(() => admin.describeTopics([topic]).then(() => false, (error: unknown) => error instanceof TopicMismatch));
      await admin.ensureTopics([{ name: topic, partitions: 1 }]);
      expect(await scene.lag([topic])).toBe(0n);
      await scene.send(keyed(topic, 'k', 'new life'));
      expect((await (await scene.listen([topic])).until(1)).map(({ offset, value }) => [offset, value!.toString()])).toEqual([[0n, 'new life']]);
    }));
  });
}
