import fs from 'node:fs';
import path from 'node:path';

/** Where one node listens, and whom it elects with. */
export interface KafkaNode {
  readonly id: number;
  readonly broker: number;
  readonly controller: number;
  /** All nodes of the cluster with their controllers' ports, this one included. */
  readonly voters: ReadonlyArray<{ readonly id: number; readonly controller: number }>;
  /** A listener of its own for clients who are told another port than it has, because something stands before it. */
  readonly clients?: { readonly port: number; readonly advertised: number };
}

/** Writes the broker's files into its folder, for a node that is broker and controller at once. */
export function writeKafkaSettings(dir: string, node: KafkaNode): void {
  const settings = { ...listening(node), 'log.dirs': path.join(dir, 'data'), ...KAFKA_SETTINGS, ...(node.voters.length >= COPIES ? REPLICATED : {}) };
  fs.writeFileSync(path.join(dir, 'server.properties'), lines(settings));
  fs.writeFileSync(path.join(dir, 'log4j2.properties'), lines(LOGGING));
}

function listening({ id, broker, controller, voters, clients }: KafkaNode): Record<string, string | number> {
  const outside = (port: number | undefined): string => (port === undefined ? '' : `,CLIENT://127.0.0.1:${port}`);
  return {
    'process.roles': 'broker,controller',
    'node.id': id,
    listeners: `BROKER://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}${outside(clients?.port)}`,
    'advertised.listeners': `BROKER://127.0.0.1:${broker}${outside(clients?.advertised)}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENT:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': voters.map((voter) => `${voter.id}@127.0.0.1:${voter.controller}`).join(','),
  };
}

/** A single node cannot replicate. */
const ONE_NODE = {
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 4,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 2,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'min.insync.replicas': 1,
};

const COPIES = 3;

/** Three copies of everything, two of which must have a record before it counts: any one node may be lost. */
const REPLICATED = {
  'default.replication.factor': COPIES,
  'offsets.topic.replication.factor': COPIES,
  'transaction.state.log.replication.factor': COPIES,
  'transaction.state.log.min.isr': 2,
  'share.coordinator.state.topic.replication.factor': COPIES,
  'share.coordinator.state.topic.min.isr': 2,
  'min.insync.replicas': 2,
};

/** One machine, and tests which must not wait for what production is right to wait for. */
const SMALL = {
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 1000,
  // A broker that was killed is let back in only when its old session has run out.
  'broker.session.timeout.ms': 3000,
  'broker.heartbeat.interval.ms': 500,
  'num.network.threads': 2,
  'num.io.threads': 4,
  'log.cleaner.dedupe.buffer.size': 16_777_216,
  'log.segment.delete.delay.ms': 1000,
};

/** What every local broker runs with, wherever it runs. */
export const KAFKA_SETTINGS: Readonly<Record<string, string | number | boolean>> = {
  // Topics come to be by an admin step only (R13).
  'auto.create.topics.enable': false,
  ...ONE_NODE,
  ...SMALL,
};

const LOGGING = {
  'rootLogger.level': 'info',
  'rootLogger.appenderRef.out.ref': 'out',
  // Each start would print every setting.
  'logger.settings.name': 'org.apache.kafka.common.config.AbstractConfig',
  'logger.settings.level': 'warn',
  'appender.out.type': 'Console',
  'appender.out.name': 'out',
  'appender.out.layout.type': 'PatternLayout',
  'appender.out.layout.pattern': '%d %p %m (%c{1})%n%throwable',
};

function lines(settings: Readonly<Record<string, string | number | boolean>>): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${String(value).replaceAll('\\', '/')}\n`)
    .join('');
}
