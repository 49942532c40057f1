import { randomBytes } from 'node:crypto';
import { pricingRequestOf,
  buyerIdentified, deletePromotion, disableCoupon, disableGiftCard, giftCardRequested, issueCoupons, issueGiftCard, leaseCoupons, linesCancelled, orderCancelled, orderConfirmed, orderPlaced, orderRefused, orderReturned, patchPromotion, putPromotion, putShippingRate, putTaxRate, releaseRequested, tillChanged,
  type DataOf, type Inbound, type MessageDefinition, type PricingRequest,
} from '@onefront/contracts';
import { enqueueWork, type BatchWork } from '@onefront/outbox';
import { BULK_ISSUE } from './commands/issue-in-bulk.js';
import { BookRefs } from './domain/book-refs.js';
import { emptyBooks, type Buyer } from './domain/books.js';
import { emptyCardBooks } from './domain/gift-cards.js';
import type { RuleKind } from './domain/rule-book.js';
import { onDisableCoupon, onIssueCoupons } from './messages/on-coupon-commands.js';
import { onDisableGiftCard, onGiftCardRequested, onIssueGiftCard, onLinesCancelled, onOrderReturned } from './messages/on-gift-cards.js';
import { onBuyerIdentified, onOrderConfirmed, onOrderEnded, onOrderPlaced, onReleaseRequested } from './messages/on-order-facts.js';
import { onDeletePromotion, onPatchPromotion, onPutPromotion, onPutShippingRate, onPutTaxRate } from './messages/on-rule-commands.js';
import { onLeaseCoupons, onTillChanged } from './messages/on-tills.js';
import type { PromotionsBatch } from './messages/promotions-batch.js';
import { loadBooks, loadSales, lockCodes } from './persistence/books.load.js';
import { storeBooks } from './persistence/books.store.js';
import { loadTills } from './persistence/leases.store.js';
import { loadCards, storeCards, type CardRefs } from './persistence/gift-cards.store.js';
import { loadRules, storeRules } from './persistence/rules.repository.js';
import { RulesCache } from './persistence/rules-cache.js';

type Reaction = (batch: PromotionsBatch, inbound: Inbound<never>) => void;
/** What a message can touch, known before its order is loaded. */
interface Touches { readonly rule?: RuleKind; readonly code?: (data: never) => string | undefined; readonly order?: true; readonly cards?: (data: never) => CardRefs; readonly till?: (data: never) => string | undefined }

function on<T>(definition: MessageDefinition<T>, react: (batch: PromotionsBatch, inbound: Inbound<T>) => void, touches: Touches): [string, { react: Reaction; touches: Touches }] {
  return [definition.type, { react: react as Reaction, touches }];
}

/** All that promotions hears. */
const subscriptions = new Map([
  on(putPromotion, onPutPromotion, { rule: 'promotion' }),
  on(patchPromotion, onPatchPromotion, { rule: 'promotion' }),
  on(deletePromotion, onDeletePromotion, { rule: 'promotion' }),
  on(putTaxRate, onPutTaxRate, { rule: 'tax-rate' }),
  on(putShippingRate, onPutShippingRate, { rule: 'shipping-rate' }),
  on(issueCoupons, onIssueCoupons, { code: ({ issue }: DataOf<typeof issueCoupons>) => issue.code }),
  on(disableCoupon, onDisableCoupon, { code: ({ code }: DataOf<typeof disableCoupon>) => code }),
  on(leaseCoupons, onLeaseCoupons, { till: ({ till }: DataOf<typeof leaseCoupons>) => till }),
  on(orderPlaced, onOrderPlaced, { order: true, till: ({ placement }: DataOf<typeof orderPlaced>) => placement.till?.id }),
  on(tillChanged, onTillChanged, { till: ({ till: { id, accepted } }: DataOf<typeof tillChanged>) => (accepted > 0 ? id : undefined) }),
  on(buyerIdentified, onBuyerIdentified, { order: true }),
  on(orderConfirmed, onOrderConfirmed, { order: true }),
  on(orderRefused, onOrderEnded, { order: true }),
  on(orderCancelled, onOrderEnded, { order: true, cards: ({ orderId }: DataOf<typeof orderCancelled>) => ({ indexes: [], orders: [orderId] }) }),
  on(orderReturned, onOrderReturned, { cards: ({ orderId }: DataOf<typeof orderReturned>) => ({ indexes: [], orders: [orderId] }) }),
  on(linesCancelled, onLinesCancelled, { cards: ({ orderId }: DataOf<typeof linesCancelled>) => ({ indexes: [], orders: [orderId] }) }),
  on(issueGiftCard, onIssueGiftCard, { cards: ({ index }: DataOf<typeof issueGiftCard>) => ({ indexes: [index] }) }),
  on(disableGiftCard, onDisableGiftCard, { cards: ({ cardId }: DataOf<typeof disableGiftCard>) => ({ indexes: [], ids: [cardId] }) }),
  on(giftCardRequested, onGiftCardRequested, { cards: ({ card, tender, callId }: DataOf<typeof giftCardRequested>) => ({ indexes: [card], tenders: [tender], calls: [callId] }) }),
  on(releaseRequested, onReleaseRequested, { order: true }),
]);

export const promotionsTopics = [putPromotion.topic, orderPlaced.topic, buyerIdentified.topic];

/** The work of promotions. Each process has one: it keeps the rules in memory. */
export function promotionsWork(cache = new RulesCache()): BatchWork<PromotionsBatch> {
  return {
    types: [...subscriptions.keys()],

    async load(tx, messages) {
      const touched = messages.map((inbound) => ({ inbound, touches: subscriptions.get(inbound.type)!.touches }));
      const codes = touched.flatMap(({ inbound, touches }) => touches.code?.(inbound.data as never)?.toUpperCase() ?? []);
      lockCodes(tx, codes);
      const slots = await loadRules(tx, touched.flatMap(({ inbound, touches }) => (touches.rule ? [{ kind: touches.rule, id: (inbound.data as { id: string }).id }] : [])));
      const batch: PromotionsBatch = { rules: await cache.read(tx), slots, entries: [], books: emptyBooks(), cards: emptyCardBooks(), bulks: [], random: randomBytes, told: [] };
      const aboutOrders = touched.filter(({ touches }) => touches.order).map(({ inbound }) => inbound);
      await loadSales(tx, batch.books, aboutOrders.map((inbound) => (inbound.data as { orderId: string }).orderId));
      const words = messages.filter(({ type }) => type === leaseCoupons.type).map(({ data }) => data as DataOf<typeof leaseCoupons>);
      const named = words.flatMap(({ coupons }) => coupons.map(({ code }) => code.toUpperCase()));
      await loadTills(tx, batch.books, { tills: touched.flatMap(({ inbound, touches }) => touches.till?.(inbound.data as never) ?? []), keys: named });
      const refs = new BookRefs();
      for (const { till } of words) refs.ofLease(batch.books, till);
      for (const key of named) refs.coupons.add(key);
      for (const code of codes) refs.coupons.add(code);
      for (const { kind, id } of slots.values()) if (kind === 'promotion') refs.promotions.add(id);
      for (const request of questions(batch, aboutOrders)) refs.ofRequest(request, batch.rules);
      for (const inbound of aboutOrders) refs.ofSale(batch.books, (inbound.data as { orderId: string }).orderId, customerOf(inbound));
      await loadBooks(tx, batch.books, refs, true);
      const cards = touched.flatMap(({ inbound, touches }) => touches.cards?.(inbound.data as never) ?? []);
      if (cards.length > 0) await loadCards(tx, batch.cards, allOf(cards));
      return batch;
    },

    apply(batch, inbound) {
      subscriptions.get(inbound.type)!.react(batch, inbound as Inbound<never>);
    },

    async store(tx, batch) {
      await storeBooks(tx, batch.books);
      storeCards(tx, batch.cards);
      await storeRules(tx, batch.slots, batch.entries);
      enqueueWork(tx, ...batch.bulks.map((bulk) => ({ kind: BULK_ISSUE, id: bulk.issueId, payload: bulk, dueAt: new Date(0) })));
      return batch.told;
    },
  };
}

function allOf(refs: readonly CardRefs[]): CardRefs {
  const of = (name: keyof CardRefs) => refs.flatMap((one) => one[name] ?? []);
  return { indexes: of('indexes'), ids: of('ids'), orders: of('orders'), tenders: of('tenders'), calls: of('calls') };
}

/** What may be priced in this batch, with the buyer where one is known: question and buyer may both have come before, or both be in it. */
function questions({ books }: PromotionsBatch, messages: readonly Inbound[]): PricingRequest[] {
  const requests = new Map<string, PricingRequest>();
  const buyers = new Map<string, Buyer>();
  for (const { orderId, request, buyer } of books.sales.values()) {
    if (request) requests.set(orderId, request);
    if (buyer) buyers.set(orderId, buyer);
  }
  for (const { type, data } of messages) {
    const { orderId, placement, customerId: id, groups } = data as DataOf<typeof orderPlaced> & DataOf<typeof buyerIdentified>;
    if (type === orderPlaced.type) requests.set(orderId, pricingRequestOf(placement));
    if (type === buyerIdentified.type) buyers.set(orderId, { id, groups });
  }
  return [...requests].map(([orderId, request]) => {
    const customer = request.customer ?? buyers.get(orderId);
    return customer ? { ...request, customer } : request;
  });
}

function customerOf({ data }: Inbound): string | null {
  return (data as Partial<DataOf<typeof orderConfirmed>>).order?.customer?.id ?? null;
}
