import { setTimeout as delay } from 'node:timers/promises';
import type { BusAdmin } from '@onefront/bus';
import { stats, type Database } from '@onefront/outbox';
import { Command, InvalidArgumentError } from 'commander';
import { openForReading, type DatabaseName } from '../databases.js';
import { definitions } from '../generate/definitions.js';
import { findBus } from './find-bus.js';

const LOOK_EVERY_MS = 500;
/** Nothing may be on its way for so long before a service counts as caught up: offsets are committed a moment behind. */
const QUIET_LOOKS = 2;

interface Options {
  readonly wait?: number;
}

/** How far a service is behind its topics; with `--wait`, until it is not. */
export function lagCommand(checkout: string): Command {
  return new Command('lag')
    .description('How many records a service has still to hear, and how many messages of its own have not left yet.')
    .argument('<service>', `one of ${definitions.map(({ name }) => name).join(', ')}`)
    .option('--wait <seconds>', 'until it has heard and told all; ends with 1 when it has not by then', readSeconds)
    .addHelpText('after', '\nA key that is parked for a person counts as heard: look at `onefront dead-letters list` as well. The bus is found as by a service (KAFKA_BROKERS, ...), else in the\nhouse that was started from this checkout.\n')
    .action(async (service: string, { wait }: Options) => {
      const definition = definitions.find(({ name }) => name === service);
      if (!definition) throw new Error(`There is no service ${service}. Known: ${definitions.map(({ name }) => name).join(', ')}.`);
      const bus = findBus('lag', checkout);
      const database = await openForReading(definition.name as DatabaseName, checkout);
      try {
        const rested = await untilRested(await bus.admin(), database, { service, topics: definition.hears, until: Date.now() + (wait ?? 0) * 1000 });
        if (wait !== undefined && !rested) process.exitCode = 1;
      } finally {
        await database.close();
        await bus.close();
      }
    });
}

/** Tells what is left whenever it changes. True when nothing was, for a moment. */
async function untilRested(admin: BusAdmin, database: Database, { service, topics, until }: { service: string; topics: readonly string[]; until: number }): Promise<boolean> {
  let last = '';
  for (let quiet = 0; ;) {
    const toHear = (await admin.lag(service, topics)).reduce((sum, one) => sum + one.lag, 0n);
    const { outboxRows, parkedKeys } = await stats(database);
    const waiting = parkedKeys.reduce((sum, { reason, keys }) => (reason === 'waiting' ? sum + keys : sum), 0);
    const now = `${service}: ${toHear} records to hear, ${outboxRows} messages to tell${waiting > 0 ? `, ${waiting} keys wait for something` : ''}\n`;
    if (now !== last) process.stdout.write(now);
    last = now;
    quiet = toHear === 0n && outboxRows === 0 && waiting === 0 ? quiet + 1 : 0;
    if (quiet >= QUIET_LOOKS) return true;
    if (Date.now() >= until) return false;
    await delay(LOOK_EVERY_MS);
  }
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new InvalidArgumentError(`${text} is not a number of seconds`);
  return seconds;
}
