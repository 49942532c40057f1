import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { CannotStart, jarsAvailability, startKafka, startPostgres, type LocalKafka, type Postgres } from '@onefront/local';
import { houseFile, type HouseFile } from '../databases.js';
import { infrastructureDatabases, planHouse, services } from './plan.js';
import { keptState, writeCredentials, type KeptState, type Places } from './places.js';
import { gatewayPort, innerPorts } from './ports.js';
import type { Progress } from './progress.js';
import { Supervisor } from './supervisor.js';

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
  readonly processes: ReadonlyArray<{ name: string; pid: number }>;
  /** Resolves with the name of a process that ends again and again though nobody asked it to. */
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
    const supervisor = new Supervisor(places, progress, { name: 'postgres', pid: postgres.pid });
    closing.push(() => supervisor.stop());
    await supervisor.start(plan);
    const baseUrl = `http://127.0.0.1:${port}`;
    writeCredentials(places.credentials, { baseUrl, clientId: state.clientId, clientSecret: state.clientSecret });
    writeFileSync(houseFile(places.root), JSON.stringify(houseOf(postgres, brokers)), { mode: 0o600 });
    return { baseUrl, bus: words, postgres, brokers, state, broken: supervisor.broken, stop, processes: supervisor.processes() };
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
