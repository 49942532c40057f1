import { AssignerProtocol, type PartitionAssigner } from 'kafkajs';
import { fairShare, type Member, type TopicPartition } from '../fair-share.js';

type Assigner = ReturnType<PartitionAssigner>;
type Cluster = Parameters<PartitionAssigner>[0]['cluster'] & { addMultipleTargetTopics?(topics: string[]): Promise<void> };

/**
 * Shares partitions by what each member itself subscribed to. The library's own assigner deals only the leader's topics, and
 * to everybody: during a rolling update a new topic would be handed to old processes that drop it, and nobody would read it.
 */
export const fairAssigner: PartitionAssigner = ({ cluster }): Assigner => ({
  name: 'OnefrontFairAssigner',
  version: 0,

  async assign({ members }) {
    const readers: Member[] = members.map(({ memberId, memberMetadata }) => ({
      id: memberId,
      topics: AssignerProtocol.MemberMetadata.decode(memberMetadata)?.topics ?? [],
    }));
    const topics = [...new Set(readers.flatMap((reader) => reader.topics))];
    await (cluster as Cluster).addMultipleTargetTopics?.(topics);
    const partitions = topics.flatMap((topic) => cluster.findTopicPartitionMetadata(topic).map(({ partitionId }) => ({ topic, partition: partitionId })));
    return [...fairShare(readers, partitions)].map(([memberId, share]) => ({
      memberId,
      memberAssignment: AssignerProtocol.MemberAssignment.encode({ version: 0, assignment: byTopic(share), userData: Buffer.alloc(0) }),
    }));
  },

  protocol({ topics }) {
    return { name: 'OnefrontFairAssigner', metadata: AssignerProtocol.MemberMetadata.encode({ version: 0, topics, userData: Buffer.alloc(0) }) };
  },
});

function byTopic(share: readonly TopicPartition[]): Record<string, number[]> {
  const result: Record<string, number[]> = {};
  for (const { topic, partition } of share) (result[topic] ??= []).push(partition);
  return result;
}
