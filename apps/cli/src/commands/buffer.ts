import { readFileSync } from 'node:fs';
import { bufferCase } from '@onefront/inventory';
import { DomainError } from '@onefront/kernel';
import { Command } from 'commander';

const HELP = `
The file is one JSON object about one SKU and one channel that sells from its own copy:
  target         so likely no more is sold elsewhere, while the channel does not know yet, than is kept back; like 0.99
  pushSeconds    until the channel shows a figure, at p99: onefront_channel_push_lag_seconds
  windowSeconds  for so long sales were counted
  elsewhere      [{"channel", "units", "intakeSeconds"?}]: what every other channel sold of the SKU in that time, and how long until a sale
                 of it is heard, at p99 (onefront_channel_intake_lag_seconds; own channels: 0)
  maximum        optional: units that are kept back at most
An example: docs/examples/buffer-case.json`;

/** Computes a channel buffer (S3 a) by the rule of the service; touches no running system. */
export function bufferCommand(): Command {
  return new Command('buffer')
    .description('Compute how many units of a SKU to keep back from a channel that sells from its own copy, from measured sales and lags. Reads a case from a file, changes nothing.')
    .argument('<file>', 'the case as JSON; - reads standard input')
    .option('--json', 'print the answer as JSON', false)
    .addHelpText('after', HELP)
    .action((file: string, { json }: { json: boolean }) => {
      const answer = compute(file);
      const words = `buffer ${answer.units}\n${answer.expected.toFixed(2)} units are sold elsewhere on average until the channel shows that they are gone\n`;
      process.stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : words);
    });
}

function compute(file: string): ReturnType<typeof bufferCase> {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
  try {
    return bufferCase(value);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const wrong = error.errors?.map(({ path, message }) => `  ${path || '/'}: ${message}`) ?? [`  ${error.message}`];
    throw new Error(`${file} is no case for a buffer:\n${wrong.join('\n')}`);
  }
}
