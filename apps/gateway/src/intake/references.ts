import { locationPolicy, pricingOf, type ChannelSnapshot, type OrderRequest, type ProductSnapshot } from '@onefront/contracts';
import { DomainError, type FieldError } from '@onefront/kernel';
import type { Gateway } from '../gateway.js';
import type { Network, NetworkChannel, NetworkLocation } from '../views/network.js';
import { inForce, type ListingRow, type ProductRow } from '../views/products.js';
import type { Viewer } from '../views/viewer.js';
import { checkTenders } from './tenders.js';

/** What the gateway's views know of everything that an order names. */
export interface References {
  readonly channel: NetworkChannel;
  readonly network: Network;
  /** Asked on behalf of a partner. */
  readonly partner: boolean;
  readonly products: readonly (ProductRow | undefined)[];
  readonly listings: readonly (ListingRow | undefined)[];
}

/** Collects wrong references, so that one answer names all of them. */
export class Wrong {
  private readonly errors: FieldError[] = [];

  add(path: string, message: string): void {
    this.errors.push({ path, message });
  }
  /** Throws 422 when something was wrong. */
  check(): void {
    if (this.errors.length === 0) return;
    throw new DomainError('invalid-request', 'invalid', this.errors.map((error) => `${error.path}: ${error.message}`).join('; ').slice(0, 1000), this.errors);
  }
}

/** 422 with one wrong field. */
export function wrongAt(path: string, message: string): DomainError {
  return new DomainError('invalid-request', 'invalid', `${path}: ${message}`, [{ path, message }]);
}

/** Reads all references of an order at once. Throws 422 naming the channel when it is not there for this caller. */
export async function readReferences(gateway: Gateway, request: OrderRequest, viewer: Viewer): Promise<References> {
  const [network, products, listings] = await Promise.all([
    gateway.networks.now(),
    Promise.all(request.lines.map((line) => gateway.products.get(line.sku))),
    Promise.all(request.lines.map((line) => gateway.products.listing(line.sku, request.channel, viewer))),
  ]);
  const channel = network.channels.get(request.channel);
  if (!channel || (viewer.channels !== null && !viewer.channels.includes(channel.id))) {
    const wrong = new Wrong();
    wrong.add('/channel', 'there is no such channel');
    wrong.check();
  }
  return { channel: channel!, network, partner: viewer.channels !== null, products, listings };
}

export function channelSnapshot({ id, version, channel }: NetworkChannel): ChannelSnapshot {
  return {
    id, version, kind: channel.kind, currency: channel.currency, pricing: pricingOf(channel), taxIncluded: channel.taxIncluded,
    ...(channel.taxCountry ? { taxCountry: channel.taxCountry } : {}), ...(channel.timezone ? { timezone: channel.timezone } : {}),
  };
}

/** The product as the shopper saw it on this channel: with the channel's own price and title where it has them. */
export function productSnapshot(row: ProductRow, listing: ListingRow | undefined, now: string): ProductSnapshot {
  const { product } = row;
  const own = inForce(listing?.listing, now);
  return {
    version: row.version, name: own?.title ?? product.name, kind: product.kind, price: own?.price ?? product.price,
    ...(product.brand ? { brand: product.brand } : {}), ...(product.categories ? { categories: product.categories } : {}), ...(product.tags ? { tags: product.tags } : {}),
    ...(product.attributes ? { attributes: product.attributes } : {}), ...(product.taxCategory ? { taxCategory: product.taxCategory } : {}), ...(product.components ? { components: product.components } : {}),
  };
}

type Handover = OrderRequest['fulfillment'];

/** How goods change hands: what the method needs is there, and the location may do it (api.md, orders). */
export function checkHandover(handover: Handover, path: string, { channel, network, partner }: References, wrong: Wrong): NetworkLocation | undefined {
  if (handover.method === 'ship' && !handover.address) wrong.add(`${path}/address`, 'shipping needs an address');
  if ((handover.method === 'pickup' || handover.method === 'carry-out') && !handover.location) wrong.add(`${path}/location`, `${handover.method} needs a location`);
  if (!handover.location) return undefined;
  const location = network.locations.get(handover.location);
  if (!location) {
    wrong.add(`${path}/location`, 'there is no such location');
    return undefined;
  }
  const inChannel = channel.channel.locations.includes(location.id);
  // A marketplace may have sent it from anywhere, if the retailer says so; a partner takes nothing from the floors of others.
  if ((handover.method !== 'channel' || partner) && !inChannel) wrong.add(`${path}/location`, `the channel ${channel.id} does not sell from this location`);
  if (location.heldFor !== undefined && location.heldFor !== channel.id) wrong.add(`${path}/location`, `a marketplace keeps what lies there for the channel ${location.heldFor}`);
  if (handover.method === 'pickup' && !locationPolicy(location.location).pickup) wrong.add(`${path}/location`, 'nothing can be collected at this location');
  return location;
}

/** Every line's product is there, sold, and has a price that can be charged here. */
export function checkProducts(request: OrderRequest, { channel, products }: References, snapshots: readonly (ProductSnapshot | undefined)[], wrong: Wrong): void {
  const { currency } = channel.channel;
  const asSold = request.recorded === true || pricingOf(channel.channel) === 'as-sold';
  request.lines.forEach((line, index) => {
    const path = `/lines/${index}`;
    const product = products[index]?.product;
    if (!product) return wrong.add(`${path}/sku`, 'there is no such product');
    if (product.status === 'archived' && !request.recorded) wrong.add(`${path}/sku`, 'the product is archived');
    if (asSold && !line.unitPrice && !line.total) wrong.add(`${path}/unitPrice`, 'what was sold elsewhere carries its unit price or total');
    if (!asSold && snapshots[index]!.price.currency !== currency) wrong.add(`${path}/sku`, `the product has no price in ${currency}`);
    for (const member of ['unitPrice', 'total'] as const) if (line[member] && line[member].currency !== currency) wrong.add(`${path}/${member}/currency`, `the channel sells in ${currency}`);
    line.discounts?.forEach((discount, at) => { if (discount.amount.currency !== currency) wrong.add(`${path}/discounts/${at}/amount/currency`, `the channel sells in ${currency}`); });
  });
  for (const member of ['shipping', 'grand', 'expectedTotal'] as const) if (request[member] && request[member].currency !== currency) wrong.add(`/${member}/currency`, `the channel sells in ${currency}`);
  checkTenders(request, currency, wrong);
  request.tax?.forEach((tax, at) => { if (tax.amount.currency !== currency) wrong.add(`/tax/${at}/amount/currency`, `the channel sells in ${currency}`); });
}
