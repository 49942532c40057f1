import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CannotStart, inWords } from './cannot-start.js';
import { freePort, isTaken } from './free-port.js';
import { findJava, kafkaJars } from './kafka-jars.js';
import { endLeftBehind, formatStorage, killBroker, launchBroker, stopBroker } from './kafka-server.js';
import type { KafkaPlace } from './kafka-server.js';
import { writeKafkaSettings } from './kafka-settings.js';
import { withLock } from './start-lock.js';
import { forget, removeAfterwards } from './warden.js';

export interface KafkaOptions {
  /** Where topics and offsets are kept; a temporary folder that goes at `stop()` by default. */
  readonly dir?: string;
  /** Port of the broker; a free one by default. */
  readonly port?: number;
  readonly log?: (line: string) => void;
  /** Heap of the JVM in megabytes, default 512. */
  readonly heapMb?: number;
}

export interface LocalKafka {
  /** `host:port`, the same for as long as this object lives. */
  readonly brokers: string;
  readonly dir: string;
  /** Of the JVM that runs now; 0 while none does. */
  readonly pid: number;
  /** Controlled shutdown; a temporary folder is removed. */
  stop(): Promise<void>;
  /** SIGKILL. Data stays for `restart()`. */
  kill9(): Promise<void>;
  /** Stops it unless it is down, and starts it again on the same port with the same data. */
  restart(): Promise<void>;
}

/**
 * Starts Apache Kafka as one KRaft node on 127.0.0.1, from jars fetched with Maven, on Java 17 or newer. Should this process die,
 * the broker is ended after it. Throws `CannotStart` with what to do about it.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<LocalKafka> {
  const log = options.log ?? (() => undefined);
  const found = findJava();
  if ('missing' in found) throw new CannotStart(`Kafka needs Java 17 or newer: ${found.missing}. Install one, or set JAVA_HOME.`);
  const jars = await kafkaJars(log);
  const temporary = options.dir === undefined;
  const dir = options.dir ? path.resolve(options.dir) : fs.mkdtempSync(path.join(os.tmpdir(), 'onefront-kafka-'));
  if (temporary) removeAfterwards(dir);
  const place: KafkaPlace = { dir, java: found.java, classPath: path.join(jars, '*'), heapMb: options.heapMb ?? 512 };
  try {
    fs.mkdirSync(dir, { recursive: true });
    return await withLock(`${dir}.lock`, async () => {
      await endLeftBehind(place);
      const { pid, port } = await launch(place, options.port);
      return handle(place, { pid, port, temporary });
    });
  } catch (error) {
    if (temporary) fs.rmSync(dir, { recursive: true, force: true });
    throw inWords(error, dir);
  }
}

async function launch(place: KafkaPlace, wanted?: number): Promise<{ pid: number; port: number }> {
  if (wanted !== undefined && (await isTaken(wanted))) {
    throw new CannotStart(`Port ${wanted} on 127.0.0.1 is taken by another program. End it, or choose another port for Kafka.`);
  }
  for (let attempt = 1; ; attempt++) {
    const port = wanted ?? (await freePort());
    const controller = await freePort();
    writeKafkaSettings(place.dir, { id: 1, broker: port, controller, voters: [{ id: 1, controller }] });
    formatStorage(place);
    try {
      return { pid: await launchBroker(place), port };
    } catch (error) {
      // Between our look and its bind somebody else may take a free port.
      if (attempt >= 3 || !/Address already in use|BindException/.test((error as Error).message)) throw error;
    }
  }
}

export function handle(place: KafkaPlace, start: { pid: number; port: number; temporary: boolean }): LocalKafka {
  let pid = start.pid;
  const down = async (end: (pid: number) => Promise<void>): Promise<void> => {
    if (pid) await end(pid);
    pid = 0;
  };
  return {
    brokers: `127.0.0.1:${start.port}`,
    dir: place.dir,
    get pid() {
      return pid;
    },
    stop: async () => {
      await down(stopBroker);
      if (!start.temporary) return;
      fs.rmSync(place.dir, { recursive: true, force: true });
      forget(place.dir);
    },
    kill9: () => down(killBroker),
    restart: async () => {
      await down(stopBroker);
      pid = await launchBroker(place);
    },
  };
}
