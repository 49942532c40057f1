import type { Promotion } from '@onefront/contracts';
import { copyOf, goodsLeft, shippingLeft, type Basket } from './basket.js';
import { applyEffect, stageOf, stages } from './effects.js';
import type { Rule } from './rules.js';

export interface Stacked {
  readonly basket: Basket;
  /** What each promotion took off in all, goods and shipping. Promotions that lowered nothing are absent. */
  readonly taken: ReadonlyMap<string, bigint>;
  /** Promotions that lost to a better one of their group: id -> winner. */
  readonly beaten: ReadonlyMap<string, string>;
}

/** Choices of winners that are tried exactly; beyond, groups are settled one after the other. */
const MOST_COMBINATIONS = 256;

/** Higher priority first, ties by id: the one order in which promotions are looked at. */
export function inOrder(a: Rule<Promotion>, b: Rule<Promotion>): number {
  return (b.rule.stacking?.priority ?? 0) - (a.rule.stacking?.priority ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * Applies promotions whose conditions hold. Of the non-combinable ones of one group only one counts: the one that is best for the customer
 * (least to pay, ties to the first in order). Those that name no group form one group of their own. Groups do not compete with each other.
 */
export function stack(start: Basket, eligible: readonly Rule<Promotion>[]): Stacked {
  const ordered = [...eligible].sort(inOrder);
  const groups = groupsOf(ordered);
  const winners = bestWinners(start, ordered, groups);
  const chosen = ordered.filter((one) => isCombinable(one) || winners.has(one.id));
  const beaten = new Map<string, string>();
  for (const group of groups) {
    const winner = group.find((one) => winners.has(one.id))!;
    for (const loser of group) if (loser !== winner) beaten.set(loser.id, winner.id);
  }
  return { ...applyAll(start, chosen), beaten };
}

const isCombinable = ({ rule }: Rule<Promotion>): boolean => rule.stacking?.combinable ?? true;

function groupsOf(ordered: readonly Rule<Promotion>[]): Rule<Promotion>[][] {
  const groups = new Map<string, Rule<Promotion>[]>();
  for (const one of ordered) {
    if (isCombinable(one)) continue;
    const name = one.rule.stacking?.group ?? '';
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function bestWinners(start: Basket, ordered: readonly Rule<Promotion>[], groups: readonly Rule<Promotion>[][]): Set<string> {
  const winners = groups.map((group) => group[0]!.id);
  const toPay = (choice: readonly string[]): bigint => {
    const { basket } = applyAll(start, ordered.filter((one) => isCombinable(one) || choice.includes(one.id)));
    return goodsLeft(basket) + shippingLeft(basket);
  };
  const combinations = groups.reduce((product, group) => product * group.length, 1);
  if (combinations === 1) return new Set(winners);
  if (combinations <= MOST_COMBINATIONS) return new Set(best(allChoices(groups), toPay));
  groups.forEach((group, index) => { winners[index] = best(group.map((one) => winners.with(index, one.id)), toPay)[index]!; });
  return new Set(winners);
}

function allChoices(groups: readonly Rule<Promotion>[][]): string[][] {
  return groups.reduce<string[][]>((choices, group) => choices.flatMap((choice) => group.map((one) => [...choice, one.id])), [[]]);
}

/** The first of the cheapest choices. */
function best(choices: readonly string[][], toPay: (choice: readonly string[]) => bigint): string[] {
  let found = choices[0]!;
  let least: bigint | undefined;
  for (const choice of choices) {
    const amount = toPay(choice);
    if (least === undefined || amount < least) [found, least] = [choice, amount];
  }
  return found;
}

function applyAll(start: Basket, chosen: readonly Rule<Promotion>[]): Pick<Stacked, 'basket' | 'taken'> {
  const basket = copyOf(start);
  const taken = new Map<string, bigint>();
  for (const stage of stages) {
    for (const { id, rule } of chosen) {
      for (const effect of rule.effects) {
        if (stageOf(effect) !== stage) continue;
        const amount = applyEffect(basket, effect, { id, name: rule.name });
        if (amount > 0n) taken.set(id, (taken.get(id) ?? 0n) + amount);
      }
    }
  }
  return { basket, taken };
}
