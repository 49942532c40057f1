/** What can be listened to (api.md, Events). */
export const eventTypes = ['order.confirmed', 'order.backordered', 'order.refused', 'order.cancelled', 'order.returned', 'fulfillment.updated', 'stock.changed', 'product.changed', 'customer.changed', 'coupon.redeemed'] as const;
