import type { TopicPartition } from './fair-share.js';
import { Lane, type LaneOwner } from './lane.js';

const keyOf = ({ topic, partition }: TopicPartition): string => `${topic}/${partition}`;

/** The partitions that a consumer owns at the moment. */
export class Lanes implements Iterable<Lane> {
  private readonly lanes = new Map<string, Lane>();
  /** Partitions that were taken away while a batch was running, until that batch has let go. */
  private readonly lettingGo = new Map<string, Promise<void>>();

  constructor(private readonly owner: LaneOwner) {}

  get size(): number {
    return this.lanes.size;
  }

  [Symbol.iterator](): IterableIterator<Lane> {
    return this.lanes.values();
  }

  find(topic: string, partition: number): Lane | undefined {
    return this.lanes.get(keyOf({ topic, partition }));
  }

  open(at: TopicPartition): Lane {
    const lane = new Lane(at.topic, at.partition, this.owner, this.lettingGo.get(keyOf(at)));
    this.lanes.set(keyOf(at), lane);
    return lane;
  }

  /** Takes lanes away at once; resolves when their running batches have let go. */
  async abandon(lanes: Iterable<Lane>, reason: string): Promise<void> {
    const gone = [...lanes];
    for (const lane of gone) this.lanes.delete(keyOf(lane));
    await Promise.all(gone.map((lane) => this.letGo(lane, lane.abandon(reason))));
  }

  /** Takes lanes out after their running batch has finished by itself. */
  async drain(lanes: Iterable<Lane>): Promise<void> {
    await Promise.all([...lanes].map((lane) => lane.drain()));
  }

  private async letGo(lane: Lane, done: Promise<void>): Promise<void> {
    const key = keyOf(lane);
    this.lettingGo.set(key, done);
    await done;
    if (this.lettingGo.get(key) === done) this.lettingGo.delete(key);
  }
}
