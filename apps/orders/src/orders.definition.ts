import { defineConfig, defineService, wholeNumber } from '@onefront/service';
import { startBackground } from './orders.background.js';
import { noteLapse } from './orders.payments.js';
import { ordersModule } from './orders.module.js';
import { ordersTopics, policyOf } from './orders.subscriptions.js';
import { startOrphans } from './orders.orphans.js';
import { checkPaymentConfig, paymentConfig, providerOf } from './payments/configured.js';
import { Exchanges1700000121100 } from './persistence/migrations/exchanges-1700000121100.js';
import { Orders1700000000003 } from './persistence/migrations/orders-1700000000003.js';
import { Orphans1700000120100 } from './persistence/migrations/orphans-1700000120100.js';
import { Stripe1700000120000 } from './persistence/migrations/stripe-1700000120000.js';
import { Tills1700000132000 } from './persistence/migrations/tills-1700000132000.js';
import { orderEventTable, orderTable } from './persistence/tables.js';

const config = defineConfig({
  ORDER_ANSWER_SECONDS: { schema: wholeNumber(1, 86_400), default: '60', doc: 'After how many seconds a service that has not answered an order is asked again and a person hears of it.' },
  ORDER_PAYMENT_MINUTES: { schema: wholeNumber(1, 10_080), default: '30', doc: 'After how many minutes without an authorised payment an order is refused.' },
  ORDER_PICKUP_HOURS: { schema: wholeNumber(1, 8_760), default: '72', doc: 'For how many hours goods that are ready wait to be collected before they are cancelled.' },
  ORDER_SHIP_HOURS: { schema: wholeNumber(1, 8_760), default: '24', doc: 'Within how many hours a parcel is to leave the location, where the channel has promised nothing else.' },
  ORDER_READY_HOURS: { schema: wholeNumber(1, 8_760), default: '2', doc: 'Within how many hours goods to be collected are to be ready, where the channel has promised nothing else.' },
  ORDER_BACKORDER_MINUTES: { schema: wholeNumber(1, 10_080), default: '15', doc: 'Every how many minutes inventory is asked again for units that wait for stock.' },
  ORDER_EXCHANGE_DAYS: { schema: wholeNumber(1, 365), default: '21', doc: 'For how many days goods may come back for which others have left already, before the card is charged for these.' },
  ...paymentConfig,
  PAYMENT_ORPHAN_MINUTES: { schema: wholeNumber(0, 14_400), default: '60', doc: 'After how many minutes a payment that no order stands for is given back; 0 = never (after a restore of orders, until it is complete).' },
  PAYMENT_RENEW_HOURS: { schema: wholeNumber(1, 720), default: '24', doc: 'How many hours before an authorisation lapses it is authorised anew, while its order still has something to hand over.' },
});

export const ordersService = defineService({
  name: 'orders',
  config,
  check: checkPaymentConfig,
  migrations: [Orders1700000000003, Stripe1700000120000, Orphans1700000120100, Exchanges1700000121100, Tills1700000132000],
  entities: [orderTable, orderEventTable],
  hears: ordersTopics,
  tells: ['onefront.orders'],
  module: (parts) => ordersModule(policyOf(parts.config)),
  background: ({ database, config: settings }) => {
    const provider = providerOf(database, settings);
    const alarm = (orderId: string, what: string) => database.log('an answer is missing', { orderId, from: what });
    const orphan = (authorisation: string, what: string) => database.log('a payment without an order', { authorisation, what });
    const parts = { database, provider, policy: policyOf(settings), alarm };
    return [startBackground(parts), startOrphans({ database, provider, graceMs: settings.PAYMENT_ORPHAN_MINUTES * 60_000, pauseMs: 300_000, leadMs: settings.PAYMENT_RENEW_HOURS * 3_600_000, alarm: orphan, lapses: (held) => noteLapse(parts, held) })];
  },
});
