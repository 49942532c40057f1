import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBusDriver } from '@onefront/bus';
import { infrastructureDatabases, services, type Secrets, type ServiceName } from '@onefront/cli';
import { planWorld, type Post } from '@onefront/e2e';
import { startKafkaCluster, type KafkaCluster } from '@onefront/local';
import type { Cluster, Link } from '../types.js';
import { brokerOf } from './broker.js';
import { startDatabase, type StartedDatabase } from './database-server.js';
import { Links } from './links.js';
import { CrewMember } from './member.js';
import { SmallDisks } from './small-disks.js';

export interface ClusterOptions {
  /** Everything lies in here: data, logs, secrets. What is there is taken up again. */
  readonly folder: string;
  readonly brokers: 1 | 3;
  /** Folder with the build that the members run. */
  readonly build: string;
  /** Processes per service; a service that is not named does not run. */
  readonly processes: Partial<Record<ServiceName, number>>;
  /** PostgreSQL and every broker on a disk of its own that can be filled. Their data does not outlive the cluster. */
  readonly smallDisks?: boolean;
  say(line: string): void;
}

/** A cluster with what only the run itself may do. */
export interface StartedCluster extends Cluster {
  readonly members: readonly CrewMember[];
  readonly gateways: readonly string[];
  readonly credentials: { readonly clientId: string; readonly clientSecret: string };
  readonly postgresVersion: string;
  /** What its processes said at level error, and who has ended. */
  complaints(): string;
  close(): Promise<void>;
}

interface Parts {
  readonly options: ClusterOptions;
  readonly closers: Array<() => Promise<void> | void>;
}

const PREFIX = 'chaos.';
/** Megabytes: enough for a short run, little enough for memory. */
const SMALL_DISKS = { postgres: 4_096, broker: 1_024 } as const;

/** Starts PostgreSQL, Kafka, the proxies and all processes, and waits until all is ready (about 40 s on two cores). Ends what it started when it cannot. */
export async function startCluster(options: ClusterOptions): Promise<StartedCluster> {
  const parts: Parts = { options, closers: [] };
  try {
    return await start(parts);
  } catch (error) {
    await closeAll(parts);
    throw error;
  }
}

async function start(parts: Parts): Promise<StartedCluster> {
  const { options: { folder, brokers, say }, closers } = parts;
  mkdirSync(folder, { recursive: true });
  if (parts.options.smallDisks) mountSmallDisks(parts);
  const links = await Links.start();
  closers.push(() => links.close());
  say('starting PostgreSQL and Kafka');
  const database = await startDatabase(join(folder, 'postgres', 'data'), say);
  closers.push(() => database.stop());
  const databases = await makeDatabases(database);
  const brokerLinks = new Map<number, Link>();
  const before = async (id: number, port: number): Promise<number> => {
    const opened = await links.open(`broker ${id}`, port);
    brokerLinks.set(id, opened.link);
    return opened.port;
  };
  const kafka = await startKafkaCluster({ dir: join(folder, 'kafka'), nodes: brokers, heapMb: 384, before, log: say });
  closers.push(() => kafka.stop());
  const { databaseLinks, front } = await linkDatabases(links, database, services.filter((name) => (parts.options.processes[name] ?? 0) > 0));
  const secrets = secretsIn(folder);
  const posts = (await planPosts(parts, { databases, kafka, secrets })).map((post) => behind(post, front));
  say(`starting ${posts.length} processes`);
  const members = await startMembers(parts, posts);
  return clusterOf(parts, { database, databases, databaseLinks, brokerLinks, kafka, members, posts, secrets });
}

/** Under the servers, and gone after them: what is opened first is closed last. */
function mountSmallDisks({ options: { folder, brokers }, closers }: Parts): void {
  const disks = new SmallDisks();
  closers.push(() => disks.close());
  disks.mount(join(folder, 'postgres'), SMALL_DISKS.postgres);
  for (let id = 1; id <= brokers; id += 1) disks.mount(join(folder, 'kafka', `kafka-${id}`), SMALL_DISKS.broker);
}

async function makeDatabases(database: StartedDatabase): Promise<Record<string, string>> {
  const databases: Record<string, string> = {};
  for (const name of [...services, ...infrastructureDatabases]) databases[name] = await database.postgres.ensureDatabase(name);
  return databases;
}

/** A proxy per service that has processes, before PostgreSQL. The keyring's database is reached through the one of the service that asks. */
async function linkDatabases(links: Links, database: StartedDatabase, crewed: readonly ServiceName[]): Promise<{ databaseLinks: Map<string, Link>; front: Map<string, number> }> {
  const databaseLinks = new Map<string, Link>();
  const front = new Map<string, number>();
  for (const name of crewed) {
    const { link, port } = await links.open(`${name} to PostgreSQL`, database.postgres.port);
    databaseLinks.set(name, link);
    front.set(name, port);
  }
  return { databaseLinks, front };
}

/** The same for as long as the data lives, also over `--resume`: the pepper stands behind every blind index. */
function secretsIn(folder: string): Secrets {
  const file = join(folder, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  const secrets = { clientId: 'administrator', clientSecret: randomBytes(24).toString('base64url'), pepper: randomBytes(32).toString('base64') };
  writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
  return secrets;
}

async function planPosts({ options }: Parts, { databases, kafka, secrets }: { databases: Readonly<Record<string, string>>; kafka: KafkaCluster; secrets: Secrets }): Promise<Post[]> {
  const environment = Object.fromEntries(services.map((name) => [name, { TOPIC_PREFIX: PREFIX }]));
  const processes = Object.fromEntries(services.map((name) => [name, options.processes[name] ?? 0]));
  return planWorld({ database: (name) => databases[name]!, brokers: kafka.clients }, secrets, { processes, environment });
}

/** Every address of a database leads through the proxy of the service. */
function behind(post: Post, front: ReadonlyMap<string, number>): Post {
  const port = front.get(post.service);
  if (port === undefined) return post;
  const env = Object.fromEntries(Object.entries(post.env).map(([name, value]) => {
    if (!name.endsWith('DATABASE_URL')) return [name, value];
    const url = new URL(value);
    url.port = String(port);
    return [name, url.toString()];
  }));
  return { ...post, env };
}

/** One process of each service first: several that migrate an empty database at once only wait for each other. */
async function startMembers({ options, closers }: Parts, posts: readonly Post[]): Promise<CrewMember[]> {
  const sockets = mkdtempSync(join(tmpdir(), 'chaos-'));
  const members: CrewMember[] = [];
  closers.push(() => rmSync(sockets, { recursive: true, force: true }));
  closers.push(async () => {
    for (const member of members) member.resume();
    await Promise.all(members.map((member) => member.running.stop()));
  });
  const crewing = { build: options.build, logs: join(options.folder, 'logs'), sockets };
  for (const wave of [posts.filter(({ name }) => /-1$/.test(name) || name === 'simulator'), posts.filter(({ name }) => /-[2-9]$/.test(name))]) {
    const started: CrewMember[] = [];
    for (const post of wave) {
      const member = await CrewMember.start(post, crewing);
      members.push(member);
      started.push(member);
    }
    await Promise.all(started.map((member) => member.running.ready()));
    options.say(`${members.length} of ${posts.length} processes are ready`);
  }
  return members;
}

interface Standing {
  readonly database: StartedDatabase;
  readonly databases: Readonly<Record<string, string>>;
  readonly databaseLinks: ReadonlyMap<string, Link>;
  readonly brokerLinks: ReadonlyMap<number, Link>;
  readonly kafka: KafkaCluster;
  readonly members: readonly CrewMember[];
  readonly posts: readonly Post[];
  readonly secrets: Secrets;
}

function clusterOf(parts: Parts, { database, databases, databaseLinks, brokerLinks, kafka, members, posts, secrets }: Standing): StartedCluster {
  return {
    bus: 'kafka', members, database, databaseLinks, brokerLinks, databases, prefix: PREFIX,
    brokers: kafka.nodes.map(brokerOf),
    openBus: () => createBusDriver({ kind: 'kafka', brokers: kafka.brokers.split(','), clientId: 'chaos', prefix: PREFIX }),
    membersOf: (service) => members.filter((member) => member.service === service),
    gateways: posts.filter(({ service }) => service === 'gateway').map(({ httpPort }) => `http://127.0.0.1:${httpPort}`),
    credentials: secrets,
    postgresVersion: database.version,
    complaints: () => members.map(({ running, name, alive }) => `${name}${alive ? '' : ' HAS ENDED'}: ${running.complaints().slice(-3).map((line) => line.slice(0, 600)).join('\n    ') || 'no errors'}`).join('\n'),
    close: () => closeAll(parts),
  };
}

/** In the opposite order of the start. What fails to end does not keep the others from it. */
async function closeAll({ closers, options }: Parts): Promise<void> {
  for (const closer of closers.splice(0).reverse()) {
    await Promise.resolve(closer()).catch((error: unknown) => options.say(`could not end everything: ${String(error)}`));
  }
}
