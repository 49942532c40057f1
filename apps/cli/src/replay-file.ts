import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ApiClient, readCredentials } from './api/client.js';
import { replayFile, type ReplayOptions } from './replay-file/replay-file.js';

const checkout = resolve(__dirname, '../../..');

function readSpeed(text: string): number {
  if (text === 'max') return 0;
  const speed = Number(text);
  if (!(speed > 0)) throw new InvalidArgumentError(`${text} is neither "max" nor a number above 0`);
  return speed;
}

function readDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError(`${text} is not a date like 2010-12-01`);
  return date;
}

const program = new Command('replay')
  .usage('<file> [options]          (npm run replay -- <file> ...)')
  .description('Feed a file of real transactions through the HTTP API as its channels would have, and reconcile the outcome with the file to the penny.\nKnows the shapes of UCI "Online Retail" and of the Complete Journey till data (.csv or .csv.gz). A replay that was killed goes on where it stood.')
  .argument('<file>', 'the transaction file')
  .option('--speed <max|N>', 'max, or N times as fast as it happened', readSpeed, 0)
  .option('--from <date>', 'only documents from this time on (UTC)', readDate)
  .option('--to <date>', 'only documents before this time (UTC)', readDate)
  .option('--concurrency <n>', 'documents on their way at once', Number, 48)
  .option('--credentials <file>', 'where npm start wrote them', process.env['CREDENTIALS'] ?? resolve(checkout, 'var/credentials.json'))
  .option('--restart', 'do not trust the journal of an earlier run: send everything again (nothing is doubled)', false)
  .option('--json', 'print the outcome as JSON', false)
  .action(async (file: string, options: Omit<ReplayOptions, 'file' | 'journal' | 'processes'> & { credentials: string; restart: boolean; json: boolean }) => {
    if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
    const credentials = readCredentials(options.credentials);
    const id = createHash('sha256').update([credentials.clientSecret, resolve(file), options.from?.toISOString(), options.to?.toISOString()].join('|')).digest('hex').slice(0, 12);
    const api = new ApiClient(credentials, options.concurrency);
    try {
      const ok = await replayFile(api, { ...options, file, journal: resolve(checkout, 'var/replay', `${basename(file)}-${id}.jsonl`), processes: resolve(checkout, 'var/processes.json') });
      process.exitCode = ok ? 0 : 1;
    } finally {
      await api.close();
    }
  });

program.parseAsync().catch((error: Error) => {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
});
