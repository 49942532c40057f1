import { plenty } from '../load/assortment.js';
import { Beside } from '../load/beside.js';
import { Counters } from '../load/counters.js';
import type { Journal, Receipt } from '../load/journal.js';
import type { ShopDoor } from '../load/shop-door.js';
import { randomOf } from '../random.js';
import type { RunState } from './state.js';

export interface BesideRunOptions {
  readonly state: RunState;
  readonly door: ShopDoor;
  readonly gateways: number;
  readonly journal: Journal;
  readonly workers: number;
  /** Where the tills keep their journals. */
  readonly tills: string;
  now(): number;
  /** Told of a write that nobody answered in the end. */
  unexpected(text: string): void;
}

/** What goes on beside the orders, on the two products that sell most, through the gateways in turn; all of it noted. Ends when it is told to. */
export function startBeside(options: BesideRunOptions): { stop(): Promise<void> } {
  const { state, door, gateways, journal, unexpected } = options;
  const beside = besides(options);
  const counters = new Counters({
    seed: state.seed, random: randomOf(state.seed, 'counters', state.elapsedMs), folder: options.tills, door, gateways, skus: plenty.slice(0, 2), unexpected,
    sold: (sale) => journal.noteTillSale(sale),
  });
  return { stop: async () => void (await Promise.all([beside.stop(), counters.stop()])) };
}

function besides({ state, door, gateways, journal, workers, now, unexpected }: BesideRunOptions): Beside {
  let turn = 0;
  return new Beside({
    random: randomOf(state.seed, 'beside', state.elapsedMs), hot: plenty.slice(0, 2).map((sku) => ({ sku, location: 'derby' })), other: 'bristol', customers: state.customers, channel: 'web', now,
    note: (entry) => {
      journal.noteBeside(entry);
      if (entry.outcome === 'unanswered') unexpected(`${entry.write} of ${entry.subject} was given up: ${entry.status} ${entry.problem ?? ''}`);
    },
    write: async (method, path, body, idempotencyKey) => {
      const { movements: [receipt] = [] } = (body ?? {}) as { movements?: Array<Omit<Receipt, 'idempotencyKey'>> };
      if (receipt) journal.noteSending({ idempotencyKey, sku: receipt.sku, location: receipt.location, quantity: receipt.quantity });
      const settled = await door.write({ method, path, ...(body === undefined ? {} : { body: JSON.stringify(body) }), idempotencyKey }, turn++ % gateways);
      if (receipt) journal.noteSent(idempotencyKey);
      return settled;
    },
  }, workers);
}
