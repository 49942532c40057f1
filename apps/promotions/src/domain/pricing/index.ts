export { outOfQuestion } from './conditions.js';
export { candidates, isAsSold, price, type PriceOptions } from './price.js';
export type { Priced, PricingProblem } from './result.js';
export { nothingKnown, type Rule, type Rules, type Standing } from './rules.js';
