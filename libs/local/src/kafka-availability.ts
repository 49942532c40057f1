import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { findJava, jarsAreCached, KAFKA_VERSION, mavenWorks } from './kafka-jars.js';

export interface KafkaAvailability {
  readonly how: 'address' | 'docker' | 'maven' | 'none';
  /** For people: what was found, or what is missing. */
  readonly reason: string;
}

/** How a Kafka can be had here: an address in KAFKA_BROKERS, else a Docker engine that answers, else jars on Java 17+ (Maven, or a filled cache). */
export async function kafkaAvailability(): Promise<KafkaAvailability> {
  const address = process.env['KAFKA_BROKERS'];
  if (address) return { how: 'address', reason: `KAFKA_BROKERS is ${address}` };
  const engine = await dockerEngine();
  if (engine) return { how: 'docker', reason: `a Docker engine answers at ${engine}` };
  return jarsAvailability();
}

/** Whether Apache Kafka's jars can run here, whatever else there is. */
export function jarsAvailability(): KafkaAvailability {
  const found = findJava();
  const start = 'KAFKA_BROKERS is not set, no Docker engine answers';
  if ('missing' in found) return { how: 'none', reason: `${start}, and ${found.missing} (17 or newer is needed)` };
  if (jarsAreCached()) return { how: 'maven', reason: `Java and Apache Kafka ${KAFKA_VERSION} in the cache` };
  if (mavenWorks()) return { how: 'maven', reason: `Java and Maven, which fetches Apache Kafka ${KAFKA_VERSION}` };
  return { how: 'none', reason: `${start}, and there is Java but no Maven to fetch Apache Kafka with` };
}

async function dockerEngine(): Promise<string | undefined> {
  for (const address of dockerAddresses()) if (await pings(address)) return address;
  return undefined;
}

/** Where Docker, Docker Desktop, rootless Docker and Colima listen. */
function dockerAddresses(): string[] {
  const given = process.env['DOCKER_HOST'];
  if (given) return [given];
  const atHome = ['.docker/run/docker.sock', '.docker/desktop/docker.sock', '.colima/default/docker.sock'].map((name) => path.join(os.homedir(), name));
  const runtime = process.env['XDG_RUNTIME_DIR'];
  return ['/var/run/docker.sock', ...(runtime ? [path.join(runtime, 'docker.sock')] : []), ...atHome].map((socket) => `unix://${socket}`);
}

function pings(address: string): Promise<boolean> {
  const { protocol, hostname, port, pathname } = new URL(address);
  const target = protocol === 'unix:' ? { socketPath: pathname } : { host: hostname, port };
  return new Promise((resolve) => {
    const request = http.get({ ...target, path: '/_ping', timeout: 2_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy(new Error('no answer'))).on('error', () => resolve(false));
  });
}
