import { TopicMismatch, type BusDriver, type TopicSpec } from '@onefront/bus';
import { allMessages } from '@onefront/contracts';

/** Fact topics keep two weeks; the log is not the archive (design.md section 2). */
const RETENTION_MS = 14 * 24 * 60 * 60 * 1000;

export interface TopicOptions {
  /** Default 6. Chosen once per installation. */
  readonly partitions?: number;
  /** Default: the broker's own. */
  readonly replicationFactor?: number;
}

/** Every topic that the contracts name, for the admin step and for `deploy/topics.yaml`. */
export function topicSpecs(options: TopicOptions = {}): TopicSpec[] {
  const names = [...new Set(allMessages().map((definition) => definition.topic))].sort();
  return names.map((name) => specOf(name, options));
}

function specOf(name: string, options: TopicOptions): TopicSpec {
  return {
    name,
    partitions: options.partitions ?? 6,
    retentionMs: RETENTION_MS,
    ...(options.replicationFactor === undefined ? {} : { replicationFactor: options.replicationFactor }),
  };
}

/**
 * In development all topics of the contracts are created. Everywhere else topics come from the admin step alone, and a service
 * only looks at those that it uses. Throws `TopicMismatch` that says which are missing or different and what to do (R13).
 */
export async function prepareTopics(bus: BusDriver, wanted: { names: readonly string[]; partitions: number; create: boolean }): Promise<void> {
  const admin = await bus.admin();
  try {
    const names = [...new Set(wanted.names)].sort();
    if (wanted.create) {
      const known = topicSpecs({ partitions: wanted.partitions });
      const others = names.filter((name) => !known.some((spec) => spec.name === name)).map((name) => specOf(name, { partitions: wanted.partitions }));
      return await admin.ensureTopics([...known, ...others]);
    }
    const found = new Map((await admin.describeTopics(names)).map((spec) => [spec.name, spec.partitions]));
    const problems = names.filter((name) => found.get(name) !== wanted.partitions).map((name) => `${name} has ${found.get(name) ?? 'no'} partitions, not ${wanted.partitions}`);
    if (problems.length > 0) throw new TopicMismatch(problems.join('; '));
  } catch (error) {
    if (!(error instanceof TopicMismatch)) throw error;
    throw new TopicMismatch(`${error.message}. Topics come from the admin step: apply deploy/topics.yaml, and set TOPIC_PARTITIONS to the count used there.`, { cause: error });
  } finally {
    await admin.close();
  }
}
