import { Command } from 'commander';
import { dropDeadLetter, listDeadLetters, replayDeadLetter, showDeadLetter, type Database } from '@onefront/outbox';
import { databaseNames, isDatabaseName, openForTelling, type DatabaseName } from '../databases.js';

/** Messages that could not be handled: quarantined ones, and the heads of parked keys. */
export function deadLettersCommand(checkout: string): Command {
  const command = new Command('dead-letters').description('Messages that a service could not handle, with their bytes and the reason.');
  command.command('list')
    .description('all that wait for a decision')
    .argument('[service]', `one of ${databaseNames.join(', ')}; all of them by default`)
    .option('--json', 'as JSON', false)
    .action((service: string | undefined, { json }: { json: boolean }) => list(checkout, service, json));
  command.command('show').description('one message: headers, value, error').argument('<service>').argument('<id>', 'd12 or p7, as list shows it')
    .action((service: string, id: string) => on(checkout, service, async (database) => print(await showDeadLetter(database, id))));
  command.command('replay').description('have the service handle it again, with the same id; later messages of its key follow in order').argument('<service>').argument('<id>')
    .option('--accept-gap', 'go on although versions of this key are missing', false)
    .action((service: string, id: string, { acceptGap }: { acceptGap: boolean }) => on(checkout, service, async (database) => {
      await replayDeadLetter(database, id, { acceptGap });
      process.stdout.write(`${id} is handled again by ${service} within about a second; look with: onefront dead-letters list ${service}\n`);
    }));
  command.command('drop').description('give it up for good; a command\'s caller is told').argument('<service>').argument('<id>')
    .action((service: string, id: string) => on(checkout, service, async (database) => {
      await dropDeadLetter(database, id);
      process.stdout.write(`${id} of ${service} is given up\n`);
    }));
  return command;
}

async function list(checkout: string, service: string | undefined, json: boolean): Promise<void> {
  const found: Array<{ service: DatabaseName } & Record<string, unknown>> = [];
  for (const name of service ? [known(service)] : databaseNames) {
    await on(checkout, name, async (database) => {
      if (await hasRun(database)) for (const letter of await listDeadLetters(database)) found.push({ service: name, ...letter });
    });
  }
  if (json) return print(found);
  if (found.length === 0) return void process.stdout.write('No dead letters and no parked keys.\n');
  for (const letter of found) process.stdout.write(`${letter.service}  ${Object.entries(letter).filter(([key, value]) => key !== 'service' && value !== null && typeof value !== 'object').map(([key, value]) => `${key}=${String(value).slice(0, 120)}`).join('  ')}\n`);
}

/** An installation may have no connector at all; then its database has no tables. */
async function hasRun(database: Database): Promise<boolean> {
  const { rows } = await database.read<{ there: boolean }>({ text: `select to_regclass('messaging.dead_letter') is not null as there` });
  return rows[0]!.there;
}

async function on(checkout: string, service: string, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await openForTelling(known(service), checkout);
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

function known(service: string): DatabaseName {
  if (!isDatabaseName(service)) throw new Error(`There is no service ${service}. Known: ${databaseNames.join(', ')}.`);
  return service;
}

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? member.toString() : Buffer.isBuffer(member) ? member.toString('utf8') : member), 2)}\n`);
}
