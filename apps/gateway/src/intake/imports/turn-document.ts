import {
  httpChannel, httpLocation, httpPromotion, httpShippingRate, httpTaxRate, message, putChannel, putLocation, putPromotion, putShippingRate, putTaxRate, readHttp, slug,
  type Channel, type Location, type Outbound, type Promotion, type ShippingRate, type TaxRate,
} from '@onefront/contracts';
import { canonicalJson } from '@onefront/kernel';
import { z } from 'zod';
import { toHttpForm } from '../../views/http-form.js';
import { checkChannels, checkLocations } from '../network-references.js';
import { checkOwnDocument, checkOwnLocation, checkOwnRates } from '../ownership.js';
import { wrongAt } from '../references.js';
import type { DocumentView } from '../../views/changes.js';
import { seesChannel, viewerOf, type Viewer } from '../../views/viewer.js';
import type { Turn, TurnContext } from './turn.js';

interface Kind<T> {
  readonly view: DocumentView;
  readonly shape: z.ZodType;
  /** Throws 422 for what the row names and is not there. */
  readonly check?: (document: T, context: TurnContext & { readonly id: string; readonly viewer: Viewer }) => Promise<void>;
  readonly command: (id: string, document: T) => Outbound;
}

const key = z.strictObject({ id: slug });
const conditions = {};

/** As `PUT` of a document by its id: the row is all of it; one that is so already is left alone. */
function documentTurn<T>({ view, shape, check, command }: Kind<T>): Turn {
  return {
    subject: ({ id }) => (typeof id === 'string' ? id : undefined),
    turn: async ({ id: name, ...rest }, context) => {
      const { id } = readHttp(key, { id: name });
      const document = readHttp(shape, rest) as T;
      const viewer = viewerOf({ ...context.job, id: context.job.client });
      await check?.(document, { ...context, id, viewer });
      const known = await context.gateway.documents.get(view, id, viewer);
      if (known && canonicalJson(JSON.parse(known.body)) === canonicalJson({ id, ...(toHttpForm(document) as object) })) return { unchanged: true };
      return { send: command(id, document) };
    },
  };
}

const putOf = (id: string, location: Location) => message(putLocation, { key: id, data: { id, location, conditions } });
export const locationTurn = documentTurn<Location>({ view: 'location', shape: httpLocation, command: putOf, check: (_location, { gateway, id, viewer }) => checkOwnLocation(gateway, id, viewer) });

/** A supplier is a location of that kind: it may leave its kind out, and never takes the place of another location (ADR 0027). */
export const supplierTurn = documentTurn<Location>({
  view: 'location', shape: z.preprocess((value) => ({ kind: 'supplier', ...(value as object) }), httpLocation as unknown as z.ZodType), command: putOf,
  check: async (supplier, { gateway, id, viewer }) => {
    if (supplier.kind !== 'supplier') throw wrongAt('/kind', 'a supplier has the kind supplier; import other locations as locations');
    const known = (await gateway.networks.now()).locations.get(id);
    if (known && known.location.kind !== 'supplier') throw wrongAt('/id', `this is a ${known.location.kind} already`);
    await checkOwnLocation(gateway, id, viewer);
  },
});

export const channelTurn = documentTurn<Channel>({
  view: 'channel', shape: httpChannel, command: (id, channel) => message(putChannel, { key: id, data: { id, channel, conditions } }),
  check: async (channel, { gateway, id, viewer }) => {
    if (!seesChannel(viewer, id)) throw wrongAt('/id', 'there is no such channel');
    await checkLocations(gateway, channel.locations);
  },
});

export const promotionTurn = documentTurn<Promotion>({
  view: 'promotion', shape: httpPromotion, command: (id, promotion) => message(putPromotion, { key: id, data: { id, promotion, conditions } }),
  check: async (promotion, { gateway, id, viewer }) => {
    await checkChannels(gateway, promotion.channels, viewer);
    await checkOwnDocument(gateway, { view: 'promotion', id }, viewer, { create: true });
  },
});

export const shippingRateTurn = documentTurn<ShippingRate>({
  view: 'shipping-rate', shape: httpShippingRate, command: (id, shippingRate) => message(putShippingRate, { key: id, data: { id, shippingRate, conditions } }),
  check: async (rate, { gateway, id, viewer }) => {
    await checkChannels(gateway, rate.channels, viewer);
    await checkOwnDocument(gateway, { view: 'shipping-rate', id }, viewer, { create: true });
  },
});

export const taxRateTurn = documentTurn<TaxRate>({
  view: 'tax-rate', shape: httpTaxRate, command: (id, taxRate) => message(putTaxRate, { key: id, data: { id, taxRate, conditions } }), check: async (_rate, { viewer }) => checkOwnRates(viewer),
});
