import { waitFor } from '@onefront/testing';
import { partitionOf, steadyNow, watch } from '../../src/index.js';
import { gate, inScene, keyed, SESSION_MS, texts, type OpenDriver } from './scene.js';

/** Two keys of different partitions of a topic with two. */
const [LEFT, RIGHT] = ['a', 'b', 'c', 'd', 'e', 'f'].reduce<[string, string]>(
  ([left, right], key) => (partitionOf(key, 2) === 0 ? [key, right] : [left, key]), ['', '']);

const transient = (): Error => Object.assign(new Error('the database system is shutting down'), { code: '57P03' });

export function failing(open: OpenDriver): void {
  describe('when a handler fails', () => {
    it('hands over the same batch again until it is accepted, and nothing of the partition before', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await scene.send(...['0', '1', '2', '3', '4'].map((text) => keyed(topic, 'k', text)));
      const attempts: string[][] = [];
      const listener = await scene.listen([topic], {
        maxRecords: 3,
        onBatch: async (batch) => {
          attempts.push(texts(batch.records));
          if (attempts.length <= 3) throw new Error(`no ${attempts.length}`);
        },
      });
      await listener.until(5);
      expect(attempts.slice(0, 4)).toEqual([attempts[0], attempts[0], attempts[0], attempts[0]]);
      expect(texts(listener.records)).toEqual(['0', '1', '2', '3', '4']);
    }));

    it('takes any way of failing, also a TypeError and a rejection without a reason', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await scene.send(keyed(topic, 'k', 'x'));
      const failures: Array<() => Promise<void>> = [
        () => { throw new TypeError('not a function'); },
        () => Promise.reject(),
        () => Promise.reject('text'),
        async () => { throw new RangeError('far'); },
      ];
      const fatal = jest.fn();
      const listener = await scene.listen([topic], { onFatal: fatal, onBatch: async () => failures.shift()?.() });
      await listener.until(1);
      await scene.send(keyed(topic, 'k', 'y'));
      expect(texts(await listener.until(2))).toEqual(['x', 'y']);
      expect(fatal).not.toHaveBeenCalled();
    }));

    it('waits longer from attempt to attempt', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await scene.send(keyed(topic, 'k', 'x'));
      const at: number[] = [];
      const listener = await scene.listen([topic], { onBatch: async () => { at.push(performance.now()); if (at.length < 6) throw new Error('no'); } });
      await listener.until(1);
      const gaps = at.slice(1).map((time, i) => time - at[i]!);
      expect(gaps[0]).toBeGreaterThanOrEqual(39);
      expect(gaps[4]).toBeGreaterThan(gaps[0]! * 4);
    }));

    it('goes on with the other partitions', inScene(open, async (scene) => {
      const topic = await scene.topic(2);
      let healed = false;
      const listener = await scene.listen([topic], { onBatch: async (batch) => { if (batch.partition === 0 && !healed) throw new Error('no'); } });
      await scene.send(keyed(topic, LEFT, 'stuck'));
      for (let i = 0; i < 20; i += 1) await scene.send(keyed(topic, RIGHT, String(i)));
      expect(texts(await listener.until(20))).toEqual(Array.from({ length: 20 }, (_, i) => String(i)));
      healed = true;
      await listener.until(21);
      await scene.settled([topic]);
    }));

    it('lets a slow partition delay no other (R8)', inScene(open, async (scene) => {
      const topic = await scene.topic(2);
      const hold = gate();
      const listener = await scene.listen([topic], { onBatch: async (batch) => { if (batch.partition === 0) await hold.passed; } });
      await scene.send(keyed(topic, LEFT, 'slow'));
      for (let i = 0; i < 10; i += 1) {
        const sentAt = performance.now();
        await scene.send(keyed(topic, RIGHT, String(i)));
        await listener.until(i + 1);
        expect(performance.now() - sentAt).toBeLessThan(1_000);
      }
      hold.open();
      await listener.until(11);
    }));

    it('keeps its partitions through work that is longer than the session', inScene(open, async (scene) => {
      const topic = await scene.topic(2);
      await scene.send(keyed(topic, LEFT, 'with heartbeats'), keyed(topic, RIGHT, 'without'));
      const attempts: string[] = [];
      const revoked = jest.fn();
      const { until } = await scene.listen([topic], {
        onRevoked: revoked,
        onBatch: async (batch) => {
          const [text] = texts(batch.records);
          attempts.push(text!);
          const endAt = performance.now() + SESSION_MS * 2;
          await waitFor(async () => {
            if (text === 'with heartbeats') await batch.heartbeat();
            return performance.now() > endAt;
          });
        },
      });
      await until(2);
      await scene.settled([topic]);
      expect(attempts.sort()).toEqual(['with heartbeats', 'without']);
      expect(revoked).not.toHaveBeenCalled();
    }));

    it('shows a wedged partition to the watchdog, which ends the process', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      const hold = gate();
      const listener = await scene.listen([topic], { onBatch: () => hold.passed });
      await scene.send(keyed(topic, 'k', 'x'));
      const reason = await new Promise<string>((exit) => watch([listener.consumer], { stallMs: 1_200, exit, log: () => undefined }));
      expect(reason).toContain(`${topic}/0`);
      expect(listener.consumer.health().stalled).toMatchObject([{ topic, partition: 0, transient: false }]);
      hold.open();
    }));

    it('does not let the watchdog act on transient failures, and forgives them when they end', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      let down = true;
      const listener = await scene.listen([topic], { onBatch: async () => { if (down) throw transient(); } });
      await scene.send(keyed(topic, 'k', 'x'));
      const exit = jest.fn();
      const dog = watch([listener.consumer], { stallMs: 1_200, exit, log: () => undefined });
      await waitFor(() => listener.consumer.health().stalled.some((stall) => stall.transient && steadyNow() - stall.since > 2_000), { what: 'a transient stall of 2 s' });
      down = false;
      await listener.until(1);
      await scene.settled([topic]);
      await waitFor(() => listener.consumer.health().stalled.length === 0);
      dog.stop();
      expect(exit).not.toHaveBeenCalled();
    }));
  });
}
