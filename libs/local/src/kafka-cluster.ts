import fs from 'node:fs';
import path from 'node:path';
import { CannotStart, inWords } from './cannot-start.js';
import { freePort } from './free-port.js';
import { findJava, kafkaJars } from './kafka-jars.js';
import { clusterId, endLeftBehind, formatStorage, killBroker, launchBroker } from './kafka-server.js';
import type { KafkaPlace } from './kafka-server.js';
import { writeKafkaSettings } from './kafka-settings.js';
import type { KafkaNode } from './kafka-settings.js';
import { handle } from './kafka.js';
import type { LocalKafka } from './kafka.js';

export interface KafkaClusterOptions {
  /** Where topics and offsets are kept, one folder per node inside. Data that lies there is taken up again. */
  readonly dir: string;
  /** With three, everything has three copies, of which two must be written. */
  readonly nodes: 1 | 3;
  readonly log?: (line: string) => void;
  /** Heap of each JVM in megabytes, default 384. */
  readonly heapMb?: number;
  /** Asked once per node: what stands before the listener for clients at `port`? Answers with the port that they are told. Nothing by default. */
  readonly before?: (id: number, port: number) => Promise<number>;
}

/** One node. `restart()` waits until it serves, which takes a majority of nodes: after all were down, restart them side by side. */
export interface KafkaClusterNode extends LocalKafka {
  readonly id: number;
}

export interface KafkaCluster {
  readonly nodes: readonly KafkaClusterNode[];
  /** Addresses of the brokers themselves, past whatever stands before them. */
  readonly brokers: string;
  /** Addresses that clients are told. */
  readonly clients: string;
  stop(): Promise<void>;
}

/**
 * Starts Apache Kafka as one or three KRaft nodes on 127.0.0.1, each broker and controller. Should this process die, they are ended
 * after it. Throws `CannotStart` with what to do about it.
 */
export async function startKafkaCluster(options: KafkaClusterOptions): Promise<KafkaCluster> {
  const found = findJava();
  if ('missing' in found) throw new CannotStart(`Kafka needs Java 17 or newer: ${found.missing}. Install one, or set JAVA_HOME.`);
  const jars = await kafkaJars(options.log ?? (() => undefined));
  const nodes = await plan(options);
  const cluster = clusterId();
  const places = nodes.map((node): KafkaPlace => ({ dir: path.resolve(options.dir, `kafka-${node.id}`), java: found.java, classPath: path.join(jars, '*'), heapMb: options.heapMb ?? 384 }));
  for (const [index, place] of places.entries()) {
    fs.mkdirSync(place.dir, { recursive: true });
    await endLeftBehind(place);
    writeKafkaSettings(place.dir, nodes[index]!);
    formatStorage(place, cluster);
  }
  return running(nodes, places, await launchAll(places));
}

/** All at once, since none serves before a majority is there. When one does not start, those that did are ended. */
async function launchAll(places: readonly KafkaPlace[]): Promise<number[]> {
  const launched = await Promise.allSettled(places.map(launchBroker));
  const failed = launched.findIndex(({ status }) => status === 'rejected');
  if (failed < 0) return launched.map((one) => (one as PromiseFulfilledResult<number>).value);
  await Promise.all(launched.map((one) => (one.status === 'fulfilled' ? killBroker(one.value) : undefined)));
  throw inWords((launched[failed] as PromiseRejectedResult).reason, places[failed]!.dir);
}

function running(nodes: readonly KafkaNode[], places: readonly KafkaPlace[], pids: readonly number[]): KafkaCluster {
  const handles = nodes.map((node, index): KafkaClusterNode => {
    const one = handle(places[index]!, { pid: pids[index]!, port: node.broker, temporary: false });
    return Object.defineProperty(one, 'id', { value: node.id, enumerable: true }) as KafkaClusterNode;
  });
  return {
    nodes: handles,
    brokers: nodes.map(({ broker }) => `127.0.0.1:${broker}`).join(','),
    clients: nodes.map(({ broker, clients }) => `127.0.0.1:${clients?.advertised ?? broker}`).join(','),
    stop: async () => {
      await Promise.all(handles.map((one) => one.stop()));
    },
  };
}

async function plan({ nodes, before }: KafkaClusterOptions): Promise<KafkaNode[]> {
  const taken = new Set<number>();
  const port = async (): Promise<number> => {
    for (;;) {
      const one = await freePort();
      if (taken.has(one)) continue;
      taken.add(one);
      return one;
    }
  };
  const voters: Array<{ id: number; controller: number }> = [];
  for (let id = 1; id <= nodes; id += 1) voters.push({ id, controller: await port() });
  const planned: KafkaNode[] = [];
  for (const { id, controller } of voters) {
    const clients = before ? await port() : undefined;
    planned.push({ id, broker: await port(), controller, voters, ...(clients === undefined ? {} : { clients: { port: clients, advertised: await before!(id, clients) } }) });
  }
  return planned;
}
