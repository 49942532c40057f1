import { partitionOf, type BusProducer, type IncomingRecord, type OnBatch, type OutgoingRecord } from '@onefront/bus';
import { EPOCH, type Loop, type Owner } from '../engine/loop.js';
import type { Random } from '../engine/random.js';
import { Lane } from './lane.js';
import { placeOf } from './place.js';

/** What becomes of one `send`: acknowledged, or an error after none, some or all of the records were appended. */
export type SendFate = 'acknowledged' | 'lost' | 'partly' | 'unacknowledged';

export interface Member {
  readonly owner: Owner;
  readonly onBatch: OnBatch;
}

export interface Group {
  readonly name: string;
  readonly topics: readonly string[];
  readonly members: Set<Member>;
  /** Next offset to read by topic and partition. */
  readonly committed: Map<string, number>;
  readonly lanes: Map<string, Lane>;
}

export const PARTITIONS = 3;

/** A log in memory with the order, groups and offsets of Kafka: at least once, in order per partition, nothing between partitions. */
export class MemoryBus {
  readonly logs = new Map<string, IncomingRecord[]>();
  readonly groups = new Map<string, Group>();
  /** Partitions of a group that are held back until this moment. */
  readonly slow = new Map<string, number>();
  /** For saboteurs. */
  commitsFirst = false;
  acknowledgesLost = false;
  onAppend: (record: IncomingRecord) => void = () => undefined;

  constructor(readonly loop: Loop, readonly random: Random) {}

  log(place: string): IncomingRecord[] {
    let log = this.logs.get(place);
    if (!log) this.logs.set(place, (log = []));
    return log;
  }

  append({ topic, key, value, headers }: OutgoingRecord): void {
    const partition = key === null ? 0 : partitionOf(key, PARTITIONS);
    const log = this.log(placeOf(topic, partition));
    const record: IncomingRecord = { topic, key, value, headers, partition, offset: BigInt(log.length), timestamp: EPOCH + this.loop.now };
    log.push(record);
    this.onAppend(record);
    for (const group of this.groups.values()) group.lanes.get(placeOf(topic, partition))?.wake();
  }

  producer(owner: Owner, fate: () => SendFate): BusProducer {
    return {
      send: (records) => new Promise((resolve, reject) => {
        this.loop.schedule(this.random.skewed(20), () => {
          const is = fate();
          const until = is === 'lost' ? 0 : is === 'partly' ? Math.floor(records.length / 2) : records.length;
          for (const record of records.slice(0, until)) this.append(record);
          this.loop.schedule(this.random.skewed(20), () => (is === 'acknowledged' || this.acknowledgesLost ? resolve() : reject(Object.assign(new Error('the broker did not answer'), { code: 'ECONNRESET' }))), owner);
        }, owner);
      }),
      close: () => Promise.resolve(),
    };
  }

  join(name: string, topics: readonly string[], member: Member): void {
    let group = this.groups.get(name);
    if (!group) this.groups.set(name, (group = { name, topics, members: new Set(), committed: new Map(), lanes: new Map() }));
    group.members.add(member);
    this.rebalance(group);
  }

  /** The group notices after a while that a member is gone. */
  leave(name: string, member: Member): void {
    const group = this.groups.get(name);
    if (!group?.members.delete(member)) return;
    this.rebalance(group);
  }

  /**
   * Gives every partition to a member anew, reading from the committed offset (or before it: `back`). Whoever had one may go on handling
   * what it has, for a while in the belief that it is still its own; its commit is refused.
   */
  rebalance(group: Group, back = 0, lateBy = 0): void {
    const members = [...group.members].filter((one) => one.owner.alive);
    for (const topic of group.topics) {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const place = placeOf(topic, partition);
        const offset = Math.max(0, (group.committed.get(place) ?? 0) - back);
        group.committed.set(place, offset);
        group.lanes.get(place)?.revoke(lateBy);
        group.lanes.delete(place);
        if (members.length === 0) continue;
        const lane = new Lane(this, group, this.random.pick(members), { topic, partition, position: offset });
        group.lanes.set(place, lane);
        lane.wake();
      }
    }
  }

  /** Everything is read and handled. */
  get isIdle(): boolean {
    for (const group of this.groups.values()) {
      for (const topic of group.topics) {
        for (let partition = 0; partition < PARTITIONS; partition++) {
          const place = placeOf(topic, partition);
          if ((group.committed.get(place) ?? 0) < this.log(place).length) return false;
        }
      }
    }
    return true;
  }
}
