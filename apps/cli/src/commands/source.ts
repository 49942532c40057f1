import { readFileSync } from 'node:fs';
import { sourceCase, type SourceAnswer } from '@onefront/inventory';
import { DomainError } from '@onefront/kernel';
import { Command } from 'commander';

const HELP = `
The file is one JSON object:
  at         when the order comes in, like "2026-11-23T10:00:00Z"
  locations  {"<id>": {...}}: the members of PUT /v1/locations/{id} that matter (geo, address.country, safetyStock, shipsOrders, pickup, sellable,
             timezone, closesAt, closedOn, dispatch); name and kind may be left out
  channel    the members of PUT /v1/channels/{id} (currency, buffer, sourcing, locations in their order of preference; default: all)
  stock      [{"sku", "location", "onHand", "unavailable"?, "reserved"?}]
  planned    optional: [{"location", "day", "orders"}], orders that leave on a day already
  order      {"lines": [{"id"?, "sku", "quantity", "pickupAt"?}], "destination"?: {"country"?, "geo"?}, "excluded"?: ["<location>"]}
An example: docs/examples/source-case.json`;

/** Runs one sourcing case (S4) by the rules of the service; touches no running system. Exit code 2 when lines are short. */
export function sourceCommand(): Command {
  return new Command('source')
    .description('Decide which locations would serve an order, and show why: candidates, their costs, who was rejected. Reads a case from a file, changes nothing.')
    .argument('<file>', 'the case as JSON; - reads standard input')
    .option('--json', 'print the decision as JSON', false)
    .addHelpText('after', HELP)
    .action((file: string, { json }: { json: boolean }) => {
      const answer = decide(file);
      process.stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : words(answer));
      if (answer.short.length > 0) process.exitCode = 2;
    });
}

function decide(file: string): SourceAnswer {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
  try {
    return sourceCase(value);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const wrong = error.errors?.map(({ path, message }) => `  ${path || '/'}: ${message}`) ?? [`  ${error.message}`];
    throw new Error(`${file} is no case for sourcing:\n${wrong.join('\n')}`);
  }
}

function words({ lines, short, parcels, sourcing }: SourceAnswer): string {
  const out = [sourcing.chosen.length > 0 ? `from ${sourcing.chosen.join(', ')}` : 'from nowhere', ''];
  const unit = sourcing.unit ?? 'km';
  out.push(...table([
    ['', 'locations', `cost (${unit})`, 'made of', 'leaves', 'rejected because'],
    ...sourcing.candidates.map(({ locations, cost, parts, leavesOn, rejectedBecause }) => [
      rejectedBecause ? '' : '*', locations.join(' + '), cost, parts?.map((one) => `${one.part} ${one.cost}`).join(', ') ?? '', leavesOn ?? '', rejectedBecause ?? '',
    ]),
  ]), '');
  const days = new Map(parcels.map(({ location, day }) => [location, day]));
  out.push(...table([['line', 'SKU', 'units', 'location', 'leaves'], ...lines.map((one) => [one.lineId, one.sku, String(one.quantity), one.location, days.get(one.location) ?? ''])]));
  for (const { lineId, sku, requested, available } of short) out.push(`line ${lineId} is short: ${available} of ${requested} ${sku} can be promised`);
  return `${out.join('\n')}\n`;
}

function table(rows: readonly string[][]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ').trimEnd());
}
