import { customersService, customersWork } from '@onefront/customers';
import { inventoryService, inventoryWork } from '@onefront/inventory';
import { LocalPaymentProvider, ordersService, ordersWork, startBackground } from '@onefront/orders';
import type { BatchWork, Database } from '@onefront/outbox';
import { promotionsService, promotionsWork } from '@onefront/promotions';
import { readOnly } from './read-only.js';
import type { Row, TableSpec } from '../store/table.js';
import { TwinBook, type Twins } from '../store/twin.js';
import { customers, customersTables } from '../store/twins/customers.js';
import { inventory } from '../store/twins/inventory.js';
import { inventoryRows, inventoryTables } from '../store/twins/inventory.tables.js';
import { messaging } from '../store/twins/messaging.js';
import { messagingRows, messagingTables } from '../store/twins/messaging.tables.js';
import { orders, ordersTables } from '../store/twins/orders.js';
import { promotions, promotionsRows, promotionsTables } from '../store/twins/promotions.js';

/** Short, so that a seed sees every deadline pass in little simulated time. */
export const POLICY = { answerMs: 4_000, paymentMs: 9_000, pickupMs: 5_000, shipMs: 5_000, readyMs: 2_000, backorderMs: 3_000, exchangeMs: 9_000 };

interface Stoppable { close?(): unknown; stop?(): unknown }

/** A service as it is simulated: its real work and background, over the twins of its statements. */
export interface SimulatedService {
  readonly name: string;
  readonly hears: readonly string[];
  readonly tables: readonly TableSpec[];
  readonly rows: readonly (readonly [string, Row])[];
  readonly book: TwinBook;
  /** Of one process: it may remember things between batches. */
  work(): BatchWork<unknown>;
  background(database: Database): readonly Stoppable[] | void;
}

interface Parts {
  readonly definition: { readonly name: string; readonly hears: readonly string[]; readonly background?: unknown };
  readonly tables: readonly TableSpec[];
  readonly rows?: readonly (readonly [string, Row])[];
  readonly twins: Twins;
  work(): BatchWork<never>;
  readonly background?: SimulatedService['background'];
}

function simulated({ definition, tables, rows = [], twins, work, background }: Parts): SimulatedService {
  const own = definition.background as ((parts: { database: Database }) => readonly Stoppable[]) | undefined;
  return {
    name: definition.name, hears: definition.hears, tables: [...messagingTables, ...tables], rows: [...messagingRows, ...rows],
    book: new TwinBook(definition.name, messaging, twins),
    work: () => readOnly(work() as BatchWork<unknown>),
    background: background ?? ((database) => own?.({ database })),
  };
}

/** The payment provider answers `tok_slow` late, and `tok_unknown` not at all and later twice. */
const PROVIDER = { slowMs: 700, unknownMs: 900 };

export const services: readonly SimulatedService[] = [
  simulated({
    definition: ordersService, tables: ordersTables, twins: orders, work: () => ordersWork(POLICY) as BatchWork<never>,
    background: (database) => [startBackground({ database, provider: new LocalPaymentProvider(database, PROVIDER), policy: POLICY, queryMs: 400 })],
  }),
  simulated({ definition: inventoryService, tables: inventoryTables, rows: inventoryRows, twins: inventory, work: () => inventoryWork() as BatchWork<never> }),
  simulated({ definition: promotionsService, tables: promotionsTables, rows: promotionsRows, twins: promotions, work: () => promotionsWork() as BatchWork<never> }),
  // Erasure needs a keyring, which is not simulated: nobody is erased here.
  simulated({ definition: customersService, tables: customersTables, twins: customers, work: () => customersWork as BatchWork<never>, background: () => undefined }),
];
