import type { ConsumerOptions, IncomingRecord, RecordBatch } from './driver.js';
import { Lane, type LaneOwner } from './lane.js';

const record = (offset: number): IncomingRecord => ({ topic: 't', partition: 0, offset: BigInt(offset), key: null, value: null, headers: {}, timestamp: 0 });
const records = (from: number, to: number): IncomingRecord[] => Array.from({ length: to - from }, (_, i) => record(from + i));
const turns = async (): Promise<void> => {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
};

function laneWith(onBatch: (batch: RecordBatch) => Promise<void>, options: Partial<ConsumerOptions> = {}, predecessor?: Promise<void>) {
  const settled: Array<bigint | null> = [];
  const owner: LaneOwner = {
    options: { group: 'g', topics: ['t'], onBatch, maxRecords: 10, ...options },
    log: () => undefined,
    settled: (lane) => void settled.push(lane.position),
    appetite: () => undefined,
    stayAlive: async () => undefined,
  };
  return { lane: new Lane('t', 0, owner, predecessor), settled };
}

describe('Lane', () => {
  it('ignores records that it was given before, as after a rebalance', async () => {
    const offsets: bigint[] = [];
    const { lane } = laneWith(async (batch) => void offsets.push(...batch.records.map(({ offset }) => offset)));
    lane.receive(records(0, 5), 5n);
    lane.receive(records(2, 8), 8n);
    await turns();
    expect(offsets.map(Number)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('settles a batch only after its handler resolved', async () => {
    let finish = (): void => undefined;
    const { lane, settled } = laneWith(() => new Promise<void>((resolve) => (finish = resolve)));
    lane.receive(records(0, 3), 3n);
    await turns();
    expect(settled).toEqual([]);
    finish();
    await turns();
    expect(settled).toEqual([3n]);
  });

  it('settles nothing of a batch that finished after the partition was taken away', async () => {
    let finish = (): void => undefined;
    const { lane, settled } = laneWith(() => new Promise<void>((resolve) => (finish = resolve)));
    lane.receive(records(0, 3), 3n);
    await turns();
    const gone = lane.abandon('revoked');
    finish();
    await gone;
    expect(settled).toEqual([]);
  });

  it('waits for an earlier lane of the same partition', async () => {
    let letGo = (): void => undefined;
    const handled = jest.fn(async () => undefined);
    const { lane } = laneWith(handled, {}, new Promise((resolve) => (letGo = resolve)));
    lane.receive(records(0, 1), 1n);
    await turns();
    expect(handled).not.toHaveBeenCalled();
    letGo();
    await turns();
    expect(handled).toHaveBeenCalledTimes(1);
  });

  it('loses its appetite at four batches and finds it again at two', async () => {
    let finish = (): void => undefined;
    const { lane } = laneWith(() => new Promise<void>((resolve) => (finish = resolve)));
    lane.receive(records(0, 1), 41n);
    await turns();
    lane.receive(records(1, 41), 41n);
    const appetite: boolean[] = [];
    for (let i = 0; i < 4; i += 1) {
      appetite.push(lane.hungry);
      finish();
      await turns();
    }
    expect(appetite).toEqual([false, false, false, true]);
  });

  it('counts as waiting while it is not fed although there is something to read', () => {
    const { lane } = laneWith(async () => undefined);
    lane.probe(10n, 10n);
    expect(lane.waitingSince).toBeNull();
    lane.probe(11n, 10n);
    expect(lane.waitingSince).not.toBeNull();
    lane.probe(11n, 11n);
    expect(lane.waitingSince).toBeNull();
  });
});
