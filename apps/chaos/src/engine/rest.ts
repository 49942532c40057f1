import { services } from '@onefront/cli';
import { Client } from 'pg';
import { OUR_NAME } from '../cluster/database-server.js';
import type { StartedCluster } from '../cluster/start-cluster.js';

export interface Rest {
  readonly ms: number;
  /** What was still moving when the time was over, in words; empty when the house has come to rest. */
  readonly restless: readonly string[];
}

const LOOK_EVERY_MS = 500;
/** An operation with parts is settled when its parts are; its own row is left as it was. */
const OPEN = `status = 'pending' and children = 0`;

/** Waits until everybody is ready, outboxes are empty, every message is consumed and every operation is settled. */
export async function comeToRest(cluster: StartedCluster, withinMs: number): Promise<Rest> {
  const from = performance.now();
  const groups = await groupsOf(cluster);
  for (;;) {
    const restless = await movements(cluster, groups).catch((error: unknown) => [`could not look: ${(error as Error).message}`]);
    const ms = Math.round(performance.now() - from);
    if (restless.length === 0 || ms > withinMs) return { ms, restless };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

async function movements(cluster: StartedCluster, groups: ReadonlyMap<string, readonly string[]>): Promise<string[]> {
  const found: string[] = [];
  for (const member of cluster.members) if (!(await member.isReady())) found.push(`${member.name} is not ready`);
  for (const name of services) {
    const rows = await count(cluster.databases[name]!, 'messaging.outbox', 'true');
    if (rows > 0) found.push(`${rows} rows in the outbox of ${name}`);
  }
  const pending = await count(cluster.databases['gateway']!, 'operation', OPEN);
  if (pending > 0) found.push(`${pending} operations are pending`);
  return found.length > 0 ? found : lags(cluster, groups);
}

async function lags(cluster: StartedCluster, groups: ReadonlyMap<string, readonly string[]>): Promise<string[]> {
  const bus = cluster.openBus();
  try {
    const admin = await bus.admin();
    const found: string[] = [];
    for (const [group, topics] of groups) {
      const behind = (await admin.lag(group, topics)).reduce((sum, { lag }) => sum + lag, 0n);
      if (behind > 0n) found.push(`${group} is ${behind} records behind`);
    }
    return found;
  } finally {
    await bus.close();
  }
}

/** Which group reads which topics, as the members themselves say. */
async function groupsOf(cluster: StartedCluster): Promise<Map<string, string[]>> {
  const groups = new Map<string, Set<string>>();
  for (const service of new Set(cluster.members.map((member) => member.service))) {
    const text = await cluster.members.find((member) => member.service === service && member.alive)?.metrics().catch(() => '') ?? '';
    for (const [, labels] of text.matchAll(/^onefront_consumer_lag\{([^}]*)\}/gm)) {
      const [group, topic] = [/group="([^"]*)"/, /topic="([^"]*)"/].map((label) => label.exec(labels!)?.[1]);
      if (group && topic) groups.set(group, (groups.get(group) ?? new Set()).add(topic));
    }
  }
  return new Map([...groups].map(([group, topics]) => [group, [...topics]]));
}

async function count(url: string, table: string, where: string): Promise<number> {
  const client = new Client({ connectionString: url, application_name: OUR_NAME, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows: [there] } = await client.query<{ there: boolean }>('select to_regclass($1) is not null as there', [table]);
    if (!there!.there) return 0;
    const { rows: [found] } = await client.query<{ count: string }>(`select count(*) from ${table} where ${where}`);
    return Number(found!.count);
  } finally {
    await client.end();
  }
}
