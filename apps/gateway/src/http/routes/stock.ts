import { httpMovement, message, movedBetween, ownership, recordMovements, sku, slug, type SkuStock } from '@onefront/contracts';
import { DomainError, distanceKm, newId } from '@onefront/kernel';
import { z } from 'zod';
import { checkMovements } from '../../intake/movements.js';
import { channelAvailableBy, locationAvailableBy } from '../../views/expected.js';
import type { AvailableBy } from '../../views/sku-levels.js';
import { availableByLocation, availableIn, isUncounted, UNCOUNTED } from '../../views/stock.js';
import { notFound, ownChannel, requireScope, wrong as wrongField, type Call } from '../call.js';
import { moment, pageOf, pageQuery, readCursor, writeCursor } from '../paging.js';
import { bodyLimits, ok, route } from '../route.js';
import { submit } from '../submit.js';

const tag = 'Stock';
const params = z.strictObject({ sku });
const count = z.int();
const because = z.strictObject({ damaged: count, quality: count, display: count, inTransit: count }).describe('why units that lie there cannot be sold; said where there are any');
const state = z.enum(['outside', 'sellable', 'reserved', 'damaged', 'quality', 'display', 'in-transit']);
const ledgerRow = z.strictObject({
  version: count, at: z.iso.datetime(), location: slug, reason: z.string(), onHand: count, unavailable: count, reserved: count, reference: z.string().nullable(),
  from: state.nullable().describe('the state that the units left; null for an entry that moved nothing, or is older than states'), to: state.nullable().describe('the state that they entered'), quantity: count.nullable(),
  actor: z.strictObject({ service: z.string(), client: z.string().nullable().describe('for whom; told to the client itself and to the retailer') }).nullable(),
}).meta({ id: 'LedgerEntry' });
const availableBy = z.array(z.strictObject({ by: z.iso.datetime({ offset: true }), available: count })).describe('what can be promised from these days on, when more is expected');
const unitsOf = { onHand: count, unavailable: count, reserved: count, available: count };
export const stockAnswer = z.strictObject({
  sku, onHand: count.optional(), unavailable: count.optional(), reserved: count.optional(), available: count.optional(),
  own: z.strictObject(unitsOf).optional().describe('of these sums what is ours and lies with us; said where other stock is among them, with the scope stock:read:locations'),
  others: z.array(z.strictObject({ ownership, ...unitsOf })).optional().describe('the rest of the sums, by whose it is: consigned (ours, with a partner), marketplace (ours, kept and sold by a marketplace), supplier (his)'),
  byLocation: z.array(z.strictObject({ location: slug, ownership: ownership.optional().describe('said where it is not own'), onHand: count, unavailable: count, unavailableBecause: because.optional(), reserved: count, safetyStock: count, available: count })).optional().describe('with the scope stock:read:locations'),
  byChannel: z.array(z.strictObject({ channel: slug, available: count, buffer: count.optional().describe('units kept back, where more than the buffer of the channel: computed for this SKU'), availableBy: availableBy.optional() })),
  expected: z.array(z.strictObject({ location: slug, eta: z.iso.datetime({ offset: true }), promisable: count, promised: count })).optional().describe('what is announced and not here yet; with the scope stock:read:locations'),
  version: count, asOf: z.iso.datetime(),
}).meta({ id: 'Stock' });
const movementBody = z.strictObject({ movements: z.array(httpMovement).min(1).max(10_000) });
const coordinate = (limit: number) => z.string().regex(/^-?\d{1,3}(\.\d{1,12})?$/, 'a number of degrees').transform(Number).pipe(z.number().min(-limit).max(limit)).meta({ type: 'number', minimum: -limit, maximum: limit, pattern: undefined });

export const stockRoutes = [
  route({
    method: 'POST', path: '/v1/stock/movements', scope: 'stock:write', tag, summary: 'Book stock movements, all or none', body: movementBody, bodyLimit: bodyLimits.movements, problems: [409],
    answers: { 201: z.strictObject({ id: z.string(), movements: z.array(httpMovement) }) },
    handle: async (call) => {
      const { movements } = call.body;
      await checkMovements(call.gateway, movements, (index) => `/movements/${index}`, call.viewer);
      const movementId = newId();
      return submit(call, message(recordMovements, { key: movementId, data: { movementId, movements, at: call.now.toISOString() } }), { body: { id: movementId, movements } });
    },
  }),
  route({
    method: 'GET', path: '/v1/stock/{sku}', scope: 'stock:read', tag, summary: 'The stock of a SKU, now or at a time', params, problems: [410], query: z.strictObject({ at: moment.optional() }), answers: { 200: stockAnswer },
    handle: async (call) => {
      const answer = await call.gateway.stock.answer(call.params.sku, call.viewer, call.query.at);
      if (!answer) throw notFound();
      return ok(answer);
    },
  }),
  route({
    method: 'GET', path: '/v1/stock', scope: 'stock:read', tag, summary: 'The stock of up to 100 SKUs',
    query: z.strictObject({ skus: z.string().max(7000).transform((value) => value.split(',')).pipe(z.array(sku).min(1).max(100)), channel: slug.optional() }),
    answers: { 200: z.strictObject({ items: z.array(stockAnswer) }) },
    handle: async (call) => {
      const { skus, channel } = call.query;
      if (channel !== undefined && (!ownChannel(call, channel) || !(await call.gateway.networks.now()).channels.has(channel))) throw wrongField('/channel', 'there is no such channel');
      const items = await call.gateway.stock.answers([...new Set(skus)], call.viewer);
      return ok({ items: channel === undefined ? items : items.map((item) => ({ ...item, byChannel: item.byChannel.filter((row) => row.channel === channel) })) });
    },
  }),
  route({
    method: 'GET', path: '/v1/stock/{sku}/ledger', scope: 'stock:read', tag, summary: 'Every change of a SKU, newest first', params, query: z.strictObject({ ...pageQuery, from: moment.optional(), to: moment.optional() }),
    answers: { 200: pageOf(ledgerRow) },
    handle: async (call) => {
      requireScope(call, 'stock:read:locations');
      const { from, to, limit, cursor } = call.query;
      if (!(await call.gateway.stock.answer(call.params.sku, call.viewer))) throw notFound();
      const position = readCursor(cursor, z.tuple([z.int(), z.int()]));
      const versions = await call.gateway.stock.ledger(call.params.sku, { limit: limit + 1, ...(from ? { from } : {}), ...(to ? { to } : {}), ...(position ? { before: position[0] + 1 } : {}) });
      const rows = versions.flatMap(({ version, at, entries, actor }) => entries.map((entry, index) => ({ version, index, row: { version, at, ...ledgerRowOf(entry), actor: actorOf(actor, call) } })))
        .filter((one) => !position || one.version < position[0] || one.index > position[1]);
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      // Whose order took the goods is told to whoever may see the order.
      const named = await call.gateway.orders.referencesSeen(shown.flatMap((one) => one.row.reference ?? []), call.viewer);
      return ok({ items: shown.map(({ row }) => (named && row.reference !== null && !named.has(row.reference) ? { ...row, reference: null } : row)), nextCursor: rows.length > limit && last ? writeCursor([last.version, last.index]) : null });
    },
  }),
  route({
    method: 'GET', path: '/v1/availability', scope: 'stock:read', tag, summary: 'Where a SKU can be collected, nearest first',
    query: z.strictObject({ sku, channel: slug, lat: coordinate(90).optional(), lon: coordinate(180).optional(), radius: z.string().regex(/^\d{1,5}(\.\d{1,3})?$/).transform(Number).meta({ type: 'number', pattern: undefined }).describe('kilometres').optional(), limit: pageQuery.limit }),
    answers: { 200: z.strictObject({ items: z.array(z.strictObject({ location: slug, name: z.string(), distanceKm: z.number().nullable(), available: count, availableBy: availableBy.optional(), readyAt: z.iso.datetime(), asOf: z.iso.datetime() })) }) },
    handle: async (call) => {
      const { sku: name, channel, lat, lon, radius, limit } = call.query;
      if ((lat === undefined) !== (lon === undefined)) throw new DomainError('invalid-request', 'invalid', 'lat and lon belong together', [{ path: lat === undefined ? '/lat' : '/lon', message: 'lat and lon belong together' }]);
      const { levels, network } = await call.gateway.stock.levels([name]);
      const found = network.channels.get(channel);
      if (!found || !ownChannel(call, channel)) throw wrongField('/channel', 'there is no such channel');
      const stock = levels.get(name);
      if (!stock) throw wrongField('/sku', 'there is no such product');
      const available = availableByLocation(stock, network);
      // Who may not see stock per location is shown, where it can collect, no more than its channel can sell.
      const most = call.viewer.locations ? Infinity : availableIn(stock, network, channel);
      const later = (location: string): { availableBy?: AvailableBy[] } => {
        const steps = locationAvailableBy(stock, { network, location }).map((step) => ({ ...step, available: Math.min(step.available, leastOf(step.by)) }));
        return steps.length > 0 ? { availableBy: steps } : {};
      };
      const ofChannel = channelAvailableBy(stock, { network, channel });
      const leastOf = (by: string): number => (call.viewer.locations ? Infinity : ofChannel.filter((step) => step.by <= by).at(-1)?.available ?? most);
      const rows = found.channel.locations.flatMap((id) => network.locations.get(id) ?? []).filter((one) => one.policy.pickup).map((one) => ({
        location: one.id, name: one.location.name, distanceKm: lat === undefined || !one.location.geo ? null : Math.round(distanceKm({ lat, lon: lon! }, one.location.geo) * 10) / 10,
        available: isUncounted(stock.product) ? UNCOUNTED : Math.min(available.get(one.id) ?? 0, most), ...later(one.id), readyAt: readyAt(one.location, call.now), asOf: stock.asOf.toISOString(),
      }));
      const near = rows.filter((row) => radius === undefined || lat === undefined || (row.distanceKm !== null && row.distanceKm <= radius));
      near.sort((a, b) => (a.distanceKm ?? Infinity) - (b.distanceKm ?? Infinity) || (a.location < b.location ? -1 : 1));
      return ok({ items: near.slice(0, limit) });
    },
  }),
];

type Entry = SkuStock['entries'][number];

function ledgerRowOf(entry: Entry) {
  const { location, reason, onHand, unavailable, reserved, reference = null } = entry;
  return { location, reason, onHand, unavailable, reserved, reference, ...(movedBetween(entry) ?? { from: null, to: null, quantity: null }) };
}

/** A partner is told which service booked, and of clients itself alone. */
function actorOf(actor: string | null, { client, viewer }: Pick<Call<unknown, unknown, unknown>, 'client' | 'viewer'>) {
  if (actor === null) return null;
  const [service, forWhom = null] = actor.split(/\/(.*)/s) as [string, string?];
  return { service, client: viewer.channels === null || forWhom === client.id ? forWhom : null };
}

/** Minutes from order to counter while the location is open. */
const PICK_MINUTES = 60;

/** When goods ordered now can be collected: an hour of opening time from now, by the location's clock. */
function readyAt(location: { opensAt?: string | undefined; closesAt?: string | undefined; timezone?: string | undefined }, now: Date): string {
  const { opensAt = '00:00', closesAt = '24:00', timezone = 'UTC' } = location;
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone: timezone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(now).split(':').map(Number);
  const minute = parts[0]! * 60 + parts[1]!;
  const [opens, closes] = [minutesOf(opensAt), minutesOf(closesAt)];
  const wait = minute < opens ? opens - minute : minute + PICK_MINUTES <= closes ? 0 : 24 * 60 - minute + opens;
  return new Date(Math.floor(now.getTime() / 60_000) * 60_000 + (wait + PICK_MINUTES) * 60_000).toISOString();
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}
