import type { IncomingRecord } from '@onefront/bus';
import { availabilityChanged, definitionOf } from '@onefront/contracts';
import type { Evidence } from '../types.js';
import type { Check, Tally } from './check.js';
import { reading, SERVICES, type Read } from './reading.js';
import { readTopics } from './topics.js';
import { Versions } from './versions.js';

const CHUNK = 5_000;

interface Heard { present: number; absent: number; firstAbsent?: string }

/**
 * I10, as the records come: which of them are in the inbox of which consumer. Commands must be in their owner's, facts in the gateway's; a
 * service that has taken in one fact of a type listens to it, and must have taken in all of them.
 */
export class Inboxes {
  private readonly heard = new Map<string, Heard>();
  private waiting: Array<{ id: string; type: string; place: string }> = [];

  constructor(private readonly reads: ReadonlyMap<string, Read>, private readonly tally: Tally, private readonly planted: ReadonlySet<string>) {}

  async take(records: readonly IncomingRecord[]): Promise<void> {
    for (const { headers, topic, partition, offset } of records) {
      const [id, type, place] = [headers['ce_id'], headers['ce_type'], `${topic}/${partition}/${offset}`];
      if (this.planted.has(place) || (id !== undefined && this.planted.has(id))) continue;
      if (id === undefined || type === undefined || !definitionOf(type)) this.tally.look(`${place} is no message of ours (${type ?? 'no type'}) and was not planted`);
      else this.waiting.push({ id, type, place });
    }
    if (this.waiting.length >= CHUNK) await this.ask();
  }

  /** Asks for the rest, and judges. Call it once, when all has been read. */
  async finish(): Promise<void> {
    await this.ask();
    for (const [name, { present, absent, firstAbsent }] of this.heard) {
      const [service, type] = name.split('\n') as [string, string];
      if (present === 0 && !mustHear(service, type)) continue;
      this.tally.looked(present + absent);
      if (absent > 0) this.tally.bad(`${service} has not taken in ${absent} of ${present + absent} ${type}; the first is ${firstAbsent}`);
    }
  }

  private async ask(): Promise<void> {
    const asked = this.waiting;
    this.waiting = [];
    if (asked.length === 0) return;
    const ids = asked.map((one) => one.id);
    for (const [service, read] of this.reads) {
      const rows = await read<{ message_id: string }>('select message_id from messaging.inbox where consumer = $1 and message_id = any($2::text[])', [service, ids]);
      const there = new Set(rows.map((row) => row.message_id));
      for (const { id, type, place } of asked) this.note(`${service}\n${type}`, there.has(id), `${id} (${place})`);
    }
  }

  private note(name: string, there: boolean, what: string): void {
    const heard = this.heard.get(name) ?? { present: 0, absent: 0 };
    this.heard.set(name, heard);
    if (there) heard.present += 1;
    else {
      heard.absent += 1;
      heard.firstAbsent ??= what;
    }
  }
}

function mustHear(service: string, type: string): boolean {
  const definition = definitionOf(type)!;
  if (definition.kind === 'command') return type.startsWith(`${service}.`);
  return service === 'gateway' && definition.topic !== availabilityChanged.topic;
}

/** I9 and the part of I10 that needs the log: it is read once for both. */
export const versionsAndInboxes: readonly [Check, Check] = [
  { invariant: 'I9', about: 'per key, versions in the topics step by one and never come twice or out of order; no version of a SKU is missing', run: (evidence, tally) => versionsOf(evidence, tally) },
  { invariant: 'I10', about: 'every message in the topics is in the inbox of every consumer that listens to it', run: (evidence, tally) => inboxesOf(evidence, tally) },
];

async function withBus<T>({ cluster }: Evidence, work: (bus: ReturnType<Evidence['cluster']['openBus']>) => Promise<T>): Promise<T> {
  const bus = cluster.openBus();
  try {
    return await work(bus);
  } finally {
    await bus.close();
  }
}

async function versionsOf(evidence: Evidence, tally: Tally): Promise<void> {
  const versions = new Versions(tally, evidence.planted);
  await withBus(evidence, (bus) => readTopics(bus, (records) => versions.take(records)));
  versions.finish();
}

async function inboxesOf(evidence: Evidence, tally: Tally): Promise<void> {
  const within = (services: readonly string[], reads: Map<string, Read>): Promise<void> => {
    const [service, ...rest] = services;
    if (service) return reading(evidence.cluster.databases[service]!, (read) => within(rest, reads.set(service, read)));
    const inboxes = new Inboxes(reads, tally, evidence.planted);
    return withBus(evidence, (bus) => readTopics(bus, (records) => inboxes.take(records))).then(() => inboxes.finish());
  };
  await within(SERVICES, new Map());
}

/** I10: all that was decided was told, and nothing lies aside but what was planted. */
export const nothingLeftOver: Check = {
  invariant: 'I10', about: 'outboxes are empty, no key is parked, and dead letters and quarantine hold what was planted and nothing else', mayBeEmpty: false,
  async run({ cluster, planted }, tally) {
    const found = new Set<string>();
    for (const service of SERVICES) {
      await reading(cluster.databases[service]!, async (read) => {
        const outbox = await read<{ what: string }>(`select topic || ' ' || key || ' since ' || created_at as what from messaging.outbox order by id limit 10`);
        const parked = await read<{ consumer: string; key: string; reason: string; error: string | null; message_id: string | null }>(
          `select k.consumer, k.key, k.reason, m.error, m.message_id from messaging.parked_key k
            left join lateral (select error, message_id from messaging.parked_message m where m.consumer = k.consumer and m.key = k.key order by id limit 1) m on true limit 100`);
        const dead = await read<{ message_id: string; type: string | null; reason: string; error: string; place: string }>(
          `select message_id, type, reason, error, topic || '/' || partition || '/' || "offset" as place from messaging.dead_letter where state in ('dead', 'replay-requested')`);
        tally.looked(3);
        for (const { what } of outbox) tally.bad(`outbox of ${service}: ${what} was never sent`);
        for (const { consumer, key, reason, error, message_id: id } of parked) {
          if (id !== null && planted.has(id)) found.add(id);
          else tally.bad(`${consumer} has parked the key ${key} (${reason}): ${error ?? ''}`);
        }
        for (const { message_id: id, type, reason, error, place } of dead) {
          const known = [id, place].find((name) => planted.has(name));
          if (known) found.add(known);
          tally.look(!known && `dead letter of ${service}: ${type ?? 'no type'} ${id} (${reason}): ${error}`);
        }
      });
    }
    for (const id of planted) tally.look(!found.has(id) && `${id} was planted and is neither in quarantine nor among the dead letters`);
  },
};
