import { waitFor } from '@onefront/testing';
import { BatchAbandoned } from '../../src/index.js';
import { gate, inScene, keyed, SESSION_MS, texts, type OpenDriver } from './scene.js';

export function grouping(open: OpenDriver): void {
  describe('groups', () => {
    it('shares partitions evenly among members, each record handled by one', inScene(open, async (scene) => {
      const topic = await scene.topic(6);
      const one = await scene.listen([topic]);
      const two = await scene.listen([topic], { driver: scene.another() });
      await waitFor(() => one.owned.size === 3 && two.owned.size === 3, { what: 'three partitions each' });
      expect([...one.owned].filter((at) => two.owned.has(at))).toEqual([]);
      await scene.send(...Array.from({ length: 60 }, (_, i) => keyed(topic, `k${i}`, String(i))));
      await scene.settled([topic]);
      const all = texts([...one.records, ...two.records]).map(Number).sort((a, b) => a - b);
      expect(all).toEqual(Array.from({ length: 60 }, (_, i) => i));
      expect(Math.min(one.records.length, two.records.length)).toBeGreaterThan(0);
    }));

    it('hands the partitions of a member that leaves to the others at once', inScene(open, async (scene) => {
      const topic = await scene.topic(4);
      const slow = { sessionTimeoutMs: 10_000 };
      const one = await scene.listen([topic], slow);
      const two = await scene.listen([topic], { ...slow, driver: scene.another() });
      await waitFor(() => one.owned.size === 2 && two.owned.size === 2);
      await two.consumer.close();
      await waitFor(() => one.owned.size === 4, { timeoutMs: 6_000, what: 'all partitions, before the session of the other would end' });
    }));

    it('gives partitions only to members that read their topic', inScene(open, async (scene) => {
      const [old, added] = [await scene.topic(4), await scene.topic(4)];
      const before = await scene.listen([old]);
      const after = await scene.listen([old, added], { driver: scene.another() });
      await waitFor(() => before.owned.size + after.owned.size === 8, { what: 'every partition owned' });
      expect([...before.owned].every((at) => at.startsWith(old))).toBe(true);
      await scene.send(...Array.from({ length: 20 }, (_, i) => keyed(added, `k${i}`, String(i))));
      await after.until(20);
      expect(before.records).toEqual([]);
    }));

    it('abandons a batch whose partition was taken away: nothing is committed, the next owner gets it again', inScene(open, async (scene) => {
      const topic = await scene.topic(2);
      await scene.send(...Array.from({ length: 20 }, (_, i) => keyed(topic, `k${i}`, String(i))));
      const endings: Array<{ partition: number; error: unknown }> = [];
      let stop = false;
      const stubborn = await scene.listen([topic], {
        onBatch: async (batch) => {
          try {
            while (!stop) {
              await batch.heartbeat();
              await new Promise((resolve) => setTimeout(resolve, 20));
            }
          } catch (error) {
            endings.push({ partition: batch.partition, error });
            throw error;
          }
        },
      });
      await waitFor(() => stubborn.owned.size === 2);
      const next = await scene.listen([topic], { driver: scene.another() });
      await waitFor(() => endings.length > 0, { timeoutMs: 20_000, what: 'an abandoned batch' });
      expect(endings[0]!.error).toBeInstanceOf(BatchAbandoned);
      // A group that moves on may show at the heartbeat before the signal is given, and either member may then have either partition.
      const taken = (): boolean => next.records.some(({ partition, offset }) => offset === 0n && endings.some((ending) => ending.partition === partition));
      await waitFor(taken, { timeoutMs: 20_000, what: 'the batch at its next owner' });
      stop = true;
      await scene.settled([topic]);
    }));

    it('does not handle a partition twice at once in one process when it comes back', inScene(open, async (scene) => {
      const topic = await scene.topic(2);
      const running = new Map<number, number>();
      let overlaps = 0;
      const onBatch = async ({ partition }: { partition: number }): Promise<void> => {
        const now = (running.get(partition) ?? 0) + 1;
        running.set(partition, now);
        if (now > 1) overlaps += 1;
        await new Promise((resolve) => setTimeout(resolve, 30));
        running.set(partition, running.get(partition)! - 1);
      };
      const one = await scene.listen([topic], { maxRecords: 2, onBatch });
      await scene.send(...Array.from({ length: 120 }, (_, i) => keyed(topic, `k${i}`, String(i))));
      await one.until(4);
      const guest = await scene.listen([topic], { driver: scene.another(), onBatch: () => Promise.reject(new Error('the guest refuses')) });
      await waitFor(() => guest.owned.size === 1, { timeoutMs: 20_000 });
      await guest.consumer.close();
      await waitFor(() => one.owned.size === 2, { timeoutMs: 20_000 });
      await scene.settled([topic]);
      expect(overlaps).toBe(0);
      expect(new Set(texts(one.records)).size).toBe(120);
    }));

    it('loses nothing when members come and go under load', inScene(open, async (scene) => {
      const topic = await scene.topic(4);
      const seen = new Set<string>();
      const onBatch = async (batch: { records: readonly { value: Buffer | null }[] }): Promise<void> => batch.records.forEach((record) => seen.add(record.value!.toString()));
      const stay = await scene.listen([topic], { onBatch });
      let sent = 0;
      const more = async (): Promise<void> => {
        await scene.send(...Array.from({ length: 50 }, (_, i) => keyed(topic, `k${(sent + i) % 13}`, String(sent + i))));
        sent += 50;
      };
      for (let round = 0; round < 3; round += 1) {
        const guest = await scene.listen([topic], { driver: scene.another(), onBatch });
        await waitFor(async () => { await more(); return guest.owned.size === 2 && stay.owned.size === 2; }, { timeoutMs: 20_000 });
        await guest.consumer.close();
        await waitFor(async () => { await more(); return stay.owned.size === 4; }, { timeoutMs: 20_000 });
      }
      await scene.settled([topic]);
      expect(seen.size).toBe(sent);
    }));

    it('lets the running batch finish and commits it when it closes', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await scene.send(...['0', '1', '2', '3'].map((text) => keyed(topic, 'k', text)));
      const begun = gate();
      const hold = gate();
      const first = await scene.listen([topic], { maxRecords: 2, onBatch: async () => { begun.open(); await hold.passed; } });
      await begun.passed;
      const closing = first.consumer.close();
      hold.open();
      await closing;
      expect(texts(first.records)).toEqual(['0', '1']);
      expect(await scene.lag([topic])).toBe(2n);
      const second = await scene.listen([topic]);
      expect(texts(await second.until(2))).toEqual(['2', '3']);
    }));

    it('gives up on a batch that does not end before the deadline, and leaves it to the next owner', inScene(open, async (scene) => {
      const topic = await scene.topic(1);
      await scene.send(keyed(topic, 'k', 'x'));
      const begun = gate();
      let signal: AbortSignal | undefined;
      const first = await scene.listen([topic], { driver: scene.another(), onBatch: (batch) => { signal = batch.signal; begun.open(); return new Promise(() => undefined); } });
      await begun.passed;
      const before = performance.now();
      await first.consumer.close(300);
      expect(performance.now() - before).toBeLessThan(300 + SESSION_MS + 4_000);
      expect(signal!.aborted).toBe(true);
      const second = await scene.listen([topic]);
      expect(texts(await second.until(1))).toEqual(['x']);
    }));
  });
}
