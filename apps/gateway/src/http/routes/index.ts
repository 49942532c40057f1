import { openApiOf } from '../openapi.js';
import type { RouteSpec } from '../route.js';
import { auditRoutes } from './audit.js';
import { catalogRoutes } from './catalog.js';
import { customerRoutes } from './customers.js';
import { eventRoutes } from './events.js';
import { exchangeRoutes } from './exchanges.js';
import { expectedReceiptRoutes } from './expected-receipts.js';
import { fulfillmentRoutes } from './fulfillments.js';
import { giftCardRoutes } from './gift-cards.js';
import { holdRoutes } from './holds.js';
import { importRoutes } from './imports.js';
import { networkRoutes } from './network.js';
import { operationRoutes } from './operations.js';
import { orderRoutes } from './orders.js';
import { partnerRoutes } from './partners.js';
import { paymentRoutes } from './payments.js';
import { policyRoutes } from './policies.js';
import { promotionRoutes } from './promotions.js';
import { returnByMailRoutes } from './returns-by-mail.js';
import { returnRoutes } from './returns.js';
import { stockRoutes } from './stock.js';
import { stockPlaceRoutes } from './stock-places.js';
import { stockWorkRoutes } from './stock-work.js';
import { systemRoutes } from './system.js';
import { tillRoutes } from './tills.js';
import { tokenRoutes } from './tokens.js';
import { toldRoutes } from './told.js';
import { webhookRoutes } from './webhooks.js';

let written: unknown;

/** Every route that the gateway serves; the document is written from this list and nothing else. */
export const routes: readonly RouteSpec[] = [
  ...catalogRoutes, ...networkRoutes, ...policyRoutes, ...stockRoutes, ...stockPlaceRoutes, ...toldRoutes, ...stockWorkRoutes, ...expectedReceiptRoutes, ...orderRoutes, ...holdRoutes, ...tillRoutes, ...returnRoutes, ...returnByMailRoutes, ...exchangeRoutes, ...fulfillmentRoutes, ...customerRoutes, ...promotionRoutes, ...giftCardRoutes, ...paymentRoutes,
  ...importRoutes, ...operationRoutes, ...partnerRoutes, ...eventRoutes, ...webhookRoutes, ...auditRoutes, ...tokenRoutes, ...systemRoutes(() => (written ??= openApiOf(routes))),
];
