import type { Product } from '@onefront/contracts';

export interface Compatibility { readonly verdict: 'compatible' | 'incompatible' | 'unknown'; readonly because: { readonly sku: string; readonly rule: string }[] }

/**
 * Whether a product goes with what a person owns. Compatible when either names the other. Incompatible when the product names what it
 * goes with, and the person owns something of the same category as those, but none of them. Otherwise nobody knows.
 */
export function compatibility(target: { readonly sku: string; readonly product: Product }, owned: readonly string[], products: ReadonlyMap<string, Product>): Compatibility {
  const named = new Set(target.product.compatibleWith ?? []);
  const fits = owned.filter((sku) => named.has(sku)).map((sku) => ({ sku, rule: `${target.sku} names ${sku} as compatible` }));
  const fitted = owned.filter((sku) => !named.has(sku) && products.get(sku)?.compatibleWith?.includes(target.sku)).map((sku) => ({ sku, rule: `${sku} names ${target.sku} as compatible` }));
  if (fits.length + fitted.length > 0) return { verdict: 'compatible', because: [...fits, ...fitted] };
  const families = new Map([...named].flatMap((sku) => (products.get(sku)?.categories ?? []).map((category) => [category, sku] as const)));
  const misfits = owned.flatMap((sku) => {
    const category = products.get(sku)?.categories?.find((one) => families.has(one));
    return category === undefined ? [] : [{ sku, rule: `${target.sku} goes with ${families.get(category)!} of ${category}, but does not name ${sku}` }];
  });
  return misfits.length > 0 ? { verdict: 'incompatible', because: misfits } : { verdict: 'unknown', because: [] };
}
