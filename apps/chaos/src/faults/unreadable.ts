import { randomUUID } from 'node:crypto';
import type { IncomingRecord, OutgoingRecord } from '@onefront/bus';
import type { ServiceName } from '@onefront/cli';
import type { Fault, Stage } from '../types.js';
import { ask, untilSeen } from './ask.js';
import { OWNERS, present } from './choose.js';
import { recorded, recordsIn, withBus } from './recorded.js';

/** Makes an unreadable record of a good one; its id and key are new. */
type Damage = (stage: Stage, good: IncomingRecord) => { readonly record: Pick<OutgoingRecord, 'value' | 'headers'>; readonly words: string };

const poison: Damage = ({ random }, { value, headers }) => {
  const text = value?.toString() ?? '';
  const damaged = random.pick([text.slice(0, Math.max(1, Math.floor(text.length / 2))), '{}', '[]', 'null', '\u0000']);
  return { record: { value: Buffer.from(damaged), headers }, words: `with ${damaged.length} characters that are no ${headers['ce_type']}` };
};

const unknownType: Damage = (_stage, { value, headers }) => {
  const type = headers['ce_type']!.replace(/\.v\d+$/, '.v999');
  return { record: { value, headers: { ...headers, ce_type: type } }, words: `of a type that nobody knows, ${type}` };
};

const tombstone: Damage = (_stage, { headers }) => ({ record: { value: null, headers }, words: 'without a value' });

const kinds = {
  'poison-message': { damage: poison, about: 'what says that it is a command and is none' },
  'unknown-type': { damage: unknownType, about: 'a type from the future' },
  tombstone: { damage: tombstone, about: 'a record without a value' },
};

/** Records that nobody can read among those of a service: kept aside with their bytes, while all others go on. */
export const unreadableRecords: readonly Fault[] = Object.entries(kinds).map(([name, { damage, about }]) => ({
  name,
  about: `${about}, among the commands of a service: it is quarantined with its bytes, and everything else goes on`,
  missing: (cluster) => (present(cluster, OWNERS).length > 0 ? undefined : 'no service that could read it runs here'),
  strike: (stage) => plant(stage, damage),
}));

async function plant(stage: Stage, damage: Damage): Promise<string> {
  const [service, words, ids] = await withBus(stage, async (bus) => {
    const counts = await recordsIn(bus);
    const heard = present(stage.cluster, OWNERS).filter((name) => (counts.get(commandsOf(name)) ?? 0) > 0);
    if (heard.length === 0) throw new Error('No command has been sent yet that could be damaged; let orders flow first.');
    const to = stage.random.pick(heard);
    const good = await recorded(stage, bus, commandsOf(to), 12);
    const damaged = Array.from({ length: stage.random.int(1, 5) }, () => damage(stage, stage.random.pick(good)));
    const records = damaged.map(({ record }) => ({ ...asNew(record), topic: commandsOf(to) }));
    for (const { headers } of records) stage.planted(headers['ce_id']!);
    await (await bus.producer()).send(records);
    return [to, damaged[0]!.words, records.map(({ headers }) => headers['ce_id']!)] as const;
  });
  await quarantined(stage, service, ids);
  await stage.ordersFlow(10, 60_000);
  return `${ids.length} records ${words}, among the commands of ${service}, are in its quarantine, and orders went on`;
}

const commandsOf = (service: ServiceName): string => `onefront.${service}.commands`;

/** Nobody waits for its answer: it has no operation, and a key of its own. */
function asNew({ value, headers }: Pick<OutgoingRecord, 'value' | 'headers'>): Omit<OutgoingRecord, 'topic'> & { readonly headers: Readonly<Record<string, string>> } {
  const { ce_operationid: _operation, ...rest } = headers;
  const id = `planted-${randomUUID()}`;
  return { key: id, value, headers: { ...rest, ce_id: id } };
}

/** Waits until all of them lie in the quarantine of the service. */
export async function quarantined(stage: Stage, service: ServiceName, ids: readonly string[]): Promise<void> {
  const url = stage.cluster.databases[service]!;
  await untilSeen(stage, `${ids.length} records in the quarantine of ${service}`, async () => {
    const [row] = await ask<{ n: number }>(url, 'select count(distinct message_id)::int as n from messaging.dead_letter where message_id = any($1::text[])', [ids]);
    return row!.n === ids.length;
  });
}
