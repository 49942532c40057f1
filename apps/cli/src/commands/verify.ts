import { Command } from 'commander';
import type { Check } from '@onefront/outbox';
import { verifyCatalog } from '@onefront/catalog';
import { verifyChannels } from '@onefront/channels';
import { verifyCustomers } from '@onefront/customers';
import { verifyGateway } from '@onefront/gateway';
import { verifyInventory } from '@onefront/inventory';
import { verifyOrders } from '@onefront/orders';
import { verifyPromotions } from '@onefront/promotions';
import { databaseNames, openForReading, type DatabaseName } from '../databases.js';
import { verifyAcross } from '../verify/across.js';
import { verifyViews, type Databases } from '../verify/views.js';

/** Checks the published invariants on a running system; reads only. */
export function verifyCommand(checkout: string): Command {
  return new Command('verify')
    .description('Check the invariants of a running system: truth is recomputed from ledgers and events; nothing is written.')
    .option('--json', 'print the outcome as JSON', false)
    .addHelpText('after', '\nEnds with 0 when every invariant holds, 1 when one is broken. Databases: <SERVICE>_DATABASE_URL, or the house started from this checkout.\n')
    .action(async ({ json }: { json: boolean }) => {
      const checks = await verifyAll(checkout);
      process.stdout.write(json ? `${JSON.stringify({ ok: checks.every((check) => check.ok), checks }, null, 2)}\n` : words(checks));
      process.exitCode = checks.every((check) => check.ok) ? 0 : 1;
    });
}

export async function verifyAll(checkout: string): Promise<Check[]> {
  const opened: Array<[DatabaseName, Awaited<ReturnType<typeof openForReading>>]> = [];
  try {
    for (const name of databaseNames) opened.push([name, await openForReading(name, checkout)]);
    return await verifyDatabases(Object.fromEntries(opened) as Databases);
  } finally {
    await Promise.all(opened.map(([, database]) => database.close()));
  }
}

export async function verifyDatabases(databases: Databases): Promise<Check[]> {
  return [
    ...(await verifyCatalog(databases.catalog)),
    ...(await verifyInventory(databases.inventory)),
    ...(await verifyOrders(databases.orders)),
    ...(await verifyCustomers(databases.customers)),
    ...(await verifyPromotions(databases.promotions)),
    ...(await verifyConnectors(databases.channels)),
    ...(await verifyGateway(databases.gateway)),
    ...(await verifyAcross(databases)),
    ...(await verifyViews(databases)),
  ];
}

/** An installation may have no connector at all; then its database has no tables, and that is said. */
async function verifyConnectors(channels: Databases['channels']): Promise<Check[]> {
  const { rows } = await channels.read<{ there: boolean }>({ text: `select to_regclass('channels.channel_order') is not null as there` });
  return rows[0]?.there ? verifyChannels(channels) : [{ name: 'channels: no connector has run here', ok: true, count: 0 }];
}

function words(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ name }) => name.length));
  const lines = checks.map(({ name, ok, count, firstBad }) => `${ok ? 'PASS' : 'FAIL'}  ${name.padEnd(width)}  ${String(count).padStart(9)}${firstBad ? `\n      first bad: ${firstBad}` : ''}`);
  const failed = checks.filter(({ ok }) => !ok).length;
  return `${lines.join('\n')}\n\n${failed === 0 ? `All ${checks.length} invariants hold.` : `${failed} of ${checks.length} invariants are broken.`}\n`;
}
