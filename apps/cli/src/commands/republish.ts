import { Command, InvalidArgumentError } from 'commander';
import { republishCatalog } from '@onefront/catalog';
import { republishCustomers } from '@onefront/customers';
import { republishInventory } from '@onefront/inventory';
import { republishOrders } from '@onefront/orders';
import { republishPromotions } from '@onefront/promotions';
import type { Database } from '@onefront/outbox';
import { openForTelling } from '../databases.js';

interface Options { key?: string; epoch?: number }

type Republish = (database: Database, options: Options) => Promise<number>;

/** Those whose versions can be raised after a restore; the versions of the others are steps of a ledger. */
const withEpochs: ReadonlySet<string> = new Set(['catalog', 'inventory', 'promotions']);

const owners = { catalog: republishCatalog, customers: republishCustomers, inventory: republishInventory, orders: republishOrders, promotions: republishPromotions } as const;

/** The log keeps two weeks; a view that needs more is given the current state again. */
export function republishCommand(checkout: string): Command {
  return new Command('republish')
    .description('Have a service tell its current state again, through its outbox: for a new consumer, or a view that is to be built anew.')
    .argument('<service>', `one of ${Object.keys(owners).join(', ')}, or all`)
    .option('--key <id>', 'only this subject: a SKU, an order, a customer, ...')
    .option('--epoch <n>', 'after a restore: versions of this epoch, which overtake all that was told before (catalog, inventory, promotions)', readEpoch)
    .action(async (service: string, options: Options) => {
      if (options.epoch !== undefined && !withEpochs.has(service)) throw new Error(`${service} has no epochs; ${[...withEpochs].join(', ')} have.`);
      const names = service === 'all' ? (Object.keys(owners) as Array<keyof typeof owners>) : [service as keyof typeof owners];
      for (const name of names) {
        const republish = owners[name] as Republish | undefined;
        if (!republish) throw new Error(`There is no service ${name}. Known: ${Object.keys(owners).join(', ')}, or all.`);
        const database = await openForTelling(name, checkout);
        try {
          const told = await republish(database, options);
          process.stdout.write(`${name}: ${told} told again; its relay sends them now\n`);
        } finally {
          await database.close();
        }
      }
    });
}

function readEpoch(text: string): number {
  const epoch = Number(text);
  if (!Number.isInteger(epoch) || epoch < 1 || epoch > 9000) throw new InvalidArgumentError(`${text} is not an epoch (1 to 9000)`);
  return epoch;
}
