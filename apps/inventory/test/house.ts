import { extendHold, goodsHandedOver, goodsReturned, leaseStock, message, orderPlaced, placeHold, putChannel, putLocation, recordMovements, releaseHold, releaseRequested, resourcingRequested, type Channel, type DataOf, type Inbound, type Location, type MessageDefinition, type Movement, type Outbound } from '@onefront/contracts';
import { newId } from '@onefront/kernel';
import { ownerUnderTest, type Owner } from '@onefront/testing';
import { inventoryWork } from '../src/inventory.subscriptions.js';
import { migrations } from '../src/persistence/index.js';

/** Inventory on a real database, or another process of it beside the first. */
export function inventoryUnderTest(beside?: Owner): Promise<Owner> {
  return ownerUnderTest({ service: 'inventory', migrations, work: inventoryWork(), ...(beside ? { beside } : {}) });
}

export const now = '2026-11-01T09:00:00.000Z';

export function location(id: string, rest: Partial<Location> = {}): Outbound {
  return message(putLocation, { key: id, data: { id, location: { name: id, kind: 'store', ...rest }, conditions: {} } }) as Outbound;
}

export function channel(id: string, locations: string[], rest: Partial<Channel> = {}): Outbound {
  return message(putChannel, { key: id, data: { id, channel: { name: id, kind: 'webshop', locations, buffer: 0, currency: 'EUR', taxIncluded: true, ...rest }, conditions: {} } }) as Outbound;
}

export function move(...movements: Movement[]): Outbound {
  const movementId = newId();
  return message(recordMovements, { key: movementId, data: { movementId, movements, at: now } }) as Outbound;
}

export function receipt(sku: string, at: string, quantity: number): Outbound {
  return move({ sku, location: at, quantity, reason: 'receipt' });
}

type Placed = DataOf<typeof orderPlaced>;
type Line = Placed['placement']['lines'][number];

/** What a test says of a line; the rest is an ordinary stocked product. */
export interface LineOf { sku: string; quantity?: number; method?: Line['method']; location?: string; kind?: Line['product']['kind']; components?: Array<{ sku: string; quantity: number }> }

export interface OrderOf { id?: string; channel?: string; lines: LineOf[]; recorded?: boolean; /** When its buyer placed it; like the sample else. */ placedAt?: string; country?: string; geo?: { lat: number; lon: number }; hold?: string; /** A sale that a till made without a network, of goods at this location. */ till?: { id: string; sequence: number; soldAt?: string; location: string } }

export function order({ id = newId(), channel: channelId = 'web', lines, recorded = false, placedAt, country, geo, hold, till }: OrderOf): Outbound {
  const { order: sample, placement } = orderPlaced.sample;
  const [sampleLine] = placement.lines;
  const destination = country ? { sealed: sealedSample, country, ...(geo ? { geo } : {}) } : undefined;
  const placed = lines.map(({ sku, quantity = 1, method = 'ship', location: at, kind = 'stocked', components }, i): Line => ({
    lineId: String(i + 1), sku, quantity, method, ...(at ? { location: at } : {}), product: { ...sampleLine!.product, kind, ...(components ? { components } : {}) },
  }));
  const { location: _location, ...rest } = placement;
  return message(orderPlaced, {
    key: id, version: 1,
    data: { orderId: id, version: 1, order: { ...sample, id }, placement: { ...rest, orderId: id, method: placed[0]!.method, channel: { ...placement.channel, id: channelId }, lines: placed, recorded, ...(placedAt ? { placedAt } : {}), ...(destination ? { destination } : {}), ...(hold ? { hold } : {}), ...(till ? { location: till.location, placedAt: till.soldAt ?? placement.placedAt, till: { id: till.id, sequence: till.sequence, priceBook: '1' } } : {}) } },
  }) as Outbound;
}

const sealedSample = { kid: 'key-1', box: 'c2VhbGVk' };

export interface HoldOf { id?: string; client?: string; channel?: string; lines: Array<{ sku: string; quantity?: number }>; location?: string; ttlSeconds?: number; limit?: number }

export function hold({ id = `hold-${newId()}`, client = 'shop', channel: channelId = 'web', lines, location: at, ttlSeconds = 900, limit = 100 }: HoldOf): Outbound {
  const wanted = lines.map(({ sku, quantity = 1 }) => ({ sku, quantity }));
  const parts = wanted.map((line, i) => ({ lineId: String(i + 1), ...line }));
  return message(placeHold, { key: id, data: { holdId: id, client, channel: channelId, lines: wanted, parts, ttlSeconds, limit, ...(at ? { location: at } : {}) } }) as Outbound;
}

/** A sale of a till, carried out of leeds unless it says where. */
export function tillSale({ till, sequence, sku, quantity = 1, at = 'leeds', soldAt = new Date().toISOString(), channel: channelId = 'till' }: { till: string; sequence: number; sku: string; quantity?: number; at?: string; soldAt?: string; channel?: string }): Outbound {
  return order({ channel: channelId, recorded: true, lines: [{ sku, quantity, method: 'carry-out', location: at }], till: { id: till, sequence, soldAt, location: at } });
}

export interface LeaseOf { till: string; serial: number; sequence?: number; lines: Record<string, number>; ttlSeconds?: number; graceSeconds?: number; at?: string; channel?: string; operationId?: string }

/** What a till says about its lease. */
export function lease({ till, serial, sequence = 0, lines, ttlSeconds = 3600, graceSeconds = 0, at = 'leeds', channel: channelId = 'till', operationId = newId() }: LeaseOf): Outbound {
  const wanted = Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity }));
  return { ...message(leaseStock, { key: till, data: { till, location: at, channel: channelId, serial, sequence, lines: wanted, ttlSeconds, graceSeconds } }), operationId } as Outbound;
}

export function longer(holdId: string, ttlSeconds = 900): Outbound {
  return message(extendHold, { key: holdId, data: { holdId, ttlSeconds } }) as Outbound;
}

export function giveUp(holdId: string): Outbound {
  return message(releaseHold, { key: holdId, data: { holdId } }) as Outbound;
}

export function release(orderId: string, rest: Partial<DataOf<typeof releaseRequested>> = {}): Outbound {
  return message(releaseRequested, { key: orderId, data: { orderId, releaseId: newId(), stock: true, coupons: false, ...rest } }) as Outbound;
}

export function resource(orderId: string, rest: Partial<DataOf<typeof resourcingRequested>> & Pick<DataOf<typeof resourcingRequested>, 'lines'>): Outbound {
  return message(resourcingRequested, { key: orderId, data: { orderId, attempt: 2, excluded: [], channel: 'web', release: [], ...rest } }) as Outbound;
}

export function handOver(orderId: string, ...lines: DataOf<typeof goodsHandedOver>['lines']): Outbound {
  return message(goodsHandedOver, { key: orderId, data: { orderId, handoverId: newId(), lines } }) as Outbound;
}

export function takeBack(location: string, ...lines: DataOf<typeof goodsReturned>['lines']): Outbound {
  return message(goodsReturned, { key: 'o', data: { returnId: newId(), orderId: 'o', location, lines } }) as Outbound;
}

/** The data of all told messages of one type. */
export function only<T>(told: readonly Inbound[], definition: MessageDefinition<T>): T[] {
  return told.filter((one) => one.type === definition.type).map((one) => one.data as T);
}

export interface LevelRow { sku: string; location: string; on_hand: number; unavailable: number; reserved: number }

export async function levels(owner: Owner, sku: string): Promise<Array<[string, number, number, number]>> {
  const { rows } = await owner.database.pool.query<LevelRow>('select location, on_hand::int, unavailable::int, reserved::int from inventory.stock_level where sku = $1 order by location', [sku]);
  return rows.map((row) => [row.location, row.on_hand, row.unavailable, row.reserved]);
}
