import { readFileSync } from 'node:fs';
import type { BusDriver } from '@onefront/bus';
import type { ServiceName } from '@onefront/cli';
import type { Fault, Member, Stage } from '../types.js';
import { OWNERS, present, seconds } from './choose.js';
import { asSent, recorded, withBus } from './recorded.js';

const MOST_RECORDS = 200_000;
const PORTION = 2_000;
/** What a process may need more while its consumers lie behind. */
const GROWTH_MB = 300;

/** Everything that a service hears takes a hundred times as long, and more comes in than it can take. */
export const slowConsumer: Fault = {
  name: 'slow-consumer',
  about: 'a service handles its batches a hundred times slower while thousands of messages come in: its memory stays bounded, it keeps its membership, and catches up',
  missing: (cluster) => (present(cluster, OWNERS).length > 0 ? undefined : 'no service with a consumer group runs here'),
  async strike(stage) {
    const { random, cluster, scale } = stage;
    const service = random.pick(present(cluster, OWNERS));
    const members = cluster.membersOf(service).filter((member) => member.alive);
    const ms = random.int(200, 800);
    const before = members.map(memoryOf);
    const from = performance.now();
    try {
      for (const member of members) await member.inside.slowAt('consumer:after-commit', ms);
      const lag = await withBus(stage, (bus) => flood(stage, bus, { service, most: Math.min(MOST_RECORDS, 4_000 * scale) }));
      await stage.hold(3_000 * scale);
      judgeMemory(members, before);
      return `${service} took ${ms} ms longer for every batch, for ${seconds(performance.now() - from)}, and fell behind by ${lag} messages`;
    } finally {
      for (const member of members) if (member.alive) await member.inside.slowAt('consumer:after-commit', 0);
    }
  },
};

/** Sends what the service has heard before, again and again. Resolves with how far it is behind then. */
async function flood(stage: Stage, bus: BusDriver, { service, most }: { readonly service: ServiceName; readonly most: number }): Promise<bigint> {
  const topic = `onefront.${service}.commands`;
  const again = (await recorded(stage, bus, topic, PORTION)).map(asSent);
  const producer = await bus.producer();
  for (let sent = 0; again.length > 0 && sent < most; sent += again.length) await producer.send(again);
  const lags = await (await bus.admin()).lag(service, [topic]);
  return lags.reduce((sum, { lag }) => sum + lag, 0n);
}

/** Resident megabytes; undefined where the system does not say. */
function memoryOf({ pid }: Member): number | undefined {
  try {
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

function judgeMemory(members: readonly Member[], before: ReadonlyArray<number | undefined>): void {
  members.forEach((member, index) => {
    const [was, is] = [before[index], memoryOf(member)];
    if (was !== undefined && is !== undefined && is - was > GROWTH_MB) throw new Error(`${member.name} grew from ${was.toFixed(0)} to ${is.toFixed(0)} MB while it lay behind; at most ${GROWTH_MB} MB more are allowed`);
  });
}
