import { couponRejected, decode, stockReserved, type Inbound } from '@onefront/contracts';
import { recalledTypes, recallInventory } from '@onefront/inventory';
import type { Database } from '@onefront/outbox';
import { recalledPromotions, recallPromotions } from '@onefront/promotions';
import type { BusDriver, IncomingRecord } from '@onefront/bus';
import { Command, InvalidArgumentError } from 'commander';
import { openForTelling, type DatabaseName } from '../databases.js';
import { definitions } from '../generate/definitions.js';
import { findBus } from './find-bus.js';
import { readSince } from './read-since.js';

interface Options {
  readonly to: Date;
  readonly margin: number;
}

const HELP = `
Part of restoring one service (docs/operations.md): after its database was brought back to an earlier time and before it runs again. What it hears
again and has done already is left out by its inbox, so that going back too far costs time and nothing else; going back too little loses messages.
Say an earlier time, or a larger margin, when the service was behind its topics then (onefront_consumer_lag). The service must not be running.
The bus is found as by a service (KAFKA_BROKERS, ...), else in the house that was started from this checkout.`;

/** Sets a service's group back to a time, on every topic that it hears; inventory also takes in what it had told about orders since then. */
export function rewindCommand(checkout: string): Command {
  return new Command('rewind')
    .description('After a restore: have a service hear again what came since a time.')
    .argument('<service>', `one of ${definitions.map(({ name }) => name).join(', ')}`)
    .requiredOption('--to <time>', 'the time that its database was restored to, as 2026-11-23T10:00:00Z', readTime)
    .option('--margin <minutes>', 'so much further back: what was on its way then, and clocks that differ', readMinutes, 10)
    .addHelpText('after', HELP)
    .action(async (service: string, options: Options) => {
      const bus = findBus('rewind', checkout);
      try {
        await rewind(service, { ...options, bus, checkout });
      } finally {
        await bus.close();
      }
    });
}

async function rewind(service: string, { to, margin, bus, checkout }: Options & { bus: BusDriver; checkout: string }): Promise<void> {
  const definition = definitions.find(({ name }) => name === service);
  if (!definition) throw new Error(`There is no service ${service}. Known: ${definitions.map(({ name }) => name).join(', ')}.`);
  const time = to.getTime() - margin * 60_000;
  const admin = await bus.admin();
  for (const topic of definition.hears) await admin.resetOffsets(service, topic, await admin.offsetsAt(topic, time));
  for (const topic of definition.hears) {
    const lag = (await admin.lag(service, [topic])).reduce((sum, one) => sum + one.lag, 0n);
    process.stdout.write(`${service}: hears ${lag} records of ${topic} again, from ${new Date(time).toISOString()} on\n`);
  }
  await recall(service, { bus, time, checkout });
}

interface Recall {
  readonly topic: string;
  readonly types: readonly string[];
  readonly take: (database: Database, told: readonly Inbound[]) => Promise<number>;
}

/** What is decided once and acted on by others is not to be decided anew: who was promised which units, and whose coupon was refused. */
const recalls: Partial<Record<string, Recall>> = {
  inventory: { topic: stockReserved.topic, types: recalledTypes, take: recallInventory },
  promotions: { topic: couponRejected.topic, types: recalledPromotions, take: recallPromotions },
};

async function recall(service: string, { bus, time, checkout }: { bus: BusDriver; time: number; checkout: string }): Promise<void> {
  const ours = recalls[service];
  if (!ours) return;
  const database = await openForTelling(service as DatabaseName, checkout);
  try {
    const told: Inbound[] = [];
    await readSince(bus, { topic: ours.topic, time }, (record: IncomingRecord) => {
      if (ours.types.includes(record.headers['ce_type'] ?? '')) told.push(decode(record));
    });
    process.stdout.write(`${service}: ${await ours.take(database, told)} answers to orders stand as they were told\n`);
  } finally {
    await database.close();
  }
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) || Number.isNaN(time.getTime())) throw new InvalidArgumentError(`${text} is not a time with its zone, like 2026-11-23T10:00:00Z`);
  return time;
}

function readMinutes(text: string): number {
  const minutes = Number(text);
  if (!Number.isFinite(minutes) || minutes < 0) throw new InvalidArgumentError(`${text} is not a number of minutes`);
  return minutes;
}
