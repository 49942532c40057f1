import type { PricingRequest, PricingResult, Promotion } from '@onefront/contracts';
import { outOfQuestion, unmet } from './conditions.js';
import type { Rule, Rules, Standing } from './rules.js';
import { inOrder, type Stacked } from './stacking.js';

type Step = PricingResult['explanation'][number];

export interface ToExplain {
  readonly request: PricingRequest;
  readonly rules: Rules;
  readonly stacked: Stacked;
  /** What the books or a budget said against promotions. */
  readonly refused: ReadonlyMap<string, string>;
  readonly standing: Standing;
  readonly all: boolean;
}

/** So many promotions that did not apply are explained at most; those that applied always are. */
const MOST_REASONS = 200;
/** And so many single lines: the lines of the result name their discounts anyway, and a message has an end. */
const MOST_LINES = 300;

/** One step per promotion in the order in which promotions are looked at, and one per line that it made cheaper. */
export function explain(what: ToExplain): Step[] {
  const steps: Step[] = [];
  let reasons = 0;
  let lineSteps = 0;
  for (const promotion of [...what.rules.promotions].sort(inOrder)) {
    const { id, rule } = promotion;
    const taken = what.stacked.taken.get(id);
    if (taken !== undefined) {
      const [whole, ...ofLines] = appliedSteps(what, promotion, taken);
      steps.push(whole, ...ofLines.slice(0, MOST_LINES - lineSteps));
      lineSteps = Math.min(MOST_LINES, lineSteps + ofLines.length);
    } else if ((what.all || !outOfQuestion(promotion, what.request)) && ++reasons <= MOST_REASONS) {
      steps.push({ promotion: id, name: rule.name, applied: false, reason: whyNot(what, promotion) });
    }
  }
  return steps;
}

function appliedSteps({ request, standing, stacked }: ToExplain, { id, rule }: Rule<Promotion>, taken: bigint): [Step, ...Step[]] {
  const money = (amount: bigint) => ({ amount: amount.toString(), currency: request.channel.currency });
  const coupon = standing.coupons.find((one) => one.promotion === id);
  const whole: Step = { promotion: id, name: rule.name, applied: true, reason: coupon ? `coupon ${coupon.code}` : 'its conditions hold', amount: money(taken) };
  const lines = stacked.basket.lines.flatMap((line): Step[] => {
    const mine = line.discounts.filter((one) => one.promotion === id).reduce((sum, one) => sum + one.amount, 0n);
    return mine > 0n ? [{ promotion: id, name: rule.name, applied: true, reason: 'lowers this line', line: line.request.lineId, amount: money(mine) }] : [];
  });
  return [whole, ...lines];
}

function whyNot({ request, rules, stacked, refused }: ToExplain, promotion: Rule<Promotion>): string {
  const reason = outOfQuestion(promotion, request) ?? unmet(promotion, request) ?? refused.get(promotion.id);
  if (reason) return reason;
  const winner = stacked.beaten.get(promotion.id);
  if (winner === undefined || !stacked.taken.has(winner)) return 'there is nothing left that it could lower';
  return `${rules.promotions.find((one) => one.id === winner)?.rule.name ?? winner} is better for the customer and not combinable with it`;
}
