import * as fc from 'fast-check';
import { fairShare, type Member, type TopicPartition } from './fair-share.js';

const partitions = (topic: string, count: number): TopicPartition[] => Array.from({ length: count }, (_, partition) => ({ topic, partition }));
const counts = (shares: Map<string, TopicPartition[]>): number[] => [...shares.values()].map((share) => share.length);

describe('fairShare', () => {
  it('gives every partition to exactly one member and differs by at most one, whatever the order of the input', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 7 }), fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }), (ids, sizes) => {
        const topics = sizes.map((_, i) => `t${i}`);
        const all = sizes.flatMap((size, i) => partitions(`t${i}`, size));
        const members: Member[] = ids.map((id) => ({ id, topics }));
        const shares = fairShare(members, all);
        expect(counts(shares).reduce((a, b) => a + b, 0)).toBe(all.length);
        expect(Math.max(...counts(shares)) - Math.min(...counts(shares))).toBeLessThanOrEqual(1);
        const again = fairShare([...members].reverse(), [...all].reverse());
        for (const id of ids) expect(again.get(id)).toEqual(shares.get(id));
      }),
    );
  });

  it('balances many topics of one partition each', () => {
    const all = ['a', 'b', 'c', 'd'].flatMap((topic) => partitions(topic, 1));
    const topics = ['a', 'b', 'c', 'd'];
    expect(counts(fairShare([{ id: '1', topics }, { id: '2', topics }], all))).toEqual([2, 2]);
  });

  it('leaves a partition that nobody reads unassigned', () => {
    expect(fairShare([{ id: '1', topics: ['a'] }], partitions('b', 2)).get('1')).toEqual([]);
  });
});
