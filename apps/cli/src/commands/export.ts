import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Command, Option } from 'commander';
import { ApiClient, readCredentials } from '../api/client.js';
import { kinds } from './import.js';

interface Options { readonly kind: string; readonly format: string; readonly out?: string; readonly credentials: string }

/** Writes all of a kind in the shape in which `onefront import` takes it. */
export function exportCommand(checkout: string): Command {
  return new Command('export')
    .description('Write all of a kind as CSV or JSON lines, as onefront import takes it. Imported again, it changes nothing.')
    .addOption(new Option('--kind <kind>', 'what to write').choices(kinds).makeOptionMandatory())
    .addOption(new Option('--format <format>', 'the shape of the file').choices(['csv', 'jsonl']).default('csv'))
    .option('--out <file>', 'where to write it; else on standard output')
    .option('--credentials <file>', 'where npm start wrote them', process.env['CREDENTIALS'] ?? resolve(checkout, 'var/credentials.json'))
    .action(async ({ kind, format, out, credentials }: Options) => {
      const api = new ApiClient(readCredentials(credentials), 1);
      try {
        const { status, body } = await api.download(`/v1/exports?kind=${kind}&format=${format}`);
        if (status !== 200) throw new Error(`The export was answered ${status}: ${await body.text()}`);
        await (out ? pipeline(body, createWriteStream(out)) : pipeline(body, process.stdout, { end: false }));
      } finally {
        await api.close();
      }
    });
}
