import { blindIndex, pricingOf, pricingTerms, type Address, type OrderRequest, type Placement, type PricingRequest, type ProductSnapshot } from '@onefront/contracts';
import { canonicalJson, fingerprint, newId } from '@onefront/kernel';
import type { Gateway } from '../gateway.js';
import type { Viewer } from '../views/viewer.js';
import { Sealer } from './personal.js';
import { channelSnapshot, checkHandover, checkProducts, productSnapshot, readReferences, Wrong, type References } from './references.js';
import { paymentsGiven } from './tenders.js';

type Handover = OrderRequest['fulfillment'];
type Jurisdiction = { country: string; region?: string };

/** An order request whose references have been found: all that a quote needs, and what an order is made of. */
export interface CheckedRequest {
  readonly request: OrderRequest;
  readonly references: References;
  readonly snapshots: readonly ProductSnapshot[];
  readonly placedAt: string;
  readonly pricing: PricingRequest;
  readonly payments: Placement['payments'];
}

/** Checks everything that an order names against the views, and asks the question to promotions. Throws 422 naming all that is wrong. */
export async function checkRequest(gateway: Gateway, request: OrderRequest, { viewer, now }: { viewer: Viewer; now: Date }): Promise<CheckedRequest> {
  const references = await readReferences(gateway, request, viewer);
  const placedAt = request.placedAt ? new Date(request.placedAt).toISOString() : now.toISOString();
  const snapshots = references.products.map((row, index) => row && productSnapshot(row, references.listings[index], placedAt));
  const wrong = new Wrong();
  checkHandover(request.fulfillment, '/fulfillment', references, wrong);
  request.lines.forEach((line, index) => { if (line.fulfillment) checkHandover(line.fulfillment, `/lines/${index}/fulfillment`, references, wrong); });
  checkProducts(request, references, snapshots, wrong);
  const customer = request.customer?.id ? await gateway.customers.find(request.customer.id, viewer) : undefined;
  if (request.customer?.id && (!customer || customer.document.erased)) wrong.add('/customer/id', 'there is no such customer');
  if (request.hold !== undefined && !(await gateway.holds.find(request.hold, viewer))) wrong.add('/hold', 'there is no such hold');
  wrong.check();
  const payments = paymentsOf(request, references, gateway.keyring.pepper);
  // A record that was merged away stands for its survivor.
  const named = customer ? { ...request, customer: { ...request.customer, id: customer.id } } : request;
  const found = { request: named, references, snapshots: snapshots as ProductSnapshot[], placedAt, payments };
  return { ...found, pricing: pricingOfOrder(found, customer && { id: customer.id, groups: customer.document.groups }) };
}

function pricingOfOrder({ request, references, snapshots, placedAt, payments }: Omit<CheckedRequest, 'pricing'>, customer: PricingRequest['customer']): PricingRequest {
  const destination = jurisdictionOf(request.fulfillment, references);
  return {
    channel: channelSnapshot(references.channel), at: placedAt, recorded: request.recorded ?? false,
    lines: request.lines.map((line, index) => {
      const jurisdiction = jurisdictionOf(line.fulfillment ?? request.fulfillment, references);
      return {
        lineId: String(index + 1), sku: line.sku, quantity: line.quantity, method: (line.fulfillment ?? request.fulfillment).method, product: snapshots[index]!,
        ...(line.unitPrice ? { unitPrice: line.unitPrice } : {}), ...(line.total ? { total: line.total } : {}), ...(line.discounts ? { discounts: line.discounts } : {}),
        ...(jurisdiction ? { jurisdiction } : {}),
      };
    }),
    coupons: request.coupons ?? [], paymentMethods: payments.map((payment) => payment.method),
    ...(request.shipping ? { shipping: request.shipping } : {}), ...(request.tax ? { tax: request.tax } : {}), ...(request.grand ? { grand: request.grand } : {}),
    ...(request.expectedTotal ? { expectedTotal: request.expectedTotal } : {}), ...(destination ? { destination } : {}), ...(customer ? { customer } : {}),
  };
}

/** Where goods are handed over decides their tax: the address, or the location's; else the channel's own country (S13). */
function jurisdictionOf(handover: Handover, { network, channel }: References): Jurisdiction | undefined {
  const at = handover.method === 'ship' ? handover.address : handover.location ? network.locations.get(handover.location)?.location.address : handover.address;
  if (at) return { country: at.country, ...(at.region ? { region: at.region } : {}) };
  return channel.channel.taxCountry ? { country: channel.channel.taxCountry } : undefined;
}

/** Who says nothing pays cash at the till, has paid the channel, or gets an invoice. */
function paymentsOf(request: OrderRequest, { channel }: References, pepper: Buffer): Placement['payments'] {
  if (request.payment) return paymentsGiven(request, pepper);
  if (request.fulfillment.method === 'carry-out') return [{ method: 'cash' }];
  return [{ method: request.recorded || pricingOf(channel.channel) === 'as-sold' ? 'channel' : 'invoice' }];
}

/** The order as its owner gets it: snapshots instead of references, everything personal sealed under one key of this intake, or `under` one given. */
export async function placementOf(gateway: Gateway, checked: CheckedRequest, under?: Sealer): Promise<Placement> {
  const { request, references, snapshots, placedAt, pricing, payments } = checked;
  const addresses = [request.fulfillment, ...request.lines.flatMap((line) => line.fulfillment ?? [])].flatMap((handover) => handover.address ?? []);
  const sealer = under ?? (request.customer || addresses.length > 0 ? await Sealer.open(gateway.keyring) : undefined);
  const region = request.fulfillment.address?.country ?? references.channel.channel.taxCountry;
  const buyer = request.customer && sealer!.buyer(request.customer, { region, masked: gateway.maskedDomains });
  const destination = (handover: Handover) => (handover.address ? { destination: destinationOf(handover.address as Address, sealer!) } : {});
  const location = (id: string | undefined) => (id ? { location: id } : {});
  return {
    orderId: newId(), channel: pricing.channel, placedAt, coupons: request.coupons ?? [], method: request.fulfillment.method,
    ...location(request.fulfillment.location), ...destination(request.fulfillment), ...(request.externalId ? { externalId: request.externalId } : {}), ...(buyer ? { buyer } : {}),
    lines: request.lines.map((line, index) => {
      const handover = line.fulfillment ?? request.fulfillment;
      return {
        lineId: String(index + 1), sku: line.sku, quantity: line.quantity, method: handover.method, product: snapshots[index]!, ...location(handover.location ?? keptAt(handover, snapshots[index]!.kind, checked)),
        ...(pricing.lines[index]!.jurisdiction ? { jurisdiction: pricing.lines[index]!.jurisdiction } : {}),
        // Only what goes somewhere else than the order says so: equal destinations make one parcel.
        ...(line.fulfillment ? destination(line.fulfillment) : {}),
        ...(handover.notBefore ? { notBefore: new Date(handover.notBefore).toISOString() } : {}), ...(handover.dueAt ? { dueAt: new Date(handover.dueAt).toISOString() } : {}),
        ...(line.unitPrice ? { unitPrice: line.unitPrice } : {}), ...(line.total ? { total: line.total } : {}), ...(line.discounts ? { discounts: line.discounts } : {}),
      };
    }),
    locations: locationsOf(checked), payments, recorded: request.recorded ?? false, ...(request.staff ? { staff: request.staff } : {}), pricing: pricingTerms.parse(pricing),
    fingerprint: fingerprintOf(request, buyer, gateway.keyring.pepper), ...(request.hold ? { hold: request.hold } : {}),
  };
}

function destinationOf(address: Address, sealer: Sealer) {
  return { sealed: sealer.seal(address), country: address.country, ...(address.region ? { region: address.region } : {}), ...(address.postalCode ? { postalCode: address.postalCode } : {}) };
}

/**
 * Where goods lay that a marketplace has fulfilled and that nobody names: the first of the channel's locations that it keeps for it, whose units are sold by
 * this very order (S16, S26). What is recorded is history, and moves nothing unless it says from where.
 */
function keptAt({ method }: Handover, kind: ProductSnapshot['kind'], { request, references: { channel, network } }: CheckedRequest): string | undefined {
  if (method !== 'channel' || request.recorded || (kind !== 'stocked' && kind !== 'bundle')) return undefined;
  return channel.channel.locations.find((id) => network.locations.get(id)?.heldFor === channel.id);
}

function locationsOf(checked: CheckedRequest): Placement['locations'] {
  const { request, snapshots, references: { network } } = checked;
  const named = [request.fulfillment, ...request.lines.flatMap((line) => line.fulfillment ?? [])].flatMap((handover) => handover.location ?? []);
  const kept = request.lines.flatMap((line, index) => { const handover = line.fulfillment ?? request.fulfillment; return handover.location ?? keptAt(handover, snapshots[index]!.kind, checked) ?? []; });
  const ids = new Set([...named, ...kept]);
  return [...ids].map((id) => {
    const { version, location } = network.locations.get(id)!;
    return { id, version, ...(location.address ? { country: location.address.country, ...(location.address.region ? { region: location.address.region } : {}) } : {}) };
  });
}

/** Equal for an equal repeat (api.md): lines, customer keys and fulfillment, normalised. Personal parts go in as blind indexes, so that it tells nothing after an erasure. */
function fingerprintOf(request: OrderRequest, buyer: Placement['buyer'], pepper: Buffer): string {
  const blind = (handover: Handover | undefined) => handover && { ...handover, address: handover.address && blindIndex('text', canonicalJson(handover.address), pepper) };
  return fingerprint({
    lines: request.lines.map((line) => ({ ...line, fulfillment: blind(line.fulfillment) })),
    customer: buyer && { id: buyer.id, email: buyer.email?.index, phone: buyer.phone?.index, loyaltyId: buyer.loyaltyId, externalId: buyer.externalId },
    fulfillment: blind(request.fulfillment),
  });
}
