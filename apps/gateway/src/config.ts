import { defineConfig, flag, list, text, address, wholeNumber, type ConfigOf } from '@onefront/service';
import { rolesEntry } from './role-names.js';
import { limitsConfig } from './limits/limits-config.js';
import { checkIssuer, jwtConfig } from './partners/jwt/configured.js';

/** Marketplaces that give out relay addresses instead of their buyers' own; subdomains count. */
const RELAYS = [
  'marketplace.amazon.com', 'marketplace.amazon.co.uk', 'marketplace.amazon.de', 'marketplace.amazon.fr', 'marketplace.amazon.it', 'marketplace.amazon.es', 'marketplace.amazon.nl',
  'marketplace.amazon.ca', 'marketplace.amazon.co.jp', 'members.ebay.com', 'relay.walmart.com', 'privaterelay.appleid.com',
];

export const gatewayConfig = defineConfig({
  ...rolesEntry,
  PROMOTIONS_URL: { schema: address('http', 'https').optional(), doc: 'Where the promotions service answers quotes; the role http needs it.' },
  ADMIN_CLIENT_ID: { schema: text().optional(), doc: 'Creates this client at start, with every scope, if it is not there.' },
  ADMIN_CLIENT_SECRET: { schema: text().optional(), secret: true, doc: 'The secret of the administrator client.' },
  MASKED_EMAIL_DOMAINS: { schema: list(), default: RELAYS.join(','), doc: 'Domains of relay addresses: an e-mail there never identifies a person across channels.' },
  WEBHOOKS_ALLOW_PRIVATE: { schema: flag(), default: 'false', doc: 'Lets webhooks use http, any port and addresses that are not public, such as loopback; for tests only.' },
  ...jwtConfig,
  ...limitsConfig,
  STRIPE_WEBHOOK_SECRETS: { schema: list().optional(), secret: true, doc: 'The signing secrets of Stripe\'s webhook endpoint, separated by commas (two while one is rolled over); without any `POST /v1/payments/stripe/webhook` is 404.' },
  STRIPE_WEBHOOK_TOLERANCE_SECONDS: { schema: wholeNumber(1, 86_400), default: '300', doc: 'How many seconds the signature of a call by Stripe is good for.' },
  TILL_LEASE_GRACE_SECONDS: { schema: wholeNumber(0, 31_536_000), default: '172800', doc: 'Seconds after the end of a lease of a till before what it has not returned is taken back: uses of coupons then, units by a count of the SKU at its location.' },
  HOLDS_PER_CLIENT: { schema: wholeNumber(1, 1_000_000), default: '100', doc: 'Soft holds that one client may have open at a time; a further one is 409 `/too-many-holds`.' },
  STOCK_HISTORY_DAYS: { schema: wholeNumber(0, 36_500), default: '400', doc: 'Days for which the stock ledger, stock as it was and what channels were told can be asked; 0 = for ever.' },
  CHECK_ANSWERS: { schema: flag(), default: 'false', doc: 'Holds every answer against its documented shape; for tests and development, costs time.' },
});
export type GatewayConfig = ConfigOf<typeof gatewayConfig>;

export function checkGatewayConfig(config: GatewayConfig): string[] {
  const lonely = (config.ADMIN_CLIENT_ID === undefined) !== (config.ADMIN_CLIENT_SECRET === undefined);
  const lost = config.ROLES.includes('http') && config.PROMOTIONS_URL === undefined;
  return [...(lost ? ['PROMOTIONS_URL is missing: the role http asks there what things cost.'] : []), ...(lonely ? ['ADMIN_CLIENT_ID and ADMIN_CLIENT_SECRET belong together. Set both or neither.'] : []), ...checkIssuer(config)];
}
