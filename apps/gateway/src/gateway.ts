import type { Clock } from '@onefront/kernel';
import type { Keyring } from '@onefront/contracts';
import type { Database } from '@onefront/outbox';
import type { Logger, Metrics, ServiceParts } from '@onefront/service';
import { Audit } from './audit/audit.js';
import { Refusals } from './audit/refusals.js';
import type { GatewayConfig } from './config.js';
import { Feed } from './feed/feed.js';
import { systemResolve } from './feed/webhooks/connect.js';
import { Webhooks } from './feed/webhooks/webhooks.js';
import { Answers } from './intake/answers.js';
import { Intake } from './intake/intake.js';
import { Imports } from './intake/imports/imports.js';
import { openCustomers } from './intake/personal.js';
import { Quotes } from './intake/quotes.js';
import { Limits } from './limits/limits.js';
import { issuerOf } from './partners/jwt/configured.js';
import { Partners } from './partners/partners.js';
import { Tokens } from './partners/tokens.js';
import { Coupons } from './views/coupons.js';
import { Customers } from './views/customers.js';
import { Documents } from './views/documents.js';
import { GiftCards } from './views/gift-cards.js';
import { Holds } from './views/holds.js';
import { StockPlaces } from './views/stock-places.js';
import { StockWork } from './views/stock-work.js';
import { Tills } from './views/tills.js';
import { Networks, usualCurrency } from './views/network.js';
import { Orders } from './views/orders.js';
import { Products } from './views/products.js';
import { Promises } from './views/promises.js';
import { Stock } from './views/stock.js';
import { ToldFigures } from './views/told.js';

/** What the routes work with. */
export interface Gateway {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly health: ServiceParts['health'];
  readonly keyring: Keyring;
  readonly stopping: AbortSignal;
  readonly checkAnswers: boolean;
  readonly maskedDomains: readonly string[];
  readonly limits: Limits;
  readonly intake: Intake;
  readonly answers: Answers;
  readonly imports: Imports;
  readonly tokens: Tokens;
  readonly partners: Partners;
  readonly quotes: Quotes;
  readonly networks: Networks;
  readonly stock: Stock;
  readonly told: ToldFigures;
  readonly products: Products;
  readonly documents: Documents;
  readonly orders: Orders;
  readonly customers: Customers;
  readonly coupons: Coupons;
  readonly giftCards: GiftCards;
  readonly holds: Holds;
  readonly tills: Tills;
  readonly promises: Promises;
  readonly holdsPerClient: number;
  /** How calls of Stripe are known to be its own; no secrets: it does not call here. */
  readonly stripeSignatures: { readonly secrets: readonly string[]; readonly toleranceS: number };
  /** Seconds after its end before a count takes back what a till has on lease. */
  readonly leaseGraceSeconds: number;
  readonly stockWork: StockWork;
  readonly stockPlaces: StockPlaces;
  readonly feed: Feed;
  readonly webhooks: Webhooks;
  readonly audit: Audit;
  readonly refusals: Refusals;
}

export function createGateway(parts: ServiceParts & { readonly config: GatewayConfig }): Gateway {
  const { database, clock, logger, metrics, health, keyring, stopping, config } = parts;
  const networks = new Networks(database);
  const stock = new Stock(database, networks);
  const documents = new Documents(database);
  const customers = new Customers(database, (people) => openCustomers(keyring, people), async () => usualCurrency(await networks.now()));
  return {
    database, clock, logger, metrics, health, keyring, stopping, networks, stock, documents, customers,
    checkAnswers: config.CHECK_ANSWERS,
    maskedDomains: config.MASKED_EMAIL_DOMAINS,
    limits: new Limits({ database, logger, metrics, config }),
    intake: new Intake(database),
    answers: new Answers(database),
    imports: new Imports(database),
    tokens: new Tokens(database, issuerOf(config, { clock, logger })),
    partners: new Partners(database),
    quotes: new Quotes(config.PROMOTIONS_URL),
    products: new Products(database, stock),
    told: new ToldFigures(database),
    orders: new Orders(database),
    coupons: new Coupons(database, documents, customers),
    giftCards: new GiftCards(database, keyring),
    holds: new Holds(database),
    tills: new Tills(database),
    promises: new Promises(database),
    holdsPerClient: config.HOLDS_PER_CLIENT,
    stripeSignatures: { secrets: config.STRIPE_WEBHOOK_SECRETS ?? [], toleranceS: config.STRIPE_WEBHOOK_TOLERANCE_SECONDS },
    leaseGraceSeconds: config.TILL_LEASE_GRACE_SECONDS,
    stockWork: new StockWork(database),
    stockPlaces: new StockPlaces(database),
    audit: new Audit(database),
    refusals: new Refusals(),
    feed: new Feed(database, stopping),
    webhooks: new Webhooks(database, keyring, { allowPrivate: config.WEBHOOKS_ALLOW_PRIVATE, resolve: systemResolve }),
  };
}
