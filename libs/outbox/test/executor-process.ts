import { openDatabase, startExecutor } from '../src/index.js';

/** Has its effect (a row, committed on another connection, as a provider would) and then waits to be killed before it can store the result. */
async function main([url]: string[]): Promise<void> {
  const database = await openDatabase({ url: url!, service: 'orders', maxConnections: 2 });
  startExecutor(database, {
    kind: 'payment',
    leaseMs: 1_000,
    handle: async ({ id }) => {
      await database.pool.query(`insert into effect values ($1, 'crashed')`, [id]);
      process.stdout.write('effect\n');
      return new Promise<never>(() => undefined);
    },
  });
}

void main(process.argv.slice(2));
