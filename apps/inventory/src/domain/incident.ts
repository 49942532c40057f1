/** Something that a person should know of: both sides of a broken promise, or units that were not supposed to be there (S26). */
export interface Incident {
  readonly id: string;
  readonly kind: 'oversell' | 'found-by-sale' | 'promise-broken' | 'transfer-variance';
  readonly detail: string;
  readonly sku: string;
  readonly location?: string;
  readonly orderId?: string;
  readonly brokenOrderId?: string;
  readonly quantity: number;
}
