import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createBusDriver, type BusDriver } from '@onefront/bus';
import { ApiClient, infrastructureDatabases, services, type ServiceName } from '@onefront/cli';
import { topicSpecs } from '@onefront/service';
import { testBrokers, testDatabase, uniqueName, type TestDatabase } from '@onefront/testing';
import { planWorld, type Post } from './plan.js';
import { RunningProcess } from './running-process.js';
import { Till } from './till.js';
import { verify, type VerifyReport } from './verify.js';

const root = resolve(__dirname, '../../..');

export interface WorldOptions {
  /** Processes per service, default 1; `channels` (with the simulated marketplace) default 0. */
  readonly processes?: Partial<Record<ServiceName, number>>;
  /** Added to the environment of the processes of a service. */
  readonly environment?: Partial<Record<ServiceName, Readonly<Record<string, string>>>>;
  /** The folder whose build runs, default this checkout. */
  readonly build?: string;
}

/** A whole Onefront for one spec file: every service as processes of its own, on the bus of the run. */
export interface World {
  readonly bus: 'kafka' | 'pglog';
  /** The administrator at the first gateway. */
  readonly till: Till;
  /** The administrator at each gateway. */
  readonly tills: readonly Till[];
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  readonly databases: Readonly<Record<string, string>>;
  readonly simulator: string | undefined;
  process(name: string): RunningProcess;
  /** Names of the processes that are up, `inventory-1` and so on. */
  names(): string[];
  /** The bus as the services see it. The caller closes it. */
  openBus(): BusDriver;
  /** `onefront verify` on this world. */
  verify(): Promise<VerifyReport>;
  /** What its processes said at level error, and who has ended. For the message of a failing test. */
  report(): string;
  close(): Promise<void>;
}

/** Starts a world and waits until all of it is ready, typically 8 s on two cores. Databases, topics and groups are its own. */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const brokers = testBrokers();
  const folder = mkdtempSync(join(tmpdir(), 'onefront-world-'));
  const databases = await Promise.all([...services, ...infrastructureDatabases].map(async (name) => [name, await testDatabase(name)] as const));
  const urls = Object.fromEntries(databases.map(([name, { url }]) => [name, url]));
  const site = { database: (name: string) => urls[name]!, brokers };
  const secrets = { clientId: 'administrator', clientSecret: randomBytes(24).toString('base64url'), pepper: randomBytes(32).toString('base64') };
  const prefix = brokers ? `${uniqueName('world')}.` : undefined;
  const running: RunningProcess[] = [];
  const tills: Till[] = [];
  const scene: Scene = { folder, databases: databases.map(([, database]) => database), prefix, running, tills, openBus: () => createBusDriver(brokers ? { kind: 'kafka', brokers: brokers.split(','), clientId: 'e2e', prefix: prefix! } : { kind: 'pglog', url: urls['bus']!, clientId: 'e2e' }) };
  try {
    const posts = await planWorld(site, secrets, { processes: options.processes ?? {}, environment: withDefaults(options, prefix) });
    for (const post of posts) running.push(await RunningProcess.start(post, { root: options.build ?? root, logs: folder }));
    await Promise.all(running.map((process) => process.ready()));
    tills.push(...gateways(posts).map((baseUrl) => new Till(new ApiClient({ baseUrl, clientId: secrets.clientId, clientSecret: secrets.clientSecret }, 256))));
    return worldOf(scene, { brokers, urls, secrets, simulator: posts.find((post) => post.service === 'simulator')?.ready.replace(/\/health$/, '') });
  } catch (error) {
    await close(scene);
    throw error;
  }
}

interface Scene {
  readonly folder: string;
  readonly databases: readonly TestDatabase[];
  readonly prefix: string | undefined;
  readonly running: RunningProcess[];
  readonly tills: Till[];
  openBus(): BusDriver;
}

interface Address {
  readonly brokers: string | undefined;
  readonly urls: Readonly<Record<string, string>>;
  readonly secrets: { readonly clientId: string; readonly clientSecret: string };
  readonly simulator: string | undefined;
}

const gateways = (posts: readonly Post[]) => posts.filter((post) => post.service === 'gateway').map((post) => `http://127.0.0.1:${post.httpPort}`);

/** Answers are held against their documented shapes, unless the options say otherwise. */
function withDefaults({ environment = {} }: WorldOptions, prefix: string | undefined): NonNullable<WorldOptions['environment']> {
  const all = prefix ? { TOPIC_PREFIX: prefix } : {};
  return Object.fromEntries(services.map((name) => [name, { ...all, ...(name === 'gateway' ? { CHECK_ANSWERS: 'true' } : {}), ...environment[name] }]));
}

function worldOf(scene: Scene, { brokers, urls, secrets, simulator }: Address): World {
  const { running, tills } = scene;
  return {
    bus: brokers ? 'kafka' : 'pglog', till: tills[0]!, tills, credentials: secrets, databases: urls, simulator,
    process: (name) => {
      const found = running.find((one) => one.name === name);
      if (!found) throw new Error(`There is no process ${name}; there are ${running.map((one) => one.name).join(', ')}`);
      return found;
    },
    names: () => running.filter((one) => one.alive).map((one) => one.name),
    openBus: scene.openBus,
    verify: () => verify(root, urls),
    report: () => running.map((one) => `${one.name}${one.alive ? '' : ' HAS ENDED'}: ${one.complaints().slice(-3).map((line) => line.slice(0, 800)).join('\n    ') || 'no errors'}`).join('\n'),
    close: () => close(scene),
  };
}

async function close({ folder, databases, prefix, running, tills, openBus }: Scene): Promise<void> {
  await Promise.all(tills.map((till) => till.close()));
  await Promise.all([...running].reverse().map((process) => process.stop()));
  if (prefix) await deleteTopics(openBus());
  await Promise.all(databases.map((database) => database.drop()));
  rmSync(folder, { recursive: true, force: true });
}

/** A Kafka is shared by the run: what was ours is not left to it. */
async function deleteTopics(bus: BusDriver): Promise<void> {
  try {
    const admin = await bus.admin();
    await admin.deleteTopics(topicSpecs().map(({ name }) => name));
  } finally {
    await bus.close();
  }
}
