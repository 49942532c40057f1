/** What can be listened to (api.md, Events). `webhook.disabled` is heard by the client whose webhook it was. */
export const eventTypes = [
  'order.confirmed', 'order.backordered', 'order.refused', 'order.cancelled', 'order.returned', 'fulfillment.updated', 'stock.changed', 'product.changed', 'customer.changed', 'coupon.redeemed', 'webhook.disabled',
] as const;
