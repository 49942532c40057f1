import * as fc from 'fast-check';
import { murmur2, Partitioner, partitionOf } from './partitioner.js';

describe('murmur2', () => {
  // The vectors of Kafka's own UtilsTest.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s as Kafka does', (text, expected) => {
    expect(murmur2(Buffer.from(text))).toBe(expected);
  });
});

describe('partitionOf', () => {
  it('is a partition of the topic, the same for text and its bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 100 }), (key, partitions) => {
        const partition = partitionOf(key, partitions);
        expect(Number.isInteger(partition) && partition >= 0 && partition < partitions).toBe(true);
        expect(partitionOf(Buffer.from(key), partitions)).toBe(partition);
      }),
    );
  });

  it('takes the sign bit away as Java does, not the absolute value', () => {
    // 'foobar' hashes to a negative number: & 0x7fffffff gives 1357151166, abs would give 790332482.
    expect(partitionOf('foobar', 1_000)).toBe(166);
  });
});

describe('Partitioner', () => {
  it('takes turns without a key and ignores turns with one', () => {
    const partitioner = new Partitioner();
    const turns = Array.from({ length: 6 }, () => partitioner.choose(null, 3));
    expect([...turns].sort()).toEqual([0, 0, 1, 1, 2, 2]);
    expect(partitioner.choose('foobar', 1_000)).toBe(166);
  });
});
