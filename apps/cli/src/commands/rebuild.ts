import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { createBusDriver } from '@onefront/bus';
import { createProjector, gatewayService, isLifecycleTopic, viewTopics } from '@onefront/gateway';
import { createConsumer, openDatabase, runMigrations, type Consumer, type Database } from '@onefront/outbox';
import { databaseUrl, openForReading, readHouse } from '../databases.js';
import { differences, checksums } from '../rebuild/checksums.js';
import { withDatabase } from '../rebuild/scratch-database.js';

/** Rebuilds the gateway's views beside the live ones and compares them. */
export function replayCommand(checkout: string): Command {
  return new Command('replay')
    .description('Build the gateway\'s views anew, beside the live ones, from what is on the bus, and compare checksums. The live views are only read.')
    .option('--within <seconds>', 'how long the rebuilt views may take to become equal to the live ones', Number, 300)
    .option('--json', 'print the outcome as JSON', false)
    .addHelpText('after', '\nThe log keeps two weeks: run `onefront republish all` first when it does not reach back to the beginning.\n')
    .action(async ({ within, json }: { within: number; json: boolean }) => {
      const outcome = await rebuildViews(checkout, within, (line) => { if (!json) process.stderr.write(`${line}\n`); });
      if (json) process.stdout.write(`${JSON.stringify(outcome, null, 2)}\n`);
      else process.stdout.write(outcome.tables.map(({ table, live, rebuilt, ok }) => `${ok ? 'same' : 'DIFF'}  ${table.padEnd(18)}  live ${live}  rebuilt ${rebuilt}`).join('\n') + `\n\n${outcome.ok ? 'The rebuilt views are equal to the live ones.' : 'The rebuilt views differ from the live ones.'}\n`);
      process.exitCode = outcome.ok ? 0 : 1;
    });
}

export interface Rebuilt {
  readonly ok: boolean;
  readonly tables: ReturnType<typeof differences>;
}

export async function rebuildViews(checkout: string, withinSeconds: number, say: (line: string) => void): Promise<Rebuilt> {
  const name = `gateway_rebuild_${randomBytes(4).toString('hex')}`;
  return withDatabase(databaseUrl('gateway', checkout), name, async (url) => {
    const scratch = await openDatabase({ url, service: 'gateway', migrations: gatewayService.migrations ?? [], applicationName: 'onefront replay' });
    try {
      await runMigrations(scratch);
      const live = await openForReading('gateway', checkout);
      try {
        return await consumeUntilEqual({ checkout, scratch, live, group: name, withinSeconds, say });
      } finally {
        await live.close();
      }
    } finally {
      await scratch.close();
    }
  });
}

interface Run {
  readonly checkout: string;
  readonly scratch: Database;
  readonly live: Database;
  readonly group: string;
  readonly withinSeconds: number;
  readonly say: (line: string) => void;
}

async function consumeUntilEqual({ checkout, scratch, live, group, withinSeconds, say }: Run): Promise<Rebuilt> {
  const bus = createBusDriver(busOf(checkout));
  const consumer: Consumer = createConsumer(scratch, { name: 'gateway', work: createProjector({ audit: false }), lifecycle: isLifecycleTopic });
  try {
    const reading = await bus.consume({ group, topics: viewTopics, onBatch: consumer.onBatch });
    try {
      const deadline = Date.now() + withinSeconds * 1000;
      for (;;) {
        const tables = differences(await checksums(live), await checksums(scratch));
        const ok = tables.every((table) => table.ok);
        if (ok || Date.now() > deadline) return { ok, tables };
        say(`${tables.filter((table) => table.ok).length} of ${tables.length} tables are equal; reading on`);
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    } finally {
      await reading.close();
    }
  } finally {
    await consumer.stop();
    await bus.close();
  }
}

function busOf(checkout: string): Parameters<typeof createBusDriver>[0] {
  const house = readHouse(checkout);
  const brokers = process.env['KAFKA_BROKERS'] ?? house?.brokers;
  if (brokers) return { kind: 'kafka', brokers: brokers.split(','), clientId: 'onefront-replay' };
  const url = process.env['BUS_DATABASE_URL'] ?? house?.databases['bus'];
  if (!url) throw new Error('Where is the bus? Set KAFKA_BROKERS, or run this in a checkout from which npm start runs.');
  return { kind: 'pglog', url, clientId: 'onefront-replay' };
}
