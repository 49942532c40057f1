import type { ChannelOrder, ChannelOrderLine } from '@onefront/channel-kit';
import { formatDecimal, type Money } from '@onefront/kernel';

/** A channel order that cannot be ours: a person has to look at it. */
export class Untranslatable extends Error {
  override readonly name = 'Untranslatable';
  constructor(readonly code: string, detail: string) {
    super(detail);
  }
}

/** What is ordered, without what changes in an order's life: the base of its hash. */
export function contentOf({ status: _status, updatedAt: _updatedAt, ...content }: ChannelOrder): object {
  return content;
}

/**
 * The body of `POST /v1/orders` for a channel order: prices as sold, the marketplace's own buyer id, tax that the marketplace remits.
 * A line that comes twice counts once (S16: line key). Throws `Untranslatable` for what no order of ours can say.
 */
export function orderRequestOf(order: ChannelOrder, channel: string): object {
  const lines = uniqueLines(order.lines);
  if (order.fulfilledBy === 'us' && !order.address) throw new Untranslatable('no-address', 'the channel order is to be shipped and has no address');
  return {
    channel, externalId: order.externalId, placedAt: order.placedAt.toISOString(),
    customer: { externalId: order.buyer.externalId, ...(order.buyer.email ? { email: order.buyer.email } : {}), ...(order.buyer.name ? { name: order.buyer.name } : {}) },
    lines: lines.map((line) => ({
      sku: line.sku, quantity: line.quantity, unitPrice: decimal(line.unitPrice),
      ...(line.discounts.length > 0 ? { discounts: line.discounts.map((one) => ({ ...one, amount: decimal(one.amount) })) } : {}),
    })),
    fulfillment: order.fulfilledBy === 'us' ? { method: 'ship', address: order.address } : { method: 'channel' },
    ...(order.shipping ? { shipping: decimal(order.shipping) } : {}),
    ...(order.tax.length > 0 ? { tax: order.tax.map((one) => ({ ...one, amount: decimal(one.amount) })) } : {}),
    grand: decimal(order.grand),
    payment: { method: 'channel' },
  };
}

function uniqueLines(lines: readonly ChannelOrderLine[]): ChannelOrderLine[] {
  const byId = new Map<string, ChannelOrderLine>();
  for (const line of lines) {
    const known = byId.get(line.lineId);
    if (known && (known.sku !== line.sku || known.quantity !== line.quantity || known.unitPrice.amount !== line.unitPrice.amount)) {
      throw new Untranslatable('line-twice', `line ${line.lineId} comes twice and differs`);
    }
    byId.set(line.lineId, line);
  }
  if (byId.size === 0) throw new Untranslatable('no-lines', 'the channel order has no lines');
  return [...byId.values()];
}

function decimal({ amount, currency }: Money): { amount: string; currency: string } {
  return { amount: formatDecimal(amount, currency), currency };
}
