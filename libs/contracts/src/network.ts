import { z } from 'zod';
import { preconditions } from './catalog.js';
import { http, wire, type Kit } from './kit.js';
import { kindRules, locationKind } from './location-kinds.js';
import { command, fact } from './message.js';
import { country, currencyCode, geo, sku, slug, text, timestamp, timezone } from './values.js';

/** Locations and sales channels: who may sell what lies where. Owned by inventory. */

export const addressOf = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  name: text(200).optional(), company: text(200).optional(), line1: text(300, 1), line2: text(300).optional(), city: text(200, 1),
  region: text(100).optional(), postalCode: text(20).optional(), country, phone: text(40).optional(), email: text(320).optional(),
});

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day like 09:30');

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const weekday = z.enum(weekdays);
const calendarDay = z.iso.date();

/** The life of a pop-up (S23): it sells only while it is open. */
export const popupState = z.enum(['planned', 'stocked', 'open', 'closing', 'closed']);
const popupFigures = { transferred: z.int(), sold: z.int(), returned: z.int(), variance: z.int() };
const popup = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  startsAt: timestamp, endsAt: timestamp,
  state: popupState.optional().describe('as the service says; what is sent is not looked at, nor are the following'),
  openedAt: timestamp.optional(), closingAt: timestamp.optional(), closedAt: timestamp.optional(),
  report: kit.object({ ...popupFigures, lines: z.array(kit.object({ sku, ...popupFigures })).describe('up to 200 SKUs with a variance, the greatest first') }).optional().describe('when it is closed: transferred = sold + returned + variance'),
});

const location = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  name: text(200, 1),
  kind: locationKind.describe('whose the goods are: of a supplier with supplier, else ours; with a partner at consignment, with a marketplace at marketplace. Once something lay there it stays'),
  channel: slug.optional().describe('of kind marketplace: the one sales channel that sells what lies here; default: the only marketplace that names this location'),
  address: addressOf(kit).optional(),
  geo: geo.optional(),
  pickup: z.boolean().optional().describe('customers may collect here; default: true for a store; never where a marketplace holds the goods'),
  shipsOrders: z.boolean().optional().describe('orders are shipped from here; default: true for store and warehouse; a supplier that does ships for us; never where a marketplace holds the goods'),
  sellable: z.boolean().optional().describe('its stock may be promised; default true'),
  acceptsReturns: z.boolean().optional().describe('default: true for store and warehouse'),
  safetyStock: z.int().min(0).max(1_000_000).optional().describe('units of each SKU kept back; default 0'),
  opensAt: timeOfDay.optional(),
  closesAt: timeOfDay.optional(),
  timezone: timezone.optional(),
  closedOn: z.array(z.union([weekday, calendarDay])).max(400).optional().describe('days on which no parcel leaves: weekdays like "sunday" and dates like "2026-12-25", in its time zone'),
  dispatch: kit.object({
    perDay: z.int().min(1).max(1_000_000).optional().describe('orders that can leave in a day; further ones are planned for the next open day'),
    collectedAt: timeOfDay.optional().describe("when the carrier collects: what is ordered later leaves on the next open day; default: `closesAt`"),
  }).optional().describe('when parcels leave. Sourcing counts the calendar of a location that has this member (S4)'),
  popup: popup(kit).optional().describe('a location for a time; its stock can be sold only while its state is open'),
});
export const httpLocation = location(http).superRefine((value, context) => {
  if (value.popup && value.kind !== 'popup') context.addIssue({ code: 'custom', path: ['popup'], message: 'is of locations of kind popup' });
  if (value.channel !== undefined && value.kind !== 'marketplace') context.addIssue({ code: 'custom', path: ['channel'], message: 'is of locations of kind marketplace' });
  if (value.popup && Date.parse(value.popup.endsAt) <= Date.parse(value.popup.startsAt)) context.addIssue({ code: 'custom', path: ['popup', 'endsAt'], message: 'is after startsAt' });
});
export const httpMovePopup = http.object({ state: popupState.exclude(['planned']) });
export const wireLocation = location(wire);
export type Location = z.infer<typeof wireLocation>;

/** The switches of a location with the defaults of its kind filled in. */
export function locationPolicy(value: Location) {
  const { promisedByUs, ...byDefault } = kindRules[value.kind];
  return {
    pickup: promisedByUs && (value.pickup ?? byDefault.pickup),
    shipsOrders: promisedByUs && (value.shipsOrders ?? byDefault.shipsOrders),
    sellable: (value.sellable ?? true) && (value.popup === undefined || value.popup.state === 'open'),
    acceptsReturns: value.acceptsReturns ?? byDefault.acceptsReturns,
    safetyStock: value.safetyStock ?? 0,
  };
}

export const channelKind = z.enum(['store', 'webshop', 'marketplace', 'social', 'phone', 'app', 'kiosk', 'wholesale']);
const oversell = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  policy: z.enum(['deny', 'backorder', 'preorder', 'capped']),
  limit: z.int().min(0).max(1_000_000).optional(),
  until: timestamp.optional(),
});

/** How a channel weighs locations against each other (S4). Without it: fewest parcels, the nearest of them. */
const sourcingPolicy = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  rule: z.enum(['fewest-parcels', 'nearest', 'cheapest']).describe('fewest-parcels: the fewest locations, among equals the best by cost; nearest: the fewest kilometres; cheapest: the least money'),
  splitPenalty: kit.money.optional().describe('what each parcel after the first counts for'),
  per100Km: kit.money.optional().describe('what 100 km of way cost'),
  perDayLate: kit.money.optional().describe('what each day counts for that a parcel leaves later than today'),
  maxParcels: z.int().min(1).max(50).optional().describe('an order that would need more is out of stock'),
  costs: z.array(kit.object({ location: slug, perParcel: kit.money.optional(), perUnit: kit.money.optional() })).max(2000).optional().describe('what handling and the carrier cost at a location'),
});

/** A buffer that follows from what is measured (S3 a). It is there for who sells from a copy of its own. */
const autoBuffer = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  target: z.number().min(0.5).max(0.9999).describe('so likely no more is sold elsewhere, while the channel does not show it yet, than is kept back from it'),
  minimum: z.int().min(0).max(1_000_000).default(0).describe('units of each SKU that are kept back at least'),
  maximum: z.int().min(0).max(1_000_000).default(1_000_000).describe('units of each SKU that are kept back at most, whatever is measured'),
  assumedLagSeconds: z.int().min(1).max(86_400).default(900).describe('what counts for a lag of which too little was measured'),
  windowHours: z.int().min(1).max(336).default(168).describe('for so long back sales are counted'),
});

const channel = <M extends z.ZodType>(kit: Kit<M>) => kit.object({
  name: text(200, 1),
  kind: channelKind,
  connector: slug.optional(),
  locations: z.array(slug).max(2000).refine((ids) => new Set(ids).size === ids.length, 'names a location twice'),
  buffer: z.int().min(0).max(1_000_000).default(0),
  autoBuffer: autoBuffer(kit).optional().describe('of a channel with a connector: keep back what its risk asks for, SKU by SKU, and never less than `buffer`'),
  oversell: oversell(kit).optional(),
  currency: currencyCode,
  pricing: z.enum(['ours', 'as-sold']).optional().describe('default: as-sold for a marketplace, ours otherwise'),
  taxIncluded: z.boolean().default(true),
  taxCountry: country.optional(),
  timezone: timezone.optional(),
  sourcing: sourcingPolicy(kit).optional(),
});
export const httpChannel = channel(http).superRefine(checkSourcing).superRefine(checkAutoBuffer);
export const wireChannel = channel(wire);
export type Channel = z.infer<typeof wireChannel>;

type Issues = { addIssue(issue: { code: 'custom'; path: PropertyKey[]; message: string }): void };

/** Only who sells from a copy of its own is told figures that can lag behind. */
function checkAutoBuffer({ autoBuffer: asked, connector }: Channel, context: Issues): void {
  if (!asked) return;
  if (connector === undefined) context.addIssue({ code: 'custom', path: ['autoBuffer'], message: 'is of a channel with a connector' });
  if (asked.minimum > asked.maximum) context.addIssue({ code: 'custom', path: ['autoBuffer', 'maximum'], message: 'is less than the minimum' });
}

/** Sourcing adds up money of one currency, the channel's, and of locations that the channel has. */
function checkSourcing(value: Channel, context: Issues): void {
  const { sourcing, currency, locations } = value;
  if (!sourcing) return;
  const bad = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path: ['sourcing', ...path], message });
  const check = (path: PropertyKey[], money: { amount: string; currency: string } | undefined): void => {
    // What is no amount has been said already.
    if (money && !/^-?\d+$/.test(money.amount)) return;
    if (money && money.currency !== currency) bad([...path, 'currency'], `the channel's currency is ${currency}`);
    if (money && BigInt(money.amount) < 0n) bad([...path, 'amount'], 'is not negative');
    if (money && BigInt(money.amount) > MAX_COST) bad([...path, 'amount'], 'is more than any parcel costs');
  };
  for (const name of ['splitPenalty', 'per100Km', 'perDayLate'] as const) check([name], sourcing[name]);
  const seen = new Set<string>();
  sourcing.costs?.forEach((cost, i) => {
    if (!locations.includes(cost.location)) bad(['costs', i, 'location'], 'is none of the locations of this channel');
    if (seen.has(cost.location)) bad(['costs', i, 'location'], 'is named twice');
    seen.add(cost.location);
    for (const name of ['perParcel', 'perUnit'] as const) check(['costs', i, name], cost[name]);
  });
}

/** Minor units; far below what sums of thousands of parcels need to stay exact. */
const MAX_COST = 1_000_000_000n;

export function pricingOf(value: Pick<Channel, 'kind' | 'pricing'>): 'ours' | 'as-sold' {
  return value.pricing ?? (value.kind === 'marketplace' ? 'as-sold' : 'ours');
}

const sampleLocation: Location = { name: 'Utrecht', kind: 'store', geo: { lat: 52.09, lon: 5.12 }, address: { line1: 'Oudegracht 1', city: 'Utrecht', country: 'NL' } };
const sampleChannel: Channel = { name: 'Web shop', kind: 'webshop', locations: ['utrecht'], buffer: 0, currency: 'EUR', taxIncluded: true, taxCountry: 'NL' };

export const putLocation = command('inventory.put-location.v1', {
  keyedBy: 'location id', summary: 'Create or replace a location.',
  schema: z.object({ id: slug, location: wireLocation, conditions: preconditions.default({}) }),
  sample: { id: 'utrecht', location: sampleLocation, conditions: {} },
});
export const patchLocation = command('inventory.patch-location.v1', {
  keyedBy: 'location id', summary: 'Merge-patch a location.',
  schema: z.object({ id: slug, patch: z.record(z.string(), z.unknown()), conditions: preconditions.default({}) }),
  sample: { id: 'utrecht', patch: { safetyStock: 1 }, conditions: {} },
});
export const movePopup = command('inventory.move-popup.v1', {
  keyedBy: 'location id', summary: 'A pop-up is stocked, opens, begins to close or is closed.', schema: z.object({ id: slug, state: popupState }), sample: { id: 'fair', state: 'open' },
});
export const putChannel = command('inventory.put-channel.v1', {
  keyedBy: 'channel id', summary: 'Create or replace a sales channel.',
  schema: z.object({ id: slug, channel: wireChannel, conditions: preconditions.default({}) }),
  sample: { id: 'web', channel: sampleChannel, conditions: {} },
});
export const patchChannel = command('inventory.patch-channel.v1', {
  keyedBy: 'channel id', summary: 'Merge-patch a sales channel.',
  schema: z.object({ id: slug, patch: z.record(z.string(), z.unknown()), conditions: preconditions.default({}) }),
  sample: { id: 'web', patch: { buffer: 2 }, conditions: {} },
});
export const locationChanged = fact('inventory.location-changed.v1', {
  keyedBy: 'location id', summary: 'A location was created or changed; carries all of it.',
  schema: z.object({ id: slug, version: z.int(), location: wireLocation, at: timestamp }),
  sample: { id: 'utrecht', version: 1, location: sampleLocation, at: '2026-11-01T09:00:00.000Z' },
});
export const channelChanged = fact('inventory.channel-changed.v1', {
  keyedBy: 'channel id', summary: 'A sales channel was created or changed; carries all of it.',
  schema: z.object({ id: slug, version: z.int(), channel: wireChannel, at: timestamp }),
  sample: { id: 'web', version: 1, channel: sampleChannel, at: '2026-11-01T09:00:00.000Z' },
});
