import { Command, InvalidArgumentError } from 'commander';
import { pruneAudit, walkAudit, type Head } from '@onefront/gateway';
import type { Database } from '@onefront/outbox';
import { openForReading, openForTelling } from '../databases.js';

/** What an operator does with the audit: hold it against what was kept outside, and take its oldest part away. */
export function auditCommand(checkout: string): Command {
  const command = new Command('audit').description('The chained record of every change: verify it, or take its oldest part away.');
  command.command('verify')
    .description('follow the chain, and hold it against heads that were kept outside; prints the head to be kept for the next time')
    .option('--anchor <position:hash>', 'a head from an earlier run, from the log or from an export; may be given more than once', gather, [] as Head[])
    .option('--after <position:hash>', 'begin behind a head that was verified before', readHead)
    .option('--json', 'as JSON', false)
    .action((options: { anchor: Head[]; after?: Head; json: boolean }) => on(openForReading('gateway', checkout), async (database) => {
      const { count, firstBad, head } = await walkAudit(database, { anchors: options.anchor, ...(options.after ? { after: options.after } : {}) });
      if (options.json) process.stdout.write(`${JSON.stringify({ ok: firstBad === undefined, count, firstBad, head }, null, 2)}\n`);
      else process.stdout.write(firstBad ? `BROKEN at ${firstBad}\n${count} entries before it are as they were written.\n` : `${count} entries, one unbroken chain. Keep this outside: --anchor ${head.position}:${head.hash}\n`);
      process.exitCode = firstBad ? 1 : 0;
    }));
  command.command('prune')
    .description('verify the chain, seal it, and remove what is older; as a user that may become the owner of the audit\'s tables (GATEWAY_DATABASE_URL)')
    .requiredOption('--before <time>', 'an RFC 3339 time; export what your rules tell you to keep first', readTime)
    .action(({ before }: { before: Date }) => on(openForTelling('gateway', checkout), async (database) => {
      const { sealed, removed } = await pruneAudit(database, before);
      process.stdout.write(`${removed} entries removed; the chain goes on behind position ${sealed}.\n`);
    }));
  return command;
}

async function on(opening: Promise<Database>, work: (database: Database) => Promise<void>): Promise<void> {
  const database = await opening;
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

function readHead(text: string): Head {
  const [, position, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (!position || !hash) throw new InvalidArgumentError('A head is <position>:<64 hex digits>.');
  return { position: Number(position), hash };
}

function gather(text: string, heads: Head[]): Head[] {
  return [...heads, readHead(text)];
}

function readTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError(`${text} is not an RFC 3339 time.`);
  return time;
}
