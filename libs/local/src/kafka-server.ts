import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { CannotStart } from './cannot-start.js';
import { commandLine, endProcess, isAlive, until } from './process-state.js';
import { forget, watch } from './warden.js';

/** One broker's folder and what runs it. */
export interface KafkaPlace {
  readonly dir: string;
  readonly java: string;
  readonly classPath: string;
  readonly heapMb: number;
}

const READY_WITHIN_MS = 120_000;
const SHUTDOWN_MS = 20_000;

const file = (place: KafkaPlace, name: string): string => path.join(place.dir, name);

/** Gives an empty folder its cluster id, the same for all nodes of a cluster; a folder that has one keeps it. */
export function formatStorage(place: KafkaPlace, id = clusterId()): void {
  if (fs.existsSync(file(place, 'data/meta.properties'))) return;
  const args = ['-cp', place.classPath, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', file(place, 'server.properties')];
  const done = spawnSync(place.java, [loggingOf(place), ...args], { encoding: 'utf8' });
  if (done.status !== 0) throw new CannotStart(`Kafka could not format ${place.dir}:\n${tail(`${done.stdout}${done.stderr}`)}`);
}

/** Sixteen random bytes, the first below 128, so that the text does not begin with a dash, which the tool would take for an option. */
export function clusterId(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8(bytes.readUInt8(0) & 0x7f, 0);
  return bytes.toString('base64url');
}

/** Starts the JVM and waits until it serves. Its log goes to kafka.log in its folder. */
export async function launchBroker(place: KafkaPlace): Promise<number> {
  const logFile = file(place, 'kafka.log');
  const from = fs.existsSync(logFile) ? fs.statSync(logFile).size : 0;
  const broker = spawnBroker(place, logFile);
  let failure: string | undefined;
  broker.once('error', (error) => (failure = error.message));
  broker.once('exit', (code, signal) => {
    failure ??= `it ended with ${signal ?? `code ${code}`}`;
    if (broker.pid) forget(broker.pid);
  });
  if (broker.pid) {
    watch(broker.pid, 'SIGTERM', SHUTDOWN_MS);
    fs.writeFileSync(file(place, 'kafka.pid'), `${broker.pid} ${process.pid}`);
  }
  const log = (): string => fs.readFileSync(logFile).subarray(from).toString();
  const ready = await until(() => failure !== undefined || log().includes('Kafka Server started'), READY_WITHIN_MS, 50);
  if (ready && failure === undefined && broker.pid) return broker.pid;
  broker.kill('SIGKILL');
  throw new CannotStart(`Kafka did not start (${failure ?? 'not ready after two minutes'}; log ${logFile}):\n${tail(log())}\n${advice(log())}`);
}

function spawnBroker(place: KafkaPlace, logFile: string): ReturnType<typeof spawn> {
  const memory = [`-Xmx${place.heapMb}m`, `-Xms${Math.min(256, place.heapMb)}m`, '-XX:+ExitOnOutOfMemoryError'];
  const args = [...memory, '-Djava.awt.headless=true', loggingOf(place), '-cp', place.classPath, 'kafka.Kafka', file(place, 'server.properties')];
  const log = fs.openSync(logFile, 'a');
  try {
    // Detached: Ctrl-C in the terminal must reach the services first and the broker last.
    const broker = spawn(place.java, args, { detached: true, cwd: place.dir, stdio: ['ignore', log, log] });
    broker.unref();
    return broker;
  } finally {
    fs.closeSync(log);
  }
}

const loggingOf = (place: KafkaPlace): string => `-Dlog4j2.configurationFile=${file(place, 'log4j2.properties')}`;

export async function stopBroker(pid: number): Promise<void> {
  await endProcess(pid, [['SIGTERM', SHUTDOWN_MS], ['SIGKILL', 5_000]]);
}

export async function killBroker(pid: number): Promise<void> {
  await endProcess(pid, [['SIGKILL', 5_000]]);
}

/** A broker whose starter has died is ended, so that its folder and port are ours; one that belongs to a living process is not ours to touch. */
export async function endLeftBehind(place: KafkaPlace): Promise<void> {
  const noted = file(place, 'kafka.pid');
  if (!fs.existsSync(noted)) return;
  const [pid = 0, owner = 0] = fs.readFileSync(noted, 'utf8').split(' ').map(Number);
  if (!pid || !isAlive(pid) || !commandLine(pid).includes(file(place, 'server.properties'))) return;
  if (owner && isAlive(owner)) throw new CannotStart(`A Kafka (process ${pid}, started by ${owner}) already runs on ${place.dir}. End it, or name another folder.`);
  await stopBroker(pid);
}

const tail = (log: string): string => log.trimEnd().split('\n').slice(-15).join('\n');

function advice(log: string): string {
  if (/Address already in use|BindException/.test(log)) return 'Another program listens on that port. End it, or choose another port.';
  if (/No space left on device/.test(log)) return 'The disk is full. Free some space and start again.';
  if (/OutOfMemoryError|insufficient memory/.test(log)) return 'Not enough memory: end other programs, or give it more heap.';
  return 'The log above is all that is known.';
}
