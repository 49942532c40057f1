import { setTimeout as delay } from 'node:timers/promises';
import type { BusAdmin } from '@onefront/bus';
import { Command, InvalidArgumentError } from 'commander';
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
    .description('How many records a service has still to hear.')
    .argument('<service>', `one of ${definitions.map(({ name }) => name).join(', ')}`)
    .option('--wait <seconds>', 'until it has heard all; ends with 1 when it has not by then', readSeconds)
    .addHelpText('after', '\nA key that is parked counts as heard: look at `onefront dead-letters list` as well. The bus is found as by a service (KAFKA_BROKERS, ...), else in the\nhouse that was started from this checkout.\n')
    .action(async (service: string, { wait }: Options) => {
      const definition = definitions.find(({ name }) => name === service);
      if (!definition) throw new Error(`There is no service ${service}. Known: ${definitions.map(({ name }) => name).join(', ')}.`);
      const bus = findBus('lag', checkout);
      try {
        const left = await untilHeard(await bus.admin(), { group: service, topics: definition.hears, until: Date.now() + (wait ?? 0) * 1000 });
        if (wait !== undefined && left > 0n) process.exitCode = 1;
      } finally {
        await bus.close();
      }
    });
}

async function untilHeard(admin: BusAdmin, { group, topics, until }: { group: string; topics: readonly string[]; until: number }): Promise<bigint> {
  let last: bigint | undefined;
  for (let quiet = 0; ;) {
    const left = (await admin.lag(group, topics)).reduce((sum, one) => sum + one.lag, 0n);
    if (left !== last) process.stdout.write(`${group}: ${left} records behind\n`);
    last = left;
    quiet = left === 0n ? quiet + 1 : 0;
    if (quiet >= QUIET_LOOKS || Date.now() >= until) return left;
    await delay(LOOK_EVERY_MS);
  }
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new InvalidArgumentError(`${text} is not a number of seconds`);
  return seconds;
}
