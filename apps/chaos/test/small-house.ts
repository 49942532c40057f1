import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createBusDriver, type BusDriver } from '@onefront/bus';
import { ApiClient, services } from '@onefront/cli';
import { planWorld } from '@onefront/e2e';
import { topicSpecs } from '@onefront/service';
import { testBrokers, testDatabase, uniqueName } from '@onefront/testing';
import { CrewMember } from '../src/cluster/member.js';
import { randomOf } from '../src/random.js';
import type { Cluster, Stage } from '../src/types.js';

const root = path.resolve(__dirname, '../../..');
const NEEDED = ['catalog', 'gateway', 'keyring', 'bus'] as const;

/** A gateway and two processes of the catalog on the bus of the run: enough for every fault that needs neither brokers nor links of its own. */
export interface SmallHouse {
  readonly cluster: Cluster;
  readonly api: ApiClient;
  readonly planted: Set<string>;
  /** A stage for one strike; `flow` is asked for so many more writes. */
  stage(flow: (more: number) => Promise<void>, seed: number): Stage;
  complaints(): string;
  close(): Promise<void>;
}

export async function startSmallHouse(): Promise<SmallHouse> {
  const folder = mkdtempSync(path.join(tmpdir(), 'onefront-small-'));
  const databases = new Map(await Promise.all(NEEDED.map(async (name) => [name as string, await testDatabase(name)] as const)));
  const urls = Object.fromEntries([...databases].map(([name, { url }]) => [name, url]));
  const brokers = testBrokers();
  const prefix = brokers ? `${uniqueName('small')}.` : '';
  const openBus = (): BusDriver => createBusDriver(brokers ? { kind: 'kafka', brokers: brokers.split(','), clientId: 'chaos', prefix } : { kind: 'pglog', url: urls['bus']!, clientId: 'chaos' });
  const secrets = { clientId: 'administrator', clientSecret: randomBytes(24).toString('base64url'), pepper: randomBytes(32).toString('base64') };
  const processes = { ...Object.fromEntries(services.map((name) => [name, 0])), catalog: 2, gateway: 1 };
  const environment = prefix ? { catalog: { TOPIC_PREFIX: prefix }, gateway: { TOPIC_PREFIX: prefix } } : {};
  const posts = await planWorld({ database: (name) => urls[name] ?? urls['bus']!, brokers }, secrets, { processes, environment });
  const members: CrewMember[] = [];
  for (const post of posts) {
    const member = await CrewMember.start(post, { build: root, logs: folder, sockets: folder });
    members.push(member);
    await member.running.ready();
  }
  const api = new ApiClient({ baseUrl: `http://127.0.0.1:${posts.find(({ service }) => service === 'gateway')!.httpPort}`, ...secrets }, 16);
  const cluster = clusterOf(members, { urls, prefix, openBus });
  const planted = new Set<string>();
  return {
    cluster, api, planted,
    stage: (ordersFlow, seed) => ({
      cluster, ordersFlow, random: randomOf(seed, 'fault'), scale: 1, say: () => undefined, planted: (id) => void planted.add(id),
      hold: (ms) => new Promise((resolve) => setTimeout(resolve, ms)), ask: () => Promise.reject(new Error('there is nobody to be asked for in a small house')),
    }),
    complaints: () => members.map(({ running, name, alive }) => `${name}${alive ? '' : ' HAS ENDED'}: ${running.complaints().slice(-3).join('\n  ') || 'no errors'}`).join('\n'),
    close: async () => {
      await api.close();
      await Promise.all(members.map((member) => member.running.stop()));
      if (prefix) await deleteTopics(openBus());
      await Promise.all([...databases.values()].map((database) => database.drop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Site {
  readonly urls: Readonly<Record<string, string>>;
  readonly prefix: string;
  openBus(): BusDriver;
}

function clusterOf(members: readonly CrewMember[], { urls, prefix, openBus }: Site): Cluster {
  const ownDatabase = () => Promise.reject(new Error('the PostgreSQL of this run belongs to all suites'));
  return {
    bus: 'kafka', members, brokers: [], databaseLinks: new Map(), brokerLinks: new Map(), databases: urls, prefix, openBus,
    database: { dataDir: tmpdir(), url: (name) => urls[name]!, crash: ownDatabase, start: ownDatabase, terminateBackends: ownDatabase },
    membersOf: (service) => members.filter((member) => member.service === service),
  };
}

async function deleteTopics(bus: BusDriver): Promise<void> {
  try {
    const admin = await bus.admin();
    await admin.deleteTopics(topicSpecs().map(({ name }) => name));
  } finally {
    await bus.close();
  }
}
