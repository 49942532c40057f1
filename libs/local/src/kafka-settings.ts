import fs from 'node:fs';
import path from 'node:path';

export interface KafkaPorts {
  readonly broker: number;
  readonly controller: number;
}

/** Writes the broker's files into its folder, for one node that is broker and controller at once. */
export function writeKafkaSettings(dir: string, ports: KafkaPorts): void {
  fs.writeFileSync(path.join(dir, 'server.properties'), lines({ ...listening(ports), 'log.dirs': path.join(dir, 'data'), ...KAFKA_SETTINGS }));
  fs.writeFileSync(path.join(dir, 'log4j2.properties'), lines(LOGGING));
}

function listening({ broker, controller }: KafkaPorts): Record<string, string | number> {
  return {
    'process.roles': 'broker,controller',
    'node.id': 1,
    listeners: `BROKER://127.0.0.1:${broker},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `BROKER://127.0.0.1:${broker}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
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
