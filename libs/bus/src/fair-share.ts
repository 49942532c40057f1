export interface Member {
  readonly id: string;
  readonly topics: readonly string[];
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/**
 * Deals partitions to the members that read their topic, one after the other over all topics, so that counts differ by at
 * most one. Every member computes the same answer from the same input; order of the input does not matter.
 */
export function fairShare(members: readonly Member[], partitions: readonly TopicPartition[]): Map<string, TopicPartition[]> {
  const shares = new Map<string, TopicPartition[]>(members.map((member) => [member.id, []]));
  const sorted = [...members].sort((a, b) => (a.id < b.id ? -1 : 1));
  const order = [...partitions].sort((a, b) => (a.topic === b.topic ? a.partition - b.partition : a.topic < b.topic ? -1 : 1));
  for (const [index, partition] of order.entries()) {
    const readers = sorted.filter((member) => member.topics.includes(partition.topic));
    const reader = readers[index % readers.length];
    if (reader) shares.get(reader.id)!.push(partition);
  }
  return shares;
}
