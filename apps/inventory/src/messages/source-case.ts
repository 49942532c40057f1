import { country, geo, httpChannel, httpLocation, quantity, readHttp, sku, slug, timestamp, type Channel } from '@onefront/contracts';
import { DomainError, type FieldError } from '@onefront/kernel';
import { z } from 'zod';
import { sourceOrder, type SourceAnswer } from '../queries/source-order.js';
import { channelRules, locationRules } from './network-rules.js';

const units = z.int().min(0).max(1_000_000_000);
const line = z.strictObject({ id: z.string().min(1).max(64).optional(), sku, quantity, pickupAt: slug.optional() });

/** A case for sourcing from outside: members of locations and channels are those of the API. */
const shape = z.strictObject({
  at: timestamp.describe('when the order comes in'),
  locations: z.record(slug, z.unknown()),
  channel: z.unknown(),
  stock: z.array(z.strictObject({ sku, location: slug, onHand: units, unavailable: units.default(0), reserved: units.default(0) })).max(100_000),
  planned: z.array(z.strictObject({ location: slug, day: z.iso.date(), orders: units })).max(10_000).default([]),
  order: z.strictObject({ lines: z.array(line).min(1).max(2000), destination: z.strictObject({ country: country.optional(), geo: geo.optional() }).optional(), excluded: z.array(slug).max(2000).default([]) }),
});
const OPTIONAL_HERE = { channel: { name: 'case', kind: 'webshop' }, location: { kind: 'store' } };

/**
 * Sources an order of a case by the very rules of the service, without a database. Throws `invalid-request` that names every wrong member
 * by JSON Pointer.
 */
export function sourceCase(value: unknown): SourceAnswer {
  const { at, locations, channel, stock, planned, order } = readHttp(shape, value);
  const places = Object.entries(locations).map(([id, one]) => locationRules(id, readHttp(httpLocation, { name: id, ...OPTIONAL_HERE.location, ...object(one) }, `/locations/${id}`)));
  const document: Channel = readHttp(httpChannel, { ...OPTIONAL_HERE.channel, locations: places.map(({ id }) => id), ...object(channel) }, '/channel');
  const unknown: FieldError[] = [];
  const known = (id: string, path: string): void => void (id in locations || unknown.push({ path, message: `there is no location ${id} in this case` }));
  document.locations.forEach((id, i) => known(id, `/channel/locations/${i}`));
  stock.forEach(({ location }, i) => known(location, `/stock/${i}/location`));
  stock.forEach(({ onHand, unavailable, reserved }, i) => void (reserved > onHand - unavailable && unknown.push({ path: `/stock/${i}/reserved`, message: 'is more than there is' })));
  planned.forEach(({ location }, i) => known(location, `/planned/${i}/location`));
  order.lines.forEach(({ pickupAt }, i) => void (pickupAt !== undefined && known(pickupAt, `/order/lines/${i}/pickupAt`)));
  if (unknown.length > 0) throw new DomainError('invalid-request', 'invalid', unknown.map(({ path, message }) => `${path}: ${message}`).join('; '), unknown);
  return sourceOrder({
    now: new Date(at), locations: places, channel: channelRules('case', document), stock, excluded: order.excluded,
    planned: planned.map(({ location, day, orders }) => ({ location, day, count: orders })),
    asked: order.lines.map(({ id, sku: code, quantity: wanted, pickupAt }, i) => ({ lineId: id ?? String(i + 1), sku: code, quantity: wanted, ...(pickupAt === undefined ? { destination: order.destination } : { pickupAt }) })),
  });
}

function object(value: unknown): object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : { value };
}
