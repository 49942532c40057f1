import { address, defineConfig, oneOf, text, wholeNumber, type ConfigOf } from '@onefront/service';
import { z } from 'zod';
import { connectorNames } from './connectors.js';

export const channelsConfig = defineConfig({
  CONNECTOR: { schema: oneOf(connectorNames), default: 'generic', doc: 'The connector that this process runs.' },
  MARKETPLACE_CHANNEL: { schema: z.string().regex(/^[a-z0-9-]{1,64}$/, 'not an id of a sales channel').describe('the id of a sales channel'), doc: 'Our id of the sales channel that this connector speaks for; also names its connection, consumer group and work.' },
  MARKETPLACE_URL: { schema: address('http', 'https'), doc: 'The address of the API of the marketplace.' },
  MARKETPLACE_API_KEY: { schema: text().optional(), secret: true, doc: 'The key for the API of the marketplace, when it wants one.' },
  GATEWAY_URL: { schema: address('http', 'https'), doc: 'The address of our gateway.' },
  GATEWAY_CLIENT_ID: { schema: text(), doc: 'The partner client as which it signs in at the gateway; needs orders:write and orders:read for its channel.' },
  GATEWAY_CLIENT_SECRET: { schema: text(), secret: true, doc: 'The secret of that client.' },
  ORDERS_POLL_MS: { schema: wholeNumber(100, 3_600_000), default: '3000', doc: 'The pause between two readings of the order feed, in milliseconds.' },
  ORDERS_OVERLAP_SECONDS: { schema: wholeNumber(0, 86_400), default: '600', doc: 'How far behind the newest order seen each reading of the feed begins again.' },
  ORDERS_LOOKBACK_HOURS: { schema: wholeNumber(0, 8760), default: '24', doc: 'How far back the very first reading goes.' },
  EXCEPTION_RETRY_MS: { schema: wholeNumber(100, 3_600_000), default: '30000', doc: 'The first pause after which an order that could not be translated or placed is tried again; it doubles up to 15 minutes.' },
  STOCK_DEBOUNCE_MS: { schema: wholeNumber(0, 600_000), default: '2000', doc: 'How long changes of a quantity are gathered before one is sent; crossing zero or the low threshold is sent at once.' },
  STOCK_LOW: { schema: wholeNumber(0, 1_000_000), default: '5', doc: 'The quantity at and below which every decrease is sent at once.' },
  READ_BACK_MS: { schema: wholeNumber(100, 3_600_000), default: '10000', doc: 'The pause between two readings of what the marketplace offers.' },
  READ_BACK_ALL_SECONDS: { schema: wholeNumber(1, 604_800), default: '3600', doc: 'Every listing is read back at least this often, even when nothing was sent.' },
  DIFFERENCE_GRACE_SECONDS: { schema: wholeNumber(0, 86_400), default: '60', doc: 'How long an offer may be lower than what was accepted (a sale on its way to us) before it is sent again.' },
  DIFFERENCE_ALARM_SECONDS: { schema: wholeNumber(1, 604_800), default: '300', doc: 'A listing that differs for longer counts as an incident.' },
});
export type ChannelsConfig = ConfigOf<typeof channelsConfig>;
