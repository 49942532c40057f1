import { ConfigResourceTypes, type Admin, type Kafka } from 'kafkajs';
import type { BusAdmin, PartitionLag, TopicSpec } from '../driver.js';
import { requireAgreed, requireThere } from '../topics.js';
import { translated } from './kafka-errors.js';
import { commitAsOnlyMember } from './kafka-offsets.js';

/** A cluster that has only just started takes its time. */
const CREATED_WITHIN_MS = 30_000;

/** Runs the library's administration calls; the connection belongs to the caller. */
export class KafkaAdmin implements BusAdmin {
  constructor(
    private readonly kafka: Kafka,
    private readonly client: Admin,
    private readonly onClose: () => Promise<void>,
  ) {}

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    const before = await this.partitionCounts(topics.map((topic) => topic.name));
    const missing = topics.filter((topic) => !before.has(topic.name));
    if (missing.length === 0) return requireAgreed(topics, before);
    await this.create(missing);
    requireAgreed(topics, await this.settledCounts(topics));
    for (const { name } of missing) await this.untilItAnswers(name);
  }

  /** A broker names the leaders of a new topic before they lead: a send in between fails for some partitions, and its repeat doubles the others. */
  private async untilItAnswers(topic: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.client.fetchTopicOffsets(topic);
        return;
      } catch (error) {
        if (attempt >= 40) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  /** A topic that somebody deletes between the list and the question makes the broker refuse the whole question: then both are asked again. */
  async describeTopics(names?: readonly string[]): Promise<TopicSpec[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.describeOnce(names);
      } catch (error) {
        if ((error as { type?: string }).type !== 'UNKNOWN_TOPIC_OR_PARTITION' || attempt >= 10) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
      }
    }
  }

  private async describeOnce(names?: readonly string[]): Promise<TopicSpec[]> {
    const counts = await this.partitionCounts(names);
    requireThere(names ?? [], counts);
    if (counts.size === 0) return [];
    const { resources } = await this.client.describeConfigs({
      includeSynonyms: false,
      resources: [...counts.keys()].map((name) => ({ type: ConfigResourceTypes.TOPIC, name, configNames: ['retention.ms'] })),
    });
    const kept = new Map(resources.map((resource) => [resource.resourceName, Number(resource.configEntries[0]?.configValue ?? -1)]));
    return [...counts].map(([name, partitions]) => ({ name, partitions, retentionMs: kept.get(name) ?? -1 })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async lag(group: string, topics: readonly string[]): Promise<PartitionLag[]> {
    const committed = await this.client.fetchOffsets({ groupId: group, topics: [...topics] });
    const lags = await Promise.all(
      committed.map(async ({ topic, partitions }) => {
        const bounds = new Map((await this.client.fetchTopicOffsets(topic)).map((bound) => [bound.partition, bound]));
        return partitions.map(({ partition, offset }) => {
          const { low, high } = bounds.get(partition)!;
          // Without a commit, and below what is still kept, consuming begins at the earliest record.
          const from = BigInt(offset) < BigInt(low) ? BigInt(low) : BigInt(offset);
          return { topic, partition, committed: from, end: BigInt(high), lag: BigInt(high) - from };
        });
      }),
    );
    return lags.flat().sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
  }

  async resetOffsets(group: string, topic: string, to: 'earliest' | 'latest' | ReadonlyMap<number, bigint>): Promise<void> {
    const { groups } = await this.client.describeGroups([group]);
    const state = groups[0]?.state ?? 'Dead';
    if (state !== 'Empty' && state !== 'Dead') throw new Error(`group ${group} has running members (${state}); stop them before its offsets are set`);
    const bounds = await this.client.fetchTopicOffsets(topic);
    const offsets = bounds
      .map(({ partition, low, high }) => ({ partition, offset: typeof to === 'string' ? BigInt(to === 'earliest' ? low : high) : to.get(partition), low: BigInt(low), high: BigInt(high) }))
      .filter((entry): entry is typeof entry & { offset: bigint } => entry.offset !== undefined)
      .map(({ partition, offset, low, high }) => ({ partition, offset: offset < low ? low : offset > high ? high : offset }));
    if (offsets.length > 0) await commitAsOnlyMember(this.kafka, { group, topic, offsets });
  }

  async offsetsAt(topic: string, time: number): Promise<ReadonlyMap<number, bigint>> {
    const found = await this.client.fetchTopicOffsetsByTimestamp(topic, time);
    return new Map(found.map(({ partition, offset }) => [partition, BigInt(offset)]));
  }

  async truncate(topic: string, before?: ReadonlyMap<number, bigint>): Promise<void> {
    const bounds = await this.client.fetchTopicOffsets(topic);
    const partitions = bounds
      .map(({ partition, low, high }) => ({ partition, low, high, wanted: before === undefined ? BigInt(high) : before.get(partition) }))
      .filter(({ low, wanted }) => wanted !== undefined && wanted > BigInt(low))
      .map(({ partition, high, wanted }) => ({ partition, offset: String(wanted! > BigInt(high) ? BigInt(high) : wanted) }));
    if (partitions.length > 0) await this.client.deleteTopicRecords({ topic, partitions });
  }

  async deleteTopics(names: readonly string[]): Promise<void> {
    const there = [...(await this.partitionCounts(names)).keys()];
    if (there.length > 0) await this.client.deleteTopics({ topics: there });
  }

  close(): Promise<void> {
    return this.onClose();
  }

  /** Partition count per existing topic, without Kafka's own. One that is being created this moment has no partitions yet and is left out. */
  async partitionCounts(names?: readonly string[]): Promise<Map<string, number>> {
    const all = (await this.client.listTopics()).filter((name) => !name.startsWith('__'));
    const wanted = names === undefined ? all : all.filter((name) => names.includes(name));
    if (wanted.length === 0) return new Map();
    const { topics } = await this.client.fetchTopicMetadata({ topics: wanted });
    return new Map(topics.filter(({ partitions }) => partitions.length > 0).map(({ name, partitions }) => [name, partitions.length]));
  }

  /** The brokers hear of a new topic one after the other; until all have, its metadata may be missing. */
  private async settledCounts(topics: readonly TopicSpec[]): Promise<Map<string, number>> {
    const names = topics.map((topic) => topic.name);
    const deadline = performance.now() + CREATED_WITHIN_MS;
    for (;;) {
      const counts = await this.partitionCounts(names);
      if (performance.now() > deadline || names.every((name) => counts.has(name))) return counts;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  private async create(topics: readonly TopicSpec[]): Promise<void> {
    try {
      await this.client.createTopics({
        // Waiting for leaders inside the client gives up when another broker has not heard of the topic yet; settledCounts waits instead.
        waitForLeaders: false,
        topics: topics.map(({ name, partitions, retentionMs, replicationFactor }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: replicationFactor ?? -1,
          configEntries: retentionMs === undefined ? [] : [{ name: 'retention.ms', value: String(retentionMs) }],
        })),
      });
    } catch (error) {
      throw translated(error);
    }
  }
}
