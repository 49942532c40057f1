import { setTimeout as pause } from 'node:timers/promises';
import type { Journey, JourneyRef, Placed, Subject } from '../types.js';

export interface RaceWish {
  readonly units: number;
  readonly shoppers: number;
  readonly say: (line: string) => void;
  /** The journey to the race's product, where it is not the subject's own. */
  readonly journey?: (sku: string) => JourneyRef;
}

/** How a race for the last units ended. */
export interface Race {
  readonly sku: string;
  /** What shoppers were told. */
  readonly confirmed: number;
  readonly refused: number;
  readonly failed: number;
  /** What the subject's books say. */
  readonly sold: number;
  /** From the moment when all pay until the last has an answer. */
  readonly seconds: number;
  readonly examples: readonly string[];
  /** Two shoppers one after the other, for a product of which there is one unit: `refused` for the second shows that the shop does watch stock. */
  readonly control: readonly [Placed, Placed];
  /** How it ended for one more shopper who came when all was over. */
  readonly latecomer: Placed;
  /** Units that the shop's own stock ledger holds as promised, where that is another number than `sold`. */
  readonly promised?: number;
}

/** Carts are filled by so many at a time: that they are filled is no part of the race. */
const FILLED_AT_ONCE = 8;
const BOOKS_WITHIN_MS = 30_000;

/** All shoppers have the product in the cart and everything filled in; then all pay at once. */
export async function race(subject: Subject, { units, shoppers, say, journey }: RaceWish): Promise<Race> {
  const to = (sku: string): JourneyRef => journey?.(sku) ?? subject.journey({ lines: 1, sku });
  const control = await oneAfterTheOther(to(await subject.stock(1)));
  const sku = await subject.stock(units);
  const opened = await open(to(sku), shoppers);
  try {
    if (opened.prepare) say(`${subject.name}: ${shoppers} carts are filled`);
    const pays = await fillCarts(opened, shoppers);
    say(`${subject.name}: ${shoppers} pay at once for ${units} units`);
    const began = performance.now();
    const placed = await Promise.all(pays.map((pay) => pay()));
    const seconds = (performance.now() - began) / 1000;
    const sold = await settledSales(subject, sku, counted(placed).confirmed);
    return { sku, seconds, ...counted(placed), sold, control, latecomer: await opened.placeOrder(0) };
  } finally {
    await opened.close();
  }
}

async function open({ module, options }: JourneyRef, clients: number): Promise<Journey> {
  const { openJourney } = require(module) as { openJourney(options: unknown, clients: number): Promise<Journey> };
  return openJourney(options, clients);
}

async function oneAfterTheOther(to: JourneyRef): Promise<[Placed, Placed]> {
  const opened = await open(to, 1);
  try {
    return [await opened.placeOrder(0), await opened.placeOrder(0)];
  } finally {
    await opened.close();
  }
}

async function fillCarts(journey: Journey, shoppers: number): Promise<Array<() => Promise<Placed>>> {
  const { prepare } = journey;
  if (!prepare) return Array.from({ length: shoppers }, (_, client) => () => journey.placeOrder(client));
  const pays: Array<() => Promise<Placed>> = [];
  let next = 0;
  const fill = async (): Promise<void> => {
    while (next < shoppers) {
      const client = next++;
      pays.push(await prepare.call(journey, client));
    }
  };
  await Promise.all(Array.from({ length: FILLED_AT_ONCE }, fill));
  return pays;
}

function counted(placed: readonly Placed[]): Pick<Race, 'confirmed' | 'refused' | 'failed' | 'examples'> {
  const of = (outcome: Placed['outcome']): number => placed.filter((one) => one.outcome === outcome).length;
  const failures = placed.filter(({ outcome }) => outcome === 'failed').map(({ why }) => why ?? 'no reason');
  return { confirmed: of('confirmed'), refused: of('refused'), failed: of('failed'), examples: [...new Set(failures)].slice(0, 5) };
}

/** The books once they have stood still for a second: some shops go on working after the last answer. */
async function settledSales(subject: Subject, sku: string, atLeast: number): Promise<number> {
  const deadline = performance.now() + BOOKS_WITHIN_MS;
  let sold = await subject.sold(sku);
  for (;;) {
    await pause(1_000);
    const now = await subject.sold(sku);
    if ((now === sold && now >= atLeast) || performance.now() > deadline) return now;
    sold = now;
  }
}
