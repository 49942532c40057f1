/** What a client may be allowed to do, and what each scope opens (api.md, conventions). */
export const scopes = {
  'catalog:read': 'Products, their channel rows, compatibility.',
  'catalog:write': 'Create and change products and their channel rows.',
  'stock:read': 'Stock, its ledger and availability.',
  'stock:write': 'Book stock movements.',
  'stock:read:locations': 'Stock per location.',
  'orders:read': 'Orders, fulfillments, quotes.',
  'orders:write': 'Place and cancel orders, take returns.',
  'orders:record': 'Record orders that have already happened, and returns without an order.',
  'orders:fulfill': 'Advance fulfillment orders.',
  'customers:read': 'Customers.',
  'customers:write': 'Register, change, merge and erase customers.',
  'promotions:read': 'Promotions, coupons, tax and shipping rates.',
  'promotions:write': 'Change promotions, coupons, tax and shipping rates.',
  'channels:read': 'Channels and locations.',
  'channels:write': 'Create and change channels and locations.',
  'partners:admin': 'Create, rotate and revoke partners.',
  'events:read': 'The event stream and own webhooks.',
  'imports:write': 'Imports and exports.',
  'metrics:read': 'Metrics.',
  'audit:read': 'The audit trail.',
} as const;

export type Scope = keyof typeof scopes;
export const allScopes = Object.keys(scopes) as Scope[];

export function isScope(text: string): text is Scope {
  return Object.hasOwn(scopes, text);
}
