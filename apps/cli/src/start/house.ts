import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart, jarsAvailability, startKafka, startPostgres, startProcess, type LocalKafka, type LocalProcess, type Postgres } from '@onefront/local';
import { houseFile, type HouseFile } from '../databases.js';
import { infrastructureDatabases, planHouse, services, type Planned } from './plan.js';
import { keptState, writeCredentials, type KeptState, type Places } from './places.js';
import { gatewayPort, innerPorts } from './ports.js';
import type { Progress } from './progress.js';

export interface HouseOptions {
  readonly places: Places;
  readonly port: number | undefined;
  /** false: the embedded log; true: a local Apache Kafka; a text: the brokers to use. */
  readonly kafka: boolean | string;
  readonly logLevel: string;
  readonly progress: Progress;
}

export interface House {
  readonly baseUrl: string;
  readonly bus: string;
  readonly postgres: Postgres;
  readonly brokers: string | undefined;
  readonly state: KeptState;
  readonly processes: ReadonlyArray<{ name: string; pid: number; ready: string }>;
  /** Resolves with the name of the first process that ended though nobody asked it to. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

/** Starts everything on this machine and waits until every process says that it is ready. Throws `CannotStart` with what to do. */
export async function startHouse(options: HouseOptions): Promise<House> {
  const { places, progress } = options;
  const unlock = takeLock(places);
  const closing: Array<() => Promise<void>> = [];
  const stop = async (): Promise<void> => {
    for (const close of closing.splice(0).reverse()) await close().catch((error: Error) => progress.say(`while stopping: ${error.message}`));
    unlock();
  };
  try {
    const say = (line: string) => progress.say(line);
    const port = await gatewayPort(options.port, say);
    const state = keptState(places);
    const postgres = await openPostgres(options, closing);
    const { brokers, words } = await openBus(options, closing);
    const ports = await innerPorts(port);
    const plan = planHouse({ database: (name) => postgres.url(name), brokers, ports }, state, options.logLevel);
    const processes = await openServices(plan, options, closing);
    const baseUrl = `http://127.0.0.1:${port}`;
    writeCredentials(places.credentials, { baseUrl, clientId: state.clientId, clientSecret: state.clientSecret });
    writeFileSync(join(places.var, 'processes.json'), JSON.stringify([{ name: 'postgres', pid: postgres.pid }, ...processes.map(({ planned, process }) => ({ name: planned.name, pid: process.pid }))]));
    writeFileSync(houseFile(places.root), JSON.stringify(houseOf(postgres, brokers)), { mode: 0o600 });
    const broken = Promise.race(processes.map((one) => one.process.exited.then(() => one.planned.name)));
    return { baseUrl, bus: words, postgres, brokers, state, broken, stop, processes: processes.map(({ planned, process }) => ({ name: planned.name, pid: process.pid, ready: planned.ready })) };
  } catch (error) {
    await stop();
    throw error;
  }
}

function houseOf(postgres: Postgres, brokers: string | undefined): HouseFile {
  const databases = Object.fromEntries([...services, ...infrastructureDatabases].map((name) => [name, postgres.url(name)]));
  return { databases, ...(brokers ? { brokers } : {}) };
}

/** One house per checkout: a second start would take the first one's data from under it. */
function takeLock({ lock, var: folder }: Places): () => void {
  mkdirSync(folder, { recursive: true });
  const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : undefined;
  if (owner && owner !== process.pid && lives(owner)) {
    throw new CannotStart(`Onefront runs already from this checkout (process ${owner}). Stop it with Ctrl-C in its window, or start a second one from another checkout.`);
  }
  writeFileSync(lock, String(process.pid));
  return () => rmSync(lock, { force: true });
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function openPostgres({ places, progress }: HouseOptions, closing: Array<() => Promise<void>>): Promise<Postgres> {
  progress.say('starting PostgreSQL');
  const postgres = await startPostgres({ dataDir: places.postgres, log: (line) => progress.say(`  ${line}`), maxConnections: 200, settings: { shared_buffers: '128MB', max_wal_size: '2GB', checkpoint_timeout: '15min' } });
  closing.push(() => postgres.stop());
  for (const name of [...services, ...infrastructureDatabases]) await postgres.ensureDatabase(name);
  return postgres;
}

async function openBus({ kafka, places, progress }: HouseOptions, closing: Array<() => Promise<void>>): Promise<{ brokers: string | undefined; words: string }> {
  if (kafka === false) return { brokers: undefined, words: 'the embedded log in PostgreSQL (for one machine; npm start -- --kafka runs on Apache Kafka)' };
  if (typeof kafka === 'string') return { brokers: kafka, words: `Apache Kafka at ${kafka}` };
  const available = jarsAvailability();
  if (available.how === 'none') throw new CannotStart(`No Kafka can be started here: ${available.reason}. Give the address of one: npm start -- --kafka host:9092`);
  progress.say('starting Apache Kafka');
  const broker: LocalKafka = await startKafka({ dir: places.kafka, log: (line) => progress.say(`  ${line}`) });
  closing.push(() => broker.stop());
  return { brokers: broker.brokers, words: `Apache Kafka at ${broker.brokers}, started for this` };
}

interface Running { planned: Planned; process: LocalProcess }

async function openServices(plan: readonly Planned[], { places, progress }: HouseOptions, closing: Array<() => Promise<void>>): Promise<Running[]> {
  mkdirSync(places.logs, { recursive: true });
  const running: Running[] = [];
  closing.push(async () => {
    // The doors first, then what stands behind them.
    await Promise.all([...running].reverse().map(({ process }) => process.stop(30_000)));
  });
  for (const planned of plan) {
    const log = join(places.logs, `${planned.name}.log`);
    writeFileSync(log, '');
    const process_ = await startProcess({ name: planned.name, command: process.execPath, args: ['--enable-source-maps', planned.script], cwd: places.root, env: { ...planned.env, NODE_ENV: 'production' }, onLine: (line) => appendFileSync(log, `${line}\n`) });
    running.push({ planned, process: process_ });
  }
  progress.say(`starting ${plan.map((planned) => planned.name).join(', ')}`);
  await Promise.all(running.map((one) => waitUntilReady(one, places, progress)));
  return running;
}

const READY_WITHIN_MS = 90_000;

async function waitUntilReady({ planned, process }: Running, places: Places, progress: Progress): Promise<void> {
  const log = join(places.logs, `${planned.name}.log`);
  const deadline = performance.now() + READY_WITHIN_MS;
  let ended = false;
  void process.exited.then(() => { ended = true; });
  for (;;) {
    if (ended) throw new CannotStart(`${planned.name} did not start. The end of ${log}:\n${tail(log)}`);
    if (performance.now() > deadline) throw new CannotStart(`${planned.name} was not ready after ${READY_WITHIN_MS / 1000} s. The end of ${log}:\n${tail(log)}`);
    const ready = await fetch(planned.ready).then((response) => response.ok, () => false);
    if (ready) return progress.say(`  ${planned.name} is ready`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).map((line) => `  ${line}`).join('\n');
}
