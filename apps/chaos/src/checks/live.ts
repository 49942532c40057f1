import { randomUUID } from 'node:crypto';
import type { Cluster, Violation } from '../types.js';
import { Tally } from './check.js';
import { topicNames } from './topics.js';
import { Versions } from './versions.js';

export interface LiveOptions {
  readonly cluster: Cluster;
  /** Ids that faults have planted; it may grow. */
  readonly planted: ReadonlySet<string>;
  note(by: Violation['by'], text: string): void;
}

/** Tells each bad thing at once. */
class Telling extends Tally {
  constructor(private readonly told: (text: string) => void) {
    super();
  }

  override bad(example: string): void {
    super.bad(example);
    this.told(example);
  }
}

/**
 * Reads the topics as they are written and holds their versions against I9, so that a run that ends with the first violation need not wait
 * for its end. A broker that is away is no violation. Resolves with how to stop it.
 */
export async function followTopics({ cluster, planted, note }: LiveOptions): Promise<() => Promise<void>> {
  const bus = cluster.openBus();
  const versions = new Versions(new Telling((text) => note('I9', text)), planted);
  await bus.consume({ group: `chaos-live-${randomUUID()}`, topics: topicNames(), onBatch: async ({ records }) => versions.take(records) });
  return () => bus.close();
}
