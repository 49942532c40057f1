import type { Journal } from './journal.js';
import type { ShopDoor } from './shop-door.js';

/** What an order must show at least: where it stands, and so many events in its timeline. */
export interface Shown {
  readonly status: string;
  readonly events: number;
}

/** Where an order may come to stand after it has been answered; the end states are not left again. */
const END_STATES = new Set(['cancelled', 'refused', 'fulfilled']);

/** Reads own orders at every gateway: what was answered shows at once, and nothing goes back in time (I12). */
export class Reader {
  private turn = 0;

  constructor(private readonly door: ShopDoor, private readonly journal: Journal, private readonly gateways: number, private readonly now: () => number) {}

  /** Follows one order, from what its shopper was answered on. */
  ownOrder(order: string, answered: Shown): { now(): Promise<void>; after(answered: Shown): Promise<void> } {
    let seen = answered;
    const look = async (): Promise<void> => {
      seen = await this.read(order, seen);
    };
    return {
      now: look,
      after: async (later) => {
        seen = { status: later.status, events: Math.max(later.events, seen.events) };
        await look();
      },
    };
  }

  /** Two looks, so that both gateways are asked. */
  private async read(order: string, least: Shown): Promise<Shown> {
    let seen = least;
    for (let n = 0; n < this.gateways; n += 1) {
      const { status, body, gateway } = await this.door.read(`/v1/orders/${encodeURIComponent(order)}`, this.turn++ % this.gateways);
      this.journal.reads += 1;
      if (status === 0) continue;
      const shown: Shown = { status: status === 200 ? body.status : `HTTP ${status}`, events: body?.timeline?.length ?? 0 };
      if (status !== 200 || isStale(shown, seen)) this.journal.noteStale({ at: Math.round(this.now()), order, gateway, expected: words(seen), seen: words(shown) });
      else seen = shown;
    }
    return seen;
  }
}

function isStale(shown: Shown, seen: Shown): boolean {
  if (shown.events < seen.events) return true;
  if (shown.status === 'pending' && seen.status !== 'pending' && seen.status !== '') return true;
  return END_STATES.has(seen.status) && shown.status !== seen.status;
}

const words = ({ status, events }: Shown): string => `${status} with ${events} events`;
