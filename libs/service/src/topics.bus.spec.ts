import { allMessages } from '@onefront/contracts';
import { testBus, uniqueName } from '@onefront/testing';
import { prepareTopics, topicSpecs } from './topics.js';

describe('topics', () => {
  it('are those of the contracts, each once, kept for two weeks', () => {
    const specs = topicSpecs({ partitions: 12, replicationFactor: 3 });
    expect(new Set(specs.map((spec) => spec.name))).toEqual(new Set(allMessages().map((message) => message.topic)));
    expect(specs.map((spec) => spec.name)).toEqual([...new Set(specs.map((spec) => spec.name))].sort());
    expect(specs).toContainEqual({ name: 'onefront.orders', partitions: 12, retentionMs: 1_209_600_000, replicationFactor: 3 });
    expect(topicSpecs().every((spec) => spec.partitions === 6 && spec.replicationFactor === undefined)).toBe(true);
  });

  it('are created in development; otherwise a missing one or another count stops the start, in words', async () => {
    const bus = await testBus();
    const [there, missing] = [uniqueName('there'), uniqueName('missing')];
    await prepareTopics(bus, { names: [there], partitions: 6, create: true });
    await prepareTopics(bus, { names: [there], partitions: 6, create: true });
    await prepareTopics(bus, { names: [there, 'onefront.orders'], partitions: 6, create: false });
    await expect(prepareTopics(bus, { names: [there, missing], partitions: 6, create: false })).rejects.toThrow(new RegExp(`${missing}.*apply deploy/topics.yaml`));
    await expect(prepareTopics(bus, { names: [there], partitions: 12, create: false })).rejects.toThrow(`${there} has 6 partitions, not 12`);
    await bus.close();
  });
});
