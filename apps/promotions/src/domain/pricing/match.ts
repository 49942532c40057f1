import type { Match, PricingRequest } from '@onefront/contracts';

type Product = PricingRequest['lines'][number]['product'];
interface Matchable { readonly sku: string; readonly product: Product }
type Selector = NonNullable<Match['exclude']>;

/** Whether a line is what a rule is about: every member that is present must match (any value within it); `exclude` takes lines out again. */
export function matches(line: Matchable, match: Match | undefined): boolean {
  if (!match) return true;
  if (!selects(line, match)) return false;
  return !match.exclude || isEmpty(match.exclude) || !selects(line, match.exclude);
}

function selects({ sku, product }: Matchable, { skus, categories, brands, tags, attributes }: Selector): boolean {
  if (skus && !skus.includes(sku)) return false;
  if (categories && !categories.some((wanted) => (product.categories ?? []).some((category) => isWithin(category, wanted)))) return false;
  if (brands && !(product.brand !== undefined && brands.includes(product.brand))) return false;
  if (tags && !tags.some((tag) => product.tags?.includes(tag))) return false;
  return Object.entries(attributes ?? {}).every(([name, value]) => product.attributes?.[name] === value);
}

/** Categories are paths: `home` also means `home/lighting`. */
function isWithin(category: string, wanted: string): boolean {
  return category === wanted || category.startsWith(`${wanted}/`);
}

/** An exclusion that names nothing takes nothing out. */
function isEmpty(selector: Selector): boolean {
  return Object.values(selector).every((member) => member === undefined || (Array.isArray(member) ? false : Object.keys(member).length === 0));
}
