import { BatchAbandoned, type IncomingRecord } from '@onefront/bus';
import type { Group, Member, MemoryBus } from './memory-bus.js';
import { placeOf } from './place.js';

const MOST = 8;

/** One partition in the hands of one member: reads, hands over, commits, goes on. */
export class Lane {
  private readonly place: string;
  private position: number;
  private busy = false;
  /** The group has given the partition to somebody else: commits are refused. */
  private fenced = false;
  private readonly abort = new AbortController();
  private failures = 0;

  constructor(private readonly bus: MemoryBus, private readonly group: Group, private readonly member: Member, at: { topic: string; partition: number; position: number }) {
    this.topic = at.topic;
    this.partition = at.partition;
    this.position = at.position;
    this.place = placeOf(at.topic, at.partition);
  }

  private readonly topic: string;
  private readonly partition: number;

  /** There may be something to read. */
  wake(delay = this.bus.random.skewed(30)): void {
    if (this.busy || this.fenced) return;
    this.busy = true;
    const heldBack = (this.bus.slow.get(`${this.group.name} ${this.place}`) ?? 0) - this.bus.loop.now;
    this.bus.loop.schedule(Math.max(delay, heldBack), () => this.deliver(), this.member.owner);
  }

  /** The member hears of it later, at its next heartbeat after that time. Milliseconds. */
  revoke(lateBy: number): void {
    this.fenced = true;
    this.bus.loop.schedule(lateBy, () => this.abort.abort(), null);
  }

  private deliver(): void {
    this.busy = false;
    const log = this.bus.log(this.place);
    if (this.fenced || this.position >= log.length) return;
    this.busy = true;
    const records = log.slice(this.position, this.position + this.bus.random.int(1, MOST));
    if (this.bus.commitsFirst) this.group.committed.set(this.place, this.position + records.length);
    this.member.onBatch(this.batchOf(records)).then(
      () => this.commit(this.position + records.length),
      () => this.retry(),
    );
  }

  private batchOf(records: readonly IncomingRecord[]) {
    return {
      group: this.group.name, topic: this.topic, partition: this.partition, records, highWatermark: BigInt(this.bus.log(this.place).length), signal: this.abort.signal,
      heartbeat: async () => {
        if (this.abort.signal.aborted) throw new BatchAbandoned('the partition was taken away');
      },
    };
  }

  private commit(next: number): void {
    this.bus.loop.schedule(this.bus.random.skewed(10), () => {
      this.busy = false;
      if (this.fenced) return;
      this.failures = 0;
      this.position = next;
      this.group.committed.set(this.place, next);
      this.wake();
    }, this.member.owner);
  }

  private retry(): void {
    this.busy = false;
    this.wake(Math.min(5_000, 50 * 2 ** this.failures++));
  }
}
