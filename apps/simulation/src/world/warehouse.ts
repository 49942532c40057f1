import type { Order, Outbound, Settlement } from '@onefront/contracts';
import { Random, seedOf } from '../engine/random.js';
import { step } from './orders-plan.js';

type Fulfillment = Order['fulfillments'][number];

export interface Work {
  readonly after: number;
  readonly command: Outbound;
  readonly id: string;
}

/**
 * The people who pick, pack and hand over. What they do follows from the seed and from what they see, not from when other things are drawn,
 * so that leaving out a fault leaves them as they were.
 */
export class Warehouse {
  private readonly done = new Set<string>();
  private readonly codes = new Map<string, string>();

  constructor(private readonly seed: number) {}

  /** What is to be done about an order as it was told. */
  see(order: Order): Work[] {
    if (order.status === 'refused' || order.status === 'cancelled') return [];
    return order.fulfillments.flatMap((one) => this.next(order, one) ?? []);
  }

  /** The code that the customer was sent. */
  hear({ body, operationId }: Settlement): void {
    const code = (body as { collectCode?: string } | undefined)?.collectCode;
    const fulfillment = /^w (.+) packed$/.exec(operationId)?.[1];
    if (code && fulfillment) this.codes.set(fulfillment, code);
  }

  private next(order: Order, fulfillment: Fulfillment): Work | undefined {
    const id = `w ${fulfillment.id} ${fulfillment.status}`;
    if (this.done.has(id)) return undefined;
    const random = new Random(seedOf(this.seed, id));
    // Some work is left lying.
    if (random.chance(0.12)) return undefined;
    const command = this.commandOf(random, order, fulfillment);
    if (!command) return undefined;
    this.done.add(id);
    return { after: random.skewed(2_500), command, id };
  }

  private commandOf(random: Random, order: Order, { id, status, method, lines }: Fulfillment): Outbound | undefined {
    switch (status) {
      case 'open': return random.chance(0.12) ? step(order.id, id, 'reject', { reason: 'no time' }) : step(order.id, id, 'accept');
      case 'accepted': return step(order.id, id, 'pick', { lines: pickedOf(random, lines) });
      case 'picking': return step(order.id, id, 'pack');
      case 'packed': return method === 'pickup' ? step(order.id, id, 'ready') : step(order.id, id, 'ship', { carrier: 'post', tracking: id, ...partOf(random, lines) });
      case 'ready': return this.codes.has(id) && random.chance(0.7) ? step(order.id, id, 'collect', { code: this.codes.get(id) }) : undefined;
      default: return undefined;
    }
  }
}

function pickedOf(random: Random, lines: Fulfillment['lines']) {
  const missing = random.chance(0.15);
  const byLine = new Map<string, number>();
  for (const { lineId, quantity } of lines) byLine.set(lineId, (byLine.get(lineId) ?? 0) + quantity);
  return [...byLine].map(([lineId, quantity]) => ({ lineId, quantity: missing ? Math.max(0, quantity - 1) : quantity }));
}

/** Sometimes the parcel holds only a part. */
function partOf(random: Random, lines: Fulfillment['lines']) {
  const [first] = lines;
  return first && first.quantity > 1 && random.chance(0.2) ? { lines: [{ lineId: first.lineId, quantity: 1 }] } : {};
}
