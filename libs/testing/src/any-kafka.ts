import { freePort, KAFKA_SETTINGS, KAFKA_VERSION, jarsAvailability, kafkaAvailability, startKafka } from '@onefront/local';

export interface AnyKafka {
  readonly brokers: string;
  /** For people: where it comes from. */
  readonly from: string;
  stop(): Promise<void>;
}

type Log = (line: string) => void;

/**
 * A Kafka for a test run: the one at KAFKA_BROKERS, else a container, else Apache Kafka's jars on Java. When none can be had, the
 * reason. An engine that answers but cannot give a container (no network for the image) is no reason to go without.
 */
export async function anyKafka(log: Log): Promise<AnyKafka | { readonly missing: string }> {
  const { how, reason } = await kafkaAvailability();
  if (how === 'address') return { brokers: process.env['KAFKA_BROKERS']!, from: reason, stop: async () => undefined };
  if (how === 'none') return { missing: reason };
  const problems: string[] = [];
  if (how === 'docker') {
    try {
      return await inContainer(reason);
    } catch (error) {
      problems.push(`the Docker engine gave no Kafka (${(error as Error).message})`);
      log(problems[0]!);
    }
  }
  const jars = jarsAvailability();
  if (jars.how === 'none') return { missing: [...problems, jars.reason].join('; ') };
  try {
    const kafka = await startKafka({ log });
    return { brokers: kafka.brokers, from: `Apache Kafka ${KAFKA_VERSION} (${jars.reason})`, stop: kafka.stop };
  } catch (error) {
    return { missing: [...problems, (error as Error).message].join('; ') };
  }
}

/** The host's port is chosen first, since a broker must know the address that it tells its clients. */
async function inContainer(reason: string): Promise<AnyKafka> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = await freePort();
  const listeners = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    listeners: `BROKER://:${port},CONTROLLER://:9093`,
    'advertised.listeners': `BROKER://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'BROKER',
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': '1@localhost:9093',
  };
  const container = await new GenericContainer(`apache/kafka:${KAFKA_VERSION}`)
    .withEnvironment(asEnvironment({ ...listeners, ...KAFKA_SETTINGS }))
    .withExposedPorts({ container: port, host: port })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .withStartupTimeout(180_000)
    .start();
  return { brokers: `127.0.0.1:${port}`, from: `a container of apache/kafka:${KAFKA_VERSION} (${reason})`, stop: async () => void (await container.stop()) };
}

/** The image reads `KAFKA_` and the setting's name in capitals, underscores for dots. */
function asEnvironment(settings: Readonly<Record<string, string | number | boolean>>): Record<string, string> {
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [`KAFKA_${name.replaceAll('.', '_').toUpperCase()}`, String(value)]));
}
