import { waitFor, uniqueName } from '@onefront/testing';
import type { BusAdmin, BusConsumer, BusDriver, BusProducer, ConsumerOptions, IncomingRecord, OutgoingRecord, RecordBatch, TopicSpec } from '../../src/index.js';

/** Makes a driver for the log under test; every call another one, as another process would. */
export type OpenDriver = () => BusDriver;

/** Shorter than production's, so that tests of lost members need seconds. */
export const SESSION_MS = 1_500;

export const keyed = (topic: string, key: string | null, text: string): OutgoingRecord => ({ topic, key, value: Buffer.from(text), headers: {} });

export const texts = (records: readonly IncomingRecord[]): string[] => records.map((record) => record.value!.toString());

/** A consumer that keeps what it was handed. */
export interface Listener {
  readonly consumer: BusConsumer;
  readonly batches: RecordBatch[];
  readonly records: IncomingRecord[];
  readonly owned: Set<string>;
  until(count: number): Promise<IncomingRecord[]>;
}

/** One test's drivers, topics and consumers; all are closed together. */
export class Scene {
  readonly group = uniqueName('group');
  private readonly drivers: BusDriver[] = [];
  private readonly topics: string[] = [];
  private readonly main: BusDriver;
  private made: Promise<BusAdmin> | undefined;
  private sender: Promise<BusProducer> | undefined;

  constructor(private readonly open: OpenDriver) {
    this.main = this.another();
  }

  another(): BusDriver {
    const driver = this.open();
    this.drivers.push(driver);
    return driver;
  }

  admin(): Promise<BusAdmin> {
    this.made ??= this.main.admin();
    return this.made;
  }

  producer(): Promise<BusProducer> {
    this.sender ??= this.main.producer();
    return this.sender;
  }

  async topic(partitions = 3, spec: Partial<TopicSpec> = {}): Promise<string> {
    const name = uniqueName('topic');
    await (await this.admin()).ensureTopics([{ name, partitions, ...spec }]);
    this.topics.push(name);
    return name;
  }

  async send(...records: OutgoingRecord[]): Promise<void> {
    await (await this.producer()).send(records);
  }

  /** Consumes with the scene's group; `onBatch` runs before the batch counts as handled. */
  async listen(topics: readonly string[], options: Partial<ConsumerOptions> & { driver?: BusDriver } = {}): Promise<Listener> {
    const { driver = this.main, onBatch, ...rest } = options;
    const batches: RecordBatch[] = [];
    const records: IncomingRecord[] = [];
    const owned = new Set<string>();
    const consumer = await driver.consume({
      group: this.group,
      topics,
      sessionTimeoutMs: SESSION_MS,
      onAssigned: (partitions) => partitions.forEach(({ topic, partition }) => owned.add(`${topic}/${partition}`)),
      onRevoked: (partitions) => partitions.forEach(({ topic, partition }) => owned.delete(`${topic}/${partition}`)),
      ...rest,
      onBatch: async (batch) => {
        await onBatch?.(batch);
        batches.push(batch);
        records.push(...batch.records);
      },
    });
    const until = async (count: number): Promise<IncomingRecord[]> => {
      await waitFor(() => records.length >= count, { timeoutMs: 20_000, what: `${count} records` });
      return records;
    };
    return { consumer, batches, records, owned, until };
  }

  async lag(topics: readonly string[], group = this.group): Promise<bigint> {
    const lags = await (await this.admin()).lag(group, topics);
    return lags.reduce((sum, { lag }) => sum + lag, 0n);
  }

  async settled(topics: readonly string[]): Promise<void> {
    await waitFor(async () => (await this.lag(topics)) === 0n, { timeoutMs: 15_000, what: 'everything committed' });
  }

  async close(): Promise<void> {
    if (this.topics.length > 0) await (await this.admin()).deleteTopics(this.topics);
    await Promise.all(this.drivers.map((driver) => driver.close()));
  }
}

/** A promise to be settled from outside. */
export function gate(): { readonly passed: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open: () => open() };
}

/** Runs a test in a scene of its own. */
export function inScene(open: OpenDriver, test: (scene: Scene) => Promise<void>): () => Promise<void> {
  return async () => {
    const scene = new Scene(open);
    try {
      await test(scene);
    } finally {
      await scene.close();
    }
  };
}
