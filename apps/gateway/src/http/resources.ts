import type { ViewName } from '@onefront/contracts';
import type { Gateway } from '../gateway.js';
import type { Body } from '../views/documents.js';
import type { Viewer } from '../views/viewer.js';

/** A row of any view as it is answered, or undefined when it is not there for this viewer. */
export async function readResource(gateway: Gateway, view: ViewName, key: string, viewer: Viewer): Promise<Body | undefined> {
  switch (view) {
    case 'product': return gateway.products.get(key);
    case 'listing': {
      const [sku, channel] = key.split('/') as [string, string];
      return gateway.products.listing(sku, channel, viewer);
    }
    case 'order': return gateway.orders.get(key, viewer);
    case 'return': return gateway.orders.getReturn(key, viewer);
    case 'customer': return gateway.customers.get(key, viewer);
    case 'coupon': return gateway.coupons.get(key, viewer);
    case 'gift-card': return gateway.giftCards.get(key, viewer);
    case 'transfer': case 'count': return gateway.stockWork.get(view, key, viewer);
    case 'till': case 'stock-lease': case 'coupon-lease': return gateway.tills.get(view, key, viewer);
    case 'hold': return gateway.holds.get(key, viewer);
    case 'merge': return { version: 1, body: JSON.stringify({ mergeId: key }) };
    case 'stock': {
      const stock = await gateway.stock.answer(key, viewer);
      return stock && { version: stock.version, body: JSON.stringify(stock) };
    }
    case 'policy': case 'expected-receipt': return gateway.promises.get(view, key, viewer);
    case 'location': case 'channel': case 'promotion': case 'tax-rate': case 'shipping-rate': return gateway.documents.get(view, key, viewer);
    default: return view satisfies never;
  }
}
