import { ChannelRefused, type Capabilities, type ChannelOrder, type Connector, type OrderPage, type OrderQuery, type PushResult, type Quantity } from '@onefront/channel-kit';
import { MarketplaceHttp, type MarketplaceSettings } from './marketplace-http.js';
import { channelOrderOf } from './translate.js';
import { vendorFeed, vendorOffers, vendorOrder, vendorResults } from './vendor-shapes.js';

/** Failures of a single quantity that may pass by themselves. */
const RETRYABLE = new Set(['BUSY', 'OFFER_LOCKED']);

/** Speaks for a marketplace with the API of "Fairground" (apps/simulators). */
export class GenericConnector implements Connector {
  readonly capabilities: Capabilities = { ordersPerPage: 50, quantitiesPerPush: 25, listingsPerRead: 25, increasePauseMs: 0 };
  private readonly marketplace: MarketplaceHttp;

  constructor(settings: MarketplaceSettings) {
    this.marketplace = new MarketplaceHttp(settings);
  }

  async pullOrders({ since, page, signal }: OrderQuery): Promise<OrderPage> {
    const query = new URLSearchParams({ updated_after: since.toISOString(), ...(page ? { page_token: page } : {}) });
    const feed = await this.marketplace.call({ operation: 'orders', method: 'GET', path: `/v3/orders?${query}`, answer: vendorFeed, signal });
    return { orders: feed.orders.map(channelOrderOf), ...(feed.next_page_token ? { next: feed.next_page_token } : {}) };
  }

  async readOrder(externalId: string, signal?: AbortSignal): Promise<ChannelOrder | undefined> {
    try {
      return channelOrderOf(await this.marketplace.call({ operation: 'order', method: 'GET', path: orderPath(externalId), answer: vendorOrder, signal }));
    } catch (error) {
      if (error instanceof ChannelRefused && error.code === 'ORDER_NOT_FOUND') return undefined;
      throw error;
    }
  }

  async acknowledge(externalId: string, orderId: string, signal?: AbortSignal): Promise<void> {
    await this.decide(externalId, 'accept', { seller_ref: orderId }, signal);
  }

  async reject(externalId: string, reason: string, signal?: AbortSignal): Promise<void> {
    await this.decide(externalId, 'reject', { reason: reason.slice(0, 500) }, signal);
  }

  async answerCancellation(externalId: string, answer: 'approve' | 'deny', signal?: AbortSignal): Promise<void> {
    await this.decide(externalId, 'cancellation', { decision: answer }, signal);
  }

  async pushQuantities(quantities: readonly Quantity[], signal?: AbortSignal): Promise<readonly PushResult[]> {
    const updates = quantities.map(({ sku, quantity }) => ({ seller_sku: sku, quantity }));
    const { results } = await this.marketplace.call({ operation: 'quantities', method: 'POST', path: '/v3/offers/quantities', body: { updates }, answer: vendorResults, signal });
    return results.map((result) => {
      if (result.outcome === 'ACCEPTED') return { sku: result.seller_sku, accepted: true };
      const code = result.code ?? 'UNKNOWN';
      return { sku: result.seller_sku, accepted: false, code, detail: result.text ?? '', retryable: RETRYABLE.has(code) };
    });
  }

  async readQuantities(skus: readonly string[], signal?: AbortSignal): Promise<readonly Quantity[]> {
    const query = new URLSearchParams({ seller_skus: skus.join(',') });
    const { offers } = await this.marketplace.call({ operation: 'offers', method: 'GET', path: `/v3/offers?${query}`, answer: vendorOffers, signal });
    return offers.map(({ seller_sku, quantity }) => ({ sku: seller_sku, quantity: Math.max(0, quantity) }));
  }

  private async decide(externalId: string, verb: string, body: object, signal: AbortSignal | undefined): Promise<void> {
    await this.marketplace.call({ operation: 'decisions', method: 'POST', path: `${orderPath(externalId)}/${verb}`, body, signal });
  }
}

function orderPath(externalId: string): string {
  return `/v3/orders/${encodeURIComponent(externalId)}`;
}
