import type { BusConsumer, ConsumerHealth } from './driver.js';
import { steadyNow } from './steady.js';
import { watch } from './watchdog.js';

/** The watchdog only reads health; what it reads is data. */
const consumer = (health: Partial<ConsumerHealth>): BusConsumer => ({ health: () => ({ assigned: 1, lastPollAt: 0, stalled: [], ...health }), close: async () => undefined });
const stalled = (since: number, transient: boolean) => ({ stalled: [{ topic: 't', partition: 3, since, transient }] });

describe('watch', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  const reasons = (consumers: BusConsumer[], ms: number, options = {}): string[] => {
    const exits: string[] = [];
    const dog = watch(consumers, { exit: (reason) => void exits.push(reason), log: () => undefined, ...options });
    jest.advanceTimersByTime(ms);
    dog.stop();
    return exits;
  };

  it('ends the process once when a partition stands still for a minute', () => {
    const still = consumer(stalled(steadyNow(), false));
    expect(reasons([still], 59_000)).toEqual([]);
    expect(reasons([consumer({}), still], 120_000)).toEqual([expect.stringContaining('t/3')]);
  });

  it('does not mistake a clock that is set ten minutes ahead, or back, for a minute of standing still', () => {
    const still = consumer(stalled(steadyNow(), false));
    for (const off of [600_000, -600_000]) {
      jest.setSystemTime(Date.now() + off);
      expect(reasons([still], 5_000)).toEqual([]);
    }
    expect(reasons([still], 60_000)).toHaveLength(1);
  });

  it('waits for ever while a transient failure explains it, or as long as it is told to', () => {
    const still = consumer(stalled(steadyNow(), true));
    expect(reasons([still], 3_600_000)).toEqual([]);
    expect(reasons([still], 61_000, { transientGraceMs: 30_000 })).toHaveLength(1);
  });

  it('ends the process at once when a consumer stopped for good', () => {
    expect(reasons([consumer({ fatal: new Error('unsupported version') })], 1_000)).toEqual([expect.stringContaining('unsupported version')]);
  });

  it('sees consumers that start later', () => {
    const later: BusConsumer[] = [];
    const exits: string[] = [];
    const dog = watch(() => later, { exit: (reason) => void exits.push(reason), log: () => undefined });
    jest.advanceTimersByTime(5_000);
    later.push(consumer({ fatal: new Error('gone') }));
    jest.advanceTimersByTime(1_000);
    dog.stop();
    expect(exits).toHaveLength(1);
  });
});
