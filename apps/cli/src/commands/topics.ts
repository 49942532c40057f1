import { hostname } from 'node:os';
import type { BusAdmin, TopicSpec } from '@onefront/bus';
import { createLogger, loadConfig, openBus, serviceConfig, topicSpecs, type Environment } from '@onefront/service';
import { Command, InvalidArgumentError } from 'commander';

const { KAFKA_BROKERS, KAFKA_SSL, KAFKA_SSL_CA, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, BUS_DATABASE_URL, TOPIC_PREFIX, TOPIC_PARTITIONS, LOG_LEVEL } = serviceConfig;

/** The entries of a service that say where the bus is, so that the admin step is configured like the services it serves. */
export const topicsConfig = { KAFKA_BROKERS, KAFKA_SSL, KAFKA_SSL_CA, KAFKA_SASL_MECHANISM, KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD, BUS_DATABASE_URL, TOPIC_PREFIX, TOPIC_PARTITIONS, LOG_LEVEL };

interface Options {
  readonly check: boolean;
  readonly replicationFactor?: number;
}

/** The admin step: the only way topics come to be in production (R13). Doing it again changes nothing. */
export function topicsCommand(): Command {
  return new Command('topics')
    .description('Create the topics of deploy/topics.yaml that are not there yet. Reads KAFKA_* and TOPIC_PARTITIONS like a service.')
    .option('--check', 'create nothing; exit 1 when a topic is missing or has another number of partitions', false)
    .option('--replication-factor <n>', 'copies of each new topic (default: the broker\'s own)', readFactor)
    .action(async (options: Options) => {
      process.exitCode = await topics(options);
    });
}

function readFactor(text: string): number {
  const factor = Number(text);
  if (!Number.isInteger(factor) || factor < 1) throw new InvalidArgumentError(`${text} is not a whole number above 0`);
  return factor;
}

/** Returns the exit code: 0 when every topic is there as agreed. */
export async function topics({ check, replicationFactor }: Options, environment?: Environment): Promise<number> {
  const config = loadConfig(topicsConfig, environment);
  const bus = openBus({ ...config, INSTANCE_ID: `topics-${hostname()}` }, createLogger({ service: 'topics', instance: hostname(), level: config.LOG_LEVEL }));
  try {
    const admin = await bus.admin();
    const wanted = topicSpecs({ partitions: config.TOPIC_PARTITIONS, ...(replicationFactor === undefined ? {} : { replicationFactor }) });
    if (!check) await admin.ensureTopics(wanted);
    const problems = await problemsOf(admin, wanted);
    for (const problem of problems) process.stderr.write(`${problem}\n`);
    if (problems.length === 0) process.stdout.write(`${wanted.length} topics with ${config.TOPIC_PARTITIONS} partitions each are there\n`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await bus.close();
  }
}

async function problemsOf(admin: BusAdmin, wanted: readonly TopicSpec[]): Promise<string[]> {
  const found = new Map((await admin.describeTopics()).map(({ name, partitions }) => [name, partitions]));
  return wanted.filter(({ name, partitions }) => found.get(name) !== partitions).map(({ name, partitions }) => `${name} has ${found.get(name) ?? 'no'} partitions, not ${partitions}`);
}
