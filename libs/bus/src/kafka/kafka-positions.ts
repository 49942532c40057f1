import type { ConsumerOptions, PartitionLag } from '../driver.js';
import type { Lane } from '../lane.js';
import type { Lanes } from '../lanes.js';
import { pause } from '../wait.js';

const PROBE_MS = 15_000;

/** Asks where a group stands, over another connection than the consumer's own. */
export type AskLag = (group: string, topics: readonly string[]) => Promise<PartitionLag[]>;

/** What the broker itself says of a group's positions, as a check on what the library does. */
export class KafkaPositions {
  /** Whether the broker answered the last time it was asked. */
  reachable = true;
  private bases: Promise<ReadonlyMap<string, bigint>> = Promise.resolve(new Map());
  private readonly prober: NodeJS.Timeout;
  private closed = false;

  constructor(
    private readonly ask: AskLag,
    private readonly options: ConsumerOptions,
    private readonly lanes: Lanes,
  ) {
    this.prober = setInterval(() => void this.probe(), PROBE_MS).unref();
  }

  close(): void {
    this.closed = true;
    clearInterval(this.prober);
  }

  /** To be called when partitions were assigned: remembers where they begin. */
  refresh(): void {
    this.bases = this.read();
  }

  /**
   * Whether the first batch of a lane was asked for from beyond the committed position: it belongs to an earlier membership
   * (another broker's fetch can outlast a rejoin), and taking it would skip records.
   */
  async isStale(lane: Lane, askedFrom: bigint): Promise<boolean> {
    const base = (await this.bases).get(`${lane.topic}/${lane.partition}`);
    return lane.abandoned || (base !== undefined && askedFrom > base);
  }

  private async read(): Promise<ReadonlyMap<string, bigint>> {
    for (let attempt = 1; !this.closed; attempt += 1) {
      try {
        const lags = await this.ask(this.options.group, this.options.topics);
        return new Map(lags.map((lag) => [`${lag.topic}/${lag.partition}`, lag.committed]));
      } catch {
        await pause(Math.min(1_000, attempt * 100));
      }
    }
    return new Map();
  }

  /** Finds partitions that are not fed although there is something to read. */
  private async probe(): Promise<void> {
    try {
      const lags = await this.ask(this.options.group, this.options.topics);
      if (!this.reachable) for (const lane of this.lanes) lane.restartPatience();
      this.reachable = true;
      for (const { topic, partition, end, committed } of lags) this.lanes.find(topic, partition)?.probe(end, committed);
    } catch {
      this.reachable = false;
    }
  }
}
